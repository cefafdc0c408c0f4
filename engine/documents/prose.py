"""Fills the templates. Values are text, never markup: what Markdown would read as a sign is escaped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final

from ..model import Citation
from .environment import environment_of
from .shapes import DateView, Line, SourceEntry, StepView, View

_SIGNS: Final = re.compile(r"[\\`*_\[\]<>|~]|&(?=#?\w+;)")
_LINE_START: Final = re.compile(r"#{1,6}(?=\s|$)|[-+](?=\s|$)|[-=]{2,}$")
_NUMBERED: Final = re.compile(r"(\d{1,9})(?=[.)](\s|$))")
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn")
_GAPS: Final = re.compile(r"\n{3,}")
_MOST_MARKERS: Final = 3


class Marked(str):
    """Markdown of our own making, put in as it stands."""

    __slots__ = ()


def written(view: View, templates: Mapping[str, str]) -> str:
    """The Markdown of a view, by the template of its outcome."""
    environment = environment_of(templates, shown)
    mark = marker(view)

    def say(line: Line | StepView | DateView) -> Marked:
        return Marked(escaped(line.text) + mark(line.cites))

    outcome = environment.get_template(f"{view.outcome}.md")
    text = outcome.render(view=view, say=say, mark=mark, number=number, code=code)
    return _GAPS.sub("\n\n", text).strip() + "\n"


def shown(value: Any) -> str:
    """What an expression of a template puts into the document."""
    return value if isinstance(value, Marked) else escaped(str(value))


def escaped(text: str) -> str:
    """Text on one line in which Markdown sees no sign and a terminal no control character."""
    safe = _SIGNS.sub(r"\\\g<0>", visible(text))
    return _LINE_START.sub(r"\\\g<0>", safe, count=1) if _LINE_START.match(safe) else _unnumbered(safe)


def visible(text: str) -> str:
    """Text on one line without control characters, marks of direction and other signs nobody sees."""
    if text.isprintable():
        return " ".join(text.split())
    clean = "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign) not in _UNSEEN)
    return " ".join(clean.split())


def _unnumbered(text: str) -> str:
    found = _NUMBERED.match(text)
    return f"{found[1]}\\{text[found.end() :]}" if found else text


def number(entry: SourceEntry) -> Marked:
    """The marker in the list of sources."""
    return Marked(f"[{entry.number}]\u00a0")


def code(text: str) -> Marked:
    """Text as it stands, in code marks."""
    return Marked(f"`{text.replace('`', '')}`")


def marker(view: View) -> Callable[[tuple[Citation, ...]], Marked]:
    """The function that writes citations as ` [1][2]`, by the numbers of the view's list of sources."""
    numbers = {entry.text: entry.number for source in view.sources for entry in source.entries}

    def mark(cites: tuple[Citation, ...]) -> Marked:
        found = sorted({numbers[cite.text] for cite in cites if cite.text in numbers})[:_MOST_MARKERS]
        return Marked(" " + "".join(f"[{number}]" for number in found) if found else "")

    return mark
