"""How well the cases cover the rules: the score, every mutant no case notices, and what was not changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from ...rulebook.model import Rulebook
from .mutants import left_out
from .survivors import Survivor, as_cases

_NO_CHANGE: Final = {"equivalent": "No change at all:", "argued": "No change by the reason a person gave:"}


class Score(NamedTuple):
    """All mutants, how many some case notices, and the others one by one."""

    mutants: int
    killed: int
    survivors: tuple[Survivor, ...]
    kinds: Mapping[str, int] = MappingProxyType({})

    @property
    def equivalent(self) -> int:
        """How many are proved to be no change at all."""
        return sum(one.fate == "equivalent" for one in self.survivors)

    @property
    def argued(self) -> int:
        """How many are no change by a reason that a person gave."""
        return sum(one.fate == "argued" for one in self.survivors)

    @property
    def missed(self) -> tuple[Survivor, ...]:
        """Those that are a change, or may be one, and that no case notices."""
        return tuple(one for one in self.survivors if one.fate not in _NO_CHANGE)

    @property
    def percent(self) -> float:
        """Killed of those that could be."""
        return 100 * self.killed / max(1, self.mutants - self.equivalent - self.argued)

    def with_reasons(self, reasons: Mapping[tuple[str, str], str]) -> Score:
        """The score with the reasons of a person, by statement and change, for what the solver does not settle."""
        survivors = []
        for one in self.survivors:
            why = reasons.get((one.mutant.statement, one.mutant.said))
            survivors.append(one if why is None or one.fate != "unknown" else one._replace(fate="argued", said=why))
        return self._replace(survivors=tuple(survivors))

    def outdated(self, reasons: Mapping[tuple[str, str], str]) -> list[tuple[str, str]]:
        """The changes that have a reason and are noticed, or are no changes of these rules any more."""
        here = {(one.mutant.statement, one.mutant.said) for one in self.survivors}
        return [change for change in reasons if change not in here]


def as_text(book: Rulebook, score: Score) -> str:
    """What no case notices, with cases that would; what is no change at all, and why; what was left out; the score."""
    return "\n".join(
        [
            *_missed(book, score),
            *_equivalent(score),
            *_left_out(book),
            "Noticed by kind:",
            *_kinds(score),
            "",
            _summary(score),
        ]
    )


def _missed(book: Rulebook, score: Score) -> Iterator[str]:
    if score.missed:
        yield from ("No case notices:", *(line for one in score.missed for line in _said(one)), "")
    for topic, cases in as_cases(book, score.missed).items():
        yield from (f"# cases that would notice, for {topic}/cases.yaml", cases.rstrip("\n"), "")


def _equivalent(score: Score) -> Iterator[str]:
    for fate, title in _NO_CHANGE.items():
        same = [one for one in score.survivors if one.fate == fate]
        if same:
            yield from (title, *(line for one in same for line in _said(one)), "")


def _said(one: Survivor) -> tuple[str, str]:
    mutant = one.mutant
    how = one.said if one.fate in _NO_CHANGE else f"{one.fate}: {one.said}"
    return f"  {mutant.span}: {mutant.statement}: {mutant.said}", f"    {how}"


def _left_out(book: Rulebook) -> Iterator[str]:
    found = left_out(book)
    if found:
        yield from (
            "Not changed:",
            *(f"  {one.what}, because {one.reason}: {', '.join(one.names)}" for one in found),
            "",
        )


def _kinds(score: Score) -> Iterator[str]:
    """Of each kind how many are noticed, of those that are a change."""
    for kind, count in sorted(score.kinds.items()):
        ones = [one for one in score.survivors if one.mutant.kind == kind]
        real, missed = count - sum(one.fate in _NO_CHANGE for one in ones), sum(one in score.missed for one in ones)
        yield f"  {kind}: {real - missed} of {real}"


def _summary(score: Score) -> str:
    return (
        f"{score.killed} of {score.mutants} mutants noticed, {score.equivalent} proved equivalent, "
        f"{score.argued} argued to be, {len(score.missed)} not noticed: {score.percent:.1f} %"
    )
