"""Holds the generated code of a program, made once the program has been used often enough to pay for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

OFTEN: Final = 60
LevelCode = Callable[[list[Any], list[Any], list[int], list[Any]], bool]
ConclusionCode = Callable[[list[Any]], None]


class Generated(NamedTuple):
    """Code of a program for savers known: a function for each level, and one for the conclusions of each."""

    levels: list[LevelCode]
    conclusions: list[ConclusionCode]


class GeneratedCode:
    """Generated code of one program, made once the program has been asked for it often enough."""

    def __init__(self, generate: Callable[[Any], Generated] | None) -> None:
        """Nothing generated yet; `generate` will make the code of a program, if there is to be any."""
        self.generate = generate
        self.asked = 0
        self.code: Generated | None = None

    def ready(self, program: object) -> Generated | None:
        """Count one use; the code where it is there (it is generated on the way)."""
        self.asked += 1
        if self.code is None and self.generate is not None and self.asked >= OFTEN:
            self.code = self.generate(program)
        return self.code
