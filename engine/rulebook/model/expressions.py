"""What formulas and conditions are made of: the nodes of expressions. Data only, nothing is computed here."""

# Annotations are not postponed: Python would compile each as text at every start (benchmarks/start.py).
from typing import NamedTuple


class Number(NamedTuple):
    """A constant: `amount` over `denominator`, in cents, days or plain count; a percent is the ratio itself."""

    amount: int
    denominator: int
    unit: str
    place: tuple[int, int] = (0, 0)


class Truth(NamedTuple):
    """The constant yes or no."""

    value: bool
    place: tuple[int, int] = (0, 0)


class Name(NamedTuple):
    """A fact, parameter, figure or conclusion."""

    name: str
    place: tuple[int, int] = (0, 0)


class Arithmetic(NamedTuple):
    """`left operator right` with + - * or / (by a constant)."""

    operator: str
    left: "Expression"
    right: "Expression"
    place: tuple[int, int] = (0, 0)


class Extreme(NamedTuple):
    """`min(...)` or `max(...)`."""

    operator: str
    items: tuple["Expression", ...]
    place: tuple[int, int] = (0, 0)


class Conditional(NamedTuple):
    """`if test then this else that`, of amounts or of conditions."""

    test: "Expression"
    then: "Expression"
    otherwise: "Expression"
    place: tuple[int, int] = (0, 0)


class Comparison(NamedTuple):
    """`left operator right` with < <= > >= = or !=."""

    operator: str
    left: "Expression"
    right: "Expression"
    place: tuple[int, int] = (0, 0)


class Membership(NamedTuple):
    """`fact is value` or `fact is one of (...)`."""

    fact: str
    values: tuple[str, ...]
    place: tuple[int, int] = (0, 0)


class Connective(NamedTuple):
    """`and` or `or` over two or more conditions."""

    operator: str
    items: tuple["Expression", ...]
    place: tuple[int, int] = (0, 0)


class Not(NamedTuple):
    """The opposite of a condition."""

    item: "Expression"
    place: tuple[int, int] = (0, 0)


class Proration(NamedTuple):
    """amount x part / whole, closed by a named rounding; a whole of zero gives zero."""

    rounding: str
    amount: "Expression"
    part: "Expression"
    whole: "Expression"
    place: tuple[int, int] = (0, 0)


class Rounded(NamedTuple):
    """An exact amount closed by a named rounding."""

    rounding: str
    item: "Expression"
    place: tuple[int, int] = (0, 0)


class Aggregate(NamedTuple):
    """What the items of a list come to: `sum of amount over other plans where test`, `any plan where test`.

    `operator` is sum, largest, smallest, count, any or every; `which` is own, other, earlier, or empty for all items;
    `list_word` is the list as it is written, the plural or, after any and every, the item. `count` has no `amount`,
    `any` and `every` always have a `test`. It is unrolled to the items of one saver before a rulebook is compiled.
    """

    operator: str
    which: str
    list_word: str
    amount: "Expression | None"
    test: "Expression | None"
    place: tuple[int, int] = (0, 0)


Expression = (
    Number
    | Truth
    | Name
    | Arithmetic
    | Extreme
    | Conditional
    | Comparison
    | Membership
    | Connective
    | Not
    | Proration
    | Rounded
    | Aggregate
)
