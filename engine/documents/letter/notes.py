"""Numbers the derivations behind a letter's sentences, in the order they are first said."""

from __future__ import annotations

from functools import partial

from ...model import Citation
from .shapes import Note, Said
from .trail import Trail

OPEN, MIDDLE, CLOSE, MARK = "\ue000", "\ue001", "\ue002", "\ue003"


class Notes:
    """The notes of one letter. A span's signs are private-use letters, which no value can hold."""

    def __init__(self, trail: Trail) -> None:
        """No note is given yet."""
        self._trail = trail
        self._keys: dict[str, int] = {}
        self._numbers: dict[str, int] = {}

    def span(self, said: Said, text: str, marked: bool = True) -> str:
        """The escaped text of something said, tied to its note; `marked` shows the note's number too."""
        key = self._keys.setdefault(said.rule, len(self._keys) + 1)
        mark = f"{MARK}{self._numbers.setdefault(said.rule, len(self._numbers) + 1)}{MARK}" if marked else ""
        return f"{OPEN}{key}{MIDDLE}{text}{CLOSE}{mark}"

    def behind(self) -> tuple[Note, ...]:
        """What stands behind every span so far, by key; `number` is 0 where the letter shows none."""
        return tuple(self._note(rule) for rule in self._keys)

    def numbered(self) -> tuple[Note, ...]:
        """The notes the letter lists, in order."""
        return tuple(self._note(rule) for rule in self._numbers)

    def cites(self) -> tuple[Citation, ...]:
        """Every citation behind a span so far, once."""
        return tuple(dict.fromkeys(cite for rule in self._keys for cite in self._trail.cites(rule)))

    def _note(self, rule: str) -> Note:
        trail = self._trail
        cites = tuple(dict.fromkeys(cite.text for cite in trail.cites(rule)))
        number, shown, tell = self._numbers.get(rule, 0), trail.facts_shown(rule), partial(trail.facts, rule)
        return Note(number, rule, trail.kind(rule), cites, shown, trail.doubt(rule), trail.convention(rule), tell)
