"""JSON Schemas of the rulebook files and of a saver's facts, so that editors complete, explain and check them.

Made from the table the loader reads (`shapes`); kept in docs/schemas, where a test holds them to the code.
"""

from __future__ import annotations

from typing import Any, Final

from ...value import to_json
from ..expression import LONGEST
from ..model import Fact, ItemList, Rulebook
from . import NAME, shapes
from .reader import EARLIER
from .shapes import Shape, ShapeField

Schema = dict[str, Any]

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_TITLES: Final = {
    "facts": "The facts of a rulebook",
    "sources": "The sources of a rulebook",
    "parameter": "A published amount or date by tax year",
    "rules": "The rules of one topic",
    "questions": "The questions of one topic",
    "cases": "The cases of one topic",
    "wording": "What is said around the rules",
}
_NAME: Final = f"^{NAME.pattern}$"
_MONEY: Final = r"^[-+]?\$?[-+]?([0-9]{1,3}([,_ ][0-9]{3})+|[0-9]+)(\.[0-9]+)?[kKmM]?$"
_UNKNOWN: Final[Schema] = {"enum": [None, "unknown"], "description": "not known"}
_YES_NO: Final[Schema] = {"enum": [True, False, "yes", "no", "true", "false"]}
_VALUE: Final[Schema] = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
_WORDS: Final[Schema] = {"type": ["string", "number", "boolean"], "pattern": r"^[^{}]*(\{[^{}]+\}[^{}]*)*$"}
_WORD: Final[Schema] = {"type": "string", "pattern": _NAME}
_CITE: Final[Schema] = {"type": "string", "pattern": r"\S"}
_SIMPLE: Final[dict[str, Schema]] = {
    "text": _VALUE,
    "texts": {"anyOf": [_VALUE, {"type": "array", "items": _VALUE, "minItems": 1}]},
    "value": _VALUE,
    "formula": {**_VALUE, "maxLength": LONGEST},
    "words": _WORDS,
    "yes_no": _YES_NO,
    "whole": {"type": "integer", "minimum": 0, "maximum": 9999},
    "year": {"type": "integer", "minimum": 1900, "maximum": 2099},
    "name": _WORD,
    "names": {"anyOf": [_WORD, {"type": "array", "items": _WORD}]},
    "cite": _CITE,
    "cites": {"anyOf": [_CITE, {"type": "array", "items": _CITE, "minItems": 1}]},
    "choices": {"type": "object", "additionalProperties": _VALUE, "minProperties": 1},
    "pairs": {"type": "object", "additionalProperties": {"not": {"type": "object"}}, "minProperties": 1},
    "synonyms": {"type": "object", "additionalProperties": {"type": "array", "items": _VALUE}, "minProperties": 1},
}


def schemas(rulebook: Rulebook) -> dict[str, Schema]:
    """The schema of each kind of rulebook file and of this rulebook's facts files, by file name."""
    found = {f"{kind}.schema.json": _file(_TITLES[kind], shape) for kind, shape in shapes.FILES.items()}
    return {**found, "saver.schema.json": _saver(rulebook)}


def _file(title: str, shape: Shape) -> Schema:
    return {"$schema": DRAFT, "title": title, **_mapping(shape)}


def _mapping(shape: Shape) -> Schema:
    found: Schema = {
        "type": "object",
        "properties": {name: _field(name, field) for name, field in shape.items()},
        "required": [name for name, field in shape.items() if field.required],
        "additionalProperties": False,
    }
    return {**found, **_rules(shape)}


def _field(name: str, field: ShapeField) -> Schema:
    return {"title": name.replace("_", " "), "description": field.meaning, **_kind(field)}


def _kind(field: ShapeField) -> Schema:
    if field.kind == "one_of":
        return {"enum": list(field.values)}
    if field.kind == "type":
        return {"anyOf": [{"enum": list(field.values)}, {"type": "string", "pattern": f"^{EARLIER}{NAME.pattern}$"}]}
    if field.shape is None:
        return _SIMPLE[field.kind]
    inner = _mapping(field.shape)
    if field.kind == "one":
        return inner
    if field.kind == "list":
        return {"type": "array", "items": inner, "minItems": 1}
    key = "^(19|20)[0-9]{2}$" if field.kind == "years" else r"\S" if field.shape is shapes.SOURCE else _NAME
    return {
        "type": "object",
        "propertyNames": {"pattern": key},
        "additionalProperties": inner,
        "minProperties": int(field.required),
    }


def _rules(shape: Shape) -> Schema:
    """What ties the keys of a mapping together."""
    if shape is shapes.FACT:
        choice = {"properties": {"type": {"const": "choice"}}}
        values = {"if": choice, "then": {"required": ["values"]}, "else": {"properties": {"values": False}}}
        return {"dependentRequired": _needs(shapes.FACT_NEEDS), "allOf": [values]}
    if shape is shapes.CONCLUSION:
        return {"dependentRequired": {part: ["step"] for part in shapes.STEP_PARTS}}
    if shape is shapes.PROPERTY:
        moves = [{"required": [part]} for part in ("never_rises_with", "never_falls_with")]
        figure = {"required": ["figure"], "oneOf": moves}
        return {"oneOf": [{"required": ["holds"]}, figure, {"required": ["feature", "helps"]}]}
    if shape is shapes.PUBLISHED:
        checked = {"required": ["amount"], "oneOf": [{"required": ["verified"]}, {"required": ["unverified"]}]}
        return {"oneOf": [checked, {"required": ["absent"]}]}
    return {}


def _needs(pairs: tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
    return {given: [wanted] for given, wanted in pairs}


def _saver(rulebook: Rulebook) -> Schema:
    facts = {fact.name: _answer(rulebook, fact) for fact in rulebook.facts.values()}
    facts |= {one.plural: _items(rulebook, one) for one in rulebook.lists}
    about = {"type": "object", "description": "kept by the questionnaire about the answers"}
    return {
        "$schema": DRAFT,
        "title": "The facts of a saver",
        "description": "What is left out, null or `unknown` is not known: never no, never zero.",
        "type": "object",
        "properties": {**facts, "answers": about},
        "required": [name for name, fact in rulebook.facts.items() if fact.unit == "tax_year"],
        "additionalProperties": False,
    }


def _items(rulebook: Rulebook, one: ItemList) -> Schema:
    """The items of a list, each a mapping of its facts; `none` says that there is no item."""
    facts = {fact.name: _answer(rulebook, fact) for fact in rulebook.facts.values() if fact.of == one.name}
    facts |= {inner.plural: _items(rulebook, inner) for inner in rulebook.lists if inner.of == one.name}
    item = {"type": ["object", "null"], "properties": facts, "additionalProperties": False}
    listed = {"type": "array", "items": item, "maxItems": one.most}
    return {"title": one.plural, "description": f"each {one.label}", "anyOf": [listed, {"const": "none"}, _UNKNOWN]}


def _answer(rulebook: Rulebook, fact: Fact) -> Schema:
    said = {"title": fact.label, "description": fact.meaning}
    if fact.unit == "tax_year":
        return {**said, "enum": [*rulebook.years, *map(str, rulebook.years)]}
    if fact.earlier:
        earlier = {"type": "string", "pattern": rf"^{fact.earlier}[1-9]$", "title": f"an earlier {fact.earlier}"}
        return {**said, "oneOf": [{"const": "none", "title": "none"}, earlier, _UNKNOWN]}
    if fact.unit == "choice":
        values = [{"const": value, "title": words} for value, words in fact.values]
        return {**said, "oneOf": [*values, _UNKNOWN]}
    return {**said, "anyOf": [*_written(fact), _UNKNOWN]}


def _written(fact: Fact) -> list[Schema]:
    """The ways to write a value of the fact's unit."""
    if fact.unit == "yes_no":
        return [_YES_NO]
    if fact.unit == "date":
        return [{"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}]
    bounds = {"minimum": to_json(fact.lowest, fact.unit), "maximum": to_json(fact.highest, fact.unit)}
    if fact.unit == "dollars":
        return [{"type": "number", **bounds}, {"type": "string", "pattern": _MONEY}]
    if fact.unit == "percent":
        return [{"type": "number", **bounds}, {"type": "string", "pattern": r"^[0-9]+(\.[0-9]{1,4})? ?%?$"}]
    return [{"type": "integer", **bounds}, {"type": "string", "pattern": "^[0-9]{1,9}$"}]
