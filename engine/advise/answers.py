"""Reads a saver's answers: known facts only, fitting values, within bounds, without contradictions."""

from __future__ import annotations

from collections.abc import Iterator

from ..compile.plans import Program
from ..compile.program import missing_year
from ..diagnostic import Diagnostic, Label, Refusal, Span, did_you_mean
from ..evaluate import as_given, contradictions
from ..model import Fact, Rulebook
from ..source import Mapping as Entries
from ..source import Node, Scalar
from ..trace import Answers
from ..value import Value, read_value, show_value
from ..walk import names_in
from .words import filled

ABOUT = "answers"
"""The one key of a facts file that is no fact: what the questionnaire keeps about the answers, by its own mapping."""

_UNKNOWN = ("", "null", "~", "unknown")


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
            if key.text == ABOUT and isinstance(value, Entries):
                self.about = value
            elif not isinstance(value, Scalar):
                self._problem("wrong-kind", f"`{key.text}` must be a single value", value.span)
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
            self._problem("unknown-fact", f"`{_brief(name)}` is not a fact", place, help)
            return
        self.values.pop(name, None)
        if text.strip().lower() in _UNKNOWN and not quoted:
            return
        try:
            self.values[name] = read_answer(fact, text)
            self.places[name] = value_place
        except ValueError as problem:
            self._problem("bad-value", f"`{name}` {problem}", value_place, f"{name} is {_lower(fact.meaning)}")

    def _problem(self, check: str, message: str, span: Span | None, help: str | None = None) -> None:
        self.problems.append(Diagnostic(check, "error", message, span, (), help))

    def check(self, rulebook: Rulebook) -> None:
        """Refuse what could not be read, so that the tax year can be looked at. Raises Refusal."""
        if "tax_year" in rulebook.facts and "tax_year" not in self.values and not self.problems:
            years = ", ".join(str(year) for year in rulebook.years)
            self._problem("missing-fact", "`tax_year` is missing", None, f"add `tax_year:`, one of {years}")
        if self.problems:
            raise Refusal(tuple(self.problems))

    def checked(self, program: Program) -> Answers:
        """The answers, free of contradictions. Raises Refusal."""
        found = list(_contradictions(program, self))
        if found:
            raise Refusal(tuple(found))
        return self.values


def read_answer(fact: Fact, text: str) -> Value:
    """One answer from its text; ValueError completes the sentence "`fact` ..."."""
    if fact.unit == "choice":
        values = [value for value, _ in fact.values]
        if text.strip() not in values:
            raise ValueError(f"must be one of {', '.join(values)}, not `{_brief(text)}`")
        return text.strip()
    try:
        value = read_value(text, "years" if fact.unit == "tax_year" else fact.unit)
    except ValueError as problem:
        raise ValueError(f"{problem}, not `{_brief(text)}`") from None
    if fact.unit not in ("yes_no", "tax_year") and isinstance(value, int):
        _within(fact, value)
    return value


def _within(fact: Fact, value: int) -> None:
    low, high = show_value(fact.lowest, fact.unit), show_value(fact.highest, fact.unit)
    if fact.lowest <= value <= fact.highest:
        return
    if fact.unit == "dollars":
        raise ValueError(f"must be {low} or more" if value < fact.lowest else f"must be at most {high}")
    raise ValueError(f"must be from {low} to {high}")


def tax_year_of(rulebook: Rulebook, answers: Answers, span: Span | None = None) -> int:
    """The tax year asked for. Raises Refusal where it is not published."""
    year = answers["tax_year"]
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
            message = filled(raw, contradiction.message)
            yield Diagnostic("contradiction", "error", message, place, labels, contradiction.remedy)


def _brief(text: str) -> str:
    clean = "".join(letter if letter.isprintable() else "�" for letter in text[:60])
    return clean + ("…" if len(text) > 60 else "")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")
