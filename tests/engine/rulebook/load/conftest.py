"""The small rulebook that loader tests change, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rothroute.engine.diagnostic import Diagnostic, Refusal
from rothroute.engine.reasoning.compile.program import compile_year
from rothroute.engine.reasoning.infer.inference import Inference
from rothroute.engine.rulebook.load import load_rulebook

BASE = Path(__file__).parent / "base"
Files = dict[str, bytes]


@pytest.fixture(scope="session")
def base() -> Files:
    """The files of a small rulebook without a mistake."""
    return {path.relative_to(BASE).as_posix(): path.read_bytes() for path in BASE.rglob("*.yaml")}


@pytest.fixture(scope="session")
def refused() -> Callable[[Files], tuple[Diagnostic, ...]]:
    """What is wrong with the files of a rulebook, in whichever room it is found; nothing where all is well."""
    return refusal_of


def refusal_of(files: Files) -> tuple[Diagnostic, ...]:
    try:
        rulebook = load_rulebook(files)
        for year in rulebook.years:
            Inference(compile_year(rulebook, year))
    except Refusal as refusal:
        return refusal.diagnostics
    return ()
