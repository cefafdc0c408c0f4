"""What: a text that says the opposite of the name it stands for: Roth for traditional, the end for the start.

Why: such words are typed for one another, and the saver does not see the name behind them. Pairs of a rulebook's own
stand under `opposites:` in `wording.yaml`.

Bad:

    # saving/rules.yaml
    limits:
      lowest_saving: {label: Highest saving, cap: saving_limit,
        uses: [{label: Saving, amount: saving.amount, route: saving}], cite: [USC 219(b)]}

Good:

    # saving/rules.yaml
    limits:
      lowest_saving: {label: Lowest saving, cap: saving_limit,
        uses: [{label: Saving, amount: saving.amount, route: saving}], cite: [USC 219(b)]}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from ...diagnostic import Diagnostic, Span
from ...rulebook.model import Rulebook
from ..audited import Audited, warning
from ..statements import sentences

GROUP = "documents"
_PAIRS: Final = ("start | end", "lowest | highest", "joint | separate", "open | shut", "larger | smaller")
_PARTS: Final = ("step", "because", "caution", "message")


class _NamedText(NamedTuple):
    """A text, the name it stands for, and where: whose text it is."""

    name: str
    where: str
    text: str
    span: Span


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Labels, questions and sentences against the names they belong to, and against the names of what they show."""
    pairs = [
        pair
        for text in (*_PAIRS, *audited.book.wording.opposites)
        if len(pair := tuple(map(str.strip, text.split("|")))) == 2
    ]
    for said in _texts(audited.book):
        for one, other in (both for first, second in pairs for both in ((first, second), (second, first))):
            named = _named(one, said.name) and not _named(other, said.name)
            if named and _says(other, said.text) and not _says(one, said.text):
                message = f"{said.where} says `{other}`, where `{said.name}` is `{one}`"
                yield warning(message, said.span, "let the words say what the name says, or say both")


def _texts(book: Rulebook) -> Iterator[_NamedText]:
    for what, table in (
        ("fact", book.facts),
        ("parameter", book.parameters),
        ("figure", {name: one for name, one in book.figures.items() if "." not in name}),
        ("route", book.routes),
        ("limit", book.limits),
        ("correction", book.corrections),
    ):
        for name, one in table.items():
            yield _NamedText(name, f"the label of the {what} `{name}`", one.label, one.span)
    for fact, question in book.questions.items():
        yield _NamedText(fact, f"the question on `{fact}`", question.question, question.span)
    for sentence in sentences(book):
        if sentence.part in _PARTS:
            where, span = f"the `{sentence.part}` of `{sentence.owner}`", sentence.words.span
            text = " ".join(sentence.words.pieces[::2])
            yield from (
                _NamedText(name, where, text, span) for name in dict.fromkeys((sentence.owner, *sentence.words.slots))
            )


def _named(word: str, name: str) -> bool:
    return f"_{word.replace('-', '_').lower()}_" in f"_{name}_"


def _says(word: str, text: str) -> bool:
    return bool(_pattern(word).search(text))


@lru_cache(maxsize=100)
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z-]){re.escape(word)}(?:s|ly)?(?![A-Za-z])", re.IGNORECASE)
