"""The Python of docs/api.md does what the page says it prints."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import rothroute.engine

PAGE = (Path(__file__).parents[1] / "docs" / "api.md").read_text("utf-8")


def test_the_page_prints_what_it_says() -> None:
    names: dict[str, Any] = {}
    for block in re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(block, "docs/api.md", "exec"), names)

        assert re.findall(r"^#> ?(.*)$", block, re.MULTILINE) == said.getvalue().splitlines()


def test_every_public_name_is_on_the_page() -> None:
    assert [name for name in rothroute.engine.__all__ if f"`{name}`" not in PAGE] == []
