"""Text for a terminal that shows ASCII only."""

from __future__ import annotations

import unicodedata
from typing import Final

_SPELLED: Final = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "−": "-",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "…": "...",
        "×": "x",
        "÷": "/",
        "·": "-",
        "•": "-",
        "§": "sec. ",
        "½": "1/2",
        "≤": "at most ",
        "≥": "at least ",
        "\u00a0": " ",
        "█": "#",
        "▓": "=",
        "▒": "+",
        "░": ".",
        "═": "=",
        "─": "-",
        "│": "|",
    }
)


def plain(text: str) -> str:
    """The text in ASCII: typographic characters are spelled out, accents dropped, what is left becomes `?`."""
    apart = unicodedata.normalize("NFKD", text.translate(_SPELLED))
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return bare.encode("ascii", "replace").decode()
