"""The words: one advice as Markdown or as text for a terminal. The only room that knows Jinja."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ..advise.model import Advice
from ..model import Rulebook

Format = Literal["text", "markdown"]


def render(
    advice: Advice,
    rulebook: Rulebook,
    format: Format,
    templates: Mapping[str, str],
    width: int = 80,
    colour: bool = False,
    unicode: bool = True,
    read_aloud: bool = False,
) -> str:
    """The personal explanation of an advice.

    `templates` maps names such as `decided.md` and `parts/steps.md` to their text. Both formats say the same words;
    `width` (40 to 200) and `colour` concern `text` alone, `unicode=False` keeps either to ASCII. `read_aloud` is
    `text` for screen readers: no colour, no lines that are drawn, no bars, tables as sentences.
    """
    from ..render.ascii import plain
    from .prose import written
    from .terminal import laid_out
    from .view import view_of

    markdown = written(view_of(advice, rulebook, unicode, read_aloud), templates)
    shown = markdown if format == "markdown" else laid_out(markdown, width, colour, unicode, read_aloud)
    return shown if unicode else plain(shown)
