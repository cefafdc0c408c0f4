"""The tables of ARCHITECTURE.md and CONTRIBUTING.md say what the import contracts say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAP = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
RULES = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]


def layered(container: str) -> list[list[str]]:
    """The layers of a container that exist, from the top; rooms of one layer in the order of the alphabet."""
    (contract,) = (one for one in CONTRACTS if container in one.get("containers", ()))
    home = ROOT / Path(*container.split(".")[1:])
    rooms = [sorted(name.strip(" ()") for name in layer.split("|")) for layer in contract["layers"]]
    there = [[name for name in layer if (home / name).is_dir() or (home / f"{name}.py").exists()] for layer in rooms]
    return [layer for layer in there if layer]


def table(head: str) -> list[list[str]]:
    """The rows of the table with this head, cell by cell."""
    rows = MAP.partition(f"| {head} |\n")[2].partition("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_the_wings_stand_in_the_order_of_the_contract() -> None:
    drawn = [row[0].strip("`") for row in table("wing | what it does | what it never does")]

    assert drawn[:3] == ["cli.py", "commands", "web"]
    wings = [name.removeprefix("engine/") for name in drawn[3:]]
    for layer in layered("rothroute.engine"):
        assert sorted(wings[: len(layer)]) == layer
        wings = wings[len(layer) :]
    assert wings == []


@pytest.mark.parametrize(("wing", "floors"), table("wing | floors"))
def test_the_floors_of_a_wing_are_those_of_its_contract(wing: str, floors: str) -> None:
    drawn = [sorted(re.findall(r"`(\w+)`", floor)) for floor in floors.split(";")]

    assert drawn == layered(f"rothroute.{wing.strip('`').replace('/', '.')}")


def test_every_wing_with_floors_is_drawn() -> None:
    containers = {name for one in CONTRACTS if one["type"] == "layers" for name in one.get("containers", ())}
    drawn = {f"rothroute.{row[0].strip('`').replace('/', '.')}" for row in table("wing | floors")}

    assert drawn == containers - {"rothroute.engine"}
    assert all(one["exhaustive"] for one in CONTRACTS if one.get("containers"))


def test_contributing_names_every_impure_room() -> None:
    (contract,) = (one for one in CONTRACTS if "pathlib" in one.get("forbidden_modules", ()))
    sources = {line.split(" -> ")[0].removeprefix("rothroute.") for line in contract["ignore_imports"]}
    impure = {source.removesuffix(".**").replace(".", "/") for source in sources}
    named = RULES.partition("the exceptions are")[2].partition(". It knows")[0]

    assert set(re.findall(r"`([^`]+)`", named)) == impure


def test_each_command_is_described_once() -> None:
    first = [row[0] for row in table("to add | goes to")]

    assert len(first) == len(set(first))
