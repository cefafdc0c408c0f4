"""Fills the pages: the only place here that knows Jinja. Every value is escaped unless it is HTML of our own making."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from ..engine.advise.formatting import inner
from ..engine.explain.formatting import NO_BREAK, sentence
from ..engine.resources import read_templates
from ..engine.rulebook.model import Rulebook
from ..engine.value import MONTHS

HOME: Final = Path(__file__).parent / "pages"
STYLE: Final = "style.css"
_DAY: Final = re.compile(rf"\b({'|'.join(MONTHS)}) (?=\d)")
_HYPHENED: Final = re.compile(r"\b[A-Za-z]{2,8}-[A-Za-z]{2,8}\b")


class Pages:
    """The shipped pages, each compiled once, and their style sheet."""

    def __init__(self, rulebook: Rulebook) -> None:
        """Read them all. Raises Refusal where one cannot be read."""
        texts: Mapping[str, str] = read_templates(str(HOME))
        self.style = texts[STYLE].encode()
        self.style_path = f"/style/{hashlib.sha256(self.style).hexdigest()[:16]}.css"
        self._environment = Environment(
            loader=DictLoader(texts),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_dated,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters.update(
            inner=partial(inner, names=rulebook.wording.names), sentence=sentence, whole=whole
        )
        said = {"wording": rulebook.wording, "household": rulebook.household}
        self._environment.globals.update(style=self.style_path, **said)

    def filled(self, name: str, values: Mapping[str, Any]) -> str:
        """A page filled with values."""
        return self._environment.get_template(f"{name}.html").render(values)


def whole(text: str) -> Markup:
    """A heading in which no word with a hyphen is broken, nor a month parted from its day."""
    return Markup(_HYPHENED.sub(r'<span class="nb">\g<0></span>', str(escape(_dated(text)))))


def _dated(value: Any) -> Any:
    """Text in which a month keeps its day; anything else as it is."""
    return _DAY.sub(lambda found: f"{found[1]}{NO_BREAK}", value) if type(value) is str else value


__all__ = ["Pages"]
