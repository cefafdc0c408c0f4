"""Reads the `household:` of a topic: how two savers belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...diagnostic import Span
from ..model import Formula, Household, HouseholdLink, Rulebook, SharedFacts
from ..source import Mapping, Node
from ..walk import everything_behind, names_in
from . import shapes
from .graph import dependencies
from .reader import Reader
from .units import in_words

Readable = Callable[[str, str, Span, tuple[str, ...]], None]


def household_of(reader: Reader, node: Node) -> Household | None:
    """The household; None where its conditions cannot be read."""
    read = reader.fields(node, shapes.HOUSEHOLD, "the household")
    when = reader.formula(read.get("when"), "yes_no", "household")
    each = reader.formula(read.get("each"), "yes_no", "household")
    in_turn = reader.fields(read.get("in_turn"), shapes.IN_TURN, "`in_turn`")
    if when is None or each is None:
        return None
    return Household(
        node.span,
        reader.topic,
        when,
        each,
        reader.text(read.get("message")),
        _names(reader, read.get("shared")),
        _shared(reader, read.get("own_when"), "`own_when`"),
        _shared(reader, read.get("shared_when"), "`shared_when`"),
        tuple(_links(reader, read.get("from_the_other"))),
        reader.name(in_turn.get("by")),
        tuple(_links(reader, in_turn.get("first"))),
        tuple(_links(reader, in_turn.get("second"))),
        _names(reader, read.get("said_to_both")),
        reader.name(read.get("room_of_the_other")) if "room_of_the_other" in read else "",
        reader.text(read.get("other")),
        reader.said(read.get("room_said"), "room"),
    )


def _names(reader: Reader, node: Node | None) -> tuple[str, ...]:
    return tuple(scalar.text for scalar in reader.scalars(node))


def _shared(reader: Reader, node: Node | None, what: str) -> SharedFacts | None:
    read = reader.fields(node, shapes.SHARED_FACTS, what)
    when = reader.formula(read.get("when"), "yes_no", "household")
    return None if when is None else SharedFacts(when, _names(reader, read.get("facts")))


def _links(reader: Reader, node: Node | None) -> Iterator[HouseholdLink]:
    for key, value in node.entries if isinstance(node, Mapping) else ():
        yield HouseholdLink(reader.name(key), reader.name(value))


def check_household(reader: Reader, book: Rulebook, readable: Readable) -> None:
    """Every name stands for what belongs there, units fit, and no link reads what the links are to tell."""
    found = book.household
    if found is None:
        return
    for part in (found.own, found.shared_when):
        for name in part.facts if part else ():
            readable(name, found.topic, found.span, ("facts",))
    for name in found.shared:
        readable(name, found.topic, found.span, ("facts",))
    readable(found.by, found.topic, found.span, ("figures",))
    for name in found.said_to_both:
        readable(name, found.topic, found.span, ("conclusions",))
        if name in book.conclusions and book.conclusions[name].because is None:
            message = f"`{name}` is listed under `said_to_both` but has no `because`"
            reader.problem("missing-key", message, book.conclusions[name].span, "add `because:` to it")
    if found.room_of_the_other:
        readable(found.room_of_the_other, found.topic, found.span, ("figures",))
    before = len(reader.problems)
    for link in (*found.links, *found.first, *found.second):
        readable(link.fact, found.topic, found.span, ("facts",))
        readable(link.source, found.topic, found.span, ("figures", "conclusions"))
    if len(reader.problems) == before:
        _dollars(reader, book, found)
        _units(reader, book, found)
        _circles(reader, book, found)


def _dollars(reader: Reader, book: Rulebook, found: Household) -> None:
    room = book.figures.get(found.room_of_the_other)
    if room is not None and room.unit not in ("dollars", "exact dollars"):
        reader.problem("unit-clash", f"`{room.name}` is told as dollars, but is {in_words(room.unit)}", found.span)


def _units(reader: Reader, book: Rulebook, found: Household) -> None:
    for link in (*found.links, *found.first, *found.second):
        wanted, unit = book.facts[link.fact].unit, _unit(book, link.source)
        if wanted != unit:
            message = f"`{link.fact}` is {in_words(wanted)}, but `{link.source}` gives {in_words(unit)}"
            reader.problem("unit-clash", message, found.span)


def _unit(book: Rulebook, name: str) -> str:
    return "yes_no" if name in book.conclusions else book.figures[name].unit


def _circles(reader: Reader, book: Rulebook, found: Household) -> None:
    """What one saver tells of the other may not rest on what the other tells of the first."""
    reads = dict(dependencies(book))
    for name in dict.fromkeys((*(link.source for link in found.links), found.by)):
        for fact in found.linked:
            if fact in everything_behind(reads, (name,)):
                message = (
                    f"`{name}` of one saver is read for the other, yet it rests on `{fact}`, which the other tells"
                )
                help = "read something that rests on the saver's own facts alone"
                reader.problem("cycle", message, found.span, help)


def formulas_of(household: Household) -> Iterator[Formula]:
    """The conditions of a household."""
    yield household.when
    yield household.each
    for part in (household.own, household.shared_when):
        if part is not None:
            yield part.when


def facts_of(household: Household) -> set[str]:
    """The facts its conditions read."""
    return {name for formula in formulas_of(household) for name, _ in names_in(formula.expression)}
