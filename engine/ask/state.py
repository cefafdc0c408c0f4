"""The plain data of a questionnaire: an answer, the next question, and the progress."""

from __future__ import annotations

from typing import Final, NamedTuple

from ..reasoning.trace import Answers
from ..value import Value

QUICK: Final = 8
SEASON: Final = 4  # up to April money may still count for the year before
MEMORY: Final = "memory"


class GivenAnswer(NamedTuple):
    """An answer: its value (None is "I don't know"), where it was read, and the ordinal day it was given."""

    value: Value | None
    source: str = MEMORY
    day: int = 0


class NextQuestion(NamedTuple):
    """The next question: the fact, the default that may be used for it, and how many questions are to go.

    `along` are yes/no facts that may be asked in one list with it, which counts as one question: usually all are no.
    """

    fact: str
    usual: Value | None
    least: int
    most: int
    along: tuple[str, ...] = ()


class Progress(NamedTuple):
    """How far the answers have come.

    `answers` are in use and `dormant` ones are not; `needed` facts keep the advice provisional, `doubtful` ones
    have a default that may be wrong for this saver. A needed fact that only a default rests on is asked last, if what
    the default stands for is not known. No more than `most` will still be asked.
    """

    answers: Answers
    dormant: tuple[str, ...]
    needed: tuple[str, ...]
    doubtful: tuple[str, ...]
    most: int
