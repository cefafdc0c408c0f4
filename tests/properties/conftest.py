"""How many random savers are tried."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .lives import THEMES
from .reading.law import YEARS


@pytest.fixture(scope="session")
def savers_each(tries: Callable[[int, int], int]) -> int:
    """Savers for each theme and tax year: several hundred in all, a hundred thousand with --thorough."""
    return tries(640, 100_000) // (len(THEMES) * len(YEARS))
