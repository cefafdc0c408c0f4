"""The deadlines of a letter as calendar entries: whole days, with a reminder two weeks and two days before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from .missing import needs
from .shapes import Changes, Dated, Letter, Step

_REMINDERS: Final = (14, 2)
_PRODUCT: Final = "-//rothroute//letters//EN"
RECEIPT: Final = "X-ROTHROUTE-RECEIPT"


def calendar_of(letter: Letter, day: int, receipt: str, mark: str) -> bytes:
    """The calendar of a letter; one that has passed stays out. Raises Refusal without icalendar."""
    kit = needs("icalendar")
    calendar = kit.Calendar()
    for name, value in (("prodid", _PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(name, value)
    calendar.add("x-wr-calname", letter.title)
    if letter.changes:
        calendar.add("x-wr-caldesc", kit.vText(_since(letter.changes)))
    calendar.add(RECEIPT, receipt.replace("\n", ""))
    stamp = datetime.combine(date.fromordinal(day), time(), UTC)
    for when, text, more in sorted({entry for entry in _entries(letter) if entry[0] >= day}):
        calendar.add_component(_event(kit, when, text, more, stamp, mark))
    return bytes(calendar.to_ical())


def _entries(letter: Letter) -> Iterator[tuple[int, str, str]]:
    dated: dict[str, int] = {one.date: one.day for one in letter.dates}
    for one in letter.dates:
        yield one.day, one.text.text, _closing(letter, one)
    routes = (*letter.plan, *letter.unsettled)
    for step in (*letter.together, *(step for route in routes for step in route.steps)):
        if step.by in dated:
            yield dated[step.by], step.text.text, _details(letter, step)


def _closing(letter: Letter, one: Dated) -> str:
    return f"{letter.title}: a date to keep ({one.date})."


def _details(letter: Letter, step: Step) -> str:
    parts = (("Who", step.owner), ("How to check", step.check), ("How to undo", step.undo))
    lines = [f"{name}: {text}" for name, text in parts if text]
    if letter.outcome == "provisional":
        lines.insert(0, "Provisional: facts are still open. See the letter first.")
    return "\n".join(lines)


def _since(changes: Changes) -> str:
    """What changed since the last letter, in a few lines."""
    if changes.nothing:
        return f"Nothing changed since the letter of {changes.before}."
    answer = [f"{one.what.text}: {one.then}, now {one.now}" for one in changes.answer]
    facts = [f"{one.what.text}: {one.then}, now {one.now}" for one in changes.facts]
    lines = (*answer, *facts) or ("The answer is the same.",)
    return "\n".join((f"What changed since the letter of {changes.before}:", *lines))


def _event(kit: Any, when: int, text: str, more: str, stamp: datetime, mark: str) -> Any:
    event = kit.Event()
    identity = hashlib.sha256(f"{mark}{when}{text}".encode()).hexdigest()[:32]
    start = date.fromordinal(when)
    for name, value in (
        ("uid", f"{identity}@rothroute"),
        ("dtstamp", stamp),
        ("dtstart", start),
        ("dtend", start + timedelta(days=1)),
        ("summary", text),
        ("description", more),
        ("transp", "TRANSPARENT"),
    ):
        event.add(name, value)
    for days in _REMINDERS:
        alarm = kit.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", text)
        alarm.add("trigger", timedelta(days=-days))
        event.add_component(alarm)
    return event
