"""Where a saver stands between two questions: each route with its dollars, what all come to, and what moved last."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from ..engine.advise import decide
from ..engine.advise.formatting import NOT_KNOWN, inner
from ..engine.ask.session import Session
from ..engine.explain.formatting import first_sentence, said_range, sentence
from ..engine.reasoning.range import Range
from ..engine.value import show_dollars

_BEYOND: Final = 100_000_000  # cents no plan comes to: nothing but a bound of its type stands behind them
_WORDS: Final = {"open": "open", "caution": "open, with a caution", "closed": "closed", "unknown": "not settled"}

Snapshot = list[list[Any]]  # verdict, lowest and highest cents of each route, as JSON keeps them


class RouteStanding(NamedTuple):
    """A route so far; `verdict` and `range` are those of the advice, `words` and `amount` say them."""

    label: str
    verdict: str
    range: Range
    words: str
    amount: str


class RoutesSoFar(NamedTuple):
    """All routes so far, what is to be put right, and the total."""

    year: int
    routes: tuple[RouteStanding, ...]
    corrections: tuple[str, ...]
    total: str

    def snapshot(self) -> Snapshot:
        """What is to be remembered of this, to say later what has moved."""
        return [[route.verdict, *route.range] for route in self.routes]

    def moved_since(self, before: Snapshot) -> tuple[str, ...]:
        """Each route that stands otherwise than it did, in words."""
        if len(before) != len(self.routes):
            return ()
        pairs = zip(before, self.snapshot(), self.routes, strict=True)
        return tuple(f"{route.label}: {_moved(was, now)}" for was, now, route in pairs if was != now)


def routes_so_far(session: Session) -> RoutesSoFar | None:
    """Where the saver stands, once the tax year is known."""
    if session.year is None:
        return None
    trace, book = session.trace(), session.rulebook
    routes = []
    for name, route in sorted(book.routes.items(), key=lambda pair: -pair[1].tie_order):
        verdict, amount = decide.verdict(trace, route), decide.amount_range(trace, name)
        amount = (0, 0) if verdict == "closed" else amount
        words, why = _WORDS[verdict], decide.why_closed(trace, route)
        if verdict == "closed" and why:
            words += f": {inner(first_sentence(why).rstrip('.'), book.wording.names)}"
        routes.append(RouteStanding(sentence(route.label), verdict, amount, words, _amount(amount)))
    held = []
    for name, correction in book.corrections.items():
        if trace.holds(f"{name}.held"):
            held.append(f"{_amount(decide.amount_range(trace, name))}: {correction.label}")
    total = (trace.published(book.plan.total) if book.plan else None) or (0, 0)
    return RoutesSoFar(session.year, tuple(routes), tuple(held), _amount(total))


def _moved(was: list[Any], now: list[Any]) -> str:
    before, after = _stood(*was), _stood(*now)
    if before == after:  # the dollars are the same; what is known of them is not
        before, after = _WORDS[was[0]], _WORDS[now[0]]
    return f"{after} (before: {before})"


def _stood(verdict: str, low: int, high: int) -> str:
    if verdict == "closed":
        return _WORDS[verdict]
    return f"at most {show_dollars(high)}" if low == 0 < high < _BEYOND else _amount((low, high))


def _amount(amount: Range) -> str:
    return NOT_KNOWN if amount[1] >= _BEYOND else said_range(amount)
