"""Drafts a mapping from the header of a table: what is surely meant is filled in, what may be meant is asked.

A `?` stands where a person has to decide; a mapping with one in it is refused, so nothing is guessed in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import polars as pl

from ..advise.answers import read_answer
from ..ask.answers_file import scalar_of
from ..ask.natural import read_natural
from ..diagnostic import Diagnostic, Refusal, nearest
from ..rulebook.model import Fact, Rulebook
from ..value import is_unknown, show_value
from .cells import as_words
from .mapping import ID, UNDECIDED

_MOST_WORDS: Final = 20
_UNDECIDED: Final = f'"{UNDECIDED}"'
_DISTANT: Final = 3
_MOST_COLUMNS: Final = 1_000


def drafted(rulebook: Rulebook, header: Sequence[str], first: pl.DataFrame) -> str:
    """A mapping file for a table, given its column names and its first rows. Raises Refusal for too many columns."""
    if len(header) > _MOST_COLUMNS:
        message = f"a mapping of {len(header):,} columns is not drafted: {_MOST_COLUMNS:,} are the most"
        help = "write the mapping by hand, with the columns to be read; others may be there"
        raise Refusal((Diagnostic("mapping", "error", message, None, (), help),))
    labels = {_plain(words): name for name, fact in rulebook.facts.items() for words in (fact.label, name)}
    exact = {column: fact for column in header if (fact := _exactly(rulebook, column)) is not None}
    twice = {fact for fact in exact.values() if list(exact.values()).count(fact) > 1}
    exact = {column: fact for column, fact in exact.items() if fact not in twice}
    lines = [
        "# Which column is which fact. Put a fact, or delete the line, where a ? stands; `rothroute explain FACT` says",
        "# what each means. Beside `fact:` may stand `unit:` (cents, thousands of dollars, percent, fraction,",
        "# birth date), `dates:` (month/day/year, day/month/year) and `values:` (their word: our word).",
    ]
    lines += _id(rulebook, header)
    lines.append("columns:")
    for column in header:
        if column != ID:
            lines += _column(rulebook, labels, column, exact.get(column), first)
    lines += _constants(rulebook, set(exact.values()))
    return "\n".join(lines) + "\n"


def _id(rulebook: Rulebook, header: Sequence[str]) -> Iterator[str]:
    if ID in header and ID not in rulebook.facts:
        yield "id: id"
    else:
        yield '# id: "the column that says whose row it is; it is copied, never read"'


def _exactly(rulebook: Rulebook, column: str) -> str | None:
    """The fact whose name or label the column has, whatever its capitals and signs."""
    said = _plain(column)
    found = [name for name, fact in rulebook.facts.items() if said in (_plain(name), _plain(fact.label))]
    return found[0] if len(found) == 1 else None


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def _column(
    rulebook: Rulebook, labels: Mapping[str, str], column: str, name: str | None, first: pl.DataFrame
) -> Iterator[str]:
    if name is None:
        near = dict.fromkeys(labels[one] for one in nearest(_plain(column), labels, _DISTANT))
        hint = f"  # {', '.join(near)}?" if near else ""
        yield f"  {scalar_of(column)}: {_UNDECIDED}{hint}"
        return
    fact = rulebook.facts[name]
    words = list(_words(rulebook, fact, first[column]))
    if not words:
        yield f"  {scalar_of(column)}: {name}"
        return
    yield f"  {scalar_of(column)}:"
    yield f"    fact: {name}"
    yield "    values:"
    yield from (f"      {scalar_of(theirs)}: {ours}" for theirs, ours in words)


def _words(rulebook: Rulebook, fact: Fact, cells: pl.Series) -> Iterator[tuple[str, str]]:
    """The words of a column of choices that are not ours, each with ours where it is surely meant."""
    if fact.unit not in ("choice", "yes_no") or cells.dtype == pl.Boolean:
        return
    found = [text for text in as_words(cells).drop_nulls().unique() if not is_unknown(text)]
    if len(found) > _MOST_WORDS:  # many different words are no choices, and may be someone's own
        return
    for text in sorted(found):
        try:
            read_answer(fact, text)
        except ValueError:
            yield text, _meant(rulebook, fact, text)


def _meant(rulebook: Rulebook, fact: Fact, text: str) -> str:
    """Our word for theirs, where it can mean one only.

    For a choice: its value, its label or one of its synonyms, whole; a number or a beginning, which `ask` takes where
    the choices stand beside, may be a code of their own.
    """
    question = rulebook.questions.get(fact.name)
    if fact.unit == "choice":
        every = [*((value, value) for value, _ in fact.values), *fact.values, *(question.synonyms if question else ())]
        same = {value for value, words in every if _plain(words) == _plain(text)}
        return same.pop() if len(same) == 1 else _UNDECIDED
    if text.isdecimal():
        return _UNDECIDED
    try:
        reading = read_natural(fact, question, text, 0, None)
    except ValueError:
        return _UNDECIDED
    if reading.confirm or reading.unsure:
        return _UNDECIDED
    return "unknown" if reading.value is None else show_value(reading.value, fact.unit)


def _constants(rulebook: Rulebook, read: set[str]) -> Iterator[str]:
    """What could be the same for every row: the facts without a column that have no usual answer."""
    yield ""
    yield "# What is the same for every row, such as what the plan allows. Take the # away where it is."
    yield "constants:"
    year = rulebook.year_fact
    if year and year not in read:
        yield f"  {year}: {_UNDECIDED}  # {', '.join(map(str, rulebook.years))}"
    for name, fact in rulebook.facts.items():
        if name not in read and name != year and fact.assume is None:
            yield f"  # {name}: {_example(fact)}"


def _example(fact: Fact) -> str:
    match fact.unit:
        case "yes_no":
            return "yes or no"
        case "choice":
            return " or ".join(value for value, _ in fact.values)
    return {"dollars": "$0", "percent": "10%", "date": "2026-06-30"}.get(fact.unit, "0")
