"""The one lowering means what the plain evaluator finds, to the exact unit, for savers known, unknown and extreme."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any

import pytest

from rothroute.engine import Adviser
from rothroute.engine.reasoning.compile.compiled import Program
from rothroute.engine.reasoning.compile.lowering import Lowered, lower
from rothroute.engine.reasoning.compile.operators import choice_name
from rothroute.engine.reasoning.compile.printing import Integers, Pair, Printer
from rothroute.engine.reasoning.compile.program import compile_year
from rothroute.engine.reasoning.evaluate import contradictions, evaluate
from rothroute.engine.reasoning.trace import Trace
from rothroute.engine.rulebook.load import load_rulebook
from rothroute.engine.rulebook.model import (
    Arithmetic,
    Comparison,
    Conditional,
    Connective,
    Expression,
    Extreme,
    Fact,
    Membership,
    Name,
    Not,
    Number,
    Proration,
    Rounded,
    Truth,
)

YEARS = (2023, 2024, 2025, 2026)
SMALL = """
facts:
  tax_year: {type: tax_year, label: tax year, meaning: The year.}
  kind: {type: choice, label: kind, meaning: Kind., values: {none: no plan, big: big plan, small: small plan}}
  size: {type: choice, label: size, meaning: Size., values: {a: one, b: two, c: three}, applies: kind is not none,
         otherwise: b}
  pay: {type: dollars, label: pay, meaning: Pay., lowest: "-$1,000", highest: "$100,000,000"}
  hours: {type: number, label: hours, meaning: Hours., highest: 40}
  rate: {type: percent, label: rate, meaning: Rate., highest: 100%, assume: "33% * 10%", why_assumed: A guess.}
  part: {type: percent, label: part, meaning: Part., highest: 100%, assume: rate / 3, why_assumed: A third.}
  put_in: {type: dollars, label: money put in, meaning: Money., highest: "$1,000,000", applies: size is not a,
           otherwise: $1}
  left: {type: dollars, label: pay left, meaning: Left., highest: "$1,000,000", assume: pay / 3, why_assumed: A third.}
  more: {type: dollars, label: more, meaning: More., highest: "$500", assume: $100, why_assumed: Often.}
  odd: {type: number, label: odd, meaning: Odd., highest: 9, assume: "7", why_assumed: Often.}
  top: {type: number, label: top, meaning: Top., highest: 9, assume: "9", why_assumed: Often.}
  keen: {type: yes_no, label: keen, meaning: Keen., assume: yes, assume_when: size is b, why_assumed: Mostly.}
  free: {type: yes_no, label: free, meaning: Free., applies: keen, otherwise: no, assume: no, why_assumed: Mostly.}
contradictions:
  too_much: {when: "left > pay", unless: size is c, message: "{left} is above {pay}", remedy: correct one}
  too_little: {when: "more * 3 <= put_in", message: "{more}, {put_in}", remedy: correct one}
  not_seven: {when: "odd = hours", message: "{odd} is {hours}", remedy: correct one}
  not_that: {when: "left != pay / 7 and kind is small", message: "{left} is {pay}", remedy: correct one}
  not_top: {when: "top = hours", message: "{top} is {hours}", remedy: correct one}
  not_more: {when: "left = more", message: "{left} is {more}", remedy: correct one}
  not_half: {when: "left < pay / 2 and kind is big", message: "{left} is {pay}", remedy: correct one}
  both: {when: keen and hours > 30, message: "{hours}", remedy: correct one}
  neither: {when: not keen and hours > 35, message: "{hours}", remedy: correct one}
"""
SOURCES = "sources: {USC: {title: Code, kind: statute, checked: read}}"
PARAMETER = """
label: limit
unit: dollars
law: USC 1
values:
  2026: {amount: "$7,500", source: USC 1, verified: read}
"""
RULES = """
topic: saver
exports: [room, third, share, ten, product, older, rest, half]
figures:
  room: {label: a, meaning: A., unit: dollars, formula: "max($0, min(limit, pay) - put_in)", cite: [USC 1]}
  third: {label: b, meaning: B., unit: exact dollars, formula: pay / -3 * 0.5, cite: [USC 1]}
  share: {label: c, meaning: C., unit: dollars, formula: "prorate_to_cent(pay, left - third, more)", cite: [USC 1]}
  ten: {label: d, meaning: D., unit: dollars, formula: "prorate_up_to_ten_dollars(pay, third, put_in - more)",
        cite: [USC 1]}
  product: {label: e, meaning: E., unit: exact dollars, formula: pay * rate * part, cite: [USC 1]}
  rest: {label: f, meaning: F., unit: exact dollars, formula: "if older or free then third else product * 2",
         cite: [USC 1], applies: kind is not none}
  half: {label: g, meaning: G., unit: dollars, formula: "round_to_cent(rest / 2)", cite: [USC 1]}
conclusions:
  older: {when: "hours >= 20 and (keen or pay > third)", because: A., cite: [USC 1]}
  twice: {when: "third = pay / 2 or product != rest", because: A., cite: [USC 1]}
  split: {when: "if free then keen else size is one of (a, c)", because: A., cite: [USC 1]}
  never: {when: not (older and twice) or room < ten or half <= share, because: A., cite: [USC 1]}
"""


@pytest.fixture(scope="module")
def small() -> Program:
    """A small rulebook with every operator, unit and kind of default."""
    files = {
        "facts.yaml": SMALL,
        "sources.yaml": SOURCES,
        "parameters/limit.yaml": PARAMETER,
        "saver/rules.yaml": RULES,
    }
    return compile_year(load_rulebook({path: text.encode() for path, text in files.items()}), 2026)


Ends = tuple[Fraction, Fraction]
ROUNDINGS: dict[str, Callable[[Fraction], Fraction]] = {
    "to_cent": lambda cents: Fraction(floor(cents + Fraction(1, 2))),
    "up_to_ten_dollars": lambda cents: Fraction(ceil(cents / 1_000) * 1_000),
}


def ends(corners: list[Fraction]) -> Ends:
    """The least and the most."""
    return min(corners), max(corners)


class Answered(Integers):
    """Primitives for one saver: checked answers by fact; absent means unknown."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers

    def given(self, fact: str) -> int:
        """The number that was told, 0 where none was."""
        found: int = self.answers.get(fact) or 0
        return found

    def told(self, fact: str) -> bool:
        """Whether the fact was told."""
        return self.answers.get(fact) is not None

    def said(self, fact: str, value: str | None = None) -> bool:
        """Whether yes, or this value of a choice, was told."""
        return bool(self.answers.get(fact) == value if value else self.answers.get(fact))

    def anything(self, fact: str, lowest: int, highest: int) -> Pair:
        """The bounds."""
        return lowest, highest

    def open(self, fact: str, value: str | None = None) -> Pair:
        """Not surely, but possibly."""
        return False, True


def printed_for(saver: dict[str, Any], lowered: Lowered) -> Printer:
    """A printer that has printed a year for a saver."""
    printer = Printer(Answered(saver))
    printer.run(lowered.lets)
    return printer


class Reference:
    """What expressions mean, written down a second time: exact fractions, operator by operator.

    Amounts are (least, most), conditions True, False or None; the values of names are those of a trace.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace

    def values(self, name: str) -> Any:
        """Amounts as a pair of fractions, conditions as they are, choices as text or None."""
        return expected_of(self.trace, name)

    def number(self, node: Expression) -> Ends:
        """The least and the most an amount can be."""
        match node:
            case Number(amount=amount, denominator=denominator):
                return Fraction(amount, denominator), Fraction(amount, denominator)
            case Name(name=name):
                found: Ends = self.values(name)
                return found
            case Arithmetic(operator=operator, left=left, right=right):
                (a, b), (c, d) = self.number(left), self.number(right)
                if operator in "+-":
                    return (a + c, b + d) if operator == "+" else (a - d, b - c)
                return ends([x * y if operator == "*" else x / y for x in (a, b) for y in (c, d)])
            case Extreme(operator=operator, items=items):
                pick = min if operator == "min" else max
                lows, highs = zip(*map(self.number, items), strict=True)
                return pick(lows), pick(highs)
            case Conditional(test=test, then=then, otherwise=otherwise):
                chosen = self.truth(test)
                (a, b), (c, d) = self.number(then), self.number(otherwise)
                return (min(a, c), max(b, d)) if chosen is None else (a, b) if chosen else (c, d)
            case Rounded(rounding=rounding, item=item):
                low, high = self.number(item)
                return ROUNDINGS[rounding](low), ROUNDINGS[rounding](high)
            case Proration():
                return self._share(node)
        raise TypeError(node)

    def _share(self, node: Proration) -> Ends:
        """A share of a whole that may be 0 is 0, or of the least whole there is."""
        amount, part, whole = self.number(node.amount), self.number(node.part), self.number(node.whole)
        least = Fraction(1, self.trace.program.compiler.number(node.whole)[1])  # amounts are counted in it
        wholes = {whole[1], max(whole[0], least)} if whole[1] > 0 else set()
        close = ROUNDINGS[node.rounding]
        corners = [close(a * p / w) for a, p, w in product(amount, part, wholes)]
        low, high = ends(corners if whole[0] > 0 else [*corners, Fraction(0)])
        capped = self.trace.program.compiler.lowering.is_share(node)
        return low, min(high, close(amount[1])) if capped else high

    def truth(self, node: Expression) -> bool | None:
        """Whether a condition holds, as far as that is known."""
        match node:
            case Truth(value=value):
                return value
            case Name(name=name):
                found: bool | None = self.values(name)
                return found
            case Membership(fact=fact, values=wanted):
                value = self.values(fact)
                return None if value is None else value in wanted
            case Not(item=item):
                inner = self.truth(item)
                return None if inner is None else not inner
            case Connective(operator=operator, items=items):
                seen, ruling = {self.truth(item) for item in items}, operator == "or"
                return ruling if ruling in seen else None if None in seen else not ruling
            case Conditional(test=test, then=then, otherwise=otherwise):
                chosen, one, other = self.truth(test), self.truth(then), self.truth(otherwise)
                return (one if one is other else None) if chosen is None else one if chosen else other
            case Comparison(operator=operator, left=left, right=right):
                return self._compared(operator, self.number(left), self.number(right))
        raise TypeError(node)

    def _compared(self, operator: str, left: Ends, right: Ends) -> bool | None:
        (a, b), (c, d) = left, right
        if operator in ("=", "!="):
            same = True if a == b == c == d else False if b < c or d < a else None
            return same if operator == "=" or same is None else not same
        if operator in ("<", "<="):
            (a, b), (c, d) = right, left
        if operator in ("<=", ">="):
            return True if a >= d else False if b < c else None
        return True if a > d else False if b <= c else None


def any_answer(fact: Fact, chance: random.Random) -> Any:
    """Any answer a fact can have, its ends often."""
    if fact.unit == "yes_no":
        return chance.random() < 0.5
    if fact.unit == "choice":
        return chance.choice(fact.values)[0]
    near = [one for one in (0, 1, 7, 9, 7_000_00, 150_000_00, fact.lowest + 1) if fact.lowest <= one <= fact.highest]
    return chance.choice((fact.lowest, fact.highest, *near, chance.randint(fact.lowest, fact.highest)))


def any_saver(program: Program, known: float, chance: random.Random) -> dict[str, Any]:
    """Any answers, told whether they apply or not and whether they contradict or not."""
    facts = program.rulebook.facts
    told = {name: any_answer(fact, chance) for name, fact in facts.items() if chance.random() < known}
    return {**told, "tax_year": program.tax_year}


def differences(program: Program, lowered: Lowered, saver: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """What the printed lowering and the evaluator do not agree on: name, evaluator, lowering."""
    trace, printer = evaluate(program, saver), printed_for(saver, lowered)
    found: list[tuple[str, Any, Any]] = []
    for name in lowered.lets:
        pair, unit = printer.values[name], lowered.units.get(name)
        found.append(
            (name, expected_of(trace, name), seen(pair) if unit is None else tuple(end * unit for end in pair))
        )
    for name, op in lowered.published.items():
        found.append((name, trace.published(name) is not None, seen(printer.pair(op))))
    clashes = [name for name, op in lowered.contradictions.items() if seen(printer.pair(op))]
    return [one for one in (*found, ("contradictions", contradictions(program, saver), clashes)) if one[1] != one[2]]


def unlike_the_reference(trace: Trace) -> list[str]:
    """The figures and conclusions the reference would not have found from the same values."""
    reference, program = Reference(trace), trace.program
    figures = [
        name for name, one in program.figures.items() if reference.number(one.expression) != expected_of(trace, name)
    ]
    conclusions = [
        name for name, one in program.conclusions.items() if reference.truth(one.expression) is not trace.value(name)
    ]
    return figures + conclusions


def expected_of(trace: Trace, name: str) -> Any:
    """The value of the evaluator: amounts as exact ends, truths as they are, a choice as one truth a value."""
    fact, _, choice = name.partition("=")
    value = trace.value(fact)
    if choice:
        return None if value is None else value == choice
    return (
        tuple(Fraction(end, trace.program.denominators[name]) for end in value) if isinstance(value, tuple) else value
    )


def seen(pair: Pair) -> bool | None:
    """A truth as the evaluator writes it."""
    must, may = pair
    assert may or not must
    return must if must == may else None


@pytest.mark.parametrize("known", [1.0, 0.8, 0.4, 0.0])
@pytest.mark.parametrize("year", YEARS)
def test_the_lowering_means_what_the_evaluator_finds(
    adviser: Adviser, year: int, known: float, tries: Callable[[int, int], int]
) -> None:
    program = adviser.program(year)
    lowered, chance = lower(program), random.Random(year)
    for _ in range(tries(12, 2_000) if known else 1):
        saver = any_saver(program, known, chance)
        assert [] == differences(program, lowered, saver), saver
        assert [] == unlike_the_reference(evaluate(program, saver)), saver


@pytest.mark.parametrize("known", [1.0, 0.8, 0.4, 0.0])
def test_every_operator_and_default_is_lowered(small: Program, known: float, tries: Callable[[int, int], int]) -> None:
    lowered, chance = lower(small), random.Random(5)
    for _ in range(tries(80, 20_000) if known else 1):
        saver = any_saver(small, known, chance)
        assert [] == differences(small, lowered, saver), saver
        assert [] == unlike_the_reference(evaluate(small, saver)), saver


def test_everything_is_lowered_and_reads_only_what_comes_before_it(adviser: Adviser) -> None:
    """Printing in order would fail with a KeyError."""
    for year in YEARS:
        program = adviser.program(year)
        book, lowered = program.rulebook, lower(program)
        choices = {choice_name(name, value) for name, fact in book.facts.items() for value, _ in fact.values}
        facts = {name for name, fact in book.facts.items() if fact.unit not in ("choice", "tax_year")}

        assert {*facts, *choices, *program.figures, *program.conclusions} == lowered.lets.keys()
        assert lowered.lets.keys() == printed_for({}, lowered).values.keys()


def test_a_choice_is_one_truth_for_each_of_its_values(small: Program) -> None:
    names = lower(small).lets.keys()

    assert {choice_name("kind", value) for value in ("none", "big", "small")} <= names
    assert "kind" not in names
    assert "tax_year" not in names


def test_a_known_amount_is_printed_once(small: Program) -> None:
    """Two ends that are one object: half the work for columns, and single terms for a solver."""
    saver = {"tax_year": 2026, "pay": 123_456_78, "left": 99_99, "more": 1_00, "rate": 123_456, "part": 654_321}
    printed = printed_for(saver, lower(small)).values

    assert printed["third"][0] is printed["third"][1]
    assert printed["product"][0] is printed["product"][1]


@pytest.mark.parametrize("year", YEARS)
def test_what_is_not_known_may_turn_out_to_be_whatever_it_can_be(
    adviser: Adviser, year: int, tries: Callable[[int, int], int]
) -> None:
    """Also of shares: the part of an unknown whole is within its range, whatever the whole turns out to be."""
    program, chance = adviser.program(year), random.Random(year)
    plain = [name for name, fact in program.rulebook.facts.items() if fact.assume is None and fact.unit != "tax_year"]
    for _ in range(tries(8, 2_000)):
        saver = any_saver(program, 1.0, chance)
        left_out = {name for name in plain if chance.random() < 0.5}
        trace = evaluate(program, saver)
        wide = evaluate(program, {name: value for name, value in saver.items() if name not in left_out})
        for name in program.figures:
            (low, high), (least, most) = trace.value(name), wide.value(name)
            assert least <= low <= high <= most, (name, saver, left_out)


SHARES = """
topic: saver
exports: [of_sum, of_least, of_rest, of_figure, of_branch, not_of_other, not_of_less, not_of_debt]
figures:
  whole: {label: a, meaning: A., unit: dollars, formula: here + there, cite: [USC 1]}
  basis: {label: a, meaning: A., unit: dollars, formula: "min(there, whole)", cite: [USC 1]}
  of_sum: {label: a, meaning: A., unit: dollars, formula: "prorate_to_cent(here, there, here + there)", cite: [USC 1]}
  of_least:
    {label: a, meaning: A., unit: dollars, formula: "prorate_to_cent(there, min(here, there), here)", cite: [USC 1]}
  of_rest:
    label: a
    meaning: A.
    unit: dollars
    formula: "prorate_to_cent(here, max($0, whole - there), whole)"
    cite: [USC 1]
  of_figure: {label: a, meaning: A., unit: dollars, formula: "prorate_to_cent($100, basis, whole)", cite: [USC 1]}
  of_branch:
    label: a
    meaning: A.
    unit: dollars
    formula: "prorate_to_cent(here, (if yes_no then here else basis) + debt + $1000, whole + debt + $1000)"
    cite: [USC 1]
  not_of_other: {label: a, meaning: A., unit: dollars, formula: "prorate_to_cent(here, here, there)", cite: [USC 1]}
  not_of_less:
    {label: a, meaning: A., unit: dollars, formula: "prorate_to_cent(here, there, there - here)", cite: [USC 1]}
  not_of_debt: {label: a, meaning: A., unit: dollars, formula: "prorate_to_cent(debt, here, whole)", cite: [USC 1]}
conclusions:
  rich: {when: "of_sum > $0", because: A., cite: [USC 1]}
"""
SHARE_FACTS = """
facts:
  tax_year: {type: tax_year, label: tax year, meaning: The year.}
  here: {type: dollars, label: here, meaning: Here., highest: "$1,000"}
  there: {type: dollars, label: there, meaning: There., highest: "$9,000"}
  debt: {type: dollars, label: debt, meaning: Debt., lowest: "-$1,000", highest: "$1,000"}
  yes_no: {type: yes_no, label: yes, meaning: Yes.}
"""


def test_a_share_of_an_unknown_whole_is_at_most_what_is_shared() -> None:
    """Where the formulas say that the part is of the whole; where they do not, the least whole there is counts."""
    files = {
        "facts.yaml": SHARE_FACTS,
        "sources.yaml": SOURCES,
        "parameters/p.yaml": PARAMETER,
        "saver/rules.yaml": SHARES,
    }
    program = compile_year(load_rulebook({path: text.encode() for path, text in files.items()}), 2026)
    trace = evaluate(program, {"tax_year": 2026})
    found = {name: trace.published(name) for name in program.figures if name not in ("whole", "basis")}

    assert found == {
        "of_sum": (0, 1_000_00),
        "of_least": (0, 9_000_00),
        "of_rest": (0, 1_000_00),
        "of_figure": (0, 100_00),
        "of_branch": (0, 1_000_00),  # both branches are of the whole
        "not_of_other": (0, 1_000_00 * 1_000_00),
        "not_of_less": (0, 1_000_00 * 9_000_00),
        "not_of_debt": (-1_000_00 * 1_000_00, 1_000_00 * 1_000_00),
    }
