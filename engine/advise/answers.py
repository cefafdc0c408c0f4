"""Reads a saver's answers: known facts only, fitting values, within bounds, without contradictions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..diagnostic import Diagnostic, Label, Refusal, Span, clipped, did_you_mean
from ..reasoning.compile.compiled import Program
from ..reasoning.compile.program import missing_year
from ..reasoning.evaluate import as_given, contradictions
from ..reasoning.trace import Answers
from ..rulebook.model import Fact, Rulebook
from ..rulebook.source import Mapping as Entries
from ..rulebook.source import Node, Scalar
from ..rulebook.walk import names_in
from ..value import Value, read_value, show_value
from .formatting import NOT_KNOWN, filled

ABOUT = "answers"
"""The one key of a facts file that is no fact: what the questionnaire keeps about the answers, by its own mapping."""

_UNKNOWN = "unknown"
_NOTHING = ("", "null", "~")
_NOT_TOLD = "not told"
_MOST_PROBLEMS = 50
_YEAR = re.compile("(19|20|21)[0-9]{2}")


class Given:
    """Answers as they were given: each value with its place, for messages that point at it."""

    def __init__(self) -> None:
        """Nothing given yet."""
        self.values: dict[str, Value] = {}
        self.places: dict[str, Span | None] = {}
        self.problems: list[Diagnostic] = []
        self.about: Entries | None = None

    def read(self, rulebook: Rulebook, node: Node) -> None:
        """Read the entries of a facts file."""
        if not isinstance(node, Entries):
            self._problem("wrong-kind", "a facts file holds one `fact: value` line per fact", node.span)
            return
        for key, value in node.entries:
            if len(self.problems) >= _MOST_PROBLEMS:
                return
            if key.text == ABOUT and isinstance(value, Entries):
                self.about = value
            elif not isinstance(value, Scalar):
                help = "give one value, or leave the line out if you do not know it"
                self._problem("wrong-kind", f"`{clipped(key.text)}` must be a single value", value.span, help)
            elif key.text not in rulebook.facts and (cut := _cut_amount(key, value)) is not None:
                self._problem("unknown-fact", f"`{key.text}` is not a fact", key.span, cut)
            else:
                self.set(rulebook, key.text, value.text, key.span, value.span, value.quoted)

    def set(
        self,
        rulebook: Rulebook,
        name: str,
        text: str,
        place: Span | None = None,
        value_place: Span | None = None,
        quoted: bool = False,
    ) -> None:
        """Read one answer given as text; null or nothing means not known."""
        fact = rulebook.facts.get(name)
        if fact is None:
            help = did_you_mean(name, rulebook.facts) or "`rothroute explain facts` lists the facts"
            self._problem("unknown-fact", f"`{clipped(name)}` is not a fact", place, help)
            return
        self.values.pop(name, None)
        self.places.pop(name, None)
        if is_unknown(text, quoted):
            return
        try:
            self.values[name] = read_answer(fact, text)
            self.places[name] = value_place
        except OutOfBounds as problem:
            self._problem("bad-value", f"`{name}` {problem}", value_place, _meaning(fact, fact.meaning))
        except ValueError as problem:
            first, _, _ = fact.meaning.partition(". ")
            help = did_you_mean(text.strip(), dict(fact.values)) or _meaning(fact, first)
            self._problem("bad-value", f"`{name}` {problem}", value_place, help)

    def _problem(self, check: str, message: str, span: Span | None, help: str | None = None) -> None:
        self.problems.append(Diagnostic(check, "error", message, span, (), help))

    def says_day(self, rulebook: Rulebook) -> bool:
        """Whether the day of the advice was told."""
        return rulebook.day_fact in self.values

    def set_day(self, rulebook: Rulebook, day: str) -> None:
        """Take a day like 2026-06-30 for the day of the advice, where a fact of the rulebook says it."""
        if rulebook.day_fact:
            self.set(rulebook, rulebook.day_fact, day)

    def check(self, rulebook: Rulebook) -> None:
        """Refuse what could not be read, so that the tax year can be looked at. Raises Refusal."""
        year = rulebook.year_fact
        if year and year not in self.values and not self.problems:
            years = ", ".join(str(year) for year in rulebook.years)
            self._problem("missing-fact", f"`{year}` is missing", None, f"add `{year}:`, one of {years}")
        if self.problems:
            raise Refusal(tuple(self.problems))

    def checked(self, program: Program) -> Answers:
        """The answers, free of contradictions. Raises Refusal."""
        found = list(_contradictions(program, self))
        if found:
            raise Refusal(tuple(found))
        return self.values


def is_unknown(text: str, quoted: bool = False) -> bool:
    """Whether a file says that an answer is not known; in quotes, as JSON writes all text, only the word does."""
    said = text.strip().lower()
    return said == _UNKNOWN or (said in _NOTHING and not quoted)


class OutOfBounds(ValueError):
    """An answer that can be read but not be right."""


def read_answer(fact: Fact, text: str) -> Value:
    """One answer from its text; ValueError completes the sentence "`fact` ..."."""
    if fact.unit == "choice":
        values = [value for value, _ in fact.values]
        if text.strip() not in values:
            raise ValueError(f"must be one of {', '.join(values)}{_instead(text)}")
        return text.strip()
    if fact.unit == "tax_year" and not _YEAR.fullmatch(text.strip()):
        raise ValueError(f"must be a year, like 2026{_instead(text)}")
    try:
        value = read_value(text, "years" if fact.unit == "tax_year" else fact.unit)
    except ValueError as problem:
        raise ValueError(f"{problem}{_instead(text)}") from None
    if fact.unit not in ("yes_no", "tax_year") and isinstance(value, int):
        _within(fact, value)
    return value


def _within(fact: Fact, value: int) -> None:
    low, high = show_value(fact.lowest, fact.unit), show_value(fact.highest, fact.unit)
    if fact.lowest <= value <= fact.highest:
        return
    if fact.unit == "dollars":
        raise OutOfBounds(f"must be {low} or more" if value < fact.lowest else f"must be at most {high}")
    raise OutOfBounds(f"must be from {low} to {high}")


def tax_year_of(rulebook: Rulebook, answers: Answers, span: Span | None = None) -> int:
    """The tax year asked for. Raises Refusal where it is not published."""
    year = answers[rulebook.year_fact]
    if year not in rulebook.years or not isinstance(year, int):
        raise Refusal((missing_year(rulebook, int(year))._replace(span=span),))
    return year


def _contradictions(program: Program, given: Given) -> Iterator[Diagnostic]:
    found = contradictions(program, given.values)
    raw = as_given(program, given.values)
    for contradiction in program.rulebook.contradictions:
        if contradiction.name in found:
            read = {name for name, _ in names_in(contradiction.when.expression)}
            spans = [(name, span) for name, span in given.places.items() if span is not None and name in read]
            place = spans[-1][1] if spans else None
            labels = tuple(Label(span, f"`{name}` is given here") for name, span in spans[:-1])
            message = filled(raw, contradiction.message).replace(f"an amount {NOT_KNOWN}", _NOT_TOLD)
            yield Diagnostic("contradiction", "error", message, place, labels, contradiction.remedy)


def _instead(text: str) -> str:
    return f", not `{clipped(text)}`" if text.strip() else ""


def _meaning(fact: Fact, text: str) -> str:
    plain = text[:1].lower() + text[1:] if text[1:2].islower() else text
    return f"`{fact.name}` means: {plain.rstrip('.')}"


def _cut_amount(key: Scalar, value: Scalar) -> str | None:
    from ..rulebook.load.reader import cut_amount  # only where something is wrong: most runs load no rules

    return cut_amount(key, value)
