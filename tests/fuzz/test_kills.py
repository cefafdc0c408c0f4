"""Runs ended at any moment leave nothing torn and nothing behind; kills.py ends many more."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("kills.py")


@pytest.mark.skipif(sys.platform != "linux", reason="begins runs at terminals of their own, by a fork")
def test_runs_that_are_ended_leave_nothing_torn_and_nothing_behind(tries: Callable[[int, int], int]) -> None:
    command = [sys.executable, str(SCRIPT), str(tries(2, 300))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "a whole file" in done.stdout
