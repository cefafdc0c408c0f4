"""What the engine's tests share: the examples as decisions and letters, and a small rulebook with a correction.

The rulebook is loaded by its path because test folders are no packages.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rothroute.engine import Adviser, Decision
from rothroute.engine.letters import Draft, LetterOptions, LetterWriter, draft
from rothroute.engine.rulebook.source import parse
from rothroute.engine.templates import Templates, templates_of

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
DAY = date(2026, 6, 30)
FULL = LetterOptions("Dana Whitfield", "Rowan Ellery, CFP", "Ellery & Partners\n12 Harbour Row, Portland, ME 04101")
NEEDS = {"pdf": "typst", "docx": "docx", "calendar": "icalendar"}

_PATH = Path(__file__).with_name("correcting.py")
if "engine_correcting" not in sys.modules:
    _SPEC = importlib.util.spec_from_file_location("engine_correcting", _PATH)
    assert _SPEC and _SPEC.loader
    _MODULE = importlib.util.module_from_spec(_SPEC)
    sys.modules["engine_correcting"] = _MODULE
    _SPEC.loader.exec_module(_MODULE)


@pytest.fixture(scope="session")
def templates() -> Templates:
    return templates_of()


@pytest.fixture(scope="session")
def writer(templates: Templates) -> LetterWriter:
    return LetterWriter(templates)


@pytest.fixture(scope="session")
def decisions(adviser: Adviser) -> dict[str, Decision]:
    return {path.stem: adviser.advise(parse(path.read_bytes(), path.name), DAY) for path in EXAMPLES}


@pytest.fixture(scope="session")
def drafts(decisions: dict[str, Decision], templates: Templates) -> dict[str, Draft]:
    return {name: draft(decision, FULL, templates) for name, decision in decisions.items()}


@pytest.fixture(params=[path.stem for path in EXAMPLES])
def example(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def written(writer: LetterWriter) -> Callable[[Draft, str], bytes]:
    """A letter in a format, or the test is skipped where its library is not installed."""

    def make(one: Draft, format: str) -> bytes:
        if format in NEEDS:
            pytest.importorskip(NEEDS[format])
        return writer.written(one, format)

    return make
