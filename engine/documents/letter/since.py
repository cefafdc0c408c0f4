"""What changed since an earlier letter, and what made it change: the rules, the facts, or the day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, Final

from ...advise.answers import read_answer
from ...advise.build import Decision
from ...advise.model import Advice
from ...advise.words import said_value
from ...api import Adviser
from ...diagnostic import Diagnostic, Refusal
from ...model import Rulebook
from ...value import read_date, show_date
from ..limits import matters
from ..saying import said_range, sentence
from .receipt import EARLIER, Receipt, answer_of, facts_of
from .shapes import Change, Changes, Dated, Said, Since
from .story import PARTS, VERDICTS, dates
from .trail import Trail, rule_of

_DAY: Final = "as_of"
_MARK: Final = 16
_NONE: Final = "\u2013"
_Flat = dict[tuple[str, str], str]


class NotGenuine(Refusal):
    """An earlier letter whose receipt does not fit itself."""


def earlier_of(receipt: Receipt) -> Receipt:
    """What a later letter keeps of an earlier one's receipt."""
    return {key: receipt[key] for key in EARLIER}


def since(earlier: Receipt, decision: Decision, adviser: Adviser) -> Since:
    """Answer the earlier letter's facts under today's rules. Raises Refusal where the earlier letter is not genuine."""
    day = _ordinal(earlier[_DAY])
    ruled = _advised(adviser, earlier["facts"], day)
    if ruled is not None:
        _check(earlier, ruled)
    facts = facts_of(decision.answers, adviser.rulebook)
    facted = _advised(adviser, {**facts, _DAY: earlier[_DAY]} if _DAY in facts else facts, day)
    known = ruled is not None and facted is not None
    return Since(earlier, answer_of(ruled) if known and ruled else None, answer_of(facted) if facted else None)


def _advised(adviser: Adviser, facts: Mapping[str, str], day: int) -> Advice | None:
    try:
        return adviser.advise(facts, date.fromordinal(day)).advice
    except Refusal:
        return None


def _check(earlier: Receipt, ruled: Advice) -> None:
    """Refuse a receipt whose facts are not those of its mark, or whose answer is not what its own rules give."""
    marks = ("facts_mark", ruled.receipt.facts), ("rulebook", ruled.receipt.rulebook), ("engine", ruled.receipt.engine)
    same, again = [earlier[name] == mark for name, mark in marks], answer_of(ruled)
    if not same[0] or (all(same) and any(again.get(part) != said for part, said in earlier["answer"].items())):
        message = "the earlier letter was changed after it was written: its facts and its answer do not fit"
        raise NotGenuine((Diagnostic("receipt", "error", message, None, (), "use the letter as it was sent"),))


def _ordinal(text: str) -> int:
    try:
        return read_date(text)
    except ValueError:
        message = f"the receipt of the earlier letter names no day: `{text[:20]}`"
        raise Refusal((Diagnostic("receipt", "error", message, None, (), "use the letter as it was sent"),)) from None


def changes(trail: Trail, found: Since, total_rule: str) -> Changes:
    """What differs, in shown strings, each with its cause."""
    earlier, advice = found.earlier, trail.advice
    seen = _Seen(trail.book, total_rule, trail)
    then = _ordinal(earlier[_DAY])
    stages = _stages(trail, found)
    rules = [name for name, now in _rule_marks(advice) if earlier[name] != now]
    facts = tuple(_facts(trail, earlier["facts"]))
    answer = tuple(seen.rows(stages))
    steps = tuple(seen.steps(stages))
    return Changes(
        before=show_date(then),
        rules_then=earlier["rulebook"][:_MARK] if "rulebook" in rules else "",
        rules_now=advice.receipt.rulebook[:_MARK],
        engine_then=earlier["engine"] if "engine" in rules else "",
        engine_now=advice.receipt.engine,
        facts=facts,
        answer=answer,
        steps=steps,
        passed=tuple(_passed(trail, found.earlier["answer"], then)),
        later=then < advice.as_of,
        told_apart=found.ruled is not None,
        nothing=not (rules or facts or answer or steps),
    )


def _rule_marks(advice: Advice) -> tuple[tuple[str, str], ...]:
    return ("rulebook", advice.receipt.rulebook), ("engine", advice.receipt.engine)


def _stages(trail: Trail, found: Since) -> list[tuple[str, _Flat]]:
    """The earlier answer, then with one cause after another let in; each with the name of its cause."""
    advice = trail.advice
    first = _flat(found.earlier["answer"])
    last = _flat(answer_of(advice))
    if found.ruled is None or found.facted is None:
        return [("", first), ("", last)]
    software = found.earlier["rulebook"] == advice.receipt.rulebook
    rules = "the new version of rothroute" if software else "the rules"
    return [("", first), (rules, _flat(found.ruled)), ("your facts", _flat(found.facted)), ("the day", last)]


def _flat(answer: Receipt) -> _Flat:
    """An answer as one line for each thing that may differ; what is no answer of ours is left out."""
    found: _Flat = {("status", ""): sentence(str(answer.get("status", ""))), ("total", ""): _range(answer.get("total"))}
    plan = answer.get("plan")
    found["plan", ""] = ", ".join(map(str, plan)) if isinstance(plan, list) else ""
    for name, cap in _entries(answer.get("limits")):
        found["limit", name] = _range(cap)
    for rule, text in _entries(answer.get("plan_steps")):
        found["step", rule] = str(text)
    for name, route in _entries(answer.get("routes")):
        if isinstance(route, dict):
            verdict = str(route.get("verdict"))
            amount = "" if verdict == "closed" else f", {_range(route.get('range'))}"
            found["route", name] = f"{VERDICTS.get(verdict, verdict)}{amount}"
            for rule, text in _entries(route.get("steps")):
                found["step", rule] = str(text)
    return found


def _entries(found: Any) -> Iterable[tuple[str, Any]]:
    return found.items() if isinstance(found, dict) else ()


def _range(amount: Any) -> str:
    if isinstance(amount, list) and len(amount) == 2 and all(isinstance(end, int) for end in amount):
        return said_range((amount[0], amount[1]))
    return ""


class _Seen:
    """Names what differs in the words of today's rulebook."""

    def __init__(self, book: Rulebook, total_rule: str, trail: Trail) -> None:
        self._book, self._total, self._trail = book, total_rule, trail
        self._matter = {line.name for line in trail.advice.ledger if matters(line)}

    def rows(self, stages: list[tuple[str, _Flat]]) -> Iterator[Change]:
        """The rows of the answer that differ, steps aside."""
        first, last = stages[0][1], stages[-1][1]
        for key in [*last, *(key for key in first if key not in last)]:
            told = key[0] != "step" and (key[0] != "limit" or (key in first and key[1] in self._matter))
            if told and first.get(key, "") != last.get(key, ""):
                then, now = (self._shown(key, flat.get(key, "")) for flat in (first, last))
                yield Change(self._named(key), then, now, _cause(stages, key))

    def steps(self, stages: list[tuple[str, _Flat]]) -> Iterator[Change]:
        """The steps that are new, gone or worded otherwise."""
        first, last = stages[0][1], stages[-1][1]
        for key in [*last, *(key for key in first if key not in last)]:
            if key[0] == "step" and first.get(key, "") != last.get(key, ""):
                words = Said(last.get(key, "") or first[key], self._rule(key[1]))
                yield Change(words, first.get(key, ""), last.get(key, ""), _cause(stages, key))

    def _named(self, key: tuple[str, str]) -> Said:
        kind, name = key
        if kind == "route" and name in self._book.routes:
            verdict = self._trail.advice.routes[name].verdict
            return Said(sentence(self._book.routes[name].label), rule_of(name, PARTS[verdict]))
        if kind == "limit" and name in self._book.limits:
            return Said(f"Limit: {self._book.limits[name].label}", name)
        words = {"status": "Status", "total": "Roth dollars in all", "plan": "Routes in the plan"}
        return Said(words.get(kind) or sentence(name.replace("_", " ")), self._total)

    def _shown(self, key: tuple[str, str], text: str) -> str:
        if key[0] != "plan" or not text:
            return text or _NONE
        routes = self._book.routes
        return ", ".join(routes[name].label if name in routes else name.replace("_", " ") for name in text.split(", "))

    def _rule(self, name: str) -> str:
        return name if name in self._book.conclusions else self._total


def _cause(stages: list[tuple[str, _Flat]], key: tuple[str, str]) -> str:
    """Which causes moved a line, in order."""
    moved = [cause for (_, before), (cause, after) in pairwise(stages) if before.get(key, "") != after.get(key, "")]
    return " and ".join(moved)


def _facts(trail: Trail, before: Mapping[str, str]) -> Iterator[Change]:
    """The facts that are new, gone or answered otherwise; the day is told apart."""
    book, now = trail.book, facts_of(trail.answers, trail.book)
    for name in [*now, *(name for name in before if name not in now)]:
        if name != _DAY and before.get(name) != now.get(name):
            label = book.facts[name].label if name in book.facts else name.replace("_", " ")
            rule = name if name in trail.program.facts else "tax_year"
            then, told = (_read(book, name, facts[name]) if name in facts else "not told" for facts in (before, now))
            yield Change(Said(sentence(label), rule), then, told, "")


def _read(book: Rulebook, name: str, text: str) -> str:
    """An earlier answer in words; as it was written where it no longer fits the fact."""
    fact = book.facts.get(name)
    if fact is None or fact.unit == "tax_year":
        return text
    try:
        return said_value(read_answer(fact, text), fact.unit, dict(fact.values))
    except ValueError:
        return text


def _passed(trail: Trail, before: Receipt, then: int) -> Iterator[Dated]:
    """The days that have passed since, of the routes that were in the plan or may still be used."""
    plan = before.get("plan")
    yield from (
        one for one in dates(trail, plan if isinstance(plan, list) else ()) if then <= one.day < trail.advice.as_of
    )
