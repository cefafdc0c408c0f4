"""Drafts the cases of a new tax year from those of the year before that stand at the bounds of an amount that moved.

A draft gives the saver the same distance from the new amount, and expects what the rules say. That proves nothing until
a person has compared it with the law: its source begins with `to confirm:` till then, which the audit reports.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from ...advise.case_runner import DECISION, REFUSED, CaseRunner, Reasoner
from ...rulebook.model import Case, Rulebook
from ...value import read_dollars, show_dollars
from ..audited import TO_CONFIRM
from ..business_days import same_day

_LISTS: Final = ("plan", "corrections", "steps")
_OPEN: Final = ("between", "unknown", "at least")
_NEAR: Final = 100  # cents: a saver this close to an amount is one of its boundaries
_HEADING: Final = "\n  # Drafted from the cases of {before}: compare each with the law, then take `to confirm: ` away\n"


class Moved(NamedTuple):
    """A dollar amount that is another than the year before."""

    name: str
    before: int
    now: int


def drafted(
    book: Rulebook, cases: Iterable[Case], year: int, inference_for: Callable[[int], Reasoner]
) -> dict[str, str]:
    """The text to add to each file of cases for a year. Nothing is drafted twice."""
    known = list(cases)
    runner = CaseRunner(book, inference_for)
    names = {case.name for case in known}
    found: dict[str, list[str]] = {}
    for case, by in _chosen(book, known, year):
        new = _rolled(book, case, by, year)
        result = None if new is None or new.name in names else runner.run(new)
        if new is not None and result is not None and not result.refused:
            came_out = {miss.name: miss.found for miss in result.misses}
            found.setdefault(case.span.file, []).append(_text(new, came_out))
            names.add(new.name)
    heading = _HEADING.format(before=year - 1)
    return {path: heading + "".join(texts) for path, texts in found.items()}


def moved(book: Rulebook, year: int) -> list[Moved]:
    """The dollar amounts that are others than the year before."""
    found = []
    for name, parameter in book.parameters.items():
        before, now = parameter.year(year - 1), parameter.year(year)
        amounts = [one.amount for one in (before, now) if one is not None and type(one.amount) is int]
        if parameter.unit == "dollars" and len(amounts) == 2 and amounts[0] != amounts[1]:
            found.append(Moved(name, int(amounts[0]), int(amounts[1])))
    return found


def of_year(book: Rulebook, case: Case, year: int) -> bool:
    """Whether a case is of a tax year."""
    units = {name: fact.unit for name, fact in book.facts.items()}
    return any(units.get(name) == "tax_year" and text == str(year) for name, text, _ in case.given)


def _chosen(book: Rulebook, cases: list[Case], year: int) -> Iterator[tuple[Case, Moved]]:
    """For each amount that moved, the first case below it, at it and above it; a case serves one amount."""
    old = [case for case in cases if of_year(book, case, year - 1)]
    taken: set[str] = set()
    for by in moved(book, year):
        sides: dict[int, Case] = {}
        for case in old:
            for _, cents in _dollars(book, case):
                if abs(cents - by.before) <= _NEAR and not any(name == REFUSED for name, _, _ in case.expect):
                    sides.setdefault((cents > by.before) - (cents < by.before), case)
        for _, case in sorted(sides.items()):
            if case.name not in taken:
                taken.add(case.name)
                yield case, by


def _dollars(book: Rulebook, case: Case) -> Iterator[tuple[str, int]]:
    for name, text, _ in case.given:
        fact = book.facts.get(name)
        if fact is not None and fact.unit == "dollars":
            try:
                yield name, read_dollars(text)
            except ValueError:
                continue  # `unknown`, or a case that cannot run


def _rolled(book: Rulebook, case: Case, by: Moved, year: int) -> Case | None:
    """The saver a year later, as far from the amount that moved; None where no fact is near it."""
    near = {name: cents - by.before for name, cents in _dollars(book, case) if abs(cents - by.before) <= _NEAR}
    given = []
    last = {name: (name, text, span) for name, text, span in case.given}  # a twin gives one fact twice
    for name, text, span in last.values():
        fact = book.facts.get(name)
        if fact is not None and fact.unit == "tax_year":
            text = str(year)
        elif name in near:
            text = show_dollars(by.now + near[name])
        elif fact is not None and fact.unit == "date":
            text = _later(text)
        given.append((name, text, span))
    named = case.name.replace(str(year - 1), str(year))
    return case._replace(
        name=named if named != case.name else f"{case.name}, in {year}", given=tuple(given), rejected=()
    )


def _later(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return date.fromordinal(same_day(day.year + 1, day.month, day.day)).isoformat()


def _text(case: Case, came_out: Mapping[str, str]) -> str:
    given = ", ".join(f"{name}: {_quoted(text)}" for name, text, _ in case.given)
    said = {name: came_out.get(name, text) for name, text, _ in case.expect}
    said = {name: text for name, text in said.items() if not text.startswith(_OPEN) or _may_say(name, text)}
    unknown = [name for name, text in came_out.items() if text.startswith(_OPEN) and not _may_say(name, text)]
    unknown += [name for name, _ in case.unknown if name not in came_out]
    said.update({name: came_out[name] for name, _ in case.unknown if name in came_out})
    expect = ", ".join(f"{name}: {_list(text) if name in _LISTS else _quoted(text)}" for name, text in said.items())
    lines = [f"  - name: {_quoted(case.name)}", f"    given: {{{given}}}"]
    if said:
        lines.append(f"    expect: {{{expect}}}")
    if unknown:
        lines.append(f"    unknown: [{', '.join(unknown)}]")
    return "\n".join([*lines, f"    source: {_quoted(TO_CONFIRM + case.source)}"]) + "\n"


def _may_say(name: str, text: str) -> bool:
    """Whether a case can expect an answer that is not known: parts of the decision have a word for it."""
    return text == "unknown" and (name in DECISION or name.endswith(".verdict"))


def _quoted(text: str) -> str:
    return text if text.isidentifier() else json.dumps(text, ensure_ascii=False)


def _list(text: str) -> str:
    return f"[{text}]" if text not in ("none", "unknown") else text
