"""Mutation from end to end, in shares that may run in different processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from ...advise.case_runner import REFUSED, CaseRunner, PlainReasoner
from ...diagnostic import Refusal
from ...reasoning.compile.program import compile_year
from ...rulebook.model import Case, Rulebook
from .bench import Bench, benches
from .mutants import Mutant, mutants
from .report import Score
from .restated import PARTS, Restating, restatements
from .survivors import Hunt, Survivor

_TAKEN: Final = "no case with `refused:` sees the difference"


class Share(NamedTuple):
    """Some of the mutants, and the cases to run against them."""

    mutants: tuple[Mutant, ...]
    cases: tuple[Case, ...]


def shares(book: Rulebook, cases: Sequence[Case], parts: int) -> list[Share]:
    """The mutants that a case could notice, divided into shares."""
    each = [*mutants(book), *restatements(book)]
    return [Share(tuple(each[part::parts]), tuple(cases)) for part in range(parts)]


def run_share(book: Rulebook, share: Share) -> Score:
    """Run the cases against one share of the mutants."""
    years = benches(book, list(share.cases))
    hunt = Hunt(book, years)
    refusing = [case for case in share.cases if any(name == REFUSED for name, _, _ in case.expect)]
    survivors: list[Survivor] = []
    restating = Restating(book, share.cases, [(one.case, one.trace) for bench in years for one in bench.tried])
    for one in share.mutants:
        if one.part in PARTS:
            survivors += filter(None, [restating.survivor(one)])
        elif one.part in ("when", "unless"):
            survivors += [] if refused_otherwise(book, refusing, one) else [Survivor(one, "unknown", _TAKEN)]
        elif not _killed(years, one):
            survivors.append(hunt.survivor(one))
    kinds = Counter(one.kind for one in share.mutants)
    return Score(len(share.mutants), len(share.mutants) - len(survivors), tuple(survivors), kinds)


def refused_otherwise(book: Rulebook, cases: Sequence[Case], mutant: Mutant) -> bool:
    """Whether some case that expects a refusal, or none, sees that a contradiction is another."""
    try:
        program = compile_year(mutant.applied(book), max(book.years))
    except Refusal:
        return True
    runner = CaseRunner(program.rulebook, lambda year: PlainReasoner(program))
    return any(not runner.run(case).passed for case in cases)


def _killed(years: Iterable[Bench], mutant: Mutant) -> bool:
    return any(bench.killer(mutant) is not None for bench in years)


def together(scores: Iterable[Score], tell: Callable[[int], object] | None = None) -> Score:
    """Shares put together, in the order of places in the files; `tell` hears of how many mutants each was."""
    found = []
    for score in scores:
        found.append(score)
        if tell is not None:
            tell(score.mutants)
    survivors = sorted(
        (one for score in found for one in score.survivors), key=lambda one: (one.mutant.span, one.mutant.said)
    )
    kinds = sum((Counter(score.kinds) for score in found), Counter[str]())
    return Score(sum(s.mutants for s in found), sum(s.killed for s in found), tuple(survivors), kinds)
