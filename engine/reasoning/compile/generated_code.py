"""Holds the generated code of a program, made once the program has been used often enough to pay for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

OFTEN: Final = 60
LevelCode = Callable[[list[Any], list[Any], list[int], list[Any]], bool]
ConclusionCode = Callable[[list[Any]], None]
StatementCode = Callable[[list[Any]], Any]
Statements = tuple[
    dict[int, StatementCode],
    list[StatementCode],
    dict[str, tuple[StatementCode, StatementCode | None]],
    dict[str, tuple[Any, Any]],
]


class Generated(NamedTuple):
    """Code of a program: for savers known a function for each level, for any saver one for each statement.

    Figures and conclusions are found by slot. `facts` pairs each compiled fact with the same fact by generated code:
    who has another fact, with closer bounds or without a default, must not take it for that one.
    """

    levels: list[LevelCode]
    conclusions: list[ConclusionCode]
    statements: dict[int, StatementCode]
    atoms: list[StatementCode]
    contradictions: dict[str, tuple[StatementCode, StatementCode | None]]
    facts: dict[str, tuple[Any, Any]]


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
