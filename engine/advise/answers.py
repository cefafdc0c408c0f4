"""Reads a saver's answers: known facts only, fitting values, within bounds, without contradictions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TypeVar

from ..diagnostic import Diagnostic, Label, Refusal, Span, clipped, did_you_mean
from ..reasoning.compile.compiled import Program
from ..reasoning.compile.program import missing_year
from ..reasoning.evaluate import as_given, contradictions
from ..reasoning.trace import Answers
from ..rulebook.lists import Shape, below, list_of
from ..rulebook.model import Fact, Rulebook
from ..rulebook.source import Mapping as Entries
from ..rulebook.source import Node, Scalar
from ..rulebook.walk import names_in
from ..value import FactValue, Value, as_text, is_unknown, read_value, show_value
from .formatting import NOT_KNOWN, filled
from .given_items import TOO_MANY, GivenItems, Misnamed, choices_told, renamed, too_many
from .items_file import ItemsFile

ABOUT = "answers"
"""The one key of a facts file that is no fact: what the questionnaire keeps about the answers, by its own mapping."""

_NOT_TOLD = "not told"
_MOST_PROBLEMS = 50
_Found = TypeVar("_Found")
_YEAR = re.compile("(19|20|21)[0-9]{2}")


SaverFacts = Mapping[str, "FactValue | list[SaverFacts] | tuple[SaverFacts, ...]"]
"""Facts as Python values by name; a list of such mappings for the items of a list."""


class Given:
    """Answers as they were given: each value with its place, for messages that point at it.

    Values are held by the names of the rulebook for the saver's `items`; one more item may give them other names.
    """

    def __init__(self) -> None:
        """Nothing given yet."""
        self.values: dict[str, Value] = {}
        self.places: dict[str, Span | None] = {}
        self.problems: list[Diagnostic] = []
        self.about: Entries | None = None
        self.items = GivenItems()

    def shape(self, rulebook: Rulebook) -> Shape:
        """The items the saver has, as far as told; nothing for a rulebook without lists."""
        return self.items.shape(rulebook.lists)

    def read(self, rulebook: Rulebook, node: Node) -> None:
        """Read the entries of a facts file."""
        if not isinstance(node, Entries):
            self._problem("wrong-kind", "a facts file holds one `fact: value` line per fact", node.span)
            return
        file = ItemsFile(rulebook, self.items, self.problems)
        self._change(rulebook, lambda: file.take_items(node))
        for name, key, value in file.facts(node):
            if len(self.problems) >= _MOST_PROBLEMS:
                return
            if key.text == ABOUT and isinstance(value, Entries):
                self.about = value
            elif not isinstance(value, Scalar):
                help = "give one value, or leave the line out if you do not know it"
                self._problem("wrong-kind", f"`{clipped(key.text)}` must be a single value", value.span, help)
            elif name not in rulebook.facts and (cut := _cut_amount(key, value)) is not None:
                self._problem("unknown-fact", f"`{key.text}` is not a fact", key.span, cut)
            else:
                self.set(rulebook, name, value.text, key.span, value.span, value.quoted)

    def set(
        self,
        rulebook: Rulebook,
        name: str,
        text: str,
        place: Span | None = None,
        value_place: Span | None = None,
        quoted: bool = False,
    ) -> None:
        """Read one answer given as text; null or nothing means not known.

        A name may have an item's path before it, `job2.plan1.employee_deferrals`. `none` for a list (`jobs`,
        `job2.plans`) says that there is no item of it, `unknown` for an item (`job2`) that there is this one.
        """
        try:
            if self._set_items(rulebook, name, text):
                return
            fact, name = self._fact(rulebook, name)
        except Misnamed as problem:
            self._problem("unknown-fact", problem.message, place, problem.help)
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

    def refuse_lists(self, rulebook: Rulebook, where: str) -> None:
        """Refuse answers about several of a list, or written as a list, where these are not taken. Raises Refusal."""
        if self.items.told or self.items.none:
            words = ", ".join(f"`{plural}:`" for plural in _plurals(rulebook))
            help = "`rothroute advise` and `rothroute letter` take lists; here tell one of each, without them"
            message = f"{where} takes no lists ({words})"
            raise Refusal((Diagnostic("wrong-kind", "error", message, None, (), help),))

    def tell(self, rulebook: Rulebook, facts: SaverFacts, parent: str = "") -> None:
        """Read answers given as Python values."""
        for key, value in facts.items():
            name = f"{parent}.{key}" if parent else key
            if isinstance(value, list | tuple):
                self._tell_items(rulebook, name, value)
            else:
                self.set(rulebook, name, as_text(value))

    def _tell_items(self, rulebook: Rulebook, name: str, told: list[SaverFacts] | tuple[SaverFacts, ...]) -> None:
        try:
            found = self.items.list_meant(rulebook, name)
            if found is None:
                raise Misnamed(f"`{clipped(name)}` is not a list", did_you_mean(name, _plurals(rulebook)))
            one, parent = found
            self._change(rulebook, lambda: self.items.say_none(one, parent))
            if len(told) > one.most:
                raise Misnamed(too_many(one), TOO_MANY)
            for number, facts in enumerate(told, start=1):
                path = below(parent, one.name, number)
                self._change(rulebook, partial(self.items.add, path))
                self.tell(rulebook, facts, path)
        except Misnamed as problem:
            self._problem("unknown-fact", problem.message, None, problem.help)

    def _set_items(self, rulebook: Rulebook, name: str, text: str) -> bool:
        """Whether a list was named and said to have no item, or an item said to be there. Raises Misnamed."""
        last = name.rpartition(".")[2]
        if any(last.rstrip("0123456789") == one.name != last for one in rulebook.lists):
            path = self.items.item(rulebook, name)
            if not is_unknown(text):
                raise Misnamed(f"`{name}` is {_article(list_of(path))}", f"name a fact of it, or say `{name}=unknown`")
            self._change(rulebook, lambda: self.items.add(path))
            return True
        found = self.items.list_meant(rulebook, name)
        if found is None:
            return False
        one, parent = found
        if text.strip() != "none":
            raise Misnamed(f"`{name}` is a list", f"name an item, like `{below(parent, one.name, 1)}`, or say `none`")
        self._change(rulebook, lambda: self.items.say_none(one, parent))
        return True

    def _fact(self, rulebook: Rulebook, name: str) -> tuple[Fact, str]:
        """The fact a name means, and what it is called for these items. Raises Misnamed."""
        told = self._change(rulebook, lambda: self.items.meant(rulebook, name))
        items = self.items.items(rulebook.lists)
        named = (item.named(told.fact.name) for item in items if item.path == told.path)
        return choices_told(items, told), next(named, told.fact.name)

    def _change(self, rulebook: Rulebook, change: Callable[[], _Found]) -> _Found:
        """Do what may change which items there are, and keep the answers so far under the names they then have."""
        before = self.items.items(rulebook.lists)
        found = change()
        after = self.items.items(rulebook.lists)
        if before != after:
            paths = {item.path for item in after}
            left = [item for item in before if item.path not in paths]
            gone = {item.named(fact.name) for item in left for fact in rulebook.facts.values() if fact.of == item.list}
            new = renamed(self.values, rulebook, before, after)
            self.values = {new.get(name, name): value for name, value in self.values.items() if name not in gone}
            self.places = {new.get(name, name): place for name, place in self.places.items() if name not in gone}
        return found

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


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _plurals(rulebook: Rulebook) -> list[str]:
    return [one.plural for one in rulebook.lists]


def _instead(text: str) -> str:
    return f", not `{clipped(text)}`" if text.strip() else ""


def _meaning(fact: Fact, text: str) -> str:
    plain = text[:1].lower() + text[1:] if text[1:2].islower() else text
    return f"`{fact.name}` means: {plain.rstrip('.')}"


def _cut_amount(key: Scalar, value: Scalar) -> str | None:
    from ..rulebook.load.reader import cut_amount  # only where something is wrong: most runs load no rules

    return cut_amount(key, value)
