"""Limits of time and memory for what runs a stranger's templates or rules."""

from __future__ import annotations

import mmap
import sys
from collections.abc import Callable
from typing import Any

import pytest

from rothroute.engine import Refusal
from rothroute.engine.resources import in_bounds

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")


def take(megabytes: int) -> tuple[Callable[..., Any], str]:
    """Take memory without filling it; a process that is begun anew knows the call too."""
    return eval, f"len(bytes({megabytes * 1_000_000}))"


def test_what_the_calling_program_holds_already_is_not_counted() -> None:
    with mmap.mmap(-1, 2_000_000_000, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS):
        assert in_bounds("this", *take(100)) == 100_000_000


def test_what_is_taken_beyond_the_limit_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        in_bounds("this", *take(1_100))

    assert "1,000 MB of memory" in refused.value.diagnostics[0].message
