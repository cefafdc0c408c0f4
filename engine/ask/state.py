"""One saver's answers while they are being given: what was said, by what source, what is in use and what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ..advise.answers import Given, read_answer, tax_year_of
from ..diagnostic import Diagnostic, Refusal
from ..evaluate import contradictions
from ..model import Fact, Rulebook
from ..trace import Answers
from ..value import Value, show_value
from ..walk import names_in
from .doubt import Doubts, not_applicable
from .order import Order

if TYPE_CHECKING:
    from ..api import Adviser

YEAR: Final = "tax_year"
DAY: Final = "as_of"
QUICK: Final = 8
MEMORY: Final = "memory"


class Said(NamedTuple):
    """An answer: its value (None is "I don't know"), where it was read, and the day it was given."""

    value: Value | None
    source: str = MEMORY
    day: int = 0


class Step(NamedTuple):
    """The question to put next: the fact, the value that may stand in for it, and how many are to go."""

    fact: str
    usual: Value | None
    least: int
    most: int
    check: bool


class Stand(NamedTuple):
    """Where the answers leave things: those in use, those kept aside, and the open facts of either kind."""

    answers: Answers
    dormant: tuple[str, ...]
    needed: tuple[str, ...]
    doubtful: tuple[str, ...]


class Tools(NamedTuple):
    """What one tax year needs, made once."""

    doubts: Doubts
    order: Order
