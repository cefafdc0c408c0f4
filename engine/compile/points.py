"""Holds the generated code of a program, made once the program has been used often enough to pay for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .plans import Program

OFTEN: Final = 60
LevelCode = Callable[[list[Any], list[Any], list[int], list[Any]], bool]
ConclusionCode = Callable[[list[Any]], None]


class Points:
    """Generated code of one program, made once the program has been asked for it often enough."""

    def __init__(self) -> None:
        """Nothing generated yet."""
        self.asked = 0
        self.levels: list[LevelCode] = []
        self.conclusions: list[ConclusionCode] = []

    def ready(self, program: Program) -> bool:
        """Count one use; True when the code is there (it is generated on the way)."""
        self.asked += 1
        if not self.levels and self.asked >= OFTEN:
            from .generate import generate

            levels, conclusions = generate(program)
            self.conclusions = conclusions
            self.levels = levels
        return bool(self.levels)
