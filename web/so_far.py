"""Where a saver stands between two questions: each route with its dollars, and what all come to."""

from __future__ import annotations

from typing import Final, NamedTuple

from ..engine.advise import decide
from ..engine.advise.formatting import NOT_KNOWN
from ..engine.ask.session import Session
from ..engine.explain.formatting import said_range, sentence
from ..engine.reasoning.range import Range

_BEYOND: Final = 100_000_000  # cents no plan comes to: nothing but a bound of its type stands behind them
_WORDS: Final = {"open": "open", "caution": "open, with a caution", "closed": "closed", "unknown": "not settled"}


class RouteStanding(NamedTuple):
    """A route so far; `verdict` is that of the advice, `words` and `amount` say it."""

    label: str
    verdict: str
    words: str
    amount: str


class RoutesSoFar(NamedTuple):
    """All routes so far, what is to be put right, and the total."""

    year: int
    routes: tuple[RouteStanding, ...]
    corrections: tuple[str, ...]
    total: str


def routes_so_far(session: Session) -> RoutesSoFar | None:
    """Where the saver stands, once the tax year is known."""
    if session.year is None:
        return None
    trace, book = session.trace(), session.rulebook
    routes = []
    for name, route in sorted(book.routes.items(), key=lambda pair: -pair[1].tie_order):
        verdict, amount = decide.verdict(trace, route), decide.amount_range(trace, name)
        said = "$0" if verdict == "closed" else _amount(amount)
        routes.append(RouteStanding(sentence(route.label), verdict, _WORDS[verdict], said))
    held = []
    for name, correction in book.corrections.items():
        if trace.holds(f"{name}.held"):
            held.append(f"{_amount(decide.amount_range(trace, name))}: {correction.label}")
    total = (trace.published(book.plan.total) if book.plan else None) or (0, 0)
    return RoutesSoFar(session.year, tuple(routes), tuple(held), _amount(total))


def _amount(amount: Range) -> str:
    return NOT_KNOWN if amount[1] >= _BEYOND else said_range(amount)
