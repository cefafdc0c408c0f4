"""The only access to Z3: how it is loaded, how much work it may do, and what it answered."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any, Final, Literal, NamedTuple

from ...diagnostic import Diagnostic, Refusal

Answer = Literal["no", "yes", "unknown"]
SEED: Final = 7


class Found(NamedTuple):
    """Whether the constraints can hold together, and a model where they do."""

    answer: Answer
    model: Any = None


def load_z3() -> Any:
    """The z3 module. Raises Refusal with what to install where it is missing."""
    try:
        return import_module("z3")
    except ImportError:
        message = "proofs need the solver Z3, which is not installed"
        help = "pip install rothroute[proofs]"
        raise Refusal((Diagnostic("missing-solver", "error", message, help=help),)) from None


def begin() -> None:
    """Start from a clean state: earlier questions must not influence which saver is found, or whether one is."""
    implementation: Any = import_module("z3.z3") if load_z3() else None
    implementation._main_ctx = None


def satisfy(constraints: Iterable[Any], effort: int) -> Found:
    """Look for values under which every constraint holds, within this effort (Z3's rlimit, never seconds)."""
    z3 = load_z3()
    solver = z3.Solver()
    solver.set("rlimit", effort)
    solver.set("random_seed", SEED)
    solver.add(*constraints)
    answer = solver.check()
    if answer == z3.unsat:
        return Found("no")
    return Found("yes", solver.model()) if answer == z3.sat else Found("unknown")
