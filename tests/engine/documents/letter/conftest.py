"""One draft for every example, and the shipped templates compiled once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rothroute.engine import Adviser, Decision
from rothroute.engine.documents.letter import Options, Press, draft, press_of, written
from rothroute.engine.documents.letter.make import Draft

FULL = Options(
    "Dana Whitfield", "Rowan Ellery, CFP", "Ellery & Partners\n12 Harbour Row, Portland, ME 04101", "us-letter"
)


@pytest.fixture(scope="session")
def press() -> Press:
    return press_of()


@pytest.fixture(scope="session")
def drafted(press: Press) -> Callable[..., Draft]:
    def make(decision: Decision, options: Options = FULL) -> Draft:
        return draft(decision, options, press)

    return make


@pytest.fixture(scope="session")
def drafts(decisions: dict[str, Decision], drafted: Callable[..., Draft]) -> dict[str, Draft]:
    return {name: drafted(decision) for name, decision in decisions.items()}


@pytest.fixture
def a_draft(drafts: dict[str, Draft], example: str) -> Draft:
    return drafts[example]


@pytest.fixture
def markdown(a_draft: Draft, press: Press) -> str:
    return written(a_draft, "markdown", press).decode()


@pytest.fixture
def page(a_draft: Draft, press: Press) -> str:
    return written(a_draft, "html", press).decode()


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
