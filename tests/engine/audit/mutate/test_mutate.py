"""Every change in one place is noticed by a case, or somebody is found who would notice, or nobody can."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from rothroute.engine import Rulebook
from rothroute.engine.audit.mutate.bench import Bench, benches
from rothroute.engine.audit.mutate.mutants import Mutant, left_out, mutants
from rothroute.engine.audit.mutate.operators import altered
from rothroute.engine.audit.mutate.report import as_text
from rothroute.engine.audit.mutate.run import Share, run_share, shares, together
from rothroute.engine.audit.mutate.survivors import Hunt, as_cases
from rothroute.engine.resources import RULES, read_rules
from rothroute.engine.rulebook.expression import parse
from rothroute.engine.rulebook.load import load_cases
from rothroute.engine.rulebook.model import Case
from rothroute.engine.rulebook.walk import show

pytest.importorskip("z3")

Tries = Callable[[int, int], int]
ROOT = Path(__file__).parents[4]
EQUIVALENT: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("equivalent.yaml").read_text("utf-8"))
PROVED = [(one["statement"], one["said"]) for one in EQUIVALENT if one.get("proved", True)]
ARGUED = [(one["statement"], one["said"]) for one in EQUIVALENT if not one.get("proved", True)]


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return load_cases(read_rules(RULES))


@pytest.fixture(scope="module")
def years(rulebook: Rulebook, cases: list[Case]) -> list[Bench]:
    return benches(rulebook, cases)


def mutant(rulebook: Rulebook, statement: str, text: str) -> Mutant:
    return next(one for one in mutants(rulebook) if one.statement == statement and text in one.said)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("a < $5", {"a <= $5", "a < $6"}),
        ("a and not b", {"a or (not b)", "a and b"}),
        ("min(a, 5%)", {"max(a, 5%)", "min(a, 6%)"}),
        ("a - b", {"a + b"}),
        ("f is one of (x, y)", {"f is y", "f is x"}),
        ("round_to_cent(a)", {"round_up_to_ten_dollars(a)"}),
        ("if a then b else $0.01", {"if a then b else $0.02"}),
    ],
)
def test_each_place_is_changed_once(text: str, changes: set[str]) -> None:
    assert {show(one.whole) for one in altered(parse(text))} == changes


def test_mutants_of_every_kind_stand_where_they_are_written(rulebook: Rulebook) -> None:
    found = mutants(rulebook)
    kinds = {"comparison", "constant", "connective", "rounding", "condition", "correction", "parameter"}
    assert {one.kind for one in found} == kinds
    assert all(one.span.line > 0 for one in found)
    assert len({(one.statement, one.said, one.span) for one in found}) >= 0.95 * len(found)


def test_working_out_what_changed_agrees_with_compiling_again(
    rulebook: Rulebook, years: list[Bench], tries: Tries
) -> None:
    sample = random.Random(4).sample(mutants(rulebook), tries(2, 40))
    for one in sample:
        for bench in years[:2]:
            quick, slow = bench.killer(one), bench._again(one)
            assert (quick is None) == (slow is None), one


def test_a_mutant_the_cases_notice(rulebook: Rulebook, years: list[Bench]) -> None:
    one = mutant(rulebook, "ira_limit_for_age", "`>=` becomes `>`")
    assert any(bench.killer(one) for bench in years)


def test_without_cases_somebody_is_found_whose_case_notices(rulebook: Rulebook) -> None:
    nothing = benches(rulebook, [])
    one = mutant(rulebook, "income_above_roth_range", "`>=` becomes `>`")
    survivor = Hunt(rulebook, nothing).survivor(one)
    assert survivor.fate == "killable" and survivor.notice is not None
    texts = as_cases(rulebook, [survivor])
    ready = [
        case
        for topic, text in texts.items()
        for case in load_cases({f"{topic}/cases.yaml": f"cases:\n{text}".encode()})
    ]
    assert [bench.killer(one) is not None for bench in benches(rulebook, ready)].count(True) == 1


def test_a_change_that_changes_nothing_is_proved_so(rulebook: Rulebook) -> None:
    same = Mutant("constant", "ira_room", "the same", rulebook.figures["ira_room"].span,
                  parse("max($0, ira_limit - traditional_ira_contributions - roth_ira_contributions)"))  # fmt: skip
    assert Hunt(rulebook, benches(rulebook, [])).survivor(same).fate == "equivalent"


def test_a_share_is_scored_and_reported(rulebook: Rulebook, cases: list[Case]) -> None:
    (whole,) = shares(rulebook, cases, 1)
    share = Share(whole.mutants[:12], whole.cases)
    done: list[int] = []
    score = together([run_share(rulebook, share), run_share(rulebook, Share((), whole.cases))], done.append)
    assert done == [12, 0]
    assert score.mutants == 12 and score.killed + len(score.survivors) == 12
    assert f"{score.killed} of 12 mutants noticed" in as_text(rulebook, score)
    assert not [one for one in score.survivors if one.fate == "unknown"]


def test_what_no_case_could_notice_is_left_out_and_named(rulebook: Rulebook) -> None:
    left = {one.what: one.names for one in left_out(rulebook)}
    changed = {one.statement for one in mutants(rulebook)}
    assert "form_5500_ez_assets" in left["parameters"] and set(left) == {"parameters"}
    assert not changed & {name for names in left.values() for name in names}


def test_a_gate_left_out_of_a_route_is_noticed(rulebook: Rulebook, years: list[Bench]) -> None:
    one = mutant(rulebook, "mega_backdoor_roth.closed", "`plan_bars_after_tax`")
    assert any(bench.killer(one) for bench in years)


def test_without_cases_somebody_is_found_who_notices_where_a_fact_no_longer_applies(rulebook: Rulebook) -> None:
    one = mutant(rulebook, "plan_allows_after_tax", "`403b` is left out")
    assert Hunt(rulebook, benches(rulebook, [])).survivor(one).fate == "killable"


def test_without_cases_somebody_is_found_who_notices_another_default(rulebook: Rulebook) -> None:
    one = mutant(rulebook, "other_wages", "assume: $0 becomes $0.01")
    assert Hunt(rulebook, benches(rulebook, [])).survivor(one).fate == "killable"


def test_without_cases_somebody_is_found_who_notices_a_figure_that_still_applies(rulebook: Rulebook) -> None:
    one = mutant(rulebook, "conversion_taxable_without_roll_in", "applies: `and` becomes `or`")
    assert Hunt(rulebook, benches(rulebook, [])).survivor(one).fate == "killable"


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.thorough) for part in (1, 2))])
def test_every_change_of_our_rules_is_noticed_but_those_that_change_nothing(
    rulebook: Rulebook, cases: list[Case], part: int, tries: Tries
) -> None:
    """With --thorough every change, else those of every 45th statement."""
    each = [one for one in mutants(rulebook) if (one.statement, one.said) not in ARGUED]
    statements = set(sorted({one.statement for one in each})[part :: 3 * tries(15, 1)])
    score = run_share(rulebook, Share(tuple(one for one in each if one.statement in statements), tuple(cases)))

    assert [(one.mutant.statement, one.mutant.said) for one in score.missed] == []
    found = sorted((one.mutant.statement, one.mutant.said) for one in score.survivors)
    assert found == sorted(one for one in PROVED if one[0] in statements)
    assert score.percent == 100


def test_no_case_notices_what_is_argued_to_change_nothing(rulebook: Rulebook, years: list[Bench], tries: Tries) -> None:
    each = [one for one in mutants(rulebook) if (one.statement, one.said) in ARGUED]
    some = each[:: tries(4, 1)]
    assert [one.said for one in some if any(bench.killer(one) for bench in years[: tries(1, 4)])] == []
    assert len(each) <= 0.02 * len(mutants(rulebook))


def test_what_changes_nothing_is_a_change_of_our_rules_and_explained(rulebook: Rulebook) -> None:
    each = {(one.statement, one.said) for one in mutants(rulebook)}
    assert [one for one in EQUIVALENT if (one["statement"], one["said"]) not in each] == []
    assert all(one["why"].endswith(".") for one in EQUIVALENT)


def test_the_docs_list_what_changes_nothing_with_the_reason() -> None:
    page = " ".join((ROOT / "docs" / "mutation.md").read_text("utf-8").split())
    assert [one["why"] for one in EQUIVALENT if " ".join(one["why"].split()) not in page] == []
