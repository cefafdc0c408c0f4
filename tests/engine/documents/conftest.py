"""One advice for every example, and the templates as the shell would read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rothroute.engine import Advice, Adviser, Decision, Rulebook, load_rulebook
from rothroute.engine.documents import render
from rothroute.engine.source import parse

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
DAY = date(2026, 6, 30)


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="session")
def adviser(rulebook: Rulebook) -> Adviser:
    return Adviser(rulebook)


@pytest.fixture(scope="session")
def templates() -> dict[str, str]:
    folder = ROOT / "templates"
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.md")}


@pytest.fixture(scope="session")
def decisions(adviser: Adviser) -> dict[str, Decision]:
    return {path.stem: adviser.advise(parse(path.read_bytes(), path.name), DAY) for path in EXAMPLES}


@pytest.fixture(scope="session")
def advices(decisions: dict[str, Decision]) -> dict[str, Advice]:
    return {name: decision.advice for name, decision in decisions.items()}


@pytest.fixture(params=[path.stem for path in EXAMPLES])
def example(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def advice(advices: dict[str, Advice], example: str) -> Advice:
    return advices[example]


@pytest.fixture(scope="session")
def rendered(rulebook: Rulebook, templates: dict[str, str]) -> Callable[..., str]:
    def write(advice: Advice, format: Any = "markdown", **options: Any) -> str:
        return render(advice, options.pop("rulebook", rulebook), format, templates, **options)

    return write
