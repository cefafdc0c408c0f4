"""What changed since an earlier letter, and what made it change: the rules, the facts, or the day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from ..advise.answers import read_answer
from ..advise.formatting import format_value
from ..advise.model import Advice
from ..rulebook.model import Rulebook
from ..value import read_date
from .explanation import Explanation
from .formatting import day, said_range, sentence
from .notes import Notes
from .numbers import matters
from .routes import VERDICTS, verdict
from .shapes import Changes, ChangeView, DateView, Since, SourcedText
from .steps import dated_by, dates

_DAY: Final = "as_of"
_DIGITS: Final = 16
_NONE: Final = "\u2013"
_NOT_TOLD: Final = "not given"
_Flat = dict[tuple[str, str], str]
Answer = Mapping[str, Any]


def changes(explanation: Explanation, since: Since, answer: Answer, facts: Mapping[str, str]) -> Changes:
    """What differs, in shown strings, each with its cause; `answer` and `facts` are those of the new receipt."""
    earlier, notes, advice = since.earlier, explanation.notes, explanation.decision.advice
    then = read_date(earlier[_DAY])
    stages = _stages(advice, since, answer)
    rules = [name for name in ("rulebook", "engine") if earlier[name] != getattr(advice.receipt, name)]
    differing = _Differing(notes, explanation.total.rule)
    moved, rows, steps = (
        tuple(_facts(notes, earlier["facts"], facts)),
        tuple(differing.rows(stages)),
        tuple(differing.steps(stages)),
    )
    return Changes(
        before=day(then),
        rules_then=earlier["rulebook"][:_DIGITS] if "rulebook" in rules else "",
        rules_now=explanation.rulebook,
        engine_then=earlier["engine"] if "engine" in rules else "",
        engine_now=explanation.engine,
        facts=moved,
        answer=rows,
        steps=steps,
        passed=tuple(_passed(notes, since, then)),
        later=then < advice.as_of,
        told_apart=since.ruled is not None,
        nothing=not (rules or moved or rows or steps),
    )


def _stages(advice: Advice, since: Since, answer: Answer) -> list[tuple[str, _Flat]]:
    """The earlier answer, then with one cause after another let in; each with the name of its cause."""
    first, last = _flat(since.earlier["answer"]), _flat(answer)
    if since.ruled is None or since.facted is None:
        return [("", first), ("", last)]
    rules, facts, day = _causes(since.earlier["rulebook"] == advice.receipt.rulebook)
    return [("", first), (rules, _flat(since.ruled)), (facts, _flat(since.facted)), (day, last)]


def _causes(same_rules: bool) -> tuple[str, str, str]:
    """What may make an answer differ, in the order in which one cause after another is let in."""
    return "the new version of rothroute" if same_rules else "the rules", "your facts", "the day"


def causes(told: Changes) -> tuple[str, str, str]:
    """What may have made an answer differ, in that order."""
    return _causes(not told.rules_then)


def _flat(answer: Answer) -> _Flat:
    """An answer as one line for each thing that may differ; what is no answer of ours is left out."""
    found: _Flat = {("status", ""): sentence(str(answer.get("status", ""))), ("total", ""): _range(answer.get("total"))}
    plan = answer.get("plan")
    found["plan", ""] = ", ".join(map(str, plan)) if isinstance(plan, list) else ""
    for name, cap in _entries(answer.get("limits")):
        found["limit", name] = _range(cap)
    for name, one in _entries(answer.get("corrections")):
        if isinstance(one, dict):
            found["correction", name] = _range(one.get("range"))
    for rule, text in _entries(answer.get("plan_steps")):
        found["step", rule] = str(text)
    for name, route in _entries(answer.get("routes")):
        if isinstance(route, dict):
            standing = str(route.get("verdict"))
            amount = "" if standing == "closed" else f", {_range(route.get('range'))}"
            found["route", name] = f"{VERDICTS.get(standing, standing)}{amount}"
            for rule, text in _entries(route.get("steps")):
                found["step", rule] = str(text)
    return found


def _entries(found: Any) -> Iterable[tuple[str, Any]]:
    return found.items() if isinstance(found, dict) else ()


def _range(amount: Any) -> str:
    if isinstance(amount, list) and len(amount) == 2 and all(isinstance(end, int) for end in amount):
        return said_range((amount[0], amount[1]))
    return ""


class _Differing:
    """Names what differs in the words of today's rulebook."""

    def __init__(self, notes: Notes, total_rule: str) -> None:
        self._notes, self._book, self._total = notes, notes.book, total_rule
        self._matter = {line.name for line in notes.advice.ledger if matters(line)}

    def rows(self, stages: list[tuple[str, _Flat]]) -> Iterator[ChangeView]:
        """The rows of the answer that differ, steps aside."""
        first, last = stages[0][1], stages[-1][1]
        for key in [*last, *(key for key in first if key not in last)]:
            told = key[0] != "step" and (key[0] != "limit" or (key in first and key[1] in self._matter))
            if told and first.get(key, "") != last.get(key, ""):
                then, now = (self._shown(key, flat.get(key, "")) for flat in (first, last))
                yield ChangeView(self._named(key), then, now, _cause(stages, key))

    def steps(self, stages: list[tuple[str, _Flat]]) -> Iterator[ChangeView]:
        """The steps that are new, gone or worded otherwise."""
        first, last = stages[0][1], stages[-1][1]
        for key in [*last, *(key for key in first if key not in last)]:
            if key[0] == "step" and first.get(key, "") != last.get(key, ""):
                words = SourcedText(last.get(key, "") or first[key], self._rule(key[1]))
                yield ChangeView(words, first.get(key, ""), last.get(key, ""), _cause(stages, key))

    def _named(self, key: tuple[str, str]) -> SourcedText:
        kind, name = key
        if kind == "route" and name in self._book.routes:
            standing = self._notes.advice.routes[name].verdict
            return SourcedText(sentence(self._book.routes[name].label), verdict(name, standing).rule)
        if kind == "correction" and name in self._book.corrections:
            one = self._book.corrections[name]
            return SourcedText(f"To put right first: {one.label}", one.when)
        if kind == "limit" and name in self._book.limits:
            return SourcedText(f"Limit: {self._book.limits[name].label}", name)
        total = sentence(self._book.wording.total.in_all)
        words = {"status": "Status", "total": total, "plan": "Routes in the plan"}
        return SourcedText(words.get(kind) or sentence(name.replace("_", " ")), self._total)

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


def _facts(notes: Notes, before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[ChangeView]:
    """The facts that are new, gone or answered otherwise; the day is told apart."""
    book = notes.book
    for name in [*now, *(name for name in before if name not in now)]:
        if name != book.day_fact and before.get(name) != now.get(name):
            label = book.facts[name].label if name in book.facts else name.replace("_", " ")
            rule = name if name in notes.program.facts else book.year_fact
            then, told = (_read(book, name, facts[name]) if name in facts else _NOT_TOLD for facts in (before, now))
            yield ChangeView(SourcedText(sentence(label), rule), then, told, "")


def _read(book: Rulebook, name: str, text: str) -> str:
    """An earlier answer in words; as it was written where it no longer fits the fact."""
    fact = book.facts.get(name)
    if fact is None or fact.unit == "tax_year":
        return text
    try:
        return format_value(read_answer(fact, text), fact.unit, dict(fact.values))
    except ValueError:
        return text


def _passed(notes: Notes, since: Since, then: int) -> Iterator[DateView]:
    """The days that have passed since, of the routes that were open then or may still be used."""
    rules = {what: rule for route in notes.book.routes.values() for what, rule in dated_by(notes, route).items()}
    earlier = (
        DateView(on, day(on), SourcedText(what, rules.get(what, f"{route}.closed")), True, route)
        for on, what, route in since.dates
    )
    found = {(one.day, one.text.text): one for one in (*earlier, *dates(notes))}
    yield from (found[key] for key in sorted(found) if then <= key[0] < notes.advice.as_of)
