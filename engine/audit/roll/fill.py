"""Types amounts into a begun tax year, and confirms what was drafted for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...diagnostic import Diagnostic, Refusal, did_you_mean
from ...rulebook.load import load_rulebook
from ...rulebook.model import Parameter, Published, Rulebook
from ...value import Value, read_value
from .begin import DRAFTED, checked_year, source_of
from .entries import YearEntry, refused, with_entry, written

ABSENT: Final = "absent:"


def filled(
    files: Mapping[str, bytes], year: int, amounts: Mapping[str, str], checked: str, replace: bool = False
) -> dict[str, str]:
    """The parameter files with amounts for a year; an empty amount confirms the one that was drafted.

    `amounts` are texts by parameter (`$7,500`, `2028-04-18`, `absent: it ended with 2027`), `checked` is what they were
    checked against. What is there and no draft gives way only to `replace`. Raises Refusal with everything that is
    wrong.
    """
    book = load_rulebook(files)
    checked_year(book, year)
    if not checked.strip():
        raise refused("it was not said what the amounts were checked against", "name the document or pages read")
    problems: list[Diagnostic] = []
    found: dict[str, str] = {}
    for name, text in amounts.items():
        try:
            entry = _entry(book, name, year, text.strip(), checked.strip(), replace)
        except Refusal as refusal:
            problems.extend(refusal.diagnostics)
            continue
        path = f"parameters/{name}.yaml"
        found[path] = with_entry(files[path].decode("utf-8-sig"), year, entry)
    if problems:
        raise Refusal(problems)
    load_rulebook({**files, **{path: text.encode() for path, text in found.items()}})
    return found


def _entry(book: Rulebook, name: str, year: int, text: str, checked: str, replace: bool) -> YearEntry:
    parameter = book.parameters.get(name)
    if parameter is None:
        raise refused(f"`{name}` is not a parameter", did_you_mean(name, book.parameters) or "see `rothroute new year`")
    there = parameter.year(year)
    if text and there is not None and not there.unverified.startswith(DRAFTED) and not replace:
        was = "is absent" if there.amount is None else f"is {written(there.amount, parameter.unit)}"
        raise refused(f"`{name}` {was} in {year} already", "`--replace` puts another amount in its place")
    source = there.source.text if there else source_of(book, parameter, year)
    if not source:
        raise refused(f"the source of `{name}` for {year} is not named yet", f"begin with `rothroute new year {year}`")
    if text.startswith(ABSENT):
        return YearEntry("", text.removeprefix(ABSENT).strip(), source, "", "")
    if not text:
        return _confirmed(name, there, year, parameter, checked)
    try:
        amount = read_value(text, parameter.unit)
    except ValueError as problem:
        raise refused(f"`{name}` {problem}", f"it is in {parameter.unit}") from None
    return YearEntry(written(amount, parameter.unit), "", source, checked + _unmoved(parameter, year, amount), "")


def _confirmed(name: str, there: Published | None, year: int, parameter: Parameter, checked: str) -> YearEntry:
    if there is None or there.amount is None or not there.unverified.startswith(DRAFTED):
        raise refused(f"nothing was drafted for `{name}` in {year}", f"write {name}=AMOUNT")
    return YearEntry(written(there.amount, parameter.unit), "", there.source.text, checked, "")


def _unmoved(parameter: Parameter, year: int, amount: Value) -> str:
    """What tells `stale-amount` that an amount did not move."""
    before = parameter.year(year - 1)
    announced = before is not None and before.amount == amount and parameter.unit == "dollars"
    return f"; unchanged from {year - 1}" if announced else ""
