"""What the rulebook says of its own statements: kind, citations, doubts. It is the same in every letter of a year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from ...compile.plans import Program
from ...model import Citation
from ..saying import cited

_KINDS: Final = ("conclusions", "figures", "facts", "parameters", "limits", "routes")


class Statement(NamedTuple):
    """A statement: its kind in a word, citations, what is not confirmed, and whether it is good practice, not law.

    `closed_by` is what may close a route, where the statement is that it is closed.
    """

    kind: str
    doubt: str
    convention: bool
    cites: tuple[Citation, ...] = ()
    texts: tuple[str, ...] = ()
    law: str = ""
    closed_by: tuple[str, ...] = ()

    def cited(self, cites: tuple[Citation, ...]) -> Statement:
        """The statement with its citations and their texts, each once, also on one line."""
        texts = tuple(dict.fromkeys(cite.text for cite in cites))
        return self._replace(cites=cites, texts=texts, law=cited(texts))


class Statements(dict[str, Statement]):
    """The statements of one program by name, each looked up when it is first asked for."""

    def __init__(self, program: Program) -> None:
        """Nothing is asked yet."""
        self._book, self._tax_year = program.rulebook, program.tax_year

    def __missing__(self, rule: str) -> Statement:
        self[rule] = self._of(rule)
        return self[rule]

    def cites(self, rules: Iterable[str]) -> tuple[Citation, ...]:
        """Where the law says so, each citation once."""
        return tuple(dict.fromkeys(cite for rule in rules for cite in self[rule].cites))

    def _of(self, rule: str) -> Statement:
        conclusion = self._book.conclusions.get(rule)
        convention = conclusion is not None and conclusion.convention
        found = Statement(self._kind(rule), self._doubt(rule), convention).cited(self._cited(rule))
        route, _, part = rule.partition(".")
        if found.cites or route not in self._book.routes:
            return found
        statement = self._book.routes[route]
        names = (statement.amount,) if part in ("amount", "primary") else statement.closed_by
        return found._replace(closed_by=names if part == "closed" else ()).cited(self.cites(names))

    def _kind(self, rule: str) -> str:
        found = next((kind for kind in _KINDS if rule in getattr(self._book, kind)), "conclusions")
        return found.removesuffix("s")

    def _cited(self, rule: str) -> tuple[Citation, ...]:
        book = self._book
        statement: Any = book.conclusions.get(rule) or book.figures.get(rule) or book.limits.get(rule)
        if statement is not None and statement.cites:
            found: tuple[Citation, ...] = statement.cites
            return found
        return self._published(rule) if rule in book.parameters else ()

    def _published(self, rule: str) -> tuple[Citation, ...]:
        parameter = self._book.parameters[rule]
        published = parameter.year(self._tax_year)
        return (parameter.law, published.source) if published else (parameter.law,)

    def _doubt(self, rule: str) -> str:
        statement: Any = self._book.conclusions.get(rule) or self._book.figures.get(rule)
        if statement is not None:
            return str(statement.unverified)
        parameter = self._book.parameters.get(rule)
        published = parameter.year(self._tax_year) if parameter else None
        return published.unverified if published else ""
