"""The pages in a text browser, w3m, driven as at a terminal: a question chosen, one written, the result, the letter."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from .conftest import Running

if shutil.which("w3m") is None:
    pytest.skip("no text browser here: install w3m to see the pages in one", allow_module_level=True)
pexpect = pytest.importorskip("pexpect")


def test_from_the_first_page_to_the_letter(server: Running, tmp_path: Path) -> None:
    """w3m goes to a text with `/`, to the next link or field with Tab, and follows it with Enter."""
    options = "-cookie -o use_mouse=0 -o accept_cookie=1 -o show_cookie=0"
    terminal = {**os.environ, "HOME": str(tmp_path), "TERM": "vt100", "LANG": "C.UTF-8"}
    w3m = pexpect.spawn(
        "w3m", [*options.split(), server.base], env=terminal, dimensions=(60, 100), encoding="utf-8", timeout=30
    )

    def follow(text: str) -> None:
        w3m.send(f"/{text}\r\r")

    try:
        w3m.expect("Viewing <Which Roth routes")
        follow("Start")
        w3m.expect("Viewing <How old will you be")
        w3m.send("/Give your age\r\t\rsoon\r")
        follow("Continue")
        w3m.expect("Viewing <Error: How old will you be")
        w3m.send("/Give your age\r\t\r\b\b\b\b29\r")
        follow("Continue")
        w3m.expect("Viewing <What is your filing status")
        follow(" . Single")
        follow("Continue")
        w3m.expect("Viewing <(?!What is)")
        follow("See my result")
        w3m.expect("Viewing <.*2026")
        follow("Your letter")
        w3m.expect("Viewing <.*2026")
    finally:
        w3m.close(force=True)
