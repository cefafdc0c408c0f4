"""The steps of a plan in the order of doing: each before those that need it done, and due no later than they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..reasoning.trace import Trace
from ..rulebook.model import Rulebook
from .model import StepAdvice
from .reasons import step_advice


class Schedule:
    """The steps shown to one saver: those of needed corrections, of the plan, and of routes that are not closed."""

    def __init__(self, trace: Trace, still_open: Iterable[str] = ()) -> None:
        """Work out the last day of each step; `still_open` are the facts nobody gave that can change something."""
        self.trace = trace
        said = {None, *still_open}
        listed = (name for name in dict.fromkeys(_listed(trace)) if trace.holds(name))
        self.listed = [name for name in listed if _while_open(trace, name) in said]
        self.needs = served_by(trace.program.rulebook, self.listed)
        self.found = {name: step_advice(trace, name) for name in self.listed}
        self.due: dict[str, int | None] = {}
        for name in self.listed:
            self._due(name)

    def _due(self, name: str) -> int | None:
        """The earliest of a step's own last day and those of the steps it serves (the loader refused circles)."""
        if name not in self.due:
            days = [self.found[name].by, *(self._due(served) for served in self.needs[name])]
            self.due[name] = min((day for day in days if day is not None), default=None)
        return self.due[name]

    def steps(self, names: Iterable[str]) -> tuple[StepAdvice, ...]:
        """The steps of a list that are to be done, in the order of doing and else as listed."""
        shown = [name for name in names if name in self.found]
        return tuple(self.found[name]._replace(by=self.due[name]) for name in in_order(shown, self.needs))

    def every(self) -> tuple[StepAdvice, ...]:
        """All there is to do, each step once: what needs to be done first first, then what is due first.

        A step without a day stays after the one it is listed after.
        """
        days: dict[str, int] = {}
        last = 0
        for name in self.listed:
            last = days[name] = self.due[name] or last
        return self.steps(sorted(self.listed, key=days.__getitem__))


def _while_open(trace: Trace, name: str) -> str | None:
    step = trace.program.rulebook.conclusions[name].step
    return step.while_open if step else None


def needed(trace: Trace) -> tuple[str, ...]:
    """The corrections that are surely needed, in order."""
    every = sorted(trace.program.rulebook.corrections.values(), key=lambda one: one.order)
    return tuple(one.name for one in every if trace.holds(f"{one.name}.held"))


def _listed(trace: Trace) -> Iterator[str]:
    """The steps that may be shown: corrections first, then what comes before the routes, then routes as in the plan."""
    book = trace.program.rulebook
    for name in needed(trace):
        yield from book.corrections[name].steps
    if book.plan is not None:
        yield from book.plan.steps
    for route in sorted(book.routes.values(), key=lambda route: route.doing_order):
        if not trace.holds(f"{route.name}.closed"):
            yield from route.steps


def served_by(book: Rulebook, names: Iterable[str]) -> dict[str, list[str]]:
    """For each of the steps, those among them that need it done first, by way of others or not."""
    every, among = list(names), set(names)
    found: dict[str, list[str]] = {}
    for name in every:
        waiting, seen = [name], {name}
        while waiting:
            step = book.conclusions[waiting.pop()].step
            for served in step.before if step else ():
                if served not in seen:
                    seen.add(served)
                    waiting.append(served)
        found[name] = [other for other in every if other in among & seen and other != name]
    return found


def in_order(names: Iterable[str], needs: dict[str, list[str]]) -> list[str]:
    """The steps so that each stands before those that need it, and else as they were."""
    left, done = list(names), []
    while left:
        first = next(name for name in left if not any(name in needs[other] for other in left))
        left.remove(first)
        done.append(first)
    return done
