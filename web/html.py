"""Fills the pages: the only place here that knows Jinja. Every value is escaped unless it is HTML of our own making."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import DictLoader, Environment, StrictUndefined

from ..engine.explain.formatting import inner, sentence
from ..engine.resources import read_templates

HOME: Final = Path(__file__).parent / "pages"
STYLE: Final = "style.css"


class Pages:
    """The shipped pages, each compiled once, and their style sheet."""

    def __init__(self) -> None:
        """Read them all. Raises Refusal where one cannot be read."""
        texts: Mapping[str, str] = read_templates(str(HOME))
        self.style = texts[STYLE].encode()
        self.style_path = f"/style/{hashlib.sha256(self.style).hexdigest()[:16]}.css"
        self._environment = Environment(
            loader=DictLoader(texts),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters.update(inner=inner, sentence=sentence)
        self._environment.globals["style"] = self.style_path

    def filled(self, name: str, values: Mapping[str, Any]) -> str:
        """A page filled with values."""
        return self._environment.get_template(f"{name}.html").render(values)


__all__ = ["Pages"]
