"""What is installed is what stands in the tree: nothing missing, nothing swept in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator
from email import message_from_string
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from rothroute.engine.version import VERSION

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
NOT_SHIPPED = {"benchmarks", "build", "dist", "docs", "requirements", "tests"}
DATA = ("examples/**/*.yaml", "rules/**/*.yaml", "schemas/**/*.json", "templates/**/*", "web/pages/**/*")


def rooms() -> list[Path]:
    """The folders of the root that ship."""
    return [p for p in ROOT.iterdir() if p.is_dir() and p.name[0] != "." and p.name not in NOT_SHIPPED]


def test_the_packages_listed_are_those_of_the_tree() -> None:
    folders = {path.parent.relative_to(ROOT) for room in rooms() for path in room.rglob("*.py")}

    assert sorted(PROJECT["tool"]["setuptools"]["packages"]) == sorted(
        ["rothroute", *(".".join(["rothroute", *folder.parts]) for folder in folders)]
    )


def test_the_door_is_the_only_module_at_the_root() -> None:
    """Any other module there would be swept into the wheel, and an __init__.py would hide the layout."""

    assert [path.name for path in ROOT.glob("*.py")] == ["cli.py"]


def test_the_root_holds_what_the_house_knows_and_nothing_left_behind() -> None:
    """A test that writes where it stands would leave answers files beside the code."""
    rooms = NOT_SHIPPED | {"commands", "engine", "examples", "rules", "templates", "web"}
    pages = {"ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "SECURITY.md"}
    made = {"__pycache__", "rothroute.egg-info"}

    found = {path.name for path in ROOT.iterdir() if path.name[0] != "."}
    assert not found - rooms - pages - made - {"cli.py", "pyproject.toml", "Dockerfile"}


class Built(NamedTuple):
    """The wheel made from the source distribution, and what the wheel made from the tree holds."""

    wheel: Path
    names: set[str]
    names_from_tree: set[str]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("build")
    tree = folder / "checkout"
    hidden = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist")
    shutil.copytree(ROOT, tree, ignore=hidden)
    build = [sys.executable, "-m", "build", "--no-isolation", str(tree)]
    run([*build, "--outdir", str(folder / "released")], cwd=folder)
    run([*build, "--wheel", "--outdir", str(folder / "direct")], cwd=folder)
    [wheel] = (folder / "released").glob("*.whl")
    [direct] = (folder / "direct").glob("*.whl")
    return Built(wheel, contents(wheel), contents(direct))


@pytest.fixture(scope="module")
def bare(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that holds the wheel, what it asks for, and nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=False)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "--quiet", "install"]
    run([*pip, "--no-deps", "--no-index", "--no-compile", str(built.wheel)], cwd=folder)
    [site] = folder.glob("lib/python*/site-packages")
    with ZipFile(built.wheel) as archive:
        [metadata] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        wanted = message_from_string(archive.read(metadata).decode()).get_all("Requires-Dist", [])
    lend(wanted, site, set())
    return folder / "bin"


def lend(wanted: list[str], site: Path, lent: set[str]) -> None:
    """Copy what is asked for, and what that asks for, out of this environment: no network, no compiler."""
    for requirement in map(Requirement, wanted):
        applies = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if not applies or requirement.name in lent:
            continue
        lent.add(requirement.name)
        found = distribution(requirement.name)
        home = Path(str(found.locate_file(""))).resolve()
        for source in installed(found, home):
            target = site / source.relative_to(home) if source.is_relative_to(home) else site
            if target != site and source.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)
        lend(found.requires or [], site, lent)


def installed(found: Distribution, home: Path) -> Iterator[Path]:
    """The files of a distribution. An old pip lists them apart, by their way from the folder of its metadata, where the
    first Pythons 3.11 do not look.
    """
    yield from (Path(str(file.locate())).resolve() for file in found.files or [])
    for line in (found.read_text("installed-files.txt") or "").splitlines():
        yield (home / "metadata" / line).resolve()


def run(command: list[str], cwd: Path) -> str:
    """What a command prints, run in a folder without hints to the checkout and without earlier caches."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["XDG_CACHE_HOME"] = str(cwd / "cache")
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def contents(wheel: Path) -> set[str]:
    """The files in a wheel that are not its metadata."""
    with ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


@pytest.mark.xdist_group("packaging")
def test_the_wheel_holds_the_modules_and_data_of_the_tree(built: Built) -> None:
    modules = [ROOT / "cli.py", *(path for room in rooms() for path in room.rglob("*.py"))]
    data = [path for pattern in DATA for path in ROOT.glob(pattern) if path.is_file()]

    assert built.names == {f"rothroute/{path.relative_to(ROOT).as_posix()}" for path in [*modules, *data]}


@pytest.mark.xdist_group("packaging")
def test_the_source_distribution_builds_the_same_wheel(built: Built) -> None:
    assert built.names == built.names_from_tree


@pytest.mark.xdist_group("packaging")
def test_the_command_runs_from_the_wheel_alone(bare: Path, tmp_path: Path) -> None:
    facts = shutil.copy(ROOT / "examples" / "big-tech-engineer.yaml", tmp_path)
    rothroute = str(bare / "rothroute")

    assert VERSION in run([rothroute, "--version"], cwd=tmp_path)

    result = json.loads(run([rothroute, "advise", facts, "--format", "json"], cwd=tmp_path))

    assert result["status"] == "decided"


@pytest.mark.xdist_group("packaging")
def test_nothing_but_the_package_lands_in_site_packages(bare: Path, tmp_path: Path) -> None:
    probe = "from importlib.util import find_spec; print(find_spec('cli'), find_spec('engine'))"

    assert run([str(bare / "python"), "-c", probe], cwd=tmp_path) == "None None\n"
