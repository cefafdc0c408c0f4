"""The explanation of two decisions that belong together: what both come to, and each saver's own."""

from __future__ import annotations

from typing import NamedTuple

from ..advise.household import HouseholdDecision
from . import explanation_of
from .explanation import Explanation
from .formatting import said_range


class SaverExplanation(NamedTuple):
    """One saver's explanation, by the name the household gave."""

    name: str
    own: Explanation

    @property
    def total(self) -> str:
        """This saver's total in words."""
        return self.own.total.text


class HouseholdExplanation(NamedTuple):
    """What is said of both: the heading, the total in words, and who pays in first where that matters."""

    heading: str
    total: str
    total_known: bool
    order: str
    savers: tuple[SaverExplanation, SaverExplanation]


def household_explanation_of(found: HouseholdDecision) -> HouseholdExplanation:
    """The explanation of a household's decisions."""
    one, other = (SaverExplanation(saver.name, explanation_of(saver.decision)) for saver in found.savers)
    low, high = found.total
    total, year = said_range(found.total), one.own.tax_year
    both = f"{one.name} and {other.name}"
    if any(saver.own.corrections for saver in (one, other)):
        heading = f"For {year}, {both} have something to put right first"
    elif high == 0 and found.decided:
        heading = f"For {year}, {both} can put nothing more into Roth accounts"
    elif low == high and found.decided:
        heading = f"For {year}, {both} can still put {total} into Roth accounts"
    elif low == high:
        heading = f"For {year}, {both} can put in {total}; which way is still open"
    else:
        heading = f"For {year}, the plan of {both} is not settled yet"
    return HouseholdExplanation(heading, total, low == high, _order(found), (one, other))


def _order(found: HouseholdDecision) -> str:
    """Who is counted first: one's money lowers what the pay of both leaves for the other."""
    if found.first is None:
        return "Which of you earns more is open, so each answer covers both orders."
    return ""
