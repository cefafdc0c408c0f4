"""Where each answer is from: what the questionnaire noted of it, or nothing."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Final

from ..advise.answers import Given
from ..value import read_date
from .formatting import day, sentence, visible
from .shapes import Origin

STRONG, WEAK, NONE = "strong", "weak", "none"
_FILE: Final = "file"
_WEAK: Final = re.compile(r"\b(memory|guess\w*|estimate\w*|roughly|unsure|think)\b", re.IGNORECASE)
_MEMORY: Final = re.compile(r"(from )?memory", re.IGNORECASE)
_MOST: Final = 60


def origins(given: Given, replaced: Collection[str] = ()) -> dict[str, Origin]:
    """The noted sources of the answers, but of those given in another way since."""
    from ..ask.answers_file import about  # the questionnaire, which `advise` has no need of

    said = about(given.about).get("said")
    noted = said if isinstance(said, dict) else {}
    found = {name: _origin(noted[name]) for name in given.values if name in noted and name not in replaced}
    return {name: origin for name, origin in found.items() if origin.source}


def _origin(noted: Any) -> Origin:
    if not isinstance(noted, dict):
        return Origin()
    source = visible(str(noted.get("source") or ""))[:_MOST].strip()
    on = str(noted.get("day") or "")
    return Origin("" if source == _FILE else source, on if _ordinal(on) is not None else "")


def _ordinal(text: str) -> int | None:
    try:
        return read_date(text)
    except ValueError:
        return None


def source_said(origin: Origin | None) -> str:
    """The source in words, with the day; empty where none was named."""
    if origin is None or not origin.source:
        return ""
    words = "From memory" if _MEMORY.fullmatch(origin.source) else sentence(origin.source)
    on = _ordinal(origin.day)
    return words if on is None else f"{words}, {day(on)}"


def strength(origin: Origin | None) -> str:
    """How strong an answer is: by where it stands written, from memory, or nothing said."""
    if origin is None or not origin.source:
        return NONE
    return WEAK if _WEAK.search(origin.source) else STRONG
