"""What a letter carries so that it can be made again and checked: facts, day, marks of rules and templates."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from ...advise.model import Advice
from ...model import Rulebook
from ...outcome import Standing
from ...value import Value, show_value, to_json
from .shapes import Kept, Options
from .trail import Trail

KIND: Final = 1
UNSEALED: Final = "0" * 64
EARLIER: Final = ("as_of", "engine", "rulebook", "facts_mark", "facts", "answer")
_BLANK: Final = f'"seal": "{UNSEALED}"'.encode()
_SEAL: Final = re.compile(r'"seal": "([0-9a-f]{64})"')
Receipt = dict[str, Any]


def receipt_of(trail: Trail, options: Options, kept: Kept, templates: str, format: str) -> Receipt:
    """The receipt of a letter, not yet sealed."""
    advice = trail.advice
    sources = {name: list(origin) for name, origin in kept.sources.items()}
    return {
        "rothroute_letter": KIND,
        "format": format,
        "engine": advice.receipt.engine,
        "rulebook": advice.receipt.rulebook,
        "templates": templates,
        "facts_mark": advice.receipt.facts,
        "as_of": to_json(advice.as_of, "date"),
        "facts": facts_of(advice, trail.book),
        "options": options._asdict(),
        **({"sources": sources} if sources else {}),
        "answer": answer_of(advice),
        **({"since": kept.since.earlier} if kept.since else {}),
        "seal": UNSEALED,
    }


def facts_of(advice: Advice, book: Rulebook) -> dict[str, str]:
    """The answers as a facts file writes them."""
    known = (one for one in advice.told if one.standing is Standing.KNOWN)
    return {one.fact: _written(one.value, book.facts[one.fact].unit) for one in known}


def _written(value: Any, unit: str) -> str:
    found: Value = value
    if unit == "date":
        return str(to_json(found, unit))
    return str(found) if unit == "tax_year" else show_value(found, unit).replace(",", "")


def answer_of(advice: Advice) -> Receipt:
    """The answer in short: what a later answer is held against."""
    return {
        "status": "decided" if advice.decided else "provisional",
        "recommendation": advice.recommendation,
        "plan": list(advice.plan),
        "total": list(advice.total),
        "limits": {line.name: list(line.cap) for line in advice.ledger},
        "corrections": {one.name: list(one.range) for one in advice.corrections},
        "plan_steps": {step.rule: step.text for step in advice.plan_steps},
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


def as_text(receipt: Mapping[str, Any]) -> str:
    """The receipt as JSON, one line for each part."""
    parts = (f" {json.dumps(name)}: {json.dumps(value)}" for name, value in receipt.items())
    return "{\n" + ",\n".join(parts) + "\n}"


def sealed(document: str) -> bytes:
    """The document with the SHA-256 of itself (its seal left blank) put into its receipt."""
    data = document.encode()
    before, blank, after = data.rpartition(_BLANK)
    return before + blank.replace(UNSEALED.encode(), hashlib.sha256(data).hexdigest().encode()) + after


def seal_holds(document: str) -> bool | None:
    """Whether the document is what was sealed; None where it holds no seal."""
    seals = list(_SEAL.finditer(document))
    if not seals or seals[-1][1] == UNSEALED:
        return None
    found = seals[-1]
    blank = f"{document[: found.start(1)]}{UNSEALED}{document[found.end(1) :]}"
    return hashlib.sha256(blank.encode()).hexdigest() == found[1]
