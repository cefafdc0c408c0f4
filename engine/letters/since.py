"""An earlier letter's facts answered again, to tell what the rules, the facts and the day each changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from ..advise.build import Decision
from ..advise.model import Advice
from ..api import Adviser
from ..diagnostic import Diagnostic, Refusal
from ..explain.shapes import Since
from ..value import read_date
from .receipt import Receipt, answer_of, facts_of, refused

_DAY: Final = "as_of"


class NotGenuine(Refusal):
    """An earlier letter whose receipt does not fit itself."""


def since(earlier: Receipt, decision: Decision, adviser: Adviser) -> Since:
    """Answer the earlier letter's facts under today's rules. Raises Refusal where the earlier letter is not genuine."""
    day = ordinal(earlier[_DAY])
    ruled = _advised(adviser, earlier["facts"], day)
    if ruled is not None:
        _check(earlier, ruled)
    facts = facts_of(decision.answers, adviser.rulebook)
    fact = adviser.rulebook.day_fact
    facted = _advised(adviser, {**facts, fact: earlier[_DAY]} if fact in facts else facts, day)
    known = ruled is not None and facted is not None
    return Since(
        earlier,
        answer_of(ruled) if known and ruled else None,
        answer_of(facted) if facted else None,
        tuple(_dates(ruled)) if ruled else (),
    )


def _dates(advice: Advice) -> Iterator[tuple[int, str, str]]:
    for route in advice.routes.values():
        if route.verdict != "closed":
            yield from ((one.date, one.what, route.name) for one in route.deadlines)


def _advised(adviser: Adviser, facts: Mapping[str, str], day: int) -> Advice | None:
    try:
        return adviser.advise(facts, date.fromordinal(day)).advice
    except Refusal:
        return None


def _check(earlier: Receipt, ruled: Advice) -> None:
    """Refuse a receipt whose facts are not those of its digest, or whose answer is not what its own rules give."""
    digests = (
        ("facts_digest", ruled.receipt.facts),
        ("rulebook", ruled.receipt.rulebook),
        ("engine", ruled.receipt.engine),
    )
    same, again = [earlier[name] == digest for name, digest in digests], answer_of(ruled)
    if not same[0] or (all(same) and any(again.get(part) != said for part, said in earlier["answer"].items())):
        message = "the earlier letter was changed after it was written: its facts and its answer do not fit"
        raise NotGenuine((Diagnostic("receipt", "error", message, None, (), "use the letter as it was sent"),))


def ordinal(text: str) -> int:
    """The day a receipt names. Raises Refusal."""
    try:
        return read_date(text)
    except ValueError:
        raise refused(f"the receipt names no day: `{text[:20]}`", "use the letter as it was sent") from None
