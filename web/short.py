"""Answers short enough to hand to an assistant: numbers as data, sentences to quote, and a summary made of the data."""

from __future__ import annotations

import json
from typing import Any, Final

from ..engine.advise.model import Advice, RouteAdvice, StepAdvice
from ..engine.explain.compare import AdviceComparison, comparison_json
from ..engine.rulebook.model import Citation
from ..engine.value import show_dollars, to_json

Data = dict[str, Any]

MOST_ANSWER: Final = 4_096  # bytes of an answer, data and summary together
MOST_QUESTIONS: Final = 2_048
DETAILS: Final = ("plan", "reasons", "open")
_ROOM: Final = 420  # bytes kept for the summary
_CITES: Final = 3
_NOBODY_KNOWS: Final = 100_000_000  # dollars times 100: beyond what a plan can come to


def advice_in_short(advice: Advice, detail: str) -> Data:
    """What an assistant needs to answer with: verdicts, dollars from low to high, corrections, and one of DETAILS."""
    data: Data = {
        "status": "decided" if advice.decided else "provisional",
        "tax_year": advice.tax_year,
        "as_of": to_json(advice.as_of, "date"),
        "recommendation": advice.recommendation,
        "low": _dollars(advice.total[0]),
        "high": _dollars(advice.total[1]),
        "routes": [_route(name, one) for name, one in advice.routes.items()],
        "corrections": [
            {
                "label": one.label,
                "low": _dollars(one.range[0]),
                "high": _dollars(one.range[1]),
                "by": _day(one.by),
                "quote": one.text,
                "cites": _cites(one.cites),
            }
            for one in advice.corrections
        ],
        **_detail(advice, detail),
        "rulebook": advice.receipt.rulebook,
        "engine": advice.receipt.engine,
    }
    lists = [name for name in ("quotes", "steps", "open", "assumed", "corrections") if data.get(name)]
    return fitted(data, lists, MOST_ANSWER - _ROOM)


def _detail(advice: Advice, detail: str) -> Data:
    if detail == "reasons":
        return {"quotes": [one for route in advice.routes.values() for one in _reasons(route)]}
    if detail == "open":
        asked = [
            {"fact": one.fact, "question": one.question, "who": one.who, "worth": _dollars(one.worth)}
            for one in advice.open_facts
        ]
        taken = [{"fact": one.fact, "taken": one.said, "worth": _dollars(one.worth)} for one in advice.assumptions]
        return {"open": asked, "assumed": taken}
    first = [quote for route in advice.routes.values() for quote in _reasons(route)[:1]]
    return {"steps": list(map(_step, advice.steps)), "quotes": first, "open": [one.fact for one in advice.open_facts]}


def _route(name: str, one: RouteAdvice) -> Data:
    return {"route": name, "verdict": one.verdict, "low": _dollars(one.range[0]), "high": _dollars(one.range[1])}


def _reasons(route: RouteAdvice) -> list[Data]:
    """The sentences of a route to quote, the telling ones first; what no primary text confirms says so."""
    found = []
    for one in (*route.grounds, *route.cautions, *route.reasons):
        quote: Data = {"route": route.name, "quote": one.text, "cites": _cites(one.cites)}
        if one.unverified:
            quote["unverified"] = one.unverified
        found.append(quote)
    return found


def _step(one: StepAdvice) -> Data:
    found: Data = {"by": _day(one.by), "do": one.text}
    if one.unverified:
        found["unverified"] = one.unverified
    return found


def questions_in_short(found: Data) -> Data:
    """The next questions with what an answer may be, and the routes so far."""
    data: Data = {
        "tax_year": found["tax_year"],
        "least": found["least"],
        "most": found["most"],
        "questions": [_question(one) for one in found["questions"]],
        "total_so_far": found["total"],
        "rulebook": found["rulebook"],
    }
    return fitted(data, ["questions"], MOST_QUESTIONS - _ROOM)


def _question(one: Data) -> Data:
    kept = {"fact": one["fact"], "type": one["type"], "ask": one.get("question", one["label"])}
    if one.get("values"):
        kept["values"] = list(one["values"])
    if one.get("who", "you") != "you":
        kept["who"] = one["who"]
    return kept


def comparison_in_short(now: Advice, then: Advice, found: AdviceComparison) -> Data:
    """Two answers side by side: what moves."""
    said = comparison_json(found)
    data: Data = {
        "now": {"low": _dollars(now.total[0]), "high": _dollars(now.total[1]), "recommendation": now.recommendation},
        "then": {
            "low": _dollars(then.total[0]),
            "high": _dollars(then.total[1]),
            "recommendation": then.recommendation,
        },
        "same": said["same"],
        "changes": said["facts"],
        "moves": said["lines"],
        "new_steps": said["steps"][1],
        "rulebook": now.receipt.rulebook,
    }
    return fitted(data, ["new_steps", "moves"], MOST_ANSWER - _ROOM)


def fitted(data: Data, lists: list[str], most: int) -> Data:
    """The data with the ends of its lists left out until it fits; `left_out` says how much that is."""
    left_out = 0
    while len(json.dumps({**data, "left_out": left_out}).encode()) > most:
        name = next((name for name in lists if len(data[name]) > 1), None) or next(filter(data.get, lists), None)
        if name is None:
            break
        data[name] = data[name][:-1]
        left_out += 1
    return {**data, "left_out": left_out} if left_out else data


def advice_in_words(data: Data) -> str:
    """The summary: every number in it is one of the data."""
    parts = [f"{data['status']} for tax year {data['tax_year']}: {_range(data)} in all."]
    parts += [f"To put right first: {_range(one)}, {one['label']}." for one in data["corrections"]]
    parts += [f"{one['route']}: {one['verdict']}, {_range(one)}." for one in data["routes"]]
    return " ".join(parts)[:_ROOM]


def comparison_in_words(data: Data) -> str:
    """The summary of two answers."""
    return "The answer is the same." if data["same"] else f"Now {_range(data['now'])}; then {_range(data['then'])}."


def questions_in_words(data: Data) -> str:
    """The summary of what is to be asked."""
    if not data["questions"]:
        return "No further answer can change the result."
    return f"Ask for {', '.join(one['fact'] for one in data['questions'])}; {data['least']} to {data['most']} to go."


def _range(one: Data) -> str:
    if one["high"] is None:
        return "not known yet"
    low, high = (show_dollars(round(100 * end)) for end in (one["low"], one["high"]))
    return low if low == high else f"{low} to {high}"


def _dollars(cents: int) -> float | None:
    """Dollars; None where nothing but the bound of its type stands behind an amount."""
    return cents / 100 if abs(cents) < _NOBODY_KNOWS else None


def _day(ordinal: int | None) -> Any:
    return None if ordinal is None else to_json(ordinal, "date")


def _cites(cites: tuple[Citation, ...]) -> list[str]:
    return [one.text for one in cites[:_CITES]]
