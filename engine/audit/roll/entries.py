"""A tax year's entry in the text of a parameter file, and a source's in the text of sources.yaml."""

from __future__ import annotations

import json
import re
from typing import Final, NamedTuple

from ...diagnostic import Diagnostic, Refusal
from ...rulebook.model import Source
from ...value import Value, show_value

_TOP: Final = re.compile(r"^[a-z_]+:", re.MULTILINE)


class YearEntry(NamedTuple):
    """What a parameter file says of a tax year; an empty text is not written."""

    amount: str
    absent: str
    source: str
    verified: str
    unverified: str

    def lines(self, year: int) -> str:
        """The entry as YAML."""
        said = [(key, text) for key, text in self._asdict().items() if text]
        return f"  {year}:\n" + "".join(f"    {key}: {plain(text)}\n" for key, text in said)


def written(value: Value, unit: str) -> str:
    """An amount as a rule file writes it."""
    if unit != "date":
        return show_value(value, unit)
    from datetime import date

    return date.fromordinal(int(value)).isoformat()


def plain(text: str) -> str:
    """A text as a YAML scalar, in quotes where it could be read as something else."""
    safe = re.fullmatch(r"[\w$][^\n]*\S", text) and not re.search(r": | #|:$", text)
    return text if safe or re.fullmatch(r"\w", text) else json.dumps(text, ensure_ascii=False)


def with_entry(text: str, year: int, entry: YearEntry) -> str:
    """The parameter file with the entry of a year, which takes the place of one that is there."""
    start, end = _values(text)
    inside = re.sub(rf"^  {year}:.*\n(?:(?:   .*)?\n)*", "", text[start:end], flags=re.MULTILINE)
    return text[:start] + inside.rstrip("\n") + "\n" + entry.lines(year) + text[end:]


def _values(text: str) -> tuple[int, int]:
    found = re.search(r"^values:[ \t]*\n", text, re.MULTILINE)
    if found is None:
        raise refused("a parameter file has no block `values:`", "write each year on a line of its own under `values:`")
    after = _TOP.search(text, found.end())
    if after is None:
        return found.end(), len(text)
    return found.end(), after.start()


def with_source(text: str, after: str, new: Source) -> str:
    """The sources with one more behind the source named `after`."""
    found = re.search(rf"^  [\"']?{re.escape(after)}[\"']?:.*\n(?:(?:   .*)?\n)*", text + "\n", re.MULTILINE)
    if found is None:
        raise refused(f"`{after}` does not stand on a line of its own in sources.yaml", "write the new source by hand")
    title, checked = (json.dumps(words, ensure_ascii=False) for words in (new.title, new.checked))
    lines = [f"  {plain(new.name)}:", f"    title: {title}", f"    kind: {new.kind}"]
    lines += [f"    amounts_for: {new.amounts_for}", f"    checked: {checked}"]
    if new.announces:
        lines.append(f"    announces: [{', '.join(new.announces)}]")
    end = found.start() + len(found[0].rstrip("\n"))
    return text[:end] + "\n" + "\n".join(lines) + text[end:]


def refused(message: str, help: str) -> Refusal:
    """What cannot be written, with a remedy."""
    return Refusal((Diagnostic("bad-scaffold", "error", message, help=help),))
