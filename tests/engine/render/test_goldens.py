"""The letter part of every example as Markdown, and one with its working papers, as they were last looked at."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from rothroute.engine import Decision
from rothroute.engine.letters import Options, Writer, draft

GOLDENS = Path(__file__).resolve().parents[2] / "golden" / "letter"
WHOLE = "couple-in-phase-out"


def stable(text: str) -> str:
    """The text without its receipt and digests, which change with every rule and template."""
    shown = text.split("\n```json rothroute-receipt", maxsplit=1)[0]
    return re.sub(r"`[0-9a-f]{16,64}`", "`…`", shown) + "\n"


@pytest.mark.parametrize("annex", [False, True])
def test_golden(annex: bool, decisions: dict[str, Decision], example: str, writer: Writer) -> None:
    """`ROTHROUTE_UPDATE_GOLDENS=1 pytest` writes them anew; look at the difference before you keep it."""
    if annex and example != WHOLE:
        return
    options = Options("Dana Whitfield", "Rowan Ellery, CFP", annex=annex)
    text = stable(writer.written(draft(decisions[example], options, writer.templates), "markdown").decode())
    golden = GOLDENS / f"{example}{'-annex' if annex else ''}.md"
    if os.environ.get("ROTHROUTE_UPDATE_GOLDENS") == "1":
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


def test_no_golden_is_left_over(decisions: dict[str, Decision]) -> None:
    assert {path.stem for path in GOLDENS.glob("*.md")} == {*decisions, f"{WHOLE}-annex"}
