"""Numbers the derivations behind a letter's sentences, in the order they are first said."""

from __future__ import annotations

from .shapes import Note, Said
from .trail import Trail

OPEN, MIDDLE, CLOSE, MARK = "\ue000", "\ue001", "\ue002", "\ue003"


class Notes:
    """The notes of one letter. A span's signs are private-use letters, which no value can hold."""

    def __init__(self, trail: Trail) -> None:
        """No note is given yet."""
        self._trail = trail
        self._numbers: dict[str, int] = {}

    def span(self, said: Said, text: str, marked: bool = True) -> str:
        """The escaped text of something said, tied to its note; `marked` shows the number too."""
        number = self._numbers.setdefault(said.rule, len(self._numbers) + 1)
        return f"{OPEN}{number}{MIDDLE}{text}{CLOSE}{MARK + str(number) + MARK if marked else ''}"

    def listed(self) -> tuple[Note, ...]:
        """Every note given so far."""
        return tuple(self._note(rule, number) for rule, number in self._numbers.items())

    def _note(self, rule: str, number: int) -> Note:
        trail = self._trail
        cites = tuple(dict.fromkeys(cite.text for cite in trail.cites(rule)))
        return Note(
            number, rule, trail.kind(rule), cites, trail.facts(rule), trail.doubt(rule), trail.convention(rule)
        )
