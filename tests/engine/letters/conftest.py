"""Letters of the examples, made by the shipped templates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rothroute.engine import Adviser, Decision
from rothroute.engine.letters import Draft, Options, Writer, draft
from rothroute.engine.source import parse
from rothroute.engine.templates import Templates, templates_of

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
DAY = date(2026, 6, 30)
FULL = Options("Dana Whitfield", "Rowan Ellery, CFP", "Ellery & Partners\n12 Harbour Row, Portland, ME 04101")
NEEDS = {"pdf": "typst", "docx": "docx", "calendar": "icalendar"}


@pytest.fixture(scope="session")
def templates() -> Templates:
    return templates_of()


@pytest.fixture(scope="session")
def writer(templates: Templates) -> Writer:
    return Writer(templates)


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
def written(writer: Writer) -> Callable[[Draft, str], bytes]:
    """A letter in a format, or the test is skipped where its library is not installed."""

    def make(one: Draft, format: str) -> bytes:
        if format in NEEDS:
            pytest.importorskip(NEEDS[format])
        return writer.written(one, format)

    return make


@pytest.fixture(scope="session")
def tomorrow(adviser: Adviser) -> Adviser:
    """The rulebook after the range for joint filers moved up."""
    book = adviser.rulebook
    name = "roth_range_end_joint"
    parameter = book.parameters[name]
    values = tuple((year, one._replace(amount=one.amount + 10_000_00)) for year, one in parameter.values)
    return Adviser(
        book._replace(digest="f" * 64, parameters={**book.parameters, name: parameter._replace(values=values)})
    )
