"""What must hold for every saver, known or not: invariants over random savers."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rothroute.engine import Adviser
from rothroute.engine.advise import decide
from rothroute.engine.advise.missing_inputs import open_facts
from rothroute.engine.reasoning.evaluate import evaluate
from rothroute.engine.reasoning.trace import Trace

ROUTES = ("direct_roth_ira", "backdoor_roth_ira", "mega_backdoor_roth", "solo_401k")

# Each plan feature and the route it can only help; all else equal, having it never closes that route.
FEATURES = (
    ("plan_allows_after_tax", "mega_backdoor_roth"),
    ("plan_allows_in_plan_roth_conversion", "mega_backdoor_roth"),
    ("plan_allows_in_service_distribution", "mega_backdoor_roth"),
    ("plan_offers_roth", "mega_backdoor_roth"),
    ("plan_accepts_ira_roll_in", "backdoor_roth_ira"),
    ("solo_plan_offers_roth", "solo_401k"),
    ("solo_plan_allows_after_tax", "solo_401k"),
    ("solo_plan_allows_roth_conversion", "solo_401k"),
    ("solo_plan_offers_age_60_63_catch_up", "solo_401k"),
)


def trace_of(adviser: Adviser, saver: dict[str, Any]) -> Trace:
    return evaluate(adviser.program(saver["tax_year"]), saver)


@given(data=st.data())
@settings(settings.get_profile("many"))
def test_durable_rules_and_the_plain_evaluator_agree(adviser, savers, data):
    saver = data.draw(savers)

    inferred = adviser.inference(saver["tax_year"]).infer(saver)
    plain = trace_of(adviser, saver)

    assert inferred.values == plain.values
    assert inferred.fired == plain.fired
    assert inferred.standings == plain.standings


@given(data=st.data())
@settings(settings.get_profile("default"))
def test_generated_code_and_ranges_agree(adviser, known_savers, data):
    from rothroute.engine.reasoning.compile.generated_code import GeneratedCode

    saver = data.draw(known_savers)
    program = adviser.program(saver["tax_year"])
    ranged = evaluate(program._replace(generated=GeneratedCode(None)), saver)
    for _ in range(70):
        program.generated.ready(program)
    pointed = evaluate(program, saver)

    assert ranged.values == pointed.values
    assert ranged.fired == pointed.fired
    assert ranged.standings == pointed.standings


@given(data=st.data())
@settings(settings.get_profile("default"))
def test_no_plan_exceeds_a_limit(adviser, known_savers, data):
    """What the plan adds to a limit never goes beyond it, unless what is in already does."""
    trace = trace_of(adviser, data.draw(known_savers))

    for line in decide.ledger(trace):
        made = sum(use.amount[0] for use in line.uses if use.route is None)
        added = sum(use.amount[1] for use in line.uses if use.route is not None)
        slack = len(line.uses)  # every published amount is rounded by half a cent at most
        assert added <= max(0, line.cap[1] - made) + slack, line.name


@given(data=st.data(), more=st.integers(1, 40_000_00))
@settings(settings.get_profile("default"))
def test_the_roth_limit_never_rises_with_income(adviser, known_savers, data, more):
    saver = data.draw(known_savers)
    assume(saver["modified_agi"] + more <= 999_999_999_00)

    lower, higher = (
        trace_of(adviser, {**saver, "modified_agi": saver["modified_agi"] + extra}).published("roth_ira_limit")
        for extra in (0, more)
    )

    assert higher <= lower


@pytest.mark.parametrize(("feature", "route"), FEATURES)
@given(data=st.data())
@settings(settings.get_profile("few"))
def test_a_plan_feature_never_closes_a_route(adviser, known_savers, data, feature, route):
    """Premise: a 403(b) that shares one limit with the business is left out, for there routes compete."""
    saver = data.draw(known_savers)
    assume(saver["workplace_plan"] != "403b" or saver["business"] == "none")

    without, having = (trace_of(adviser, {**saver, feature: value}) for value in (False, True))

    if not without.holds(f"{route}.closed"):
        assert not having.holds(f"{route}.closed")


@given(data=st.data())
@settings(settings.get_profile("many"))
def test_knowing_less_never_turns_one_decided_answer_into_another(adviser, known_savers, data):
    saver = data.draw(known_savers)
    dropped = data.draw(st.sets(st.sampled_from(sorted(set(saver) - {"tax_year"})), min_size=1, max_size=6))
    program = adviser.program(saver["tax_year"])
    blurred = {name: value for name, value in saver.items() if name not in dropped}
    # A default that stands in for a dropped fact is another answer, not less knowledge.
    assume(all(program.facts[name].fact.assume is None for name in dropped))

    whole, less = trace_of(adviser, saver), trace_of(adviser, blurred)

    decided, found = decide.recommendation(less)
    if decided:
        assert found == decide.recommendation(whole)[1]
    for route in ROUTES:
        low, high = decide.amount_range(less, route)
        assert low <= decide.amount_range(whole, route)[0] <= high
        for part in ("closed", "caution", "open", "primary"):
            assert less.holds(f"{route}.{part}") in (None, whole.holds(f"{route}.{part}"))


@given(data=st.data())
@settings(settings.get_profile("default"))
def test_facts_that_are_not_open_change_nothing(adviser, savers, data):
    """The frontier is sound: whatever an unlisted unknown fact turns out to be, no verdict or amount moves."""
    saver = data.draw(savers)
    trace = trace_of(adviser, saver)
    listed = set(open_facts(trace, list(decide.undecided(trace))))
    silent = [name for name in trace.standings if name not in saver and name not in listed and name != "tax_year"]
    silent = [name for name in silent if trace.program.facts[name].fact.assume is None]
    assume(silent)
    name = data.draw(st.sampled_from(silent))
    fact = adviser.rulebook.facts[name]
    if fact.unit == "yes_no":
        value: Any = data.draw(st.booleans())
    elif fact.unit == "choice":
        value = data.draw(st.sampled_from([value for value, _ in fact.values]))
    else:
        value = data.draw(st.sampled_from((fact.lowest, fact.highest)) | st.integers(fact.lowest, fact.highest))

    told = trace_of(adviser, {**saver, name: value})

    for route in ROUTES:
        for part in ("closed", "caution", "open", "primary"):
            before = trace.holds(f"{route}.{part}")
            if before is not None:
                assert before == told.holds(f"{route}.{part}")
        low, high = decide.amount_range(trace, route)
        assert low <= decide.amount_range(told, route)[0] <= decide.amount_range(told, route)[1] <= high


@given(data=st.data())
@settings(settings.get_profile("default"))
def test_a_known_saver_gets_every_verdict_and_the_largest_amount_first(adviser, known_savers, data):
    trace = trace_of(adviser, data.draw(known_savers))
    amounts = {route: decide.amount_range(trace, route) for route in ROUTES}

    for route in ROUTES:
        verdict = decide.verdict(trace, adviser.rulebook.routes[route])
        assert verdict != "unknown"
        assert (verdict == "closed") == (amounts[route] == (0, 0))
    decided, found = decide.recommendation(trace)
    assert decided
    largest = max(amount[0] for amount in amounts.values())
    assert found == "none" if largest == 0 else amounts[found][0] == largest


@given(data=st.data())
@settings(settings.get_profile("few"))
def test_the_order_of_facts_never_matters(adviser, savers, data):
    saver = data.draw(savers)
    shuffled = dict(data.draw(st.permutations(sorted(saver.items()))))
    inference = adviser.inference(saver["tax_year"])

    assert inference.infer(saver).values == inference.infer(shuffled).values


@given(data=st.data())
@settings(settings.get_profile("few"))
def test_the_taxable_share_never_exceeds_the_conversion(adviser, known_savers, data):
    trace = trace_of(adviser, data.draw(known_savers))
    taxable, whole = trace.published("backdoor_taxable"), trace.published("backdoor_without_roll_in")

    assert taxable is None or 0 <= taxable[0] <= taxable[1] <= whole[1]


def test_four_threads_answer_as_one(adviser):
    base = {"tax_year": 2026, "age": 52, "filing_status": "single", "workplace_plan": "401k", "wages": 200_000_00}
    savers = [{**base, "modified_agi": 1_000_00 * number} for number in range(200)]
    inference = adviser.inference(2026)
    alone = [inference.infer(saver).values for saver in savers]
    found: dict[int, list[Any]] = {}

    def work(number: int) -> None:
        found[number] = [inference.infer(saver).values for saver in savers]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [found[number] == alone for number in range(4)] == [True] * 4


def test_memory_stays_flat(adviser, tries):
    """No saver leaves anything behind; 100,000 evaluations are run by benchmarks/decide.py --memory."""
    resource = pytest.importorskip("resource")
    inference = adviser.inference(2026)
    saver = {"tax_year": 2026, "age": 52, "filing_status": "single", "workplace_plan": "401k", "wages": 200_000_00}

    def run(count: int) -> int:
        for number in range(count):
            inference.infer({**saver, "modified_agi": number * 100})
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    first = run(tries(150, 2_000))

    assert run(tries(500, 6_000)) - first < 4_000
