"""A few tries of each fuzzer; `python tests/fuzz/fuzz.py` tries as many as one likes, and says how they came out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .fuzz import FUZZERS, fuzzed

USUAL = {"facts": 15, "letters": 4, "rulebooks": 20, "receipts": 25, "templates": 5}
OFTEN = {"facts": 100_000, "letters": 2_000, "rulebooks": 10_000, "receipts": 10_000, "templates": 500}


@pytest.mark.parametrize("name", FUZZERS)
def test_there_is_an_answer_or_a_refusal(name: str, tries: Callable[[int, int], int]) -> None:
    came, failed = fuzzed(name, tries(USUAL[name], OFTEN[name]))

    assert not failed, "\n".join(failed)
    assert len(came) > 1, "some are taken, some refused"
