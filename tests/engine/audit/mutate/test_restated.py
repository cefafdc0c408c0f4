"""Changes outside formulas: bounds, orders, days of steps, uses of limits, lines of forms."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from rothroute.engine import Rulebook
from rothroute.engine.advise.case_runner import CaseRunner, PlainReasoner
from rothroute.engine.audit.laboratory import reasons_given
from rothroute.engine.audit.mutate.bench import benches
from rothroute.engine.audit.mutate.mutants import Mutant
from rothroute.engine.audit.mutate.report import Score, as_text
from rothroute.engine.audit.mutate.restated import KINDS, Restating, restated, restatements
from rothroute.engine.audit.mutate.survivors import Survivor, as_cases
from rothroute.engine.diagnostic import Refusal
from rothroute.engine.reasoning.compile.program import compile_year
from rothroute.engine.resources import RULES, read_rules
from rothroute.engine.rulebook.load import load_cases
from rothroute.engine.rulebook.model import Case

pytest.importorskip("z3")

ROOT = Path(__file__).parents[4]
UNNOTICED: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("restated.yaml").read_text("utf-8")) or []


@pytest.fixture(scope="module")
def restating(rulebook: Rulebook) -> Restating:
    cases = load_cases(read_rules(RULES))
    tried = [(one.case, one.trace) for bench in benches(rulebook, cases) for one in bench.tried]
    return Restating(rulebook, cases, tried)


def one_of(rulebook: Rulebook, statement: str, text: str) -> Mutant:
    return next(one for one in restatements(rulebook) if one.statement == statement and text in one.said)


def test_every_kind_is_there_and_changes_the_rulebook(rulebook: Rulebook) -> None:
    each = restatements(rulebook)

    assert set(Counter(one.kind for one in each)) == set(KINDS)
    assert all(restated(rulebook, one)._replace(digest="") != rulebook._replace(digest="") for one in each)
    assert len({(one.statement, one.said) for one in each}) == len(each)


@pytest.mark.thorough
def test_all_are_noticed_but_those_that_change_nothing(restating: Restating, rulebook: Rulebook) -> None:
    each = restatements(rulebook)
    survivors = [found for one in each if (found := restating.survivor(one)) is not None]
    missed = sorted((one.mutant.statement, one.mutant.said) for one in survivors)

    assert missed == sorted((one["statement"], one["said"]) for one in UNNOTICED)


def test_those_with_a_reason_are_changes_of_our_rules(rulebook: Rulebook) -> None:
    each = {(one.statement, one.said) for one in restatements(rulebook)}
    page = " ".join((ROOT / "docs" / "mutation.md").read_text("utf-8").split())

    assert [one for one in UNNOTICED if (one["statement"], one["said"]) not in each] == []
    assert [one["why"] for one in UNNOTICED if " ".join(one["why"].split()) not in page] == []


NOTICED = [
    ("age", "highest 120 becomes 121"),
    ("age", "highest 120 becomes 119"),
    ("pay_into_roth_ira", "`by: "),
    ("excess_deferrals", "changes places"),
    ("form_8606_line_2", "stands before"),
    ("elective_deferrals", "`Deferrals at other employers`"),
]


@pytest.mark.parametrize(("statement", "text"), NOTICED)
def test_each_kind_is_noticed_by_a_case_or_a_check(
    restating: Restating, rulebook: Rulebook, statement: str, text: str
) -> None:
    assert restating.survivor(one_of(rulebook, statement, text)) is None


def without_cases(restating: Restating, looked_at: str) -> Restating:
    """The same without the cases that look at a name; the savers of all cases stay."""
    names = {looked_at, "refused"} if looked_at == "age" else {looked_at}
    kept = [case for case in restating.cases if not names & {name for name, _, _ in case.expect}]
    return Restating(restating.book, kept, restating.traces)


def noticed_by(found: Survivor, rulebook: Rulebook) -> tuple[bool, bool]:
    """Whether the case that is offered comes out today, and after the change."""
    ((topic, text),) = as_cases(rulebook, [found]).items()
    (case,) = load_cases({f"{topic}/cases.yaml": f"cases:\n{text}".encode()})
    return passes(rulebook, case), passes(restated(rulebook, found.mutant), case)


def passes(book: Rulebook, case: Case) -> bool:
    return CaseRunner(book, lambda year: PlainReasoner(compile_year(book, year))).run(case).passed


@pytest.mark.parametrize(
    ("statement", "text", "looked_at"),
    [
        ("age", "highest 120 becomes 121", "age"),
        ("age", "highest 120 becomes 119", "age"),
        ("pay_into_roth_ira", "is left out", "pay_into_roth_ira.by"),
        ("elective_deferrals", "`Roth deferrals still to make at work`", "elective_deferrals.left"),
    ],
)
def test_without_its_case_one_is_offered_that_notices(
    restating: Restating, rulebook: Rulebook, statement: str, text: str, looked_at: str
) -> None:
    found = without_cases(restating, looked_at).survivor(one_of(rulebook, statement, text))

    assert found is not None and found.fate == "killable"
    assert noticed_by(found, rulebook) == (True, False)


def test_the_score_is_said_by_kind(rulebook: Rulebook) -> None:
    mutant = one_of(rulebook, "age", "highest 120 becomes 121")
    score = Score(3, 2, (Survivor(mutant, "unknown", "nobody"),), {"bound": 2, "order": 1})

    assert "Noticed by kind:\n  bound: 1 of 2\n  order: 1 of 1\n" in as_text(rulebook, score)


def test_a_reason_a_person_gave_counts_and_must_be_needed(rulebook: Rulebook, tmp_path: Path) -> None:
    """What is argued is not missed; what is noticed, or found to make a difference, no reason can excuse."""
    open_, found = (one_of(rulebook, "age", f"highest 120 becomes {bound}") for bound in (121, 119))
    score = Score(3, 1, (Survivor(open_, "unknown", "nobody"), Survivor(found, "killable", "somebody")), {"bound": 3})
    file = tmp_path / "reasons.yaml"
    file.write_text("".join(f"- {{statement: age, said: {said}, why: Nobody is so old.}}\n"
                            for said in (open_.said, found.said, "lowest 0 becomes 1")))  # fmt: skip
    reasons = reasons_given(file)
    argued = score.with_reasons(reasons)

    assert [one.mutant for one in argued.missed] == [found]
    assert (argued.argued, argued.equivalent, argued.percent) == (1, 0, 50.0)
    assert "No change by the reason a person gave:\n" in as_text(rulebook, argued)
    assert score.outdated(reasons) == [("age", "lowest 0 becomes 1")]


@pytest.mark.parametrize("text", ["- {statement: age, said: something}", "- only words"])
def test_a_reason_without_its_parts_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "reasons.yaml").write_text(text)

    with pytest.raises(Refusal):
        reasons_given(tmp_path / "reasons.yaml")


def test_every_reason_of_ours_can_be_read() -> None:
    files = [Path(__file__).with_name(f"{name}.yaml") for name in ("equivalent", "restated")]

    assert [len(reasons_given(file)) for file in files] == [len(yaml.safe_load(file.read_text())) for file in files]
