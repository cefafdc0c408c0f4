"""Holds the generated code of a program, made once the program has been used often enough to pay for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

OFTEN: Final = 60
LevelCode = Callable[[list[Any], list[Any], list[int], list[Any]], bool]
ConclusionCode = Callable[[list[Any]], None]


class GeneratedCode:
    """Generated code of one program, made once the program has been asked for it often enough."""

    def __init__(self, generate: Callable[[Any], tuple[list[LevelCode], list[ConclusionCode]]]) -> None:
        """Nothing generated yet; `generate` will make the code of a program."""
        self.generate = generate
        self.asked = 0
        self.levels: list[LevelCode] = []
        self.conclusions: list[ConclusionCode] = []

    def ready(self, program: object) -> bool:
        """Count one use; True when the code is there (it is generated on the way)."""
        self.asked += 1
        if not self.levels and self.asked >= OFTEN:
            levels, conclusions = self.generate(program)
            self.conclusions = conclusions
            self.levels = levels
        return bool(self.levels)
