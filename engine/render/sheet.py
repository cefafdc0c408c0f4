"""A letter ready to be written in any format: its blocks and what stands around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from .blocks import Document
from .pictures import Picture

Paper = Literal["a4", "us-letter"]
PAPERS: Final = ("a4", "us-letter")
MOST_CHARACTERS: Final = 200
MOST_LINES: Final = 12


class Derivation(NamedTuple):
    """What stands behind words: the rule, its citations, and the facts it read, label and value in words."""

    rule: str
    cites: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


class DatedWords(NamedTuple):
    """A day to keep (an ordinal), what it is for, and what else is to be known: who does it, how to check it."""

    day: int
    words: str
    details: str = ""


class Sheet(NamedTuple):
    """A letter before it is written in a format.

    `title` is its subject, `day` the ordinal day it is dated, `date` the same in words. `behind` tells what words rest
    on, by the key of their runs; `dates` are the days for the calendar; `receipt` is what `verify` reads, as JSON.
    """

    title: str
    day: int
    date: str
    client: str
    adviser: str
    letterhead: tuple[str, ...]
    paper: Paper
    document: Document
    pictures: Mapping[str, Picture]
    behind: Mapping[int, Derivation]
    dates: tuple[DatedWords, ...]
    receipt: str
