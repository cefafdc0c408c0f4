"""Each route as a line of gates: passed, shut, or not settled; at its end what it gives."""

from __future__ import annotations

from ....advise.model import RouteAdvice
from ...saying import said_range, sentence
from ..drawing import DARK, INK, LINE, MUTED, PALE, PAPER, WIDTH, Drawing, Part, box, broken, element, line, long, text
from ..shapes import Picture
from ..trail import Trail

_GATE, _STEP, _TRACK = 15, 15, 240
_ENDS = {"open": "", "caution": " (caution)", "closed": "closed", "unknown": " (not settled)"}


def route_map_picture(trail: Trail) -> Picture:
    """Every route in the order of doing."""
    order = sorted(trail.advice.routes.values(), key=lambda one: trail.book.routes[one.name].doing_order)
    words = " ".join(_words(trail, advised) for advised in order)
    return Picture("route_map", "Which gates are open", words, lambda: _drawn(trail, order))


def _drawn(trail: Trail, order: list[RouteAdvice]) -> Drawing:
    parts: list[Part] = []
    y = 0.0
    for advised in order:
        y, drawn = _row(trail, advised, y)
        parts += drawn
    return Drawing(y + 24, (*parts, *_key(y + 6)))


def _gates(trail: Trail, advised: RouteAdvice) -> list[bool | None]:
    """Of each condition that can shut the route: whether it does. A shut route stops at the first."""
    found = [trail.trace.holds(name) for name in trail.book.routes[advised.name].closed_by]
    return found[: found.index(True) + 1] if True in found else found


def _end(advised: RouteAdvice) -> str:
    if advised.verdict == "closed":
        return _ENDS["closed"]
    return said_range(advised.range) + _ENDS[advised.verdict]


def _words(trail: Trail, advised: RouteAdvice) -> str:
    gates = _gates(trail, advised)
    passed, open_ = gates.count(False), gates.count(None)
    label = sentence(advised.label)
    if advised.verdict == "closed":
        why = advised.reasons[0].text if advised.reasons else ""
        return f"{label}: closed at gate {len(gates)}. {why}"
    unsettled = f", {open_} not settled" if open_ else ""
    return f"{label}: {passed} of {len(gates)} gates open{unsettled}; {said_range(advised.range)}."


def _row(trail: Trail, advised: RouteAdvice, y: float) -> tuple[float, list[Part]]:
    gates = _gates(trail, advised)
    track = y + 32
    wide = min(20.0, _TRACK / max(1, len(gates)))
    stop = 8 + wide * (len(gates) - 1)
    shut = advised.verdict == "closed"
    end = stop if shut else WIDTH - long(_end(advised), 13) - 18
    parts: list[Part] = [
        text(0, y + 15, sentence(advised.label), 13, bold=True),
        line(8, track, end, track, MUTED if shut else DARK, stroke_width=3),
    ]
    for place, gate in enumerate(gates):
        parts += _gate(8 + wide * place, track, gate)
    if not shut:
        parts.append(
            element("polygon", points=f"{end:.2f},{track - 6} {end + 9:.2f},{track} {end:.2f},{track + 6}", fill=DARK)
        )
        parts.append(text(WIDTH, track + 5, _end(advised), 13, anchor="end", bold=True))
        return track + 22, parts
    lines = broken(advised.reasons[0].text if advised.reasons else "", WIDTH - stop - 28)
    parts.append(text(WIDTH, y + 15, "closed", 13, MUTED, anchor="end"))
    parts += [text(stop + 18, track + 4 + _STEP * number, words, 12, MUTED) for number, words in enumerate(lines)]
    return track + 8 + _STEP * max(1, len(lines)), parts


def _gate(x: float, y: float, shut: bool | None) -> list[Part]:
    """A ring for an open gate, a crossed box for a shut one, a question mark for one not settled."""
    half = _GATE / 2 - 1
    if shut is None:
        return [
            element("circle", cx=x, cy=y, r=half + 1, fill=PALE, stroke=INK, stroke_width=1.2, stroke_dasharray="2 2"),
            text(x, y + 4.5, "?", 12, anchor="middle", bold=True),
        ]
    if shut:
        parts: list[Part] = [box(x - half, y - half, 2 * half, 2 * half, INK)]
        for sign in (1, -1):
            parts.append(line(x - 4, y - 4 * sign, x + 4, y + 4 * sign, PAPER, stroke_width=2))
        return parts
    return [element("circle", cx=x, cy=y, r=half, fill=PAPER, stroke=DARK, stroke_width=2)]


def _key(y: float) -> list[Part]:
    parts: list[Part] = [line(0, y - 6, WIDTH, y - 6, LINE)]
    x = 8.0
    for shut, words in ((False, "gate open"), (True, "gate shut"), (None, "not settled")):
        parts += [*_gate(x, y + 8, shut), text(x + 12, y + 12, words, 11, MUTED)]
        x += 34 + long(words, 11)
    return parts
