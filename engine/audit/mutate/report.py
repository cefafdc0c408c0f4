"""How well the cases hold the rules: the score, and every mutant no case notices."""

from __future__ import annotations

from typing import NamedTuple

from ...model import Rulebook
from .survivors import Survivor, as_cases


class Score(NamedTuple):
    """All mutants, how many some case notices, and the others one by one."""

    mutants: int
    killed: int
    survivors: tuple[Survivor, ...]

    @property
    def equivalent(self) -> int:
        """How many are proved to be no change at all."""
        return sum(one.fate == "equivalent" for one in self.survivors)

    @property
    def percent(self) -> float:
        """Killed of those that could be."""
        return 100 * self.killed / max(1, self.mutants - self.equivalent)


def as_text(book: Rulebook, score: Score) -> str:
    """The survivors: what was changed, where, and who would notice; cases that would; then the score."""
    lines = []
    for one in score.survivors:
        lines += [f"{one.mutant.span}: {one.mutant.statement}: {one.mutant.said}", f"  {one.fate}: {one.said}"]
    for topic, cases in as_cases(book, score.survivors).items():
        lines += ["", f"# cases that would notice, for {topic}/cases.yaml", cases.rstrip("\n")]
    left = len(score.survivors) - score.equivalent
    said = (
        f"{score.killed} of {score.mutants} mutants noticed, {score.equivalent} proved equivalent, {left} not noticed"
    )
    return "\n".join([*lines, f"{said}: {score.percent:.1f} %"])
