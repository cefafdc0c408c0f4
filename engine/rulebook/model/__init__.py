"""What a rulebook is: expressions and the statements built from them. Data only, nothing is computed here."""

# Annotations are not postponed: Python would compile each as text at every start (benchmarks/start.py).
from typing import NamedTuple

from .expressions import (
    Aggregate,
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
    Item,
    ItemList,
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
    "Aggregate",
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
    "Item",
    "ItemList",
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
    """A loaded rulebook: every statement by name, in file order, and the SHA-256 of its files.

    Where it has `lists`, a loaded rulebook is that of a saver with one item of each. It keeps the `template`, in which
    every statement stands once as it was written, from which `unroll` makes the rulebook of any other saver: with
    that saver's `items`, and a copy of each item's statements. `for_each` pairs a topic with the list it is about.
    """

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
    lists: tuple[ItemList, ...] = ()
    for_each: tuple[tuple[str, str], ...] = ()
    items: tuple[Item, ...] = ()
    template: "Rulebook | None" = None

    @property
    def shape(self) -> tuple[str, ...]:
        """The paths of the saver's items: all that makes two rulebooks of one template differ."""
        return tuple(item.path for item in self.items)

    def scope(self, topic: str) -> str:
        """The list a topic is about, one item at a time; empty where it is about the saver."""
        return dict(self.for_each).get(topic, "")

    def route(self, name: str) -> Route | None:
        """The route of this name, one of an item of a list included."""
        found = self.routes.get(name)
        if found is not None:
            return found
        return next((item for route in self.routes.values() for item in route.items if item.name == name), None)

    def origin(self, name: str) -> str:
        """The name in the template of a fact, figure, conclusion or other statement of an item."""
        return next((name[len(item.path) + 1 :] for item in self.items[::-1] if name.startswith(f"{item.path}.")), name)

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
