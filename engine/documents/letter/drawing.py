"""What pictures are made of: shapes as SVG, and words at places. Everything put in is escaped; numbers are written the
same way every time.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple
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


class Words(NamedTuple):
    """Words at a place: `x` is their start, middle or end (`anchor`), `y` the line they stand on."""

    x: float
    y: float
    words: str
    size: float
    fill: str
    anchor: str
    bold: bool

    def svg(self) -> Markup:
        """The words as SVG."""
        more = {"text_anchor": self.anchor} if self.anchor != "start" else {}
        heavy = {"font_weight": "bold"} if self.bold else {}
        place = {"x": self.x, "y": self.y, "font_size": self.size}
        return element("text", self.words, **place, fill=self.fill, **more, **heavy)


Part = Markup | Words


class Drawing(NamedTuple):
    """A picture 400 units wide and so many high; parts that come later lie above those before, words above shapes."""

    height: float
    parts: tuple[Part, ...]

    def svg(self, words: bool = True) -> Markup:
        """The picture as SVG, with its words or without them, for who sets them in type of their own.

        What it shows in words stands beside it, so its parts are hidden from screen readers.
        """
        parts = (part if isinstance(part, Markup) else part.svg() if words else Markup() for part in self.parts)
        return element(
            "svg",
            *parts,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {WIDTH} {number(self.height)}",
            width=WIDTH,
            height=self.height,
            font_family=FONT,
        )

    def words(self) -> Iterator[Words]:
        """The words of the picture."""
        return (part for part in self.parts if isinstance(part, Words))


def element(name: str, *content: str, **attributes: str | float) -> Markup:
    """An element; `_` in an attribute's name stands for `-`, and text that is no Markup is escaped."""
    written = "".join([f" {_dashed(key)}={_quoted(value)}" for key, value in attributes.items()])
    inner = "".join(part if isinstance(part, Markup) else escape(part) for part in content)
    return Markup(f"<{name}{written}>{inner}</{name}>" if content else f"<{name}{written}/>")


@lru_cache(64)
def _dashed(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _quoted(value: str | float) -> str:
    return _quoted_text(value) if isinstance(value, str) else f'"{number(value)}"'


@lru_cache(256)
def _quoted_text(value: str) -> str:
    return quoteattr(value)


def number(value: float) -> str:
    """A number with at most two decimals and no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def text(
    x: float, y: float, words: str, size: float = 12, fill: str = INK, anchor: str = "start", bold: bool = False
) -> Words:
    """Words at a place."""
    return Words(x, y, words, size, fill, anchor, bold)


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = INK, **more: str | float) -> Markup:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, **more)


def box(x: float, y: float, width: float, height: float, fill: str, **more: str | float) -> Markup:
    """A rectangle."""
    return element("rect", x=x, y=y, width=width, height=height, fill=fill, **more)


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
