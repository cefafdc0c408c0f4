"""What the engine's tests share: the examples as decisions and letters, and a small rulebook with a correction.

The rulebook is loaded by its path because test folders are no packages.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
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


@pytest.fixture
def word_pages(tmp_path: Path) -> Callable[[dict[str, bytes]], dict[str, int]]:
    """How many pages Word files take, by their names; the test is skipped where LibreOffice is not there."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice here")

    def count(files: dict[str, bytes]) -> dict[str, int]:
        for name, data in files.items():
            (tmp_path / f"{name}.docx").write_bytes(data)
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
        paths = [str(tmp_path / f"{name}.docx") for name in files]
        subprocess.run([*command, *paths], check=True, capture_output=True, timeout=300)
        return {name: len(re.findall(rb"/Type\s*/Page[^s]", (tmp_path / f"{name}.pdf").read_bytes())) for name in files}

    return count
