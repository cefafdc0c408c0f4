"""The answers file: the facts file of `advise`, and under `answers:` what the questionnaire keeps about each answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from ..advise.answers import ABOUT, read_answer
from ..rulebook.model import Fact
from ..rulebook.source import Mapping as Entries
from ..rulebook.source import Node, Scalar
from ..value import Value, read_date, show_dollars, show_percent
from .alternatives import outcome_of
from .session import Session
from .state import GivenAnswer

SCHEMA: Final = 1
_HEAD: Final = (
    '# Answers kept by `rothroute ask`. `rothroute advise` reads this file as it is; null means "I don\'t know".\n'
    "# You may change an answer here. The part under `answers:` says where each came from.\n"
)


def written(session: Session, as_json: bool = False) -> str:
    """The file's text, in YAML or JSON."""
    data = _data(session)
    if as_json:
        return json.dumps(data, indent=2) + "\n"
    return _HEAD + "".join(f"{line}\n" for line in lines_of(data, ""))


def text_of(fact: Fact, value: Value | None) -> str | None:
    """A value as a facts file writes it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    writers = {"dollars": show_dollars, "percent": show_percent, "date": _iso}
    return writers[fact.unit](value) if fact.unit in writers else str(value)


def verdicts_of(session: Session) -> dict[str, str]:
    """Each route's verdict and dollars in a word or two, to see later what changed."""
    found = outcome_of(session.trace())
    return {
        name: verdict if verdict == "closed" else f"{verdict} {_dollars(amount)}"
        for name, verdict, amount in found.verdicts
    }


def _dollars(amount: tuple[int, int]) -> str:
    low, high = (show_dollars(end) for end in amount)
    return low if low == high else f"{low} to {high}"


def _data(session: Session) -> dict[str, Any]:
    facts = session.rulebook.facts
    dormant = session.progress().dormant if session.year is not None else ()
    data: dict[str, Any] = {
        name: text_of(facts[name], said.value) for name, said in session.given.items() if name not in dormant
    }
    about: dict[str, Any] = {"schema": SCHEMA, "rulebook": session.rulebook.digest}
    if session.year is not None:
        about["routes"] = verdicts_of(session)
    about["said"] = {name: origin_of(said) for name, said in session.given.items() if name not in dormant}
    kept = {
        name: {"value": text_of(facts[name], said.value), **origin_of(said)} for name, said in session.given.items()
    }
    about["kept"] = {name: entry for name, entry in kept.items() if name in dormant}
    about["earlier"] = {name: text_of(facts[name], value) for name, value in session.earlier.items()}
    return {**data, ABOUT: {key: value for key, value in about.items() if value != {}}}


def origin_of(said: GivenAnswer) -> dict[str, str]:
    """Where an answer is from, and the day it was given."""
    return {"source": said.source, "day": _iso(said.day)} if said.day else {"source": said.source}


def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def lines_of(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    """Mappings as lines of YAML; what holds only values stands on one line."""
    for key, value in data.items():
        if isinstance(value, dict) and any(isinstance(inner, dict) for inner in value.values()):
            yield f"{indent}{key}:"
            yield from lines_of(value, indent + "  ")
        elif isinstance(value, dict):
            yield f"{indent}{key}: {{{', '.join(f'{name}: {scalar_of(inner)}' for name, inner in value.items())}}}"
        else:
            yield f"{indent}{key}: {scalar_of(value)}"


def scalar_of(value: Any) -> str:
    """Unquoted where that is certainly safe, otherwise in double quotes, whose escapes YAML and JSON share."""
    if value is None:
        return "null"
    text = str(value)
    plain = text.replace("_", "").replace(" ", "").replace("$", "").replace(".", "").replace("%", "").replace("-", "")
    if plain.isascii() and plain.isalnum() and text[0] not in "-%" and text[0] != " " and text[-1] != " ":
        return text
    return json.dumps(text)


def about(node: Entries | None) -> dict[str, Any]:
    """What a file says under `answers:`, as plain data; lists are not part of it."""
    if node is None:
        return {}
    return {key.text: _plain(value) for key, value in node.entries}


def _plain(node: Node) -> Any:
    if isinstance(node, Entries):
        return {key.text: _plain(value) for key, value in node.entries}
    return node.text if isinstance(node, Scalar) else None


def answer_of(fact: Fact, text: str | None, origin: Any) -> GivenAnswer:
    """An answer read back. Raises ValueError if it no longer fits the fact."""
    origin = origin if isinstance(origin, dict) else {}
    value = None if text is None else read_answer(fact, text)
    return GivenAnswer(value, str(origin.get("source") or "file"), _day(origin.get("day")))


def _day(text: Any) -> int:
    try:
        return read_date(str(text))
    except ValueError:
        return 0
