"""The API described: OpenAPI 3.1 around the JSON Schemas that are published."""

from __future__ import annotations

from typing import Any, Final

from ..engine.advise.json_schema import advice_schema, household_schema
from ..engine.rulebook.load.json_schema import schemas
from ..engine.rulebook.model import Rulebook
from ..engine.version import VERSION

Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string"}
_TEXTS: Final[Schema] = {"type": "array", "items": _TEXT}
_MAYBE: Final[Schema] = {"type": ["string", "null"]}
_YEAR: Final[Schema] = {"type": ["integer", "null"]}
_ADVICE: Final[Schema] = {"$ref": "#/components/schemas/advice"}
_HOUSEHOLD: Final[Schema] = {"$ref": "#/components/schemas/household"}
_PROBLEM: Final[Schema] = {"$ref": "#/components/schemas/problem"}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


_PROBLEMS: Final = {
    **_object(
        type=_TEXT,
        title=_TEXT,
        status={"type": "integer"},
        problems={
            "type": "array",
            "items": {
                **_object(check=_TEXT, message=_TEXT, help=_MAYBE),
                "properties": {
                    "check": _TEXT,
                    "message": _TEXT,
                    "help": _MAYBE,
                    "place": _object(line={"type": "integer"}, column={"type": "integer"}),
                },
            },
        },
    ),
    "description": "Problem details (RFC 9457), with every problem found as the terminal tells it.",
}
_ROUTE: Final = _object(label=_TEXT, verdict={"enum": ["open", "caution", "closed", "unknown"]}, dollars=_TEXT)
_QUESTION: Final = {"type": "object", "required": ["fact", "type", "label"]}
_NEXT: Final = _object(
    schema={"const": 1},
    tax_year=_YEAR,
    least={"type": "integer", "description": "so many questions will surely still be asked"},
    most={"type": "integer", "description": "no more than so many will still be asked"},
    questions={"type": "array", "items": _QUESTION, "description": "the next one first, with its wording and bounds"},
    unknown={**_TEXTS, "description": "the facts said to be not known"},
    routes={"type": "array", "items": _ROUTE},
    total=_MAYBE,
    rulebook=_TEXT,
    engine=_TEXT,
)
_LINE: Final = _object(label=_TEXT, cells=_TEXTS)
_COMPARISON: Final = _object(
    names=_TEXTS,
    same={"type": "boolean"},
    facts={"type": "array", "items": _LINE},
    lines={"type": "array", "items": _LINE},
    steps={"type": "array", "items": {"type": "array", "items": _object(by=_MAYBE, text=_TEXT)}},
)
_VERIFIED: Final = _object(
    holds={"type": "boolean"},
    change={"enum": ["same", "edited", "tampered"]},
    today={"enum": ["same", "differs", "unknown", "not asked"]},
    says=_TEXTS,
    details=_TEXTS,
)
_RULES: Final = {
    "name": "rules",
    "in": "query",
    "schema": {"type": "string", "minLength": 16, "maxLength": 64},
    "description": "The digest of the rulebook, or its first 16 digits: another one that is loaded refuses.",
}


def schemas_of(rulebook: Rulebook) -> dict[str, Schema]:
    """The published schemas by the name of their address."""
    return {
        "saver": schemas(rulebook)["saver.schema.json"],
        "advice": advice_schema(),
        "household": household_schema(),
    }


def document(rulebook: Rulebook, base_url: str) -> Schema:
    """The whole description."""
    saver = {"$ref": "#/components/schemas/saver"}
    facts = {"anyOf": [saver, _household_file(rulebook)]}
    both = {**_object(facts=saver, changes=_some_facts(rulebook)), "additionalProperties": False}
    answer = {"anyOf": [_ADVICE, _HOUSEHOLD]}
    line = {
        "anyOf": [_object(line={"type": "integer"}, advice=answer), _object(line={"type": "integer"}, problem=_PROBLEM)]
    }
    year = {"name": "year", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 9999}}
    name = {"name": "name", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    most = {"name": "most", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}}
    title = {"name": "name", "in": "query", "schema": {"type": "string", "maxLength": 200}}
    schema = {**name, "schema": {"enum": list(schemas_of(rulebook))}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "rothroute",
            "version": VERSION,
            "summary": "Which routes are open to one saver, for how much, and why",
            "description": f"Education, not advice. Rulebook {rulebook.digest}. Nothing sent here is stored or logged.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": base_url}],
        "security": [{"token": []}, {}],
        "paths": {
            "/api/v1/advise": _post("advise", "Advise one saver, or the two of a household", facts, answer, [_RULES]),
            "/api/v1/next": _post("next", "What is still to be asked", saver, _NEXT, [most, _RULES]),
            "/api/v1/what-if": _post("whatIf", "Change answers and see what moves", both, _what_if(), [_RULES]),
            "/api/v1/batch": _post("batch", "Many savers, a line each", {}, line, [_RULES], "application/x-ndjson"),
            "/api/v1/verify": _verify([title, _RULES]),
            "/api/v1/explain/{name}": _get(
                "explain",
                "What a name of the rulebook means",
                _object(name=_TEXT, year=_YEAR, text=_TEXT),
                [name, year, _RULES],
            ),
            "/api/v1/schema/{name}": _get("schema", "A published JSON Schema", {"type": "object"}, [schema], _SCHEMA),
        },
        "components": {
            "schemas": {**schemas_of(rulebook), "problem": _PROBLEMS},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


_SCHEMA: Final = "application/schema+json"


def _some_facts(rulebook: Rulebook) -> Schema:
    """A saver's facts of which none is required."""
    whole = schemas_of(rulebook)["saver"]
    return {key: value for key, value in whole.items() if key not in ("$schema", "title", "required")}


def _household_file(rulebook: Rulebook) -> Schema:
    """A household file: what both share, and each one's name and facts."""
    some = _some_facts(rulebook)
    one = {
        **_object(name={"type": "string", "minLength": 1, "maxLength": 60}, facts=some),
        "additionalProperties": False,
    }
    savers = {"type": "array", "items": one, "minItems": 2, "maxItems": 2}
    return {**_object(household=some, savers=savers), "additionalProperties": False}


def _what_if() -> Schema:
    return _object(schema={"const": 1}, now=_ADVICE, then=_ADVICE, comparison=_COMPARISON)


def _post(
    name: str, summary: str, taken: Schema, given: Schema, parameters: list[Schema], media: str = "application/json"
) -> Schema:
    body = {"required": True, "content": {media: {"schema": taken}}}
    return {
        "post": {
            "operationId": name,
            "summary": summary,
            "parameters": parameters,
            "requestBody": body,
            "responses": _responses(given, media),
        }
    }


def _get(name: str, summary: str, given: Schema, parameters: list[Schema], media: str = "application/json") -> Schema:
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": parameters,
            "responses": _responses(given, media),
        }
    }


def _verify(parameters: list[Schema]) -> Schema:
    found = _post("verify", "Check a letter", {}, _VERIFIED, parameters)
    found["post"]["requestBody"]["content"] = {"application/octet-stream": {}}
    return found


def _responses(given: Schema, media: str) -> Schema:
    problem = {"description": "What is wrong", "content": {"application/problem+json": {"schema": _PROBLEM}}}
    return {"200": {"description": "The answer", "content": {media: {"schema": given}}}, "default": problem}
