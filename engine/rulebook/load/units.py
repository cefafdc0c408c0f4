"""Checks the units of formulas: dollars with dollars, years with years, conditions where conditions belong."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..model import (
    Aggregate,
    Arithmetic,
    Comparison,
    Conditional,
    Connective,
    Expression,
    Extreme,
    Membership,
    Name,
    Not,
    Number,
    Proration,
    Rounded,
    Truth,
)
from ..unroll import OUTER

Report = Callable[[str, str, tuple[int, int], str | None], None]
_FLEXIBLE = ("years", "days", "number")
_RATIOS = ("percent", "number", "count", "days", "years")


class UnitChecker:
    """Finds the unit of an expression and reports what does not go together.

    `units` gives the unit of each readable name; `choices` the values of each choice fact; `constants` the
    names a formula may divide by. A unit of "" means that a problem was already reported.
    """

    def __init__(
        self,
        units: Mapping[str, str],
        choices: Mapping[str, tuple[str, ...]],
        constants: Mapping[str, object],
        report: Report,
    ) -> None:
        """Keep what the names mean; problems go to `report(check, message, place, help)`."""
        self.units, self.choices, self.constants, self.report = units, choices, constants, report

    def unit(self, node: Expression) -> str:
        """The unit of the expression, "yes_no" for a condition."""
        match node:
            case Number():
                return "zero" if node.unit == "count" and node.amount == 0 else node.unit
            case Truth():
                return "yes_no"
            case Name():
                return self._name(node)
            case Membership():
                return self._membership(node)
            case Not(item=item):
                return self._conditions(item)
            case Connective(items=items):
                return self._conditions(*items)
            case Comparison():
                return self._comparison(node)
            case Conditional():
                self._conditions(node.test)
                return self._same(node, node.then, node.otherwise)
            case Extreme(items=items):
                return self._amounts(node, *items)
            case Arithmetic():
                return self._arithmetic(node)
            case Proration() | Rounded():
                return self._closed(node)
            case Aggregate():
                return self._aggregate(node)

    def _closed(self, node: Proration | Rounded) -> str:
        if isinstance(node, Rounded):
            return self._amounts(node, node.item)
        self._amounts(node, node.part, node.whole)
        return self._amounts(node, node.amount)

    def _aggregate(self, node: Aggregate) -> str:
        if node.test is not None:
            self._conditions(node.test)
        if node.operator in ("any", "every"):
            return "yes_no"
        if node.amount is None:
            return "number"
        found = self._amounts(node, node.amount)
        if found == "date" and node.operator == "sum":
            return self._clash(
                node, "dates have no sum", "write `largest of` for the last, `smallest of` for the first"
            )
        return found

    def _clash(self, node: Expression, message: str, help: str | None = None) -> str:
        self.report("unit-clash", message, node.place, help)
        return ""

    def _name(self, node: Name) -> str:
        unit = self.units.get(node.name.removeprefix(OUTER), "")
        if unit == "choice":
            values = ", ".join(self.choices.get(node.name, ()))
            return self._clash(node, f"`{node.name}` is a choice", f"test it with `is`; its values are {values}")
        if unit == "tax_year":
            return self._clash(node, "the tax year cannot be used in a formula", "make the difference a parameter")
        return unit

    def _membership(self, node: Membership) -> str:
        fact = node.fact.removeprefix(OUTER)
        if self.units.get(fact, "choice") != "choice":
            help = "`is` goes with choice facts and yes/no; compare amounts with `=`"
            self._clash(node, f"`{fact}` is not a choice", help)
        elif fact in self.choices:
            for value in node.values:
                if value.removeprefix(OUTER) not in self.choices[fact]:
                    help = "its values are " + ", ".join(self.choices[fact])
                    self.report("unknown-choice", f"`{value}` is not a value of `{fact}`", node.place, help)
        return "yes_no"

    def _conditions(self, *items: Expression) -> str:
        for item in items:
            found = self.unit(item)
            if found not in ("yes_no", ""):
                self._clash(item, f"a condition belongs here, not {in_words(found)}", "compare it with something")
        return "yes_no"

    def _amounts(self, node: Expression, *items: Expression) -> str:
        found = [self.unit(item) for item in items]
        for item, unit in zip(items, found, strict=True):
            if unit == "yes_no":
                return self._clash(item, "an amount belongs here, not a condition")
        return self._merged(node, found)

    def _merged(self, node: Expression, units: list[str]) -> str:
        if "" in units:
            return ""
        firm = sorted({unit for unit in units if unit not in ("zero", "count")})
        if len(firm) > 1:
            said = " and ".join(in_words(unit) for unit in firm)
            return self._clash(node, f"{said} do not go together")
        if not firm:
            return "count" if "count" in units else "zero"
        if "count" in units and firm[0] not in _FLEXIBLE:
            return self._clash(node, f"a plain number does not go with {in_words(firm[0])}", count_help(firm[0]))
        return firm[0]

    def _same(self, node: Expression, *items: Expression) -> str:
        return self._merged(node, [self.unit(item) for item in items])

    def _comparison(self, node: Comparison) -> str:
        found = [self.unit(node.left), self.unit(node.right)]
        if "yes_no" in found:
            return self._clash(node, "a condition cannot be compared", "write it alone, or with `not`")
        self._merged(node, found)
        return "yes_no"

    def _arithmetic(self, node: Arithmetic) -> str:
        left, right = self.unit(node.left), self.unit(node.right)
        if "" in (left, right):
            return ""
        if "yes_no" in (left, right):
            return self._clash(node, "a condition cannot be computed with", "use `if A then B else C`")
        if node.operator == "*":
            return self._product(node, left, right)
        if node.operator == "/":
            return self._quotient(node, left, right)
        if "date" in (left, right):
            return self._dates(node, left, right)
        return self._merged(node, [left, right])

    def _dates(self, node: Arithmetic, left: str, right: str) -> str:
        if (left, right) == ("date", "date") and node.operator == "-":
            return "days"
        if left == "date" and right in ("days", "count", "zero"):
            return "date"
        return self._clash(node, f"{in_words(left)} and {in_words(right)} do not go together")

    def _product(self, node: Arithmetic, left: str, right: str) -> str:
        for one, other in ((left, right), (right, left)):
            if one in ("percent", "zero", "count", "number", "days", "years") and other not in ("date",):
                plain = other in ("count", "zero", "days", "years", "number")
                return other if not plain else "number" if one != "percent" else other
        return self._clash(node, f"{in_words(left)} times {in_words(right)} has no meaning")

    def _quotient(self, node: Arithmetic, left: str, right: str) -> str:
        if not self._constant(node.right):
            help = "use `prorate_to_cent(amount, part, whole)` or another named form that says how it rounds"
            self.report("open-division", "division by something that is not constant", node.place, help)
            return ""
        if right in _RATIOS and left != "date":
            return left
        if left == right:
            return "number"
        return self._clash(node, f"{in_words(left)} divided by {in_words(right)} has no meaning")

    def _constant(self, node: Expression) -> bool:
        match node:
            case Number():
                return node.amount != 0
            case Name(name=name):
                return name in self.constants
            case Arithmetic(left=left, right=right):
                return self._constant(left) and self._constant(right)
        return False


def in_words(unit: str) -> str:
    """A unit in words, for messages."""
    return {"yes_no": "a condition", "date": "a date", "count": "a plain number", "zero": "0"}.get(unit, unit)


def count_help(unit: str) -> str | None:
    """What to write in place of a plain number, or None."""
    return {"dollars": "write dollars as `$1,500`", "percent": "write a percent as `20%`"}.get(unit)
