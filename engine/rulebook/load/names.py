"""Links names: every name that is read exists, may be read there, fits its unit, and nothing depends on itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ...diagnostic import Label, Span, clipped, did_you_mean
from ...value import read_value
from ..model import Fact, Question, RouteDeadline, RouteForm, Rulebook
from .graph import dependencies, find_cycle
from .household import check_household
from .properties import check_properties
from .reader import FormulaSource, Reader, SentenceSource
from .scopes import ScopeChecker
from .units import UnitChecker, count_help, in_words

_Check = Callable[[str, str, Span, tuple[str, ...]], None]
_ROUTE_PARTS: Final = (("closed_by", "because"), ("grounds", "because"), ("cautions", "caution"), ("steps", "step"))

_EXPANDED: Final = ("steps", "drawbacks", "before")
"""Where a name that belongs to each item of a list stands for those of all items."""


class Linker:
    """Checks a built rulebook against itself; problems go to the reader."""

    def __init__(self, reader: Reader, rulebook: Rulebook) -> None:
        """Collect what each name is and where it may be read."""
        self.reader, self.book = reader, rulebook
        self.units = {name: fact.unit for name, fact in rulebook.facts.items()}
        self.units |= {name: parameter.unit for name, parameter in rulebook.parameters.items()}
        self.units |= {name: figure.unit for name, figure in rulebook.figures.items()}
        self.units |= dict.fromkeys(rulebook.conclusions, "yes_no")
        self.choices = {
            name: tuple(value for value, _ in fact.values)
            for name, fact in rulebook.facts.items()
            if fact.unit == "choice"
        }
        self.topics = {
            name: ("" if statement.exported else statement.topic)
            for statements in (rulebook.figures, rulebook.conclusions)
            for name, statement in statements.items()
        }
        self.units |= {one.position: "number" for one in rulebook.lists}
        self.scopes = ScopeChecker(reader, rulebook)

    def check(self) -> None:
        """Run every link check."""
        if not self.scopes.check_lists():
            return
        self._framing()
        for read in self.reader.formulas:
            self._formula(read)
        for said in self.reader.sentences:
            self._words(said)
        self._routes()
        self._corrections()
        self._steps()
        self._plan()
        self._questions()
        check_household(self.reader, self.book, self._readable)
        check_properties(self.reader, self.book, self._readable)
        self._cycles()

    def _framing(self) -> None:
        """One fact says the tax year, and at most one the day of the advice."""
        facts = self.book.facts.values()
        years = [fact for fact in facts if fact.unit == "tax_year"]
        for what, found in (("the tax year", years), ("the day of the advice", [f for f in facts if f.role])):
            for one in found[1:]:
                labels = (Label(found[0].span, "first given here"),)
                message = f"`{found[0].name}` and `{one.name}` both say {what}"
                self.reader.problem("duplicate-name", message, one.span, "keep one of them", labels)
        if not years and self.book.parameters and self.book.facts:
            span = next(iter(facts)).span
            help = "add a fact with `type: tax_year`: amounts are published for one year or another"
            self.reader.problem("missing-key", "no fact says the tax year", span, help)

    def _formula(self, read: FormulaSource) -> None:
        before = len(self.reader.problems)

        def report(check: str, message: str, place: tuple[int, int], help: str | None) -> None:
            self.reader.problem(check, message, read.scalar.at(*place), help)

        for name, place in self.scopes.names(read, report):
            self._named(name, read.topic, read.scalar.at(*place), self._allowed(read.what))
        if len(self.reader.problems) > before:
            return
        self._unit(read, UnitChecker(self.units, self.choices, self.book.parameters, report))

    def _unit(self, read: FormulaSource, checker: UnitChecker) -> None:
        found = checker.unit(read.formula.expression)
        wanted = "days" if read.wants == "number" and found == "days" else read.wants
        flexible = found == "zero" or (found == "count" and wanted in ("years", "days", "number"))
        if found and found != wanted and not (flexible and wanted != "yes_no"):
            message = f"this gives {in_words(found)}, but {in_words(wanted)} is expected here"
            help = count_help(wanted) if found == "count" else None
            self.reader.problem("unit-clash", message, read.formula.span, help)

    def _allowed(self, what: str) -> tuple[str, ...]:
        if what in ("applies", "contradiction"):
            return ("facts", "parameters")
        return ("facts", "parameters", "figures", "conclusions")

    def _kind(self, name: str) -> str:
        for kind in ("facts", "parameters", "figures", "conclusions"):
            if name in getattr(self.book, kind):
                return kind
        return ""

    def _readable(self, name: str, topic: str, span: Span, allowed: tuple[str, ...]) -> None:
        """A name that a statement names by itself: it is there, may be read there, and belongs to an item at hand."""
        self._named(name, topic, span, allowed)
        self.scopes.check_part(name, topic, span)

    def _named(self, name: str, topic: str, span: Span, allowed: tuple[str, ...]) -> None:
        kind = self._kind(name)
        home = self.topics.get(name, "")
        if not kind:
            help = self._nearest(name, allowed)
            message = f"`{clipped(name)}` is not a fact, parameter, figure or conclusion"
            self.reader.problem("unknown-name", message, span, help)
        elif kind not in allowed:
            help = f"only {' or '.join(allowed)} may be named here"
            self.reader.problem("misplaced-name", f"`{name}` is one of the {kind}", span, help)
        elif home not in ("", topic) and topic:
            help = f"list it under `exports:` of rules/{home}/rules.yaml"
            self.reader.problem("private-name", f"`{name}` is private to topic {home}", span, help)

    def _nearest(self, name: str, allowed: tuple[str, ...]) -> str | None:
        if name in self.book.routes:
            return f"a route is read by its parts, like `{name}.closed` and `{name}.amount`"
        if name in self.book.corrections:
            return f"a correction is read by its parts, like `{name}.held` and `{name}.amount`"
        return did_you_mean(name, (one for kind in allowed for one in getattr(self.book, kind)))

    def _words(self, said: SentenceSource) -> None:
        for slot in said.words.slots:
            start = said.scalar.text.find(f"{{{slot}}}")
            span = said.scalar.at(start, start + len(slot) + 2) if start >= 0 else said.scalar.span
            if not self.scopes.check_slot(said, slot, span):
                self._named(slot, said.topic, span, ("facts", "parameters", "figures"))

    def _routes(self) -> None:
        for route in self.book.routes.values():
            for part, wants in _ROUTE_PARTS:
                for name in getattr(route, part):
                    self._part(name, route.topic, route.span, part, wants)
            self._readable(route.amount, route.topic, route.span, ("figures",))
            entries: tuple[RouteDeadline | RouteForm, ...] = (*route.deadlines, *route.forms)
            for entry in entries:
                if entry.when:
                    self._readable(entry.when, route.topic, entry.span, ("conclusions",))
            for dated in route.deadlines:
                self._date(dated.by, route.topic, dated.span)
        for limit in self.book.limits.values():
            if limit.left:
                self._dollars(limit.left, limit.topic, limit.span, ("figures",))
            for use in limit.uses:
                if use.route and use.route not in self.book.routes:
                    self.reader.problem(
                        "unknown-name",
                        f"`{use.route}` is not a route",
                        limit.span,
                        did_you_mean(use.route, self.book.routes),
                    )

    def _corrections(self) -> None:
        for one in self.book.corrections.values():
            if one.name in self.book.routes:
                labels = (Label(self.book.routes[one.name].span, "the route"),)
                message = f"`{one.name}` is a route and a correction"
                self.reader.problem("duplicate-name", message, one.span, "rename one", labels)
            self._part(one.when, one.topic, one.span, "when", "because")
            self._dollars(one.amount, one.topic, one.span, ("facts", "figures"))
            for name in one.steps:
                self._part(name, one.topic, one.span, "steps", "step")
            if one.by:
                self._date(one.by, one.topic, one.span)
            if one.cost is not None:
                self._dollars(one.cost.amount, one.topic, one.cost.span, ("figures",))
            for entry in one.entries:
                if entry.when:
                    self._readable(entry.when, one.topic, entry.span, ("conclusions",))

    def _dollars(self, name: str, topic: str, span: Span, kinds: tuple[str, ...], check: _Check | None = None) -> None:
        (check or self._readable)(name, topic, span, kinds)
        if self.units.get(name, "dollars") != "dollars":
            message = f"this gives {in_words(self.units[name])}, but dollars is expected here"
            self.reader.problem("unit-clash", message, span, f"`{name}` is no amount in dollars")

    def _part(self, name: str, topic: str, span: Span, part: str, wants: str) -> None:
        if part in _EXPANDED:
            self._named(name, topic, span, ("conclusions",))
        else:
            self._readable(name, topic, span, ("conclusions",))
        conclusion = self.book.conclusions.get(name)
        bare = wants == "step" or (conclusion is not None and conclusion.because is None)
        if conclusion is not None and getattr(conclusion, wants) is None and bare:
            message = f"`{name}` is listed under `{part}` but has no `{wants}`"
            self.reader.problem("missing-key", message, conclusion.span, f"add `{wants}:` to it")

    def _date(self, name: str, topic: str, span: Span) -> None:
        self._readable(name, topic, span, ("facts", "parameters", "figures"))
        if self.units.get(name, "date") != "date":
            self.reader.problem("unit-clash", f"`{name}` is not a date", span)

    def _steps(self) -> None:
        for conclusion in self.book.conclusions.values():
            if conclusion.unlock_when is not None:
                self._readable(conclusion.unlock_when, conclusion.topic, conclusion.span, ("conclusions",))
            if conclusion.step is not None and conclusion.step.by is not None:
                self._date(conclusion.step.by, conclusion.topic, conclusion.span)

            if conclusion.step is not None and conclusion.step.amount is not None:
                self._dollars(conclusion.step.amount, conclusion.topic, conclusion.span, ("figures",))
            if conclusion.step is not None and conclusion.step.pay is not None:
                self._dollars(conclusion.step.pay, conclusion.topic, conclusion.span, ("figures", "facts"))
            if conclusion.step is not None and conclusion.step.paydays is not None:
                self._readable(conclusion.step.paydays, conclusion.topic, conclusion.span, ("facts",))
            if conclusion.step is not None and conclusion.step.while_open is not None:
                self._readable(conclusion.step.while_open, conclusion.topic, conclusion.span, ("facts",))
            for name in conclusion.step.before if conclusion.step is not None else ():
                self._part(name, conclusion.topic, conclusion.span, "before", "step")
        self._step_circle()

    def _step_circle(self) -> None:
        """Steps that each need the other done first could never be done."""
        steps = {name: one.step for name, one in self.book.conclusions.items() if one.step is not None}
        cycle = find_cycle({name: set(step.before) for name, step in steps.items()})
        if cycle:
            span = self.book.conclusions[cycle[0]].span
            help = f"the steps are {' before '.join(cycle)}; take one `before` out"
            self.reader.problem("cycle", f"the step of `{cycle[0]}` would have to come before itself", span, help)

    def _plan(self) -> None:
        plan = self.book.plan
        if plan is not None:
            self._readable(plan.total, plan.topic, plan.span, ("figures",))
            for name in plan.steps:
                self._part(name, plan.topic, plan.span, "steps", "step")
            for name in plan.drawbacks:
                self._part(name, plan.topic, plan.span, "drawbacks", "because")
            for name in plan.preview:
                self._named(name, plan.topic, plan.span, ("figures",))
            for name in plan.parts or ():
                self._dollars(name, plan.topic, plan.span, ("figures",), self._named)
            if plan.bands:
                self._dollars(plan.bands, plan.topic, plan.span, ("facts",))
            if plan.counted:
                self._readable(plan.counted, plan.topic, plan.span, ("conclusions",))

    def _questions(self) -> None:
        for name, question in self.book.questions.items():
            if name not in self.book.facts:
                help = did_you_mean(name, self.book.facts)
                self.reader.problem("unknown-name", f"`{name}` is not a fact", question.span, help)
            else:
                self._synonyms(self.book.facts[name], question)

    def _synonyms(self, fact: Fact, question: Question) -> None:
        """Each synonym stands for a value that the fact can take."""
        for value in dict.fromkeys(value for value, _ in question.synonyms):
            right = value in dict(fact.values) if fact.unit == "choice" else _is_value(value, fact.unit)
            if not right:
                message = f"the synonyms name `{clipped(value)}`, which is not a value of `{fact.name}`"
                help = did_you_mean(value, dict(fact.values))
                self.reader.problem("unknown-value", message, question.span, help)

    def _cycles(self) -> None:
        if self.book.lists:
            if not self.reader.problems:
                self.scopes.check_cycles()
            return
        cycle = find_cycle(dict(dependencies(self.book)))
        if cycle:
            statement = self.book.figures.get(cycle[0]) or self.book.conclusions.get(cycle[0])
            span = statement.span if statement else self.book.facts[cycle[0]].span
            path = " -> ".join(cycle)
            self.reader.problem("cycle", f"`{cycle[0]}` depends on itself", span, f"the path is {path}")


def _is_value(text: str, unit: str) -> bool:
    try:
        read_value(text, "years" if unit == "tax_year" else unit)
    except ValueError:
        return False
    return True
