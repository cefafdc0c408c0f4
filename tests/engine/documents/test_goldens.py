"""The whole document of each example, reviewed as text. ROTHROUTE_UPDATE_GOLDENS=1 writes them anew."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from rothroute.engine import Advice

GOLDENS = Path(__file__).resolve().parents[2] / "golden" / "advise"
_HASH = re.compile(r"`[0-9a-f]{16}`")


def test_the_document_is_the_reviewed_one(example: str, advice: Advice, rendered: Callable[..., str]) -> None:
    written = _HASH.sub("`<hash>`", rendered(advice)).replace(advice.receipt.engine, "<version>")
    golden = GOLDENS / f"{example}.md"
    if os.environ.get("ROTHROUTE_UPDATE_GOLDENS") == "1":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(written, "utf-8")
    assert written == golden.read_text("utf-8")


def test_no_golden_is_left_over(advices: dict[str, Advice]) -> None:
    assert {path.stem for path in GOLDENS.glob("*.md")} == set(advices)


def test_the_same_advice_is_written_the_same_way(advice: Advice, rendered: Callable[..., str]) -> None:
    assert rendered(advice) == rendered(advice)
