"""The days to keep as calendar entries: whole days, with a reminder two weeks and two days before."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from .libraries import needs
from .sheet import DatedWords, Sheet

_REMINDERS: Final = (14, 2)
_PRODUCT: Final = "-//rothroute//letters//EN"
RECEIPT: Final = "X-ROTHROUTE-RECEIPT"
SEAL: Final = "X-ROTHROUTE-SEAL"


def calendar_of(sheet: Sheet, identity: str) -> bytes:
    """The calendar of a letter; a day that has passed stays out. `identity` keeps entries of two savers apart.

    The seal is put in as its last line. Raises Refusal without icalendar.
    """
    kit = needs("icalendar")
    calendar = kit.Calendar()
    for name, value in (("prodid", _PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(name, value)
    calendar.add("x-wr-calname", kit.vText(_named(sheet)))
    stamp = datetime.combine(date.fromordinal(sheet.day), time(), UTC)
    for one in sorted({entry for entry in sheet.dates if entry.day >= sheet.day}):
        calendar.add_component(_event(kit, one, stamp, identity))
    calendar.add(RECEIPT, kit.vText(" ".join(sheet.receipt.split("\n"))))
    return bytes(calendar.to_ical())


def _named(sheet: Sheet) -> str:
    return " \u2013 ".join(part for part in (sheet.title, sheet.client) if part)


def _event(kit: Any, one: DatedWords, stamp: datetime, identity: str) -> Any:
    event = kit.Event()
    mark = hashlib.sha256(f"{identity}{one.day}{one.words}".encode()).hexdigest()[:32]
    start = date.fromordinal(one.day)
    for name, value in (
        ("uid", f"{mark}@rothroute"),
        ("dtstamp", stamp),
        ("dtstart", start),
        ("dtend", start + timedelta(days=1)),
        ("summary", one.words),
        ("description", one.details),
        ("transp", "TRANSPARENT"),
    ):
        event.add(name, value)
    for days in _REMINDERS:
        alarm = kit.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", one.words)
        alarm.add("trigger", timedelta(days=-days))
        event.add_component(alarm)
    return event
