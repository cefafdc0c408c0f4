"""The conditions of a route as rows: the sentence, your value, what would turn it, the distance."""

from __future__ import annotations

from ...advise.model import Reason, Test
from ..saying import bound_of, cents_of, is_cent, sentence
from .shapes import Gate, Said

_NONE = "\u2013"


def gate(reason: Reason) -> Gate:
    """A reason with the comparison that tells most: one with a distance where there is one."""
    last_first = reason.tests[::-1]
    test = min(last_first, key=lambda test: (not test.margin, is_cent(test.needed)), default=None)
    yours = f"{sentence(test.label)}: {test.yours}" if test else _NONE
    return Gate(Said(reason.text, reason.rule), yours, _turns(test), _margin(test))


def _turns(test: Test | None) -> str:
    """The value that would turn the condition; a cent only tells something from nothing."""
    if test is None:
        return _NONE
    if is_cent(test.needed):
        return "$0" if test.needed.startswith("below") else "more than $0"
    return test.needed


def _margin(test: Test | None) -> str:
    if test is None or not test.margin:
        return _NONE
    if is_cent(test.needed):
        return test.yours if test.yours != "$0" else _NONE
    return test.margin if cents_of(test.margin) is not None else _days(test)


def _days(test: Test) -> str:
    dated = any(sign.isalpha() for sign in bound_of(test.needed))
    return f"{test.margin} days" if dated and test.margin.replace(",", "").isdigit() else test.margin
