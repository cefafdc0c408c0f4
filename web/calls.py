"""What a program may ask, over HTTP or as a tool: each call takes all it needs and gives plain data back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from ..engine.advise.answers import Given, tax_year_of
from ..engine.advise.as_json import advice_json, household_json
from ..engine.advise.build import Decision
from ..engine.advise.household_answers import is_household, read_household
from ..engine.api import Adviser
from ..engine.ask.pending import pending_json
from ..engine.ask.session import Session
from ..engine.ask.state import GivenAnswer
from ..engine.diagnostic import Diagnostic, Refusal
from ..engine.explain.compare import comparison_json, comparison_of
from ..engine.letters import Verified
from ..engine.rulebook.reference import explain
from ..engine.rulebook.source import Mapping as Entries
from ..engine.rulebook.source import Node, Scalar
from ..engine.version import VERSION
from .so_far import routes_so_far

_CHANGES: Final = ("facts", "changes")


def advise(adviser: Adviser, node: Node, today: date) -> dict[str, Any]:
    """The advice for a facts file, or for a household of two. Raises Refusal."""
    if is_household(node):
        return household_json(adviser.advise_household(read_household(adviser.rulebook, node), today))
    return advice_json(adviser.advise(node, today).advice)


def next_questions(adviser: Adviser, node: Node, today: date, most: int) -> dict[str, Any]:
    """What is still to be asked after the answers of a facts file, the next question first. Raises Refusal."""
    session = _session(adviser, node, today)
    step, so_far = session.next(), routes_so_far(session)
    pending = pending_json(session, step)
    first = [one for one in pending["needed"] + pending["assumed"] if step and one["fact"] == step.fact]
    rest = [one for one in pending["needed"] + pending["assumed"] if not step or one["fact"] != step.fact]
    return {
        "schema": 1,
        "tax_year": session.year,
        "least": step.least if step else 0,
        "most": step.most if step else 0,
        "questions": (first + rest)[:most],
        "unknown": [one["fact"] for one in pending["unknown"]],
        "routes": [{"label": one.label, "verdict": one.verdict, "dollars": one.amount} for one in so_far.routes]
        if so_far
        else [],
        "total": so_far.total if so_far else None,
        "rulebook": adviser.rulebook.digest,
        "engine": VERSION,
    }


def _session(adviser: Adviser, node: Node, today: date) -> Session:
    """The questionnaire after the answers of a facts file; null is "I don't know". Raises Refusal."""
    session, given = Session(adviser.rulebook, adviser.program, today.toordinal()), adviser.given(node)
    if given.problems:
        raise Refusal(given.problems)
    given.refuse_lists(adviser.rulebook, "the questionnaire")
    names = (
        [key.text for key, _ in node.entries if key.text in adviser.rulebook.facts] if isinstance(node, Entries) else []
    )
    session.given = {name: GivenAnswer(given.values.get(name)) for name in names}
    session.asked = [name for name in names if name not in adviser.rulebook.framing]
    year, day = adviser.rulebook.framing
    if year in given.values:
        tax_year_of(adviser.rulebook, given.values, given.places.get(year))
    session.day = int(given.values.get(day, session.day))
    session.presume_year()
    if problems := session.problems():
        raise Refusal(problems)
    return session


def what_if(adviser: Adviser, node: Node, today: date) -> dict[str, Any]:
    """Two answers side by side: for `facts`, and for `facts` with `changes`. Raises Refusal."""
    now, then = two_answers(adviser, node, today)
    return {
        "schema": 1,
        "now": advice_json(now.advice),
        "then": advice_json(then.advice),
        "comparison": comparison_json(comparison_of(("now", "then"), (now, then))),
    }


def two_answers(adviser: Adviser, node: Node, today: date) -> tuple[Decision, Decision]:
    """The decision for `facts`, and for `facts` with `changes`. Raises Refusal."""
    parts = {key.text: value for key, value in node.entries} if isinstance(node, Entries) else {}
    problems = [_unfit(f"`{name}` is not a part of this request", node) for name in parts if name not in _CHANGES]
    problems += [_unfit(f"`{name}` is missing", node) for name in _CHANGES if not isinstance(parts.get(name), Entries)]
    if problems:
        raise Refusal(problems)
    facts, changes = parts["facts"], parts["changes"]
    return adviser.advise(facts, today), adviser.advise(_changed(adviser, facts, changes), today)


def _changed(adviser: Adviser, facts: Node, changes: Node) -> Given:
    given = adviser.given(facts)
    for key, value in changes.entries if isinstance(changes, Entries) else ():
        if isinstance(value, Scalar):
            given.set(adviser.rulebook, key.text, value.text, key.span, value.span, value.quoted)
        else:
            raise Refusal((_unfit(f"`{key.text[:60]}` must be a single value", value),))
    return given


def _unfit(message: str, node: Node) -> Diagnostic:
    help = "give `facts` and `changes`, each a mapping of fact names to values"
    return Diagnostic("wrong-kind", "error", message, node.span, (), help)


def explained(adviser: Adviser, name: str, tax_year: int | None) -> dict[str, Any]:
    """What a name of the rulebook means, in Markdown. Raises Refusal."""
    text = explain(adviser.rulebook, name, tax_year)
    return {"name": name, "year": tax_year, "text": text, "rulebook": adviser.rulebook.digest, "engine": VERSION}


def verified_json(found: Verified) -> dict[str, Any]:
    """What was found of a letter."""
    return {
        "holds": found.holds,
        "change": found.change,
        "today": found.today,
        "says": list(found.says),
        "details": list(found.details),
    }


def problems_json(diagnostics: tuple[Diagnostic, ...]) -> list[dict[str, Any]]:
    """The findings of a refusal, as the terminal tells them."""
    return [_problem(one) for one in diagnostics]


def _problem(one: Diagnostic) -> dict[str, Any]:
    found: dict[str, Any] = {"check": one.check, "message": one.message, "help": one.help}
    if one.span:
        found["place"] = {"line": one.span.line, "column": one.span.column}
    return found


def refused_json(title: str, status: int, problems: list[dict[str, Any]]) -> Mapping[str, Any]:
    """A refusal as problem details (RFC 9457)."""
    detail = " ".join(f"{one['message']}." for one in problems[:3])
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        **({"detail": detail} if detail else {}),
        "problems": problems,
    }
