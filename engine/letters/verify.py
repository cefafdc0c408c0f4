"""Whether a letter is the one that was made, and what today's rules would say instead: two statements, never mixed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, Literal, NamedTuple

from ..advise.answers import Given
from ..advise.household_answers import SaverGiven
from ..api import Adviser
from ..diagnostic import Refusal
from ..explain.formatting import said_range, visible
from ..explain.shapes import Origin
from ..value import read_date, show_dollars
from ..version import VERSION
from .make import AnyDraft, HouseholdDraft, Kept, LetterWriter, draft, household_draft
from .opened import Opened, opened
from .receipt import (
    Receipt,
    answer_digest,
    holds_facts,
    is_of_household,
    options_in,
    refused,
    savers_in,
    sources_in,
)
from .seal import Checker, digest_of
from .since import NotGenuine, since, since_of_two
from .visible import differences

Change = Literal["same", "edited", "tampered"]
Today = Literal["same", "differs", "unknown", "not asked"]
GivenFacts = Given | tuple[SaverGiven, SaverGiven]
_DIGESTS: Final = (
    ("rulebook", "the rules"),
    ("templates", "the templates"),
    ("engine", "the version of rothroute"),
    ("made_with", "the version of the library that writes this format"),
)
_REFERENCE: Final = "+reference"  # what the version of a receipt ends with where those are not installed
_WITHOUT_FACTS: Final = (
    "Its facts were left out (--no-facts). So it cannot be checked that its answer follows from them, what today's "
    "rules would say, or that nobody made a new seal: for that, name them with --facts, or the signer with --key."
)
_OTHER_FACTS: Final = (
    "These are not the facts it was made from (--set counts too), or the digest of its facts was changed."
)
_KINDS: Final = {
    "pdf": ("pdf",),
    "html": ("html",),
    "docx": ("docx",),
    "calendar": ("calendar",),
    "text": ("markdown", "email"),
    "mail": ("email",),
}


class Verified(NamedTuple):
    """What was found: whether the letter was changed, what today's rules say, who signed; and that in words."""

    change: Change
    today: Today
    signed: bool | None
    says: tuple[str, ...]
    details: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was changed, today's rules give the same answer, and the signature asked for is there.

        Of a letter without facts today's rules are not asked: there only a signature holds.
        """
        if self.today == "not asked":
            return self.change == "same" and self.signed is True
        return self.change == "same" and self.today == "same" and self.signed is not False


class _Reading(NamedTuple):
    change: Change
    says: str
    details: tuple[str, ...] = ()


def verify(
    data: bytes,
    name: str,
    adviser: Adviser,
    writer: LetterWriter,
    key: Checker | None = None,
    aside: bytes | None = None,
    facts: GivenFacts | None = None,
) -> Verified:
    """Check a letter. `key` says whose signature it must carry, `aside` is its receipt where that is a file of its own.

    `facts` are those of a letter that leaves them out, of both savers where it is to two.
    Raises Refusal where there is no receipt, or for other facts.
    """
    found = opened(data, name, aside)
    signed, by = _signature(found, key)
    reading, again, problem = _sealed(found), None, ""
    if not holds_facts(found.receipt) and facts is None:
        says = (reading.says, *((_WITHOUT_FACTS,) if reading.change != "tampered" else ()), *by)
        return Verified(reading.change, "not asked", signed, says, reading.details)
    try:
        again = _drafted(found.receipt, adviser, writer, facts)
        reading = _again(found, again, writer, reading)
    except NotGenuine as refusal:
        reading = _Reading("tampered", f"Tampered: {refusal.diagnostics[0].message}.")
    except Refusal as refusal:
        problem = refusal.diagnostics[0].message
    if reading.change == "tampered":
        return Verified("tampered", "unknown", signed, (reading.says, *by), reading.details)
    if again is None and holds_facts(found.receipt) and _of_today(found.receipt, adviser, writer):
        refusal_says = f"Tampered: the very rules it names do not take its facts: {problem}."
        return Verified("tampered", "unknown", signed, (refusal_says, *by), reading.details)
    if again is None:
        said = f"Today's rules cannot be asked, since they do not take its facts: {problem}."
        return Verified(reading.change, "unknown", signed, (reading.says, said, *by), reading.details)
    today, said, details = _today(found.receipt, again, reading.change)
    return Verified(reading.change, today, signed, (reading.says, said, *by), (*reading.details, *details))


def _of_today(receipt: Receipt, adviser: Adviser, writer: LetterWriter) -> bool:
    """Whether a receipt names today's rules, templates and version, so that what these refuse cannot have made it."""
    version = receipt["engine"].removesuffix(_REFERENCE)
    named = (receipt["rulebook"], receipt["templates"], version)
    return named == (adviser.rulebook.digest, writer.templates.digest, VERSION)


def _signature(found: Opened, key: Checker | None) -> tuple[bool | None, tuple[str, ...]]:
    if key is None:
        signed = found.seal is not None and bool(found.seal.signature)
        return None, ("It carries a signature; `--key` checks whose.",) if signed else ()
    if found.seal is None or not found.seal.signature:
        return False, ("It is not signed.",)
    if key.holds(found.seal):
        return True, ("Signed by the owner of this key.",)
    return False, ("Its signature is not one of the owner of this key.",)


def _sealed(found: Opened) -> _Reading:
    """What the letter itself shows: its seal, and for Word what was edited."""
    if found.receipt["format"] not in _KINDS[found.kind]:
        return _Reading("tampered", "Tampered: its receipt is that of a letter in another format.")
    if found.seal is None:
        return _Reading("tampered", "Tampered: its seal was taken out or damaged.")
    if digest_of(found.content) != found.seal.digest:
        return _Reading("tampered", "Tampered: the letter or its receipt was changed after it was made.")
    if found.kind == "docx" and found.lines != found.stored:
        told = tuple(differences(found.stored, found.lines))
        return _Reading("edited", "Edited: the text is not as it was when the letter was made.", told)
    return _Reading("same", "Not changed since it was made.")


def _drafted(receipt: Receipt, adviser: Adviser, writer: LetterWriter, facts: GivenFacts | None) -> AnyDraft:
    """The letter as today's rules make it from the same facts on the same day. Raises Refusal where they do not."""
    told = holds_facts(receipt)
    if is_of_household(receipt):
        return _drafted_for_two(receipt, adviser, writer, facts)
    if isinstance(facts, tuple):
        raise refused("this letter is to one saver, and these are the facts of two", "name that saver's facts")
    given = adviser.given(receipt["facts"]) if told or facts is None else facts
    if not told:
        given.set_day(adviser.rulebook, receipt["as_of"])
    decision = adviser.advise(given, _day(receipt["as_of"]))
    earlier = receipt.get("since")
    kept = Kept(sources_in(receipt), since(earlier, decision, adviser) if earlier else None, told)
    return draft(decision, options_in(receipt), writer.templates, kept)


def _drafted_for_two(
    receipt: Receipt, adviser: Adviser, writer: LetterWriter, facts: GivenFacts | None
) -> HouseholdDraft:
    told, day = holds_facts(receipt), _day(receipt["as_of"])
    sources: tuple[Mapping[str, Origin], ...] = ({}, {})
    if told:
        one, other = savers_in(receipt)
        sources = (one[2], other[2])
        facts = SaverGiven(one[0], adviser.given(one[1])), SaverGiven(other[0], adviser.given(other[1]))
    elif not isinstance(facts, tuple):
        raise refused("this letter is to two savers, and these are the facts of one", "name their household file")
    else:
        for saver in facts:
            saver.given.set_day(adviser.rulebook, receipt["as_of"])
    found = adviser.advise_household(facts, day)
    earlier = receipt.get("since")
    followed = since_of_two(earlier, found, adviser) if earlier else None
    return household_draft(found, options_in(receipt), writer.templates, sources, told, followed)


def _day(text: str) -> date:
    try:
        return date.fromordinal(read_date(text))
    except ValueError:
        return date(1, 1, 1)


def _changed(receipt: Receipt, again: AnyDraft) -> list[str]:
    """What is no longer as it was when the letter was made."""
    now = again.receipt(receipt["format"])
    return [words for name, words in _DIGESTS if receipt[name] != now[name]]


def _again(found: Opened, again: AnyDraft, writer: LetterWriter, reading: _Reading) -> _Reading:
    """Hold the letter against one made anew, where rules, templates and versions are still those it was made by."""
    receipt = found.receipt
    if reading.change == "tampered" and found.kind not in ("text", "mail", "html", "calendar"):
        return reading
    if receipt["facts_digest"] != again.facts_digest:
        if not holds_facts(receipt):
            return _Reading("tampered", _OTHER_FACTS)
        return _Reading("tampered", "Tampered: the facts in its receipt are not those it was made from.")
    format = receipt["format"]
    if _changed(receipt, again) or format not in _KINDS[found.kind]:
        return reading
    fresh = opened(writer.written(again, format), format)
    if found.content == fresh.content:
        return reading
    message = reading.says
    if reading.change != "tampered":
        message = "Tampered: its seal holds, but it is not what its facts, its day and its rules give."
    now, was = (found.stored, fresh.stored) if format == "docx" else (found.lines, fresh.lines)
    return _Reading("tampered", message, tuple(differences(was, now)))


def _today(receipt: Receipt, again: AnyDraft, change: Change) -> tuple[Today, str, tuple[str, ...]]:
    """What today's rules, templates and version would say of the same facts."""
    changed = _changed(receipt, again)
    if not changed:
        what = "the text it had when it was made" if change == "edited" else "this letter, word for word"
        return "same", f"Today's rules give {what}.", ()
    since_then = f"{' and '.join(changed)} changed since."
    since_then = since_then[:1].upper() + since_then[1:]
    now = again.answer
    if holds_facts(receipt):
        differ = both_answers_differ if is_of_household(receipt) else answers_differ
        details = tuple(differ(receipt["answer"], now))
        differs = bool(details)
    else:
        details, differs = (), receipt["answer_digest"] != answer_digest(now)
    if not differs:
        return "same", f"{since_then} Today's rules would still give the same answer.", ()
    return "differs", f"{since_then} Today's rules would say otherwise{':' if details else '.'}", details


def both_answers_differ(before: Receipt, now: Receipt) -> Iterator[str]:
    """What the answers of two savers say otherwise, each line with the name of the saver."""
    yield from _of_total(before, now)
    earlier = before.get("savers")
    told = [one for one in earlier if isinstance(one, dict)] if isinstance(earlier, list) else []
    for one in now["savers"]:
        old: Any = next((saver.get("answer") for saver in told if saver.get("name") == one["name"]), None)
        for line in answers_differ(old if isinstance(old, dict) else {}, one["answer"]):
            yield f"{visible(one['name'])}: {line}"


def answers_differ(before: Receipt, now: Receipt) -> Iterator[str]:
    """What another answer says otherwise, from the decision down to single sentences."""
    for part in ("status", "recommendation"):
        if before.get(part) != now[part]:
            yield f"{part}: was {before.get(part)}, now {now[part]}"
    yield from _of_total(before, now)
    yield from _of_corrections(_entries(before.get("corrections")), now["corrections"])
    earlier = before.get("routes")
    for name, route in now["routes"].items():
        old = earlier.get(name) if isinstance(earlier, dict) else None
        yield from _of_route(name.replace("_", " "), old if isinstance(old, dict) else {}, route)


def _of_total(before: Receipt, now: Receipt) -> Iterator[str]:
    if before.get("total") != now["total"]:
        yield f"total: was {_range(before.get('total'))}, now {_range(now['total'])}"


def _entries(found: Any) -> dict[str, Receipt]:
    """The entries of a part of an answer that are whole; what is no answer of ours is left out."""
    return {name: one for name, one in found.items() if isinstance(one, dict)} if isinstance(found, dict) else {}


def _of_corrections(before: dict[str, Receipt], now: dict[str, Receipt]) -> Iterator[str]:
    for name in [*now, *(name for name in before if name not in now)]:
        old, new = before.get(name), now.get(name)
        label = (new or old or {}).get("label", name)
        if old is None or new is None:
            yield f"to put right: {label}: {'now needed' if old is None else 'no longer needed'}"
        elif old != new:
            was, is_now = (f"{_range(one.get('range'))}, by {one.get('by') or 'no day'}" for one in (old, new))
            yield f"to put right: {label}: was {was}, now {is_now}"


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
