"""The published JSON Schemas: up to date, true of every file of ours, and closed to typical mistakes.

ROTHROUTE_UPDATE_GOLDENS=1 writes docs/schemas anew.
"""

from __future__ import annotations

import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from rothroute.engine import Adviser, Rulebook, advice_json, load_rulebook
from rothroute.engine.advise.json_schema import advice_schema, household_schema
from rothroute.engine.rulebook.load import kind_of
from rothroute.engine.rulebook.load.json_schema import schemas
from rothroute.engine.rulebook.source import Mapping, Node, Scalar, Sequence, parse

ROOT = Path(__file__).parents[2]
RULES, SCHEMAS = ROOT / "rules", ROOT / "docs" / "schemas"
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
PLAIN = {"true": True, "false": False, "null": None, "~": None, "": None}


def all_schemas(rulebook: Rulebook) -> dict[str, Any]:
    return {**schemas(rulebook), "advice.schema.json": advice_schema(), "household.schema.json": household_schema()}


def as_data(node: Node) -> Any:
    """What an editor makes of a file: YAML 1.2, in which `yes` and dates are text."""
    if isinstance(node, Mapping):
        return {key.text: as_data(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [as_data(item) for item in node.items]
    return node.text if node.quoted else plain(node)


def plain(node: Scalar) -> Any:
    if node.text in PLAIN:
        return PLAIN[node.text]
    if re.fullmatch(r"-?[0-9]+", node.text):
        return int(node.text)
    return float(node.text) if re.fullmatch(r"-?[0-9]+\.[0-9]+", node.text) else node.text


def complaints(schema: Any, text: str | bytes) -> list[str]:
    data = as_data(parse(text, "f"))
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(data)]


@pytest.fixture(scope="module")
def made(rulebook: Rulebook) -> dict[str, Any]:
    return all_schemas(rulebook)


def test_the_published_schemas_are_up_to_date(made: dict[str, Any]) -> None:
    texts = {name: json.dumps(schema, indent=1, ensure_ascii=False) + "\n" for name, schema in made.items()}
    if os.environ.get("ROTHROUTE_UPDATE_GOLDENS") == "1":
        SCHEMAS.mkdir(exist_ok=True)
        for name, text in texts.items():
            (SCHEMAS / name).write_text(text, "utf-8")
    published = {path.name: path.read_text("utf-8") for path in SCHEMAS.glob("*.json")}

    stale = sorted(name for name in texts | published if texts.get(name) != published.get(name))

    assert stale == [], "ROTHROUTE_UPDATE_GOLDENS=1 pytest tests/engine/test_schemas.py writes them anew"


@pytest.mark.parametrize("name", sorted(all_schemas(load_rulebook())))
def test_a_schema_is_one(made: dict[str, Any], name: str) -> None:
    Draft202012Validator.check_schema(made[name])


@pytest.mark.parametrize("name", sorted(all_schemas(load_rulebook())))
def test_every_key_is_described(made: dict[str, Any], name: str) -> None:
    assert list(undescribed(made[name], name)) == []


def undescribed(schema: Any, path: str) -> Any:
    for key, inner in schema.get("properties", {}).items() if isinstance(schema, dict) else ():
        if name_of(path) != "advice.schema.json" and not {"title", "description"} & set(inner):
            yield f"{path}.{key}"
        yield from undescribed(inner, f"{path}.{key}")


def name_of(path: str) -> str:
    return ".".join(path.split(".")[:3])


@pytest.mark.parametrize("path", sorted(RULES.rglob("*.yaml")), ids=lambda path: str(path.relative_to(RULES)))
def test_a_rules_file_fits_its_schema(made: dict[str, Any], path: Path) -> None:
    kind = kind_of(path.relative_to(RULES).as_posix())

    assert complaints(made[f"{kind}.schema.json"], path.read_bytes()) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_fits_the_schema_of_savers(made: dict[str, Any], path: Path) -> None:
    assert complaints(made["saver.schema.json"], path.read_bytes()) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_advice_fits_its_schema(made: dict[str, Any], adviser: Adviser, path: Path) -> None:
    advice = adviser.advise(parse(path.read_bytes(), path.name), date(2026, 6, 30)).advice

    assert complaints(made["advice.schema.json"], json.dumps(advice_json(advice))) == []


FACT = "facts: {age: {type: years, label: age, meaning: Age., %s}}"
YEAR = "{label: a, unit: dollars, law: USC 1, values: {2026: {%s}}}"
RULE = "{topic: t, conclusions: {c: {when: yes, cite: [USC 1], %s}}}"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("facts", FACT % "lowst: 14"),
        ("facts", FACT % "applies: has_plan"),
        ("facts", FACT % "assume: 30"),
        ("facts", FACT % "values: {a: b}"),
        ("facts", FACT.replace("label: age, ", "") % "lowest: 14"),
        ("facts", FACT.replace("label: age", "label: ''") % "lowest: 14"),
        ("facts", FACT.replace("years", "year") % "lowest: 14"),
        ("facts", FACT.replace("{age:", "{Age:") % "lowest: 14"),
        ("facts", "facts: {plan: {type: choice, label: plan, meaning: Plan.}}"),
        ("facts", "facts: [age]"),
        ("sources", "sources: {USC: {title: Code, kind: law, checked: read}}"),
        ("parameter", YEAR % "amount: 5, source: USC 1"),
        ("parameter", YEAR % "amount: 5, absent: none, source: USC 1, verified: read"),
        ("parameter", YEAR % "source: USC 1, verified: read"),
        ("parameter", YEAR.replace("2026", "next") % "amount: 5, source: USC 1, verified: read"),
        ("parameter", YEAR.replace("dollars", "dollar") % "amount: 5, source: USC 1, verified: read"),
        ("rules", RULE % "by: pay_in_day"),
        ("rules", RULE % 'because: "stands { alone"'),
        ("rules", RULE.replace("[USC 1]", "[]") % "because: x"),
        ("rules", RULE % "convention: maybe"),
        ("rules", "{topic: t, conclusion: {}}"),
        ("questions", "questions: {age: {question: How old are you?}}"),
        ("cases", "cases: [{name: a, given: {}, expect: {b: 1}, source: USC 1}]"),
        ("wording", "total: {saver: 'put in {total}', sum: all}"),
        ("wording", "glossary: [conversion]"),
        ("saver", "age: 30"),
        ("saver", "{tax_year: 2027}"),
        ("saver", "{tax_year: 2026, agee: 30}"),
        ("saver", "{tax_year: 2026, age: 170}"),
        ("saver", "{tax_year: 2026, age: [30]}"),
        ("saver", "{tax_year: 2026, wages: -5}"),
        ("saver", "{tax_year: 2026, wages: lots}"),
        ("saver", "{tax_year: 2026, filing_status: maried}"),
        ("saver", "{tax_year: 2026, has_solo_plan: maybe}"),
        ("saver", "{tax_year: 2026, plan_after_tax_cap_percent: 150}"),
        ("saver", "{tax_year: 2026, as_of: 30 June 2026}"),
    ],
)
def test_a_typical_mistake_is_refused(made: dict[str, Any], kind: str, text: str) -> None:
    assert complaints(made[f"{kind}.schema.json"], text)


@pytest.mark.parametrize(
    "text",
    [
        '{"tax_year": 2026, "age": null, "wages": 70500.5, "has_solo_plan": true}',
        '{tax_year: 2026, wages: "$70,500", modified_agi: -5000, has_solo_plan: no}',
        "{tax_year: 2026, wages: 70.5k, plan_after_tax_cap_percent: 10%, workplace_plan: 401k}",
        "{tax_year: 2026, wages: unknown, filing_status: unknown, as_of: 2026-06-30}",
    ],
)
def test_every_way_to_write_an_answer_fits(made: dict[str, Any], text: str) -> None:
    assert complaints(made["saver.schema.json"], text) == []


def test_a_changed_advice_does_not_fit(made: dict[str, Any], adviser: Adviser) -> None:
    advice = advice_json(adviser.advise(parse(EXAMPLES[0].read_bytes(), "f"), date(2026, 6, 30)).advice)
    changed = [{**advice, "schema": 1}, {**advice, "extra": 1}, {key: advice[key] for key in list(advice)[1:]}]

    assert all(complaints(made["advice.schema.json"], json.dumps(one)) for one in changed)


def examples_of_the_format() -> list[str]:
    page = (ROOT / "docs" / "rulebook.md").read_text("utf-8")
    return re.findall(r"^```yaml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("text", examples_of_the_format(), ids=lambda text: text.split(":", maxsplit=1)[0])
def test_an_example_of_the_format_fits_a_schema(made: dict[str, Any], text: str) -> None:
    kinds = ["facts", "sources", "parameter", "rules", "questions", "cases", "wording"]

    if text.startswith(("properties:", "corrections:")):
        text = f"topic: roth_ira\n{text}"
    found = {kind: complaints(made[f"{kind}.schema.json"], text) for kind in kinds}

    assert [] in found.values(), min(found.values(), key=len)
