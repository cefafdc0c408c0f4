"""Rulebooks for tests, as data: a small one that audits clean, and fragments that change it.

A fragment is YAML under a heading `# path`, merged into the file of that name: mappings are merged, lists are joined,
an empty value takes the key away. `# path as it is` replaces the file by the text below, `# path added` adds the text
at its end (comments at its head), `# path away` removes it, `# path in hexadecimal` gives its bytes, `# path made 5000
bytes long` repeats the last line of the text, `# today 2026-12-01` sets the day.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml

BASE = Path(__file__).parent / "base"
TODAY = date(2026, 6, 1)
_HEADING = re.compile(
    r"^# ((?:[\w-]+/)*[\w-]+\.(?:yaml|j2|txt)|today \S+)"
    r"( as it is| added| away| in hexadecimal| made \d+ bytes long)?$",
    re.MULTILINE,
)
Files = dict[str, bytes]
OF_CASES = frozenset({"untested-refusal", "untested-default", "uncited-parameter", "year-without-cases"})
"""What an example that says one thing leaves out: a case for each refusal, default and year, citations of amounts."""


def base() -> Files:
    """The small rulebook."""
    return {path.relative_to(BASE).as_posix(): path.read_bytes() for path in BASE.rglob("*.yaml")}


def built(fragment: str, onto: Files | None = None) -> tuple[Files, dict[str, str], date]:
    """The files, templates and day after a fragment."""
    files, templates, today = dict(base() if onto is None else onto), {}, TODAY
    pieces = _HEADING.split(fragment)
    assert not pieces[0].strip(), "a fragment begins with a heading"
    for name, how, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        how = how or ""
        if name.startswith("today "):
            today = date.fromisoformat(name.removeprefix("today "))
        elif how == " away":
            del files[name]
        elif how == " in hexadecimal":
            files[name] = bytes.fromhex(text)
        elif how.startswith(" made "):
            files[name] = _made_long(text.strip("\n") + "\n", int(how.split()[1]))
        elif name.endswith(".j2"):
            templates[name] = text.strip("\n") + "\n"
        else:
            files[name] = _changed(files.get(name, b""), text.strip("\n") + "\n", how)
    return files, templates, today


def _changed(old: bytes, text: str, how: str) -> bytes:
    if how == " as it is":
        return text.encode()
    if how == " added":
        return (text + old.decode()).encode() if text.startswith("#") else old + text.encode()
    merged = _merged(_read(old.decode()) or {}, _read(text) or {})
    return yaml.dump(merged, default_style='"', sort_keys=False, width=10_000, allow_unicode=True).encode()


def _made_long(text: str, size: int) -> bytes:
    last = text.rstrip("\n").rpartition("\n")[2] + "\n"
    return (text + last * (size // len(last) + 1)).encode()[:size]


def _read(text: str) -> Any:
    return yaml.load(text, Loader=yaml.BaseLoader)


def _merged(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        found = {**old, **{key: _merged(old.get(key), value) for key, value in new.items()}}
        return {key: value for key, value in found.items() if not (key in new and new[key] == "")}
    return [*old, *new] if isinstance(old, list) and isinstance(new, list) else new
