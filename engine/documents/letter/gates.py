"""The conditions of a route as rows: the sentence, your value, what would turn it, the distance."""

from __future__ import annotations

from ...advise.model import Reason, Test
from ...model import Name
from ..saying import bound_of, cents_of, is_cent, sentence
from .shapes import Gate, Said
from .trail import Trail

_NONE = "\u2013"


def gate(reason: Reason, trail: Trail) -> Gate:
    """A reason with the comparison that tells most: one with a distance where there is one."""
    test = _telling(reason.tests)
    yours = f"{sentence(test.label)}: {test.yours}" if test else _NONE
    return Gate(Said(reason.text, reason.rule), yours, _turns(test, _alone(trail, reason.rule)), _margin(test))


def _telling(tests: tuple[Test, ...]) -> Test | None:
    if len(tests) < 2:
        return tests[0] if tests else None
    return min(tests[::-1], key=lambda test: (not test.margin, is_cent(test.needed)))


def _alone(trail: Trail, rule: str) -> bool:
    """Whether a condition stands as it does for one reason only, so that its comparison alone would turn it."""
    fired, program = trail.fired(rule), trail.program
    atoms = (program.atoms[index].node for disjunct in fired for index, _ in disjunct)
    below = (node.name for node in atoms if isinstance(node, Name) and node.name in program.conclusions)
    return len(fired) == 1 and all(_alone(trail, name) for name in below)


def _turns(test: Test | None, alone: bool) -> str:
    """The value that would turn the condition; a cent only tells something from nothing."""
    if test is None:
        return _NONE
    if not alone:
        return "more than one answer"
    if is_cent(test.needed):
        return "$0" if test.needed.startswith("below") else "more than $0"
    if " between " in test.needed:
        return "what is open decides"
    return "any other answer" if test.needed.startswith("not ") else test.needed


def _margin(test: Test | None) -> str:
    if test is None or not test.margin:
        return _NONE
    if is_cent(test.needed):
        return test.yours if test.yours != "$0" else _NONE
    return test.margin if cents_of(test.margin) is not None else _days(test)


def _days(test: Test) -> str:
    dated = any(sign.isalpha() for sign in bound_of(test.needed))
    return f"{test.margin} days" if dated and test.margin.replace(",", "").isdigit() else test.margin
