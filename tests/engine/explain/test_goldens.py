"""The answer of each example as Markdown, reviewed as text. ROTHROUTE_UPDATE_GOLDENS=1 writes them anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

from rothroute.engine.explain import Explanation
from rothroute.engine.render.markdown import plain_markdown
from rothroute.engine.templates import Templates

ROOT = Path(__file__).resolve().parents[3]
GOLDENS = ROOT / "tests" / "golden" / "advise"
EXAMPLES = {path.stem for path in (ROOT / "examples").glob("*.yaml")}
_HASH = re.compile(r"`[0-9a-f]{16}`")


def test_the_answer_is_the_reviewed_one(example: str, one: Explanation, templates: Templates) -> None:
    if example not in EXAMPLES:
        return
    text = plain_markdown(templates.advice(one).markdown, {})
    written = _HASH.sub("`<hash>`", text).replace(one.engine, "<version>")
    golden = GOLDENS / f"{example}.md"
    if os.environ.get("ROTHROUTE_UPDATE_GOLDENS") == "1":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(written, "utf-8")
    assert written == golden.read_text("utf-8")


def test_no_golden_is_left_over() -> None:
    assert {path.stem for path in GOLDENS.glob("*.md")} == EXAMPLES
