"""The dates that matter on one line of time, numbered as in the table of dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ....value import MONTHS, show_date
from ..drawing import DARK, INK, MUTED, PAPER, WIDTH, Drawing, Part, element, line, text
from ..shapes import Dated, Picture

_LEFT, _RIGHT, _AXIS = 14.0, WIDTH - 14.0, 64
_GAP = 22


def timeline_picture(start: int, dates: tuple[Dated, ...]) -> Picture | None:
    """Today and the dates still to come."""
    days: dict[int, list[str]] = {}
    for one in dates:
        days.setdefault(one.day, []).append(one.text.text)
    coming = sorted(day for day in days if day >= start)
    if not coming:
        return None
    words = " ".join(f"{show_date(day)}: {' '.join(days[day])}" for day in coming)
    text = f"From {show_date(start)}. {words}"
    return Picture("timeline", "When things are due", text, lambda: _drawn(start, coming))


def _drawn(start: int, coming: list[int]) -> Drawing:
    end = coming[-1]
    places: list[float] = [_LEFT + (_RIGHT - _LEFT) * (day - start) / max(1, end - start) for day in coming]
    parts = [*_axis(start, end), *_marks(places)]
    return Drawing(_AXIS + 26, tuple(parts))


def _axis(start: int, end: int) -> Iterator[Part]:
    yield line(_LEFT, _AXIS, _RIGHT, _AXIS, INK, stroke_width=1.5)
    yield text(0, 14, f"Today: {show_date(start)}", 12, bold=True)
    yield line(_LEFT, 20, _LEFT, _AXIS, INK)
    first = date.fromordinal(start)
    months = (end - start) // 30 + 1
    every = 1 if months <= 12 else 3
    for place in range(1, months + 2):
        year, month = divmod(first.year * 12 + first.month - 1 + place, 12)
        day = date(year, month + 1, 1).toordinal()
        if day < end and (month % every == 0):
            x = _LEFT + (_RIGHT - _LEFT) * (day - start) / max(1, end - start)
            yield line(x, _AXIS, x, _AXIS + 5, MUTED)
            words = MONTHS[month][:3] if month else str(year)
            yield text(x, _AXIS + 18, words, 11, MUTED, anchor="middle")


def _marks(places: list[float]) -> Iterator[Part]:
    """Numbered circles on the line; those too close to the one before stand higher."""
    last, level = float(-_GAP), 0
    for number, x in enumerate(places, 1):
        level = level + 1 if x - last < _GAP and level < 1 else 0
        last = x
        y = _AXIS - level * _GAP
        if level:
            yield line(x, y, x, _AXIS, INK)
        yield element("circle", cx=x, cy=y, r=9.5, fill=DARK if not level else PAPER, stroke=DARK, stroke_width=2)
        fill = PAPER if not level else INK
        yield text(x, y + 4.5, str(number), 12.5, fill, anchor="middle", bold=True)
