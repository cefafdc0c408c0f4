"""Whether a letter is the one that was written, and what today's rules would say instead."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, Final, Literal, NamedTuple

from ...api import Adviser
from ...value import read_date, show_dollars
from ..saying import said_range
from .extract import receipt_in, sources_in
from .make import Draft, draft, written
from .press import Press
from .receipt import Receipt, answer_of, seal_holds
from .shapes import PAPERS, Kept, Options
from .since import NotGenuine, since

Finding = Literal["same", "tampered", "differs", "still_right"]
_MARKS: Final = (
    ("rulebook", "the rules"),
    ("templates", "the templates"),
    ("engine", "the version of rothroute"),
    ("made_with", "the version of the library that writes this format"),
)
_TEXTS: Final = ("html", "markdown", "email")
_MOST_LINES, _BEFORE, _AROUND = 6, 30, 70


class Verified(NamedTuple):
    """What was found, in a sentence and in details."""

    finding: Finding
    says: str
    details: tuple[str, ...]


def verify(data: bytes, name: str, adviser: Adviser, press: Press) -> Verified:
    """Hold a letter against its receipt and against today's rules. Raises Refusal where it carries no receipt."""
    receipt = receipt_in(data, name)
    try:
        again = _drafted(receipt, adviser, press)
    except NotGenuine as problem:
        return Verified("tampered", f"Tampered: {problem.diagnostics[0].message}.", ())
    changed = [words for mark, words in _MARKS if receipt[mark] != _marks(again, receipt["format"])[mark]]
    if receipt["facts_mark"] != again.receipt["facts_mark"]:
        return Verified("tampered", "The facts in the receipt are not those the letter was made from.", ())
    if not changed:
        return _held(data, written(again, receipt["format"], press), receipt["format"])
    if receipt["format"] in _TEXTS and seal_holds(data.decode("utf-8", "replace")) is False:
        return Verified("tampered", "The letter was changed after it was written: its seal does not hold.", ())
    return _today(receipt, again, changed)


def _drafted(receipt: Receipt, adviser: Adviser, press: Press) -> Draft:
    given = adviser.given(receipt["facts"])
    decision = adviser.advise(given, _day(receipt["as_of"]))
    paper = receipt["options"].get("paper", "")
    texts = {name: receipt["options"].get(name, "") for name in ("client", "adviser", "letterhead")}
    options = Options(**texts, paper=paper if paper in PAPERS else "us-letter")
    earlier = receipt.get("since")
    kept = Kept(sources_in(receipt), since(earlier, decision, adviser) if earlier else None)
    return draft(decision, options, press, kept)


def _day(text: str) -> Any:
    from datetime import date

    try:
        return date.fromordinal(read_date(text))
    except ValueError:
        return date(1, 1, 1)


def _marks(again: Draft, format: str) -> Receipt:
    return again.receipt_for(format)


def _held(data: bytes, again: bytes, format: str) -> Verified:
    if data == again:
        return Verified("same", "Same: this letter is, byte for byte, what its facts, day and rules give.", ())
    details = tuple(_lines(data, again)) if format in _TEXTS else ()
    return Verified("tampered", "Tampered: this letter is not what its facts, day and rules give.", details)


def _lines(data: bytes, again: bytes) -> Iterator[str]:
    """The first lines that are not as they were written."""
    was, found = (text.decode("utf-8", "replace").splitlines() for text in (again, data))
    shown = 0
    for kind, start, end, first, last in SequenceMatcher(None, was, found, False).get_opcodes():
        if kind != "equal" and shown < _MOST_LINES:
            shown += 1
            old, new = "\n".join(was[start:end]), "\n".join(found[first:last])
            place = max(0, _first_other(old, new) - _BEFORE)
            yield f"was written {old[place : place + _AROUND]!r}, is now {new[place : place + _AROUND]!r}"


def _first_other(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _today(receipt: Receipt, again: Draft, changed: list[str]) -> Verified:
    """What today's rules, templates and version would say instead."""
    since = f"Since it was written, {' and '.join(changed)} changed."
    details = tuple(differences(receipt["answer"], answer_of(again.trail.advice)))
    if not details:
        return Verified("still_right", f"Under today's rules this letter would give the same answer. {since}", ())
    return Verified("differs", f"Under today's rules this letter would differ. {since}", details)


def differences(before: Receipt, now: Receipt) -> Iterator[str]:
    """What another answer says otherwise, from the decision down to single sentences."""
    for part in ("status", "recommendation"):
        if before.get(part) != now[part]:
            yield f"{part}: was {before.get(part)}, now {now[part]}"
    if before.get("total") != now["total"]:
        yield f"total: was {_range(before.get('total'))}, now {_range(now['total'])}"
    earlier = before.get("routes")
    for name, route in now["routes"].items():
        old = earlier.get(name) if isinstance(earlier, dict) else None
        yield from _of_route(name.replace("_", " "), old if isinstance(old, dict) else {}, route)


def _of_route(label: str, old: Receipt, new: Receipt) -> Iterator[str]:
    if old.get("verdict") != new["verdict"]:
        yield f"{label}: was {old.get('verdict', 'not there')}, now {new['verdict']}"
    if old.get("range") != new["range"]:
        yield f"{label}: was {_range(old.get('range'))}, now {_range(new['range'])}"
    for part in ("reasons", "steps"):
        said = old.get(part)
        said = said if isinstance(said, dict) else {}
        for rule in (rule for rule in new[part] if said.get(rule) != new[part][rule]):
            yield f"{label}: now says: {new[part][rule]}"
        for rule in (rule for rule in said if rule not in new[part]):
            yield f"{label}: no longer says: {said[rule]}"


def _range(amount: Any) -> str:
    if isinstance(amount, list) and len(amount) == 2 and all(isinstance(end, int) for end in amount):
        return said_range((amount[0], amount[1]))
    return show_dollars(0) if amount == 0 else "not known"
