"""The JSON Schema of the advice as JSON: what `as_json` promises to programs that read it."""

from __future__ import annotations

from typing import Any, Final

from .as_json import SCHEMA

Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string"}
_MAYBE: Final[Schema] = {"type": ["string", "null"]}
_DATE: Final[Schema] = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_DOLLARS: Final[Schema] = {"type": "number", "description": "dollars"}
_VALUE: Final[Schema] = {"type": ["number", "boolean", "string", "null"]}
_HASH: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_ANSWERS: Final = ["open", "caution", "closed", "unknown"]


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _and_maybe(schema: Schema, **properties: Schema) -> Schema:
    """The object with properties that may be left out."""
    return {**schema, "properties": {**schema["properties"], **properties}}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _named(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _said(description: str, schema: Schema) -> Schema:
    return {**schema, "description": description}


def _range(description: str) -> Schema:
    return _said(description, {"type": "array", "items": _DOLLARS, "minItems": 2, "maxItems": 2})


_CITES: Final = _said("where the law says so", _list(_TEXT))
_ITEM: Final = _said("the path of an item of a list, as in job2.plan1; left out where it is the saver's", _TEXT)
_UNVERIFIED: Final = _said("what no primary text confirms", _MAYBE)
_TEST: Final = _object(
    name=_TEXT,
    label=_TEXT,
    operator=_TEXT,
    yours=_TEXT,
    needed=_TEXT,
    needed_label=_TEXT,
    margin=_TEXT,
    holds={"type": "boolean"},
)
_SEEN: Final = {"anyOf": [_VALUE, {"type": "array", "items": _VALUE, "minItems": 2, "maxItems": 2}]}
_REASON: Final = _object(
    text=_said("the reason as a sentence", _TEXT),
    rule=_said("the conclusion behind it", _TEXT),
    cites=_CITES,
    facts=_said("the facts it read; a pair is a range, null is not known", _named(_SEEN)),
    tests=_said("the comparisons behind it", _list(_TEST)),
    unverified=_UNVERIFIED,
)
_STEP: Final = _object(
    text=_said("what to do", _TEXT),
    rule=_TEXT,
    by=_said("the last day to do it", _or_null(_DATE)),
    amount=_said("the dollars it takes", _or_null(_DOLLARS)),
    owner=_said("who does it", _TEXT),
    check=_said("how to see that it worked", _MAYBE),
    undo=_said("how to undo it", _MAYBE),
    cites=_CITES,
    convention=_said("good practice rather than law", {"type": "boolean"}),
    alternative=_said("a choice beside the step before it, not one more thing to do", {"type": "boolean"}),
    unverified=_UNVERIFIED,
)
_DEADLINE: Final = _object(date=_DATE, what=_TEXT, passed={"type": "boolean"}, cites=_CITES, unverified=_UNVERIFIED)
_ITEM_ROUTE: Final = _object(
    label=_TEXT,
    verdict=_said("open; open with a caution; closed; or not known yet", {"enum": _ANSWERS}),
    amount=_said("dollars still possible this tax year; null while not known", _or_null(_DOLLARS)),
    range=_range("the least and the most the amount can be"),
    reasons=_list(_REASON),
    cautions=_list(_REASON),
    unlocks=_said("what would open the route", _list(_REASON)),
    steps=_list(_STEP),
    deadlines=_list(_DEADLINE),
    forms=_list(_object(name=_TEXT, what=_TEXT)),
    open_facts=_said("the facts that would settle it", _list(_TEXT)),
)
_OF_EACH: Final = _object(item=_TEXT, **_ITEM_ROUTE["properties"])
_ROUTE: Final = _and_maybe(
    _ITEM_ROUTE, items=_said("of a route that each item of a list has: that of each by itself", _list(_OF_EACH))
)
_CORRECTION: Final = _object(
    name=_TEXT,
    label=_TEXT,
    amount=_said("the dollars to put right; null while not known", _or_null(_DOLLARS)),
    range=_range("the least and the most the amount can be"),
    text=_said("why it is needed", _TEXT),
    by=_said("the last day to put it right", _or_null(_DATE)),
    cost=_said("what it costs", _or_null(_object(text=_TEXT, amount=_or_null(_DOLLARS)))),
    steps=_list(_STEP),
    cites=_CITES,
    forms=_list(_object(name=_TEXT, what=_TEXT)),
    reason=_said("the conclusion behind it", _REASON),
    open_facts=_said("the facts that would settle it", _list(_TEXT)),
)
_PLAN_LINE: Final = _object(figure=_TEXT, label=_TEXT, range=_range("the least and the most it can be"))
_OPEN_FACT: Final = _and_maybe(
    _object(
        fact=_TEXT,
        why=_said("what it decides", _TEXT),
        who=_said("who can tell", _TEXT),
        worth=_said("the most dollars of the plan that depend on it", _DOLLARS),
        question=_TEXT,
        where=_said("where the answer is written", _MAYBE),
    ),
    item=_ITEM,
)
_ASSUMPTION: Final = _object(
    fact=_TEXT, value=_said("the default used for it", _TEXT), why=_TEXT, worth=_said("dollars", _DOLLARS)
)
_NOT_COUNTED: Final = _object(fact=_TEXT, value=_said("what was told", _TEXT), why=_said("where it would count", _TEXT))
_USE: Final = _object(
    label=_TEXT,
    amount=_range("dollars"),
    route=_MAYBE,
    planned=_said("whether the plan would add it; otherwise it is in already", {"type": "boolean"}),
)
_LIMIT: Final = _and_maybe(
    _object(
        limit=_TEXT,
        label=_TEXT,
        cap=_range("the cap"),
        uses=_list(_USE),
        left=_range("what is left"),
        cites=_CITES,
    ),
    item=_ITEM,
)
_ITEM_FIGURES: Final = _object(
    item=_TEXT, label=_said("what it is called", _TEXT), figures=_said("its figures by name", _named(_VALUE))
)
_ITEMS: Final = _said("the items of lists, where the rulebook has any", _list(_ITEM_FIGURES))
_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def advice_schema() -> Schema:
    """The schema of what `advice_json` gives."""
    return {"$schema": _DRAFT, "title": "Advice as JSON", **_and_maybe(_object(**_advice()), items=_ITEMS)}


def household_schema() -> Schema:
    """The schema of what `household_json` gives."""
    named = _object(name=_said("the name the household file gives this saver", _TEXT), **_advice())
    saver = _and_maybe(named, items=_ITEMS)
    whole = _object(
        schema=_said("the version of this format", {"const": SCHEMA}),
        household=_said("true: these are the answers for two savers", {"const": True}),
        status=_said("decided where both answers are", {"enum": ["decided", "provisional"]}),
        savers=_said("each answer as that of one saver", {**_list(saver), "minItems": 2, "maxItems": 2}),
        total=_range("dollars of both plans together"),
    )
    return {"$schema": _DRAFT, "title": "Advice for two savers as JSON", **whole}


def _advice() -> dict[str, Schema]:
    return {
        "schema": _said("the version of this format", {"const": SCHEMA}),
        "tax_year": {"type": "integer"},
        "as_of": _said("the day of the advice", _DATE),
        "status": _said(
            "whether open facts could still change the recommendation or the corrections",
            {"enum": ["decided", "provisional"]},
        ),
        "recommendation": _said("a route, `none` where all are closed, null where it is not known", _MAYBE),
        "corrections": _said("what has gone wrong already and has to be put right first", _list(_CORRECTION)),
        "routes": _named(_ROUTE),
        "plan": _said("the open routes in the order of doing", _list(_TEXT)),
        "plan_steps": _list(_STEP),
        "plan_lines": _said("what the total adds up besides the routes", _list(_PLAN_LINE)),
        "plan_total": _range("dollars of the whole plan"),
        "figures": _said("published figures; null where not known or not applicable", _named(_VALUE)),
        "open_facts": _list(_OPEN_FACT),
        "assumptions": _list(_ASSUMPTION),
        "told_but_not_counted": _said("what was told but does not apply", _list(_NOT_COUNTED)),
        "ledger": _said("each limit and what uses it", _list(_LIMIT)),
        "receipt": _said("what reproduces the advice", _object(rulebook=_HASH, engine=_TEXT, facts=_HASH)),
    }
