"""The rulebook of the day after a change of the law."""

from __future__ import annotations

import pytest

from rothroute.engine import Adviser


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
