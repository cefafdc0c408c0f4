"""What development and continuous integration install is pinned by hash, and is what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS = PROJECT["dependency-groups"]
LOCKS = ("build", "dev", "run", "benchmarks", "sbom")
STALE = "run `make lock`"


def asked_for(name: str) -> Iterator[Requirement]:
    """The requirements of a dependency group; development and the image (`run`) install the package and its extras."""
    for entry in GROUPS.get(name, ()):
        if isinstance(entry, str):
            yield Requirement(entry)
        else:
            yield from asked_for(entry["include-group"])
    if name in ("dev", "run"):
        extras = PROJECT["project"]["optional-dependencies"].values()
        yield from map(
            Requirement, [*PROJECT["project"]["dependencies"], *(line for extra in extras for line in extra)]
        )


def pinned(name: str) -> dict[str, tuple[Requirement, str]]:
    """Each package of a lock, and the text of its entry."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"\A(#.*\n)+", "", text))
    pins = [(Requirement(entry.partition("\\")[0].strip()), entry) for entry in entries]
    return {canonicalize_name(requirement.name): (requirement, entry) for requirement, entry in pins}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_is_asked_for_in_a_version_that_fits(name: str) -> None:
    pins = pinned(name)

    for wanted in asked_for(name):
        pin, _ = pins.get(canonicalize_name(wanted.name), (None, ""))
        assert pin is not None, (wanted.name, STALE)
        [version] = [one.version for one in pin.specifier]
        assert wanted.specifier.contains(version), (str(wanted), version, STALE)


@pytest.mark.parametrize("name", LOCKS)
def test_every_entry_of_a_lock_is_one_version_with_its_hashes(name: str) -> None:
    for pin, entry in pinned(name).values():
        assert [one.operator for one in pin.specifier] == ["=="], pin
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), pin


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host(name: str) -> None:
    """Where packages come from is set up on each machine, not here."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")

    assert "://" not in text
    assert not re.search(r"(?m)^-", text)


def test_locks_agree_where_they_overlap() -> None:
    """They are installed one after the other into one environment."""
    locks = [{name: pin.specifier for name, (pin, _) in pinned(lock).items()} for lock in LOCKS]

    for one in locks:
        for other in locks:
            assert {name: one[name] for name in one.keys() & other.keys()} == {
                name: other[name] for name in one.keys() & other.keys()
            }


def behind(names: set[str]) -> set[str]:
    """The packages that others bring along, by the `# via` of the lock."""
    found, pins = set(names), pinned("dev")
    while True:
        more = {name for name, (_, entry) in pins.items() if found & {canonicalize_name(one) for one in via(entry)}}
        if more <= found:
            return found
        found |= more


def via(entry: str) -> list[str]:
    """What asks for a package; ours are in brackets."""
    asked = entry.partition("# via")[2].replace("#", " ").split("\n")
    return [line.strip() for line in asked if line.strip() and "pyproject" not in line]


def test_the_page_of_dependencies_names_all_that_users_install() -> None:
    project = PROJECT["project"]
    asked = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    users = behind({canonicalize_name(Requirement(line).name) for line in asked})
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    listed = re.findall(r"(?m)^\| ([\w.-]+) \| (.+?) \|", page)

    assert {canonicalize_name(name) for name, license in listed if name not in ("package", "---")} == users
    assert "GPL" not in page
