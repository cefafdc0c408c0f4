"""Why a question is asked: the routes its answer can still change, and the rules between the fact and a route."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from ..advise import decide
from ..advise.missing_inputs import FactsBehind
from ..reasoning.trace import Trace
from ..rulebook.model import Citation
from ..rulebook.walk import names_in

_PARTS: Final = {
    "closed": "whether it is open to you",
    "caution": "whether it carries a risk",
    "amount": "how many dollars",
    "primary": "whether it comes first",
    "held": "whether anything has to be put right",
    "cost": "what it costs",
}


class Effect(NamedTuple):
    """A route or correction an answer can still change, and in what respects, in words."""

    route: str
    parts: tuple[str, ...]


class Link(NamedTuple):
    """One rule on the way from the fact to a route: its name, what it is in words, and its law."""

    rule: str
    meaning: str
    cites: tuple[Citation, ...]


def effects(trace: Trace, facts: Collection[str]) -> list[Effect]:
    """What the facts can still change, route by route and then correction by correction."""
    book = trace.program.rulebook
    parts = {route.label: decide.undecided_parts(trace, name) for name, route in book.routes.items()}
    parts |= {one.label: decide.undecided_correction(trace, one) for one in book.corrections.values()}
    found, behind = [], FactsBehind(trace)
    for label, undecided in parts.items():
        touched = [_PARTS[part.rpartition(".")[2]] for part in undecided if not behind.of([part]).isdisjoint(facts)]
        if touched:
            found.append(Effect(label, tuple(touched)))
    return found


def path(trace: Trace, fact: str) -> list[Link]:
    """The shortest chain of rules from the fact up to a route that is not decided yet."""
    undecided = list(decide.undecided(trace))
    came: dict[str, str] = dict.fromkeys(undecided, "")
    queue = list(undecided)
    while queue and fact not in came:
        name = queue.pop(0)
        for read in _read(trace, name):
            if read not in came:
                came[read] = name
                queue.append(read)
    return [_link(trace, name) for name in _chain(came, fact) if "." not in name]


def _chain(came: dict[str, str], name: str) -> Iterator[str]:
    while name := came.get(name, ""):
        yield name


def _read(trace: Trace, name: str) -> list[str]:
    program = trace.program
    if name in program.facts:
        formulas = [program.facts[name].applies_when]
    else:
        compiled = program.figures.get(name) or program.conclusions.get(name)
        formulas = [compiled.expression if compiled else None]
    reads = (read for formula in formulas if formula is not None for read, _ in names_in(formula))
    return [read for read in dict.fromkeys(reads) if read in program.slots and not trace.known(read)]


def _link(trace: Trace, name: str) -> Link:
    book = trace.program.rulebook
    figure = book.figures.get(name)
    if figure is not None:
        return Link(name, figure.label, figure.cites)
    conclusion = book.conclusions.get(name)
    return Link(name, name.replace("_", " "), conclusion.cites if conclusion else ())
