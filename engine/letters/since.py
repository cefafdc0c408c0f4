"""An earlier letter's facts answered again, to tell what the rules, the facts and the day each changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from ..advise.build import Decision
from ..advise.household import HouseholdDecision
from ..advise.household_answers import SaverGiven
from ..advise.model import Advice
from ..api import Adviser
from ..diagnostic import Diagnostic, Refusal
from ..explain.shapes import HouseholdSince, Since
from ..value import read_date
from .receipt import Receipt, answer_of, facts_of, household_answer_of, household_digest, refused

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


def since_of_two(earlier: Receipt, found: HouseholdDecision, adviser: Adviser) -> HouseholdSince:
    """The same for an earlier letter to two; its receipt has them in the order of `found`.

    Raises Refusal where the earlier letter is not genuine.
    """
    day = ordinal(earlier[_DAY])
    before = [one["facts"] for one in earlier["savers"]]
    ruled = _advised_two(adviser, earlier["savers"], before, day)
    if ruled is not None:
        _check_two(earlier, ruled)
    facts = [facts_of(one.given, adviser.rulebook) for one in found.savers]
    dated = [{**one, _DAY: earlier[_DAY]} if _DAY in one else one for one in facts]
    facted = _advised_two(adviser, earlier["savers"], dated, day)
    answers = {one["name"]: one["answer"] for one in _answers(earlier["answer"])}
    each = [
        Since(
            {**earlier, "facts": told, "answer": answers.get(saver.name, {})},
            answer_of(ruled.savers[place].decision.advice) if ruled and facted else None,
            answer_of(facted.savers[place].decision.advice) if facted else None,
            tuple(_dates(ruled.savers[place].decision.advice)) if ruled else (),
        )
        for place, (saver, told) in enumerate(zip(found.savers, before, strict=True))
    ]
    let_in = (ruled.total, facted.total) if ruled and facted else ()
    return HouseholdSince(earlier, (each[0], each[1]), (_total(earlier["answer"]), *let_in))


def _answers(answer: Receipt) -> list[Receipt]:
    """The answers of each in an earlier receipt; what is no answer of ours is left out."""
    found = answer.get("savers")
    whole = (one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()
    return [one for one in whole if isinstance(one.get("name"), str) and isinstance(one.get("answer"), dict)]


def _total(answer: Receipt) -> tuple[int, int]:
    match answer.get("total"):
        case [int(low), int(high)]:
            return low, high
    raise refused("the receipt of the earlier letter is damaged at `answer`", "use the letter as it was sent")


def _advised_two(
    adviser: Adviser, savers: list[Receipt], facts: Sequence[Mapping[str, str]], day: int
) -> HouseholdDecision | None:
    try:
        one, other = (SaverGiven(saver["name"], adviser.given(told)) for saver, told in zip(savers, facts, strict=True))
        return adviser.advise_household((one, other), date.fromordinal(day))
    except Refusal:
        return None


def _check_two(earlier: Receipt, ruled: HouseholdDecision) -> None:
    """Refuse a receipt of two whose facts or answer are not what they were when it was written."""
    receipt = ruled.savers[0].decision.advice.receipt
    told = {one["name"]: one for one in _answers(earlier["answer"])}
    again = household_answer_of(ruled)
    same_rules = (earlier["rulebook"], earlier["engine"]) == (receipt.rulebook, receipt.engine)
    in_order = ruled if [*told] == [one.name for one in ruled.savers] else ruled._replace(savers=ruled.savers[::-1])
    differs = earlier["answer"].get("total") != again["total"] or any(
        told.get(one["name"]) != one for one in again["savers"]
    )
    if household_digest(in_order) != earlier["facts_digest"] or (same_rules and differs):
        raise _not_genuine()


def _not_genuine() -> NotGenuine:
    message = "the earlier letter was changed after it was written: its facts and its answer do not fit"
    return NotGenuine((Diagnostic("receipt", "error", message, None, (), "use the letter as it was sent"),))


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
        raise _not_genuine()


def ordinal(text: str) -> int:
    """The day a receipt names. Raises Refusal."""
    try:
        return read_date(text)
    except ValueError:
        raise refused(f"the receipt names no day: `{text[:20]}`", "use the letter as it was sent") from None
