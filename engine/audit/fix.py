"""Repairs that need no judgement: a typing error in a name that occurs once, and a line repeated exactly.

What is misspelt may be the one right line against many wrong ones, or a name somebody took away. So a name is put right
only where it stands in one place, its one near neighbour is at home elsewhere, and they differ by a slip in one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from ..diagnostic import Diagnostic

_SPELLING: Final = ("unknown-key", "unknown-name", "unknown-value", "unknown-choice")
_NEAR: Final = 2
_OF_THE_LANGUAGE: Final = ("unknown-key", "unknown-value")
_LONG: Final = {1: 4, 2: 6}  # how long both words must be for so many letters to be a slip
_QUOTED: Final = re.compile(r"`([^`]+)`")


class Change(NamedTuple):
    """One line before and after; None after if it is removed."""

    file: str
    line: int
    before: str
    after: str | None


def changes(findings: Iterable[Diagnostic], texts: Mapping[str, str]) -> list[Change]:
    """What can be repaired, at most one change per line; the rest waits for the next round."""
    found: dict[tuple[str, int], Change] = {}
    for finding in findings:
        change = _spelling(finding, texts) if finding.check in _SPELLING else _twin(finding, texts)
        if change is not None:
            found.setdefault((change.file, change.line), change)
    return list(found.values())


def applied(made: Iterable[Change], texts: Mapping[str, str]) -> dict[str, str]:
    """The texts of the changed files."""
    lines: dict[str, list[str | None]] = {}
    for change in made:
        file = lines.setdefault(change.file, list(texts[change.file].split("\n")))
        file[change.line - 1] = change.after
    return {file: "\n".join(line for line in kept if line is not None) for file, kept in lines.items()}


def is_spelling(change: Change) -> bool:
    """Whether a change corrects a name, rather than removing a line."""
    return change.after is not None


def _spelling(finding: Diagnostic, texts: Mapping[str, str]) -> Change | None:
    wrong, near = _QUOTED.findall(finding.message), _QUOTED.findall(finding.help or "") or _listed(finding.help or "")
    near = [name for name in near if wrong and distance(wrong[0], name) <= _NEAR]
    if finding.span is None or len(near) != 1 or not is_slip(wrong[0], near[0]) or _places(wrong[0], texts) != 1:
        return None
    if finding.check not in _OF_THE_LANGUAGE and not _is_read(near[0], texts):
        return None
    line = _line(texts, finding.span.file, finding.span.line)
    start, end = finding.span.column - 1, finding.span.end_column - 1
    found = list(re.finditer(rf"(?<![\w.]){re.escape(wrong[0])}(?![\w.])", line[start:end]))
    if len(found) != 1:
        return None
    after = line[: start + found[0].start()] + near[0] + line[start + found[0].end() :]
    return Change(finding.span.file, finding.span.line, line, after)


def is_slip(one: str, other: str) -> bool:
    """Whether two names differ by one or two letters of one word; figures, and words more or less, are no slip."""
    mine, theirs = re.split(r"[_.]", one), re.split(r"[_.]", other)
    apart = [pair for pair in zip(mine, theirs, strict=False) if pair[0] != pair[1]]
    if len(mine) != len(theirs) or len(apart) != 1:
        return False
    left, right = apart[0]
    same_figures = re.sub(r"\D", "", left) == re.sub(r"\D", "", right)
    return same_figures and min(len(left), len(right)) >= _LONG.get(distance(left, right), len(one + other))


def _places(name: str, texts: Mapping[str, str]) -> int:
    """How often a name occurs in the files, as a word of its own."""
    return sum(len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text)) for text in texts.values())


def _is_read(name: str, texts: Mapping[str, str]) -> bool:
    """Whether anything uses the name besides the line that defines it."""
    return any(re.search(rf"(?<!\w){re.escape(name)}(?![\w:])", text) for text in texts.values())


def _listed(help: str) -> list[str]:
    """The names of `its values are a, b, c`."""
    return help.partition(" are ")[2].split(", ")


def distance(one: str, other: str) -> int:
    """How many letters must be added, taken out or changed, or swapped with the next, to get the other."""
    before, last = list(range(len(other) + 1)), [0] * (len(other) + 1)
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, there in enumerate(other, 1):
            best = min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != there))
            swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == there
            now.append(min(best, last[column - 2] + 1) if swapped else best)
        last, before = before, now
    return before[-1]


def _twin(finding: Diagnostic, texts: Mapping[str, str]) -> Change | None:
    if finding.check != "duplicate-key" or finding.span is None or len(finding.labels) != 1:
        return None
    first, second = finding.labels[0].span, finding.span
    one, other = (_line(texts, span.file, span.line) for span in (first, second))
    alone = other.strip().removeprefix("- ").startswith(_key(other, second.column))
    deeper = _line(texts, second.file, second.line + 1)
    opens = len(deeper) - len(deeper.lstrip()) > second.column - 1 and bool(deeper.strip())
    if one.strip().removeprefix("- ") != other.strip() or not alone or opens or first.line == second.line:
        return None
    return Change(second.file, second.line, other, None)


def _key(line: str, column: int) -> str:
    return line[column - 1 :].partition(":")[0]


def _line(texts: Mapping[str, str], file: str, number: int) -> str:
    lines = texts.get(file, "").split("\n")
    return lines[number - 1] if 0 < number <= len(lines) else ""
