"""The gallery: for every check rulebooks as data in which it fires, with the exact findings, and near misses.

`gallery/<check>.yaml` has `fires` and `silent`. Each rulebook is the small one of `base/` with changes: `change` (text
that stands in a file once, and what stands there instead), `example` (the bad or the good example of the check's page),
`fragment` (changes as a page writes them), `add` and `end` (a file, or lines at its end), `away`,
`templates`, `bytes` (in hexadecimal), `fill` (a large file), `links` and `pipes`. `today`, `only`, `baseline`, `prove`,
`coverage` and `since` (against the small rulebook) say how it is audited; `commands` are typed instead, `without` a
module. `finds` are all findings.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from audit_fragments import OF_CASES, TODAY, base, built

from rothroute import cli
from rothroute.engine.audit import laboratory, workshop
from rothroute.engine.audit.pages import pages
from rothroute.engine.audit.run import audit
from rothroute.engine.diagnostic import Diagnostic, Refusal

GALLERY = Path(__file__).with_name("gallery")
FILES = {path.stem: path for path in sorted(GALLERY.glob("*.yaml"))}
KEYS = {"about", "change", "example", "fragment",
        "add", "end", "away", "templates", "bytes", "fill", "links", "pipes", "today", "only",
        "baseline", "prove", "coverage", "since", "commands", "without", "finds"}  # fmt: skip


def entries(kind: str) -> list[Any]:
    """Every rulebook of a kind, named by its check and what it is about."""
    held = {name: yaml.safe_load(path.read_text("utf-8")) for name, path in FILES.items()}
    return [
        pytest.param(name, {**one, "name": name}, id=f"{name}: {one['about']}")
        for name in FILES
        for one in held[name][kind]
    ]


def rulebook(entry: dict[str, Any]) -> dict[str, bytes]:
    """The files of an entry."""
    page = pages()[entry["name"]]
    example = {"bad": page.bad, "good": page.good}.get(entry.get("example", ""), "")
    files = built(example + entry.get("fragment", ""))[0]
    for change in entry.get("change", ()):
        text = files[change["file"]].decode()
        assert text.count(change["from"]) == 1, f"not once in {change['file']}: {change['from']}"
        files[change["file"]] = text.replace(change["from"], change["to"]).encode()
    files |= {path: text.encode() for path, text in entry.get("add", {}).items()}
    files |= {path: files[path] + text.encode() for path, text in entry.get("end", {}).items()}
    files |= {path: bytes.fromhex(digits) for path, digits in entry.get("bytes", {}).items()}
    files |= {path: filled(**how) for path, how in entry.get("fill", {}).items()}
    return {path: data for path, data in files.items() if path not in entry.get("away", ())}


def filled(text: str, more: str, size: int) -> bytes:
    """A text made so many bytes long."""
    return (text + more * (size // len(more) + 1))[:size].encode()


def found(entry: dict[str, Any], folder: Path) -> list[Diagnostic]:
    """What an audit of the entry finds; what is refused outright counts as found."""
    files, templates, today = rulebook(entry), entry.get("templates", {}), entry.get("today", TODAY)
    further = [laboratory.proofs(processes=1)] * entry.get("prove", 0)
    further += [laboratory.coverage()] * entry.get("coverage", 0)
    further += [laboratory.coverage_since(base(), TODAY)] * entry.get("since", 0)
    try:
        if {"links", "pipes", "baseline"} & entry.keys():
            return on_disk(entry, files, folder, today)
        skip = OF_CASES - {entry["name"]}
        return list(audit(files, templates, today, entry.get("only", ()), skip, further).findings)
    except Refusal as refusal:
        return list(refusal.diagnostics)


def on_disk(entry: dict[str, Any], files: dict[str, bytes], folder: Path, today: date) -> list[Diagnostic]:
    """What needs a folder: links, pipes, baselines."""
    written(files, folder)
    for path, target in entry.get("links", {}).items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).symlink_to(target)
    for path in entry.get("pipes", ()):
        (folder / path).parent.mkdir(exist_ok=True)
        os.mkfifo(folder / path)
    report = workshop.audited(workshop.AuditJob(folder, today))
    if "baseline" in entry:
        (folder / "baseline.json").write_text(entry["baseline"])
        report = workshop.without_known(report, folder / "baseline.json")
    return list(report.findings)


def written(files: dict[str, bytes], folder: Path) -> None:
    """Files by path into a folder."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def typed(entry: dict[str, Any], folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The findings that commands print, run beside the entry's rulebook in `rules`."""
    written(rulebook(entry), folder / "rules")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        if "without" in entry:
            patch.setitem(sys.modules, entry["without"], None)
        for command in entry["commands"]:
            cli.run(shlex.split(command))
    said = re.findall(r"^((?:error|warning|advice)\[[a-z-]+\]): (.*)$", "".join(capsys.readouterr()), re.MULTILINE)
    return [f"{name} {sentence}" for name, sentence in said]


def lines(entry: dict[str, Any], folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """All findings of an entry as the gallery writes them."""
    if "commands" in entry:
        return typed(entry, folder, capsys)
    return [line(finding, folder) for finding in found(entry, folder)]


def line(finding: Diagnostic, folder: Path) -> str:
    """A finding as the gallery writes it."""
    span = finding.span
    place = f"{span.file}:{span.line}:{span.column}: " if span else ""
    return f"{place}{finding.level}[{finding.check}] {finding.message.replace(str(folder), 'RULES')}"


@pytest.mark.parametrize(("name", "entry"), entries("fires"))
def test_the_findings_are_exactly_these(
    name: str, entry: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = lines(entry, tmp_path, capsys)

    assert entry["finds"] == found
    assert any(f"[{name}]" in one for one in found)


@pytest.mark.parametrize(("name", "entry"), entries("silent"))
def test_a_near_miss_is_silent(
    name: str, entry: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What else is found is written down, so that nobody takes a rulebook that cannot be read for a silent one."""
    found = lines(entry, tmp_path, capsys)

    assert entry.get("finds", []) == found
    assert not any(f"[{name}]" in one for one in found)


def test_every_check_is_in_the_gallery() -> None:
    assert sorted(pages()) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_each_file_has_both_kinds_and_known_keys(name: str) -> None:
    held = yaml.safe_load(FILES[name].read_text("utf-8"))

    assert list(held) == ["fires", "silent"] and all(held.values())
    assert not [key for one in (*held["fires"], *held["silent"]) for key in one if key not in KEYS]
