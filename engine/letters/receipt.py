"""What a letter carries so that it can be made again and checked: facts, day, digests of rules and templates."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ..advise.build import Decision
from ..advise.given_items import items_told
from ..advise.household import HouseholdDecision
from ..advise.model import Advice
from ..diagnostic import Diagnostic, Refusal
from ..explain.shapes import LetterOptions, Origin, Paper
from ..reasoning.trace import Answers
from ..rulebook.model import Rulebook
from ..value import Value, show_value, to_json

KIND: Final = 2
HOUSEHOLD_KIND: Final = 3
EARLIER: Final = ("as_of", "engine", "rulebook", "facts_digest", "facts", "answer")
EARLIER_OF_TWO: Final = ("as_of", "engine", "rulebook", "facts_digest", "savers", "answer")
Receipt = dict[str, Any]
_NEEDED: Final[dict[str, type]] = {
    "rothroute_letter": int,
    "format": str,
    "engine": str,
    "rulebook": str,
    "templates": str,
    "facts_digest": str,
    "as_of": str,
    "facts": dict,
    "options": dict,
    "made_with": dict,
    "answer": dict,
}


_NEEDED_OF_HOUSEHOLD: Final[dict[str, type]] = {
    **{name: kind for name, kind in _NEEDED.items() if name != "facts"},
    "savers": list,
}
_NEEDED_WITHOUT_FACTS: Final[dict[str, type]] = {
    **{name: kind for name, kind in _NEEDED.items() if name not in ("facts", "answer")},
    "answer_digest": str,
}


def receipt_of(
    decision: Decision,
    options: LetterOptions,
    templates: str,
    sources: Mapping[str, Origin],
    earlier: Receipt | None,
    format: str,
    made_with: Mapping[str, str],
    with_facts: bool = True,
) -> Receipt:
    """The receipt of a letter; `earlier` is what it keeps of the letter before.

    Without facts it holds digests of the facts and of the answer, whose sentences tell facts too, in their place.
    """
    advice = decision.advice
    noted = {name: list(origin) for name, origin in sources.items()}
    answer = answer_of(advice)
    told = {
        "facts": facts_of(decision.answers, decision.trace.program.rulebook),
        "answer": answer,
        **({"sources": noted} if noted else {}),
        **({"since": earlier} if earlier else {}),
    }
    return {
        "rothroute_letter": KIND,
        "format": format,
        "engine": advice.receipt.engine,
        "rulebook": advice.receipt.rulebook,
        "templates": templates,
        "facts_digest": advice.receipt.facts,
        "as_of": to_json(advice.as_of, "date"),
        "options": {name: value for name, value in options._asdict().items() if value != ""},
        **(told if with_facts else {"answer_digest": answer_digest(answer)}),
        "made_with": dict(made_with),
    }


def household_receipt_of(
    found: HouseholdDecision,
    options: LetterOptions,
    templates: str,
    sources: Sequence[Mapping[str, Origin]],
    earlier: Receipt | None,
    format: str,
    made_with: Mapping[str, str],
    with_facts: bool = True,
) -> Receipt:
    """The receipt of a letter to two savers: names and own facts of each, without what the other's facts tell.

    `earlier` is what it keeps of the letter before.
    """
    advice = found.savers[0].decision.advice
    book = found.savers[0].decision.trace.program.rulebook
    answer = household_answer_of(found)
    savers = [
        {
            "name": one.name,
            "facts": facts_of(one.given, book),
            **({"sources": {name: list(origin) for name, origin in noted.items()}} if noted else {}),
        }
        for one, noted in zip(found.savers, sources, strict=True)
    ]
    told = {"savers": savers, "answer": answer, **({"since": earlier} if earlier else {})}
    return {
        "rothroute_letter": HOUSEHOLD_KIND,
        "format": format,
        "engine": advice.receipt.engine,
        "rulebook": advice.receipt.rulebook,
        "templates": templates,
        "facts_digest": household_digest(found),
        "as_of": to_json(advice.as_of, "date"),
        "options": {name: value for name, value in options._asdict().items() if value != ""},
        **(told if with_facts else {"answer_digest": answer_digest(answer)}),
        "made_with": dict(made_with),
    }


def household_digest(found: HouseholdDecision) -> str:
    """The SHA-256 of the names and facts of two savers, in their order."""
    told = [[one.name, one.decision.advice.receipt.facts] for one in found.savers]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def household_answer_of(found: HouseholdDecision) -> Receipt:
    """The answers of two savers in short."""
    return {
        "status": "decided" if found.decided else "provisional",
        "total": list(found.total),
        "savers": [{"name": one.name, "answer": answer_of(one.decision.advice)} for one in found.savers],
    }


def facts_of(answers: Answers, book: Rulebook) -> dict[str, str]:
    """The answers as they were told, also where they do not apply, as a facts file writes them."""
    told = {name: _written(answers[name], book.facts[name].unit) for name in book.facts if name in answers}
    return {**dict(items_told(book, told)), **told}


def _written(value: Value, unit: str) -> str:
    if unit == "date":
        return str(to_json(value, unit))
    return str(value) if unit in ("tax_year", "choice") else show_value(value, unit).replace(",", "")


def answer_of(advice: Advice) -> Receipt:
    """The answer in short: what a later answer is held against."""
    return {
        "status": "decided" if advice.decided else "provisional",
        "recommendation": advice.recommendation,
        "plan": list(advice.plan),
        "total": list(advice.total),
        "limits": {line.name: list(line.cap) for line in advice.ledger},
        "plan_steps": {step.rule: step.text for step in advice.plan_steps},
        "corrections": {
            one.name: {"label": one.label, "range": list(one.range), "by": one.by and to_json(one.by, "date")}
            for one in advice.corrections
        },
        "routes": {
            route.name: {
                "verdict": route.verdict,
                "range": list(route.range),
                "reasons": {reason.rule: reason.text for reason in (*route.reasons, *route.cautions)},
                "steps": {step.rule: step.text for step in route.steps},
            }
            for route in advice.routes.values()
        },
    }


def answer_digest(answer: Receipt) -> str:
    """The SHA-256 of an answer."""
    return hashlib.sha256(canonical(answer)).hexdigest()


def holds_facts(receipt: Receipt) -> bool:
    """Whether the facts are in the receipt; a letter made to be passed on leaves them out."""
    return "answer_digest" not in receipt


def is_of_household(receipt: Receipt) -> bool:
    """Whether it is the receipt of a letter to two savers."""
    return bool(receipt.get("rothroute_letter") == HOUSEHOLD_KIND)


def as_text(receipt: Mapping[str, Any]) -> str:
    """The receipt as JSON, one line for each part."""
    parts = (f" {json.dumps(name)}: {json.dumps(value)}" for name, value in receipt.items())
    return "{\n" + ",\n".join(parts) + "\n}"


def canonical(receipt: Mapping[str, Any]) -> bytes:
    """The receipt as bytes that do not depend on blanks or the order of its parts."""
    return json.dumps(receipt, sort_keys=True, separators=(",", ":")).encode()


def earlier_of(receipt: Receipt) -> Receipt:
    """What a later letter keeps of an earlier one's receipt. Raises Refusal where that holds no facts."""
    if is_of_household(receipt):
        message = "the earlier letter is to two savers, and this one is to one of them alone"
        raise refused(message, "write it from their household file, or without --since")
    _check_kept(receipt)
    return {key: receipt[key] for key in EARLIER}


def earlier_of_two(receipt: Receipt, names: Sequence[str]) -> Receipt:
    """What a later letter to two of these names keeps of an earlier one's receipt, in the order of the names.

    Raises Refusal where that holds no facts, or is to others.
    """
    if not is_of_household(receipt):
        message = "the earlier letter is to one saver, and this one is to two"
        raise refused(message, "write it from the facts file of that saver, or without --since")
    _check_kept(receipt)
    told = {one["name"]: one["facts"] for one in receipt["savers"]}
    if set(told) != set(names):
        then, now = (" and ".join(f"`{name}`" for name in pair) for pair in (told, names))
        raise refused(f"the earlier letter is to {then}, and this one is to {now}", "name the two as they were named")
    return {key: receipt[key] for key in EARLIER_OF_TWO} | {
        "savers": [{"name": name, "facts": told[name]} for name in names]
    }


def _check_kept(receipt: Receipt) -> None:
    if not holds_facts(receipt):
        message = "the earlier letter was written with --no-facts, so what changed since cannot be told"
        raise refused(message, "use the letter that was kept, not the one that was passed on")


def options_in(receipt: Receipt) -> LetterOptions:
    """The options a receipt holds; what an option may not be falls back to the usual one."""
    said = receipt["options"]
    client, adviser, letterhead = (str(said.get(name, "")) for name in ("client", "adviser", "letterhead"))
    paper: Paper = "a4" if said.get("paper") == "a4" else "us-letter"
    return LetterOptions(client, adviser, letterhead, paper, said.get("annex") is not False)


def sources_in(receipt: Receipt) -> dict[str, Origin]:
    """The sources of answers a receipt holds."""
    return {name: Origin(*pair) for name, pair in receipt.get("sources", {}).items()}


def savers_in(receipt: Receipt) -> list[tuple[str, dict[str, str], dict[str, Origin]]]:
    """The name, facts and sources of each of two savers a receipt holds."""
    return [(one["name"], one["facts"], sources_in(one)) for one in receipt["savers"]]


def check(found: Receipt, name: str) -> None:
    """Refuse a receipt that is damaged or of another kind."""
    if found.get("rothroute_letter") not in (KIND, HOUSEHOLD_KIND):
        message = f"the receipt in `{name}` is of a kind this version does not know"
        raise refused(message, f"check it with the version that wrote it: rothroute {found.get('engine', '')}".rstrip())
    whole = _NEEDED_OF_HOUSEHOLD if is_of_household(found) else _NEEDED
    needed = whole if holds_facts(found) else _NEEDED_WITHOUT_FACTS
    for key, kind in needed.items():
        if not isinstance(found.get(key), kind):
            raise refused(f"the receipt in `{name}` is damaged at `{key}`", "ask for the letter again")
    if not _texts(found.get("facts", {}).values()) or not _texts(found["made_with"].values()):
        raise refused(f"the receipt in `{name}` is damaged", "ask for the letter again")
    if "savers" in found and not _is_pair(found["savers"]):
        raise refused(f"the receipt in `{name}` is damaged at `savers`", "ask for the letter again")
    _check_more(found, name)


def _is_pair(savers: list[Any]) -> bool:
    """Whether two savers are told whole."""
    return len(savers) == 2 and all(
        isinstance(one, dict)
        and isinstance(one.get("name"), str)
        and isinstance(one.get("facts"), dict)
        and _texts(one["facts"].values())
        and _are_sources(one.get("sources", {}))
        for one in savers
    )


def _are_sources(sources: Any) -> bool:
    pairs = sources.values() if isinstance(sources, dict) else [None]
    return all(isinstance(pair, list) and len(pair) == 2 and _texts(pair) for pair in pairs)


def _check_more(found: Receipt, name: str) -> None:
    """Check what only some letters carry: the sources of answers, and the letter before."""
    if not _are_sources(found.get("sources", {})):
        raise refused(f"the receipt in `{name}` is damaged", "ask for the letter again")
    if "since" not in found:
        return
    two, earlier = is_of_household(found), found["since"]
    keys, kinds = (EARLIER_OF_TWO, _NEEDED_OF_HOUSEHOLD) if two else (EARLIER, _NEEDED)
    if not isinstance(earlier, dict) or set(earlier) != set(keys):
        raise refused(f"the receipt in `{name}` is damaged", "ask for the letter again")
    whole = all(isinstance(earlier[key], kinds[key]) for key in keys)
    if not whole or not (_is_pair(earlier["savers"]) if two else _texts(earlier["facts"].values())):
        raise refused(f"the receipt in `{name}` is damaged at `since`", "ask for the letter again")


def _texts(found: Iterable[Any]) -> bool:
    return all(isinstance(text, str) for text in found)


def refused(message: str, help: str) -> Refusal:
    """A refusal of a letter."""
    return Refusal((Diagnostic("receipt", "error", message, None, (), help),))
