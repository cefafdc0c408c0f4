"""Numbers the derivations behind a letter's sentences, in the order they are first said."""

from __future__ import annotations

from ...model import Citation
from .shapes import Note, Said
from .trail import Trail

OPEN, MIDDLE, CLOSE, MARK = "\ue000", "\ue001", "\ue002", "\ue003"


class Notes:
    """The notes of one letter. A span's signs are private-use letters, which no value can hold."""

    def __init__(self, trail: Trail) -> None:
        """No note is given yet."""
        self._trail = trail
        self._keys: dict[str, str] = {}
        self._marks: dict[str, str] = {}

    def span(self, said: Said, text: str, marked: bool = True) -> str:
        """The escaped text of something said, tied to its note; `marked` shows the note's number too."""
        rule = said.rule
        key = self._keys.get(rule) or self._keyed(rule)
        return f"{key}{text}{self._marks.get(rule) or self._marked(rule)}" if marked else f"{key}{text}{CLOSE}"

    def _keyed(self, rule: str) -> str:
        """How a span begins: each rule has its key."""
        self._keys[rule] = f"{OPEN}{len(self._keys) + 1}{MIDDLE}"
        return self._keys[rule]

    def _marked(self, rule: str) -> str:
        """How a span ends that shows the number of its note."""
        self._marks[rule] = f"{CLOSE}{MARK}{len(self._marks) + 1}{MARK}"
        return self._marks[rule]

    def behind(self) -> tuple[Note, ...]:
        """What stands behind every span so far, by key; `number` is 0 where the letter shows none."""
        numbers = {rule: number for number, rule in enumerate(self._marks, 1)}
        return tuple(self._note(numbers.get(rule, 0), rule) for rule in self._keys)

    def numbered(self) -> tuple[Note, ...]:
        """The notes the letter lists, in order."""
        return tuple(self._note(number, rule) for number, rule in enumerate(self._marks, 1))

    def cites(self) -> frozenset[Citation]:
        """Every citation behind a span so far."""
        return frozenset().union(*[self._trail.statement(rule).cites for rule in self._keys])

    def _note(self, number: int, rule: str) -> Note:
        trail = self._trail
        kind, doubt, convention, _, texts, law, _ = trail.statement(rule)
        return Note(number, rule, kind, texts, law, trail.facts_shown(rule), doubt, convention, trail.facts)
