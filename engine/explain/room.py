"""An explanation for a letter with little room: lists are cut until its words fit two pages."""

from __future__ import annotations

from typing import Final, TypeVar

from .explanation import Explanation
from .formatting import first_sentence
from .household import HouseholdExplanation
from .reasons import MOST_BULLETS

_Any = TypeVar("_Any", Explanation, HouseholdExplanation)


def shortened(explanation: _Any, most: int) -> _Any:
    """With at most so many entries a list. With none it has no numbers and limits either: what to ask comes first."""
    reasons = 0 if explanation.outcome == "provisional" and most < 2 else max(most, 1)
    found = explanation._replace(
        why=explanation.why[:reasons],
        why_not=explanation.why_not[: most + 1],
        wrong=explanation.wrong[:most],
        change=explanation.change[:most],
        unchecked=explanation.unchecked[: max(most, 1)],
    )
    if most:
        return found
    corrections = tuple(
        one._replace(text=one.text._replace(text=first_sentence(one.text.text)), cost="")
        for one in explanation.corrections
    )
    return found._replace(corrections=corrections, limits=(), numbers=())


ROOMIEST: Final = MOST_BULLETS
"""The entries of a list of which nothing is cut."""

__all__ = ["ROOMIEST", "shortened"]
