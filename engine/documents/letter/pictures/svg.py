"""Elements of SVG as text. Everything put in is escaped; numbers are written the same way every time."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape, quoteattr

INK: Final = "#1b2530"
MUTED: Final = "#5a6672"
LINE: Final = "#c9d0d6"
PAPER: Final = "#ffffff"
DARK: Final = "#1f4e4a"
MIDDLE: Final = "#7fb3a6"
PALE: Final = "#eef3f1"
WIDTH: Final = 400
FONT: Final = "Inter, 'Segoe UI', system-ui, 'Helvetica Neue', Arial, 'Libertinus Serif', sans-serif"
_WIDE: Final = {"m": 0.88, "w": 0.8} | dict.fromkeys("iltfr ,.", 0.32) | dict.fromkeys("$0123456789", 0.66)


class Markup(str):
    """SVG of our own making."""

    __slots__ = ()


def element(name: str, *content: str, **attributes: str | float) -> Markup:
    """An element; `_` in an attribute's name stands for `-`, and text that is no Markup is escaped."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(number(value))}" for key, value in attributes.items()
    )
    inner = "".join(part if isinstance(part, Markup) else escape(part) for part in content)
    return Markup(f"<{name}{written}>{inner}</{name}>" if content else f"<{name}{written}/>")


def number(value: str | float) -> str:
    """A number with at most two decimals and no trailing zeros; text as it is."""
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")


def text(x: float, y: float, words: str, size: float = 12, fill: str = INK, **more: str | float) -> Markup:
    """Words at a place."""
    return element("text", words, x=x, y=y, font_size=size, fill=fill, **more)


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = INK, **more: str | float) -> Markup:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, **more)


def box(x: float, y: float, width: float, height: float, fill: str, **more: str | float) -> Markup:
    """A rectangle."""
    return element("rect", x=x, y=y, width=width, height=height, fill=fill, **more)


def drawing(height: float, *content: str) -> Markup:
    """A whole picture; what it shows in words stands beside it, so its parts are hidden from screen readers."""
    return element(
        "svg",
        *content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {number(height)}",
        width=WIDTH,
        height=height,
        font_family=FONT,
    )


def hatch(name: str) -> Markup:
    """Diagonal lines, so that a filling is told from a plain one without colour."""
    stroke = line(0, 0, 0, 6, DARK, stroke_width=2.4)
    ground = box(0, 0, 6, 6, PALE)
    pattern = element(
        "pattern",
        ground,
        stroke,
        id=name,
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    return element("defs", pattern)


def long(words: str, size: float = 12) -> float:
    """About how wide words are."""
    return sum(_WIDE.get(sign, 0.66 if sign.isupper() else 0.54) for sign in words) * size


def broken(words: str, width: float, size: float = 12) -> list[str]:
    """Words in lines of at most a width."""
    lines: list[str] = []
    for word in words.split():
        if lines and long(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
