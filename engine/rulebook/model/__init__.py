"""What a rulebook is: expressions and the statements built from them. Data only, nothing is computed here."""

from __future__ import annotations

from typing import NamedTuple

from .expressions import (
    Arithmetic,
    Comparison,
    Conditional,
    Connective,
    Expression,
    Extreme,
    Membership,
    Name,
    Not,
    Number,
    Proration,
    Rounded,
    Truth,
)
from .statements import (
    Case,
    Citation,
    Conclusion,
    Contradiction,
    Correction,
    Cost,
    Fact,
    Figure,
    Formula,
    Household,
    HouseholdLink,
    Limit,
    Parameter,
    Plan,
    Property,
    Published,
    Question,
    Rejected,
    Route,
    RouteDeadline,
    RouteForm,
    Sentence,
    SharedFacts,
    Source,
    Step,
    Use,
)
from .wording import (
    NEUTRAL,
    NOWHERE,
    StartWording,
    TotalWording,
    Wording,
)

__all__ = [
    "NEUTRAL",
    "NOWHERE",
    "Arithmetic",
    "Case",
    "Citation",
    "Comparison",
    "Conclusion",
    "Conditional",
    "Connective",
    "Contradiction",
    "Correction",
    "Cost",
    "Expression",
    "Extreme",
    "Fact",
    "Figure",
    "Formula",
    "Household",
    "HouseholdLink",
    "Limit",
    "Membership",
    "Name",
    "Not",
    "Number",
    "Parameter",
    "Plan",
    "Property",
    "Proration",
    "Published",
    "Question",
    "Rejected",
    "Rounded",
    "Route",
    "RouteDeadline",
    "RouteForm",
    "Rulebook",
    "Sentence",
    "SharedFacts",
    "Source",
    "StartWording",
    "Step",
    "TotalWording",
    "Truth",
    "Use",
    "Wording",
]


class Rulebook(NamedTuple):
    """A loaded rulebook: every statement by name, in file order, and the SHA-256 of its files."""

    digest: str
    facts: dict[str, Fact]
    contradictions: tuple[Contradiction, ...]
    sources: dict[str, Source]
    parameters: dict[str, Parameter]
    figures: dict[str, Figure]
    conclusions: dict[str, Conclusion]
    routes: dict[str, Route]
    limits: dict[str, Limit]
    questions: dict[str, Question]
    corrections: dict[str, Correction]
    plan: Plan | None = None
    properties: tuple[Property, ...] = ()
    household: Household | None = None
    wording: Wording = NEUTRAL

    @property
    def years(self) -> tuple[int, ...]:
        """The tax years for which every parameter has been published."""
        each = [{year for year, _ in parameter.values} for parameter in self.parameters.values()]
        return tuple(sorted(set.intersection(*each))) if each else ()

    @property
    def year_fact(self) -> str:
        """The fact that says the tax year, whatever its name; empty where the rulebook has none."""
        return next((name for name, fact in self.facts.items() if fact.unit == "tax_year"), "")

    @property
    def day_fact(self) -> str:
        """The fact that says the day of the advice, whatever its name; empty where no rule asks for the day."""
        return next((name for name, fact in self.facts.items() if fact.role == "as_of"), "")

    @property
    def framing(self) -> tuple[str, str]:
        """The facts that say the tax year and the day: they frame the questions and are no answers about the saver."""
        return self.year_fact, self.day_fact
