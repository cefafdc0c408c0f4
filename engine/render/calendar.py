"""The days to keep as calendar entries: whole days, with a reminder two weeks and two days before."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from .libraries import needs
from .sheet import DatedWords, Sheet

_REMINDERS: Final = (14, 2)
_PRODUCT: Final = "-//rothroute//letters//EN"
_ESCAPES: Final = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n", "\r": None})
RECEIPT: Final = "X-ROTHROUTE-RECEIPT"
SEAL: Final = "X-ROTHROUTE-SEAL"


def calendar_of(sheet: Sheet, identity: str) -> bytes:
    """The calendar of a letter; a day that has passed stays out. `identity` keeps entries of two savers apart.

    The seal is put in as its last line. Raises Refusal without icalendar.
    """
    kit = needs("icalendar")
    text = _texts(kit)
    calendar = kit.Calendar()
    for name, value in (("prodid", _PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(name, value)
    calendar.add("x-wr-calname", text(_named(sheet)))
    stamp = datetime.combine(date.fromordinal(sheet.day), time(), UTC)
    coming = dict.fromkeys(entry for entry in sheet.dates if entry.day >= sheet.day)
    for one in sorted(coming, key=lambda entry: entry.day):  # those of a day stay in the order of doing
        calendar.add_component(_event(kit, text, one, stamp, identity))
    calendar.add(RECEIPT, text(" ".join(sheet.receipt.split("\n"))))
    return bytes(calendar.to_ical())


def _texts(kit: Any) -> Any:
    """Texts of icalendar, escaped as RFC 5545 (3.3.11) has it; its own takes `\\N` for the end of a line."""

    def escaped(text: str) -> bytes:
        return str(text).translate(_ESCAPES).encode()

    return type("Text", (kit.vText,), {"to_ical": escaped})


def _named(sheet: Sheet) -> str:
    return " \u2013 ".join(part for part in (sheet.title, sheet.client) if part)


def _event(kit: Any, text: Any, one: DatedWords, stamp: datetime, identity: str) -> Any:
    event = kit.Event()
    uid = hashlib.sha256(f"{identity}{one.day}{one.words}".encode()).hexdigest()[:32]
    start = date.fromordinal(one.day)
    for name, value in (
        ("uid", f"{uid}@rothroute"),
        ("dtstamp", stamp),
        ("dtstart", start),
        ("dtend", start + timedelta(days=1)),
        ("summary", text(one.words)),
        ("description", text(one.details)),
        ("transp", "TRANSPARENT"),
    ):
        event.add(name, value)
    for days in _REMINDERS:
        alarm = kit.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", text(one.words))
        alarm.add("trigger", timedelta(days=-days))
        event.add_component(alarm)
    return event
