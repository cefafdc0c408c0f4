"""Begins a tax year: the source of its amounts, the dates and the amounts that can be worked out, and what is left.

An amount only a person can read from a document gets no entry, so the year stays out of `Rulebook.years` until the last
one is typed, and the years before stay usable. What was worked out is marked `unverified: not confirmed yet: ...`.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ...rulebook.load import load_rulebook
from ...rulebook.model import Parameter, Published, Rulebook, Source
from ..checks.wrong_announcer import announces
from ..suppress import ignores
from . import days
from .entries import YearEntry, refused, with_entry, with_source, written

DRAFTED: Final = "not confirmed yet: "
_DAYS: Final = {False: 365, True: 366}
_CONVENTION: Final = "convention"
_UNMOVED: Final = "weekend-date"


class DocumentToName(NamedTuple):
    """A document that announces amounts year by year: the one of the year before, and the year the new one is for."""

    before: str
    amounts_for: int
    parameters: tuple[str, ...]


class NamedDocument(NamedTuple):
    """What a person says of the new document: its name and what of it was read."""

    name: str
    checked: str


class Open(NamedTuple):
    """A parameter without an entry for the year: what it was the year before, and the source that will say it."""

    parameter: Parameter
    before: Published | None
    source: str


class Left(NamedTuple):
    """What a year still lacks: amounts to type, entries to confirm, by the reason they were drafted for."""

    notices: tuple[DocumentToName, ...]
    open: tuple[Open, ...]
    drafted: tuple[tuple[str, Published], ...]


def checked_year(book: Rulebook, year: int) -> None:
    """Raises Refusal unless it is the last complete year, or the one after it."""
    if not book.years:
        raise refused(f"{year} cannot be begun", "the rulebook has no complete year")
    if year not in (book.years[-1], book.years[-1] + 1):
        after = book.years[-1] + 1
        help = f"the next one is {after}: `rothroute new year {after}` begins it, or says what it still lacks"
        raise refused(f"{year} is not the year after the last one", help)


def notices(book: Rulebook, year: int) -> tuple[DocumentToName, ...]:
    """The documents of a year that sources.yaml does not name yet, each once."""
    missing: dict[tuple[str, int], list[str]] = {}
    for name, parameter in book.parameters.items():
        if parameter.year(year) is None:
            source, before, wanted = _source(book, parameter, year)
            if source is None:
                missing.setdefault((before, wanted), []).append(name)
    return tuple(DocumentToName(before, wanted, tuple(names)) for (before, wanted), names in missing.items())


def source_of(book: Rulebook, parameter: Parameter, year: int) -> str:
    """The citation for an entry of a year, empty where its document is not named in sources.yaml yet."""
    return _source(book, parameter, year)[0] or ""


def _source(book: Rulebook, parameter: Parameter, year: int) -> tuple[str | None, str, int]:
    """The citation, or None; the document of the year before, and the year the new one announces amounts for."""
    before = parameter.year(year - 1)
    cited, old = (before.source.text, book.sources[before.source.source]) if before else (parameter.law.text, None)
    if before is None or before.amount is None:
        old = next((one for one in book.sources.values() if _announced(one, parameter, year - 1)), None)
        cited = old.name if old else cited
    if old is None or old.amounts_for is None:
        return cited, "", 0
    wanted = old.amounts_for + 1
    for one in book.sources.values():
        if one.amounts_for == wanted and one.kind == old.kind and set(old.announces) <= set(one.announces):
            return cited.replace(old.name, one.name, 1), old.name, wanted
    return None, old.name, wanted


def _announced(source: Source, parameter: Parameter, year: int) -> bool:
    return source.amounts_for == year and announces(source, parameter.law)


def begun(files: Mapping[str, bytes], year: int, announced: Sequence[NamedDocument]) -> dict[str, str]:
    """The files that change when a year is begun, one new document for each of `notices`. Raises Refusal."""
    book = load_rulebook(files)
    checked_year(book, year)
    found: dict[str, str] = {}
    for notice, said in zip(notices(book, year), announced, strict=True):
        old = book.sources[notice.before]
        new = _renewed(old, said, notice.amounts_for)
        found["sources.yaml"] = with_source(found.get("sources.yaml", _text(files, "sources.yaml")), old.name, new)
    unmoved = {one.span.file for one in ignores({path: _text(files, path) for path in files}) if _UNMOVED in one.checks}
    for name, parameter in book.parameters.items():
        path = f"parameters/{name}.yaml"
        entry = None if parameter.year(year) else _worked_out(book, parameter, year, path in unmoved)
        if entry is not None:
            found[path] = with_entry(_text(files, path), year, entry)
    load_rulebook({**files, **{path: text.encode() for path, text in found.items()}})
    return found


def _renewed(old: Source, said: NamedDocument, amounts_for: int) -> Source:
    parts = (part.replace(str(old.amounts_for), str(amounts_for)) for part in old.title.split(old.name))
    title = said.name.join(parts)
    return old._replace(name=said.name, title=title, checked=said.checked, amounts_for=amounts_for)


def _text(files: Mapping[str, bytes], path: str) -> str:
    return files[path].decode("utf-8-sig")


def _worked_out(book: Rulebook, parameter: Parameter, year: int, stays: bool) -> YearEntry | None:
    """The entry of a year where the years before tell it; None where a document must be read."""
    last = parameter.year(year - 1)
    if last is None or last.amount is None or book.sources[last.source.source].amounts_for is not None:
        return None
    amounts = {each: one.amount for each, one in parameter.values if one.amount is not None}
    numbers = {each: int(amount) for each, amount in amounts.items() if not isinstance(amount, str)}
    if parameter.unit == "date":
        moves = days.STAYS if stays else None if book.sources[last.source.source].kind == _CONVENTION else days.NEXT
        rule = days.day_rule(numbers, moves)
        if rule is None:
            return None
        return _entry(parameter, year, rule.on(year), days.said(rule, year))
    if parameter.unit == "days" and all(_DAYS[isleap(each)] == amount for each, amount in numbers.items()):
        return _entry(parameter, year, _DAYS[isleap(year)], "the calendar")
    if len(set(amounts.values())) == 1 and parameter.step == 0:
        return _entry(parameter, year, last.amount, "the same in every year so far")
    if parameter.unit == "yes_no":
        return _entry(parameter, year, last.amount, f"as in {year - 1}; it was not the same in every year")
    return None


def _entry(parameter: Parameter, year: int, amount: object, reason: str) -> YearEntry:
    """What was unverified for the same reason in every year still is; everything else waits for a person."""
    said = {one.unverified for _, one in parameter.values}
    doubt = said.pop() if len(said) == 1 else ""
    last = parameter.year(year - 1)
    assert last is not None and isinstance(amount, (int, bool, str))
    return YearEntry(written(amount, parameter.unit), "", last.source.text, "", doubt or DRAFTED + reason)


def left(book: Rulebook, year: int) -> Left:
    """What a year still lacks; nothing where it is whole."""
    lacking = [one for one in book.parameters.values() if one.year(year) is None]
    entries = [(name, one.year(year)) for name, one in book.parameters.items()]
    drafted = [(name, one) for name, one in entries if one is not None and one.unverified.startswith(DRAFTED)]
    found = (Open(one, one.year(year - 1), source_of(book, one, year)) for one in lacking)
    return Left(notices(book, year), tuple(found), tuple(drafted))
