"""Fills the slots of the rulebook's sentences and names values for people."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, Final

from ..reasoning.range import Range, half_up
from ..reasoning.standing import Standing
from ..reasoning.trace import Trace
from ..rulebook.model import Comparison, Connective, Expression, Membership, Name, Not, Number, Sentence, Truth
from ..value import OPEN_END, SCALE, show_value
from .model import Shown
from .spoken import spoken

NOT_KNOWN: Final = "not known yet"
_SIGNS: Final = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most", "=": "equal to", "!=": "not"}
_DAY_SIGNS: Final = {">": "after", ">=": "on or after", "<": "before", "<=": "on or before", "=": "on", "!=": "not on"}
_NO: Final = "no "
_WORD: Final = re.compile(r"[A-Za-z][a-z]*")
_BEFORE_A_RANGE: Final = re.compile(r"\b(above|below|least|most|than|to|over|under)\s*$")


def unit_of(trace: Trace, name: str) -> str:
    """The unit of a fact, parameter or figure."""
    book = trace.program.rulebook
    statement = book.facts.get(name) or book.parameters.get(name) or book.figures.get(name)
    return statement.unit if statement else "yes_no"


def label_of(trace: Trace, name: str) -> str:
    """The noun phrase for a fact, parameter or figure."""
    book = trace.program.rulebook
    statement = book.facts.get(name) or book.parameters.get(name) or book.figures.get(name)
    return statement.label if statement else name.replace("_", " ")


def shown(trace: Trace, name: str) -> Shown:
    """The value of a fact, parameter or figure in its own unit: one value, a range, or None for not known."""
    program = trace.program
    constant = program.parameters.get(name)
    if isinstance(constant, Truth):
        return constant.value
    if isinstance(constant, Number):
        return constant.amount * SCALE[program.rulebook.parameters[name].unit] // constant.denominator
    if name in program.figures:
        found = trace.published(name)
        return None if found is None else found[0] if found[0] == found[1] else found
    if name in program.facts:
        return trace.fact_value(name)
    return trace.holds(name) if name in program.conclusions else None


def formatted(trace: Trace, name: str) -> str:
    """The value of a name as a sentence shows it."""
    if unit_of(trace, name) == "tax_year":
        return str(trace.program.tax_year)
    return format_value(shown(trace, name), unit_of(trace, name), choices_of(trace, name))


def answer_said(trace: Trace, fact: str) -> str:
    """What was told of a fact, also where it does not apply; empty where nothing was told."""
    if fact not in trace.answers:
        return ""
    if unit_of(trace, fact) == "tax_year":
        return str(trace.answers[fact])
    said = format_value(trace.answers[fact], unit_of(trace, fact), choices_of(trace, fact))
    return f"{said} (does not apply)" if trace.standings.get(fact) is Standing.NOT_APPLICABLE else said


def choices_of(trace: Trace, name: str) -> dict[str, str]:
    """The words for the values of a choice fact."""
    fact = trace.program.rulebook.facts.get(name)
    return dict(fact.values) if fact else {}


def format_value(value: Shown, unit: str, choices: dict[str, str]) -> str:
    """A value, a range or something not known, in words."""
    if value is None:
        return NOT_KNOWN
    if isinstance(value, tuple):
        if "dollars" in unit and is_open_ended(value):
            return f"at least {show_value(value[0], unit)}" if 0 < value[0] <= OPEN_END else NOT_KNOWN
        return f"between {show_value(value[0], unit)} and {show_value(value[1], unit)}"
    return choices.get(value, value) if isinstance(value, str) else show_value(value, unit)


def filled(trace: Trace, words: Sentence | None) -> str:
    """The sentence with its slots filled."""
    if words is None:
        return ""
    return "".join(
        _in_a_sentence(trace, piece, words.pieces[place - 1]) if place % 2 else piece
        for place, piece in enumerate(words.pieces)
    )


def _in_a_sentence(trace: Trace, name: str, before: str) -> str:
    """A value after the words before it: `below an amount between $10,000 and $252,000`."""
    text = formatted(trace, name)
    dollars = "dollars" in unit_of(trace, name)
    if text == NOT_KNOWN:
        return f"an amount {NOT_KNOWN}" if dollars else text
    return f"an amount {text}" if dollars and text.startswith("between") and _BEFORE_A_RANGE.search(before) else text


def condition(trace: Trace, node: Expression) -> str:
    """A condition in words, like `the filing status is married filing jointly`."""
    match node:
        case Membership(fact=fact, values=values):
            words = [choices_of(trace, fact).get(value, value) for value in values]
            return f"the {label_of(trace, fact)} is {joined(words, 'or')}"
        case Not(item=Membership(fact=fact, values=values)):
            words = [choices_of(trace, fact).get(value, value) for value in values]
            if words[0].startswith(_NO):
                others = f" other than a {joined(words[1:], 'or')}" if words[1:] else ""
                return f"there is a {words[0].removeprefix(_NO)}{others}"
            return f"the {label_of(trace, fact)} is not {joined(words, 'or')}"
        case Connective(operator=operator, items=items):
            return f" {operator} ".join(condition(trace, item) for item in items)
        case Comparison(operator=operator, left=left, right=right):
            later = isinstance(left, Name) and unit_of(trace, left.name) == "date"
            sign = (_DAY_SIGNS if later else _SIGNS)[operator]
            return f"the {spoken(left, lambda name: label_of(trace, name))} is {sign} {_bound(trace, right)}"
        case Name(name=name):
            return f"the answer on \u201c{label_of(trace, name)}\u201d is yes"
        case Not(item=Name(name=name)):
            return f"the answer on \u201c{label_of(trace, name)}\u201d is no"
    return (
        f"not {condition(trace, node.item)}"
        if isinstance(node, Not)
        else spoken(node, lambda name: label_of(trace, name))
    )


def _bound(trace: Trace, node: Expression) -> str:
    """What a value is held against: a published amount or day as it is, anything else by what it is called."""
    if isinstance(node, Name) and node.name in trace.program.parameters:
        return formatted(trace, node.name)
    return spoken(node, lambda name: f"the {label_of(trace, name)}")


def is_open_ended(amount: Range) -> bool:
    """Whether an end of a range of cents is no more than a bound of its type: nobody knows how much it is."""
    return max(-amount[0], amount[1]) > OPEN_END and amount[0] != amount[1]


def format_amount(value: Any, denominator: int, unit: str) -> str:
    """A range over a denominator in words, rounded for reading only."""
    low, high = half_up(value[0] * SCALE.get(unit, 1), denominator), half_up(value[1] * SCALE.get(unit, 1), denominator)
    return format_value(low if low == high else (low, high), unit, {})


def inner(text: str, names: Collection[str] = ()) -> str:
    """The text as it stands inside a sentence: without its capital, unless the first word is one of the names."""
    first = _WORD.match(text)
    plain = first is not None and first[0] not in names and (first[0][1:].islower() or first[0] == "A")
    return text[:1].lower() + text[1:] if plain else text


def joined(words: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    listed = list(words)
    return f"{', '.join(listed[:-1])} {last} {listed[-1]}" if len(listed) > 1 else "".join(listed)
