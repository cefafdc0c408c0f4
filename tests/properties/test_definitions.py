"""The rules against the second reading of the law: every figure and route to the cent, every correction.

The reading (`reading/`) is plain Python written from the definitions alone. Savers are drawn by `lives.py`: they have
paid in, converted, over-contributed, changed jobs or left, and ask on any day up to three years later. `--thorough`
tries a hundred thousand of them.
"""

from __future__ import annotations

from fractions import Fraction as F
from random import Random
from typing import Any

import pytest

from rothroute.engine import Adviser
from rothroute.engine.advise.decide import recommendation
from rothroute.engine.reasoning.evaluate import evaluate
from rothroute.engine.reasoning.trace import Trace

from .lives import THEMES, Saver, as_facts, lives, smallest, without
from .reading import (
    ORDER,
    Facts,
    Unknown,
    amounts,
    corrections,
    figures,
    filled,
    form_8606,
    from_engine,
    ira,
    plan,
    primary,
    solo,
    to_cent,
)
from .reading.law import YEARS

Difference = tuple[str, Any, Any]
A_CENT = 1  # deferrals still to come are a share of the year's, which the rules close to the cent
OF_THE_FORM = ("basis_now", "old_basis_left", "pretax_ira_money", "conversion_taxable")
FROM_LINE_14 = ("form_8606_line_14", "basis_now", "old_basis_left", "pretax_ira_money")
TOGETHER = (  # left out together: one told without the other would make a default say what cannot be
    (
        "traditional_ira_contributions",
        "nondeductible_ira_contributions",
        "roth_ira_contributions",
        "ira_conversions_this_year",
        "nondeductible_ira_converted",
        "converted_after_year_end",
        "contributed_after_year_end",
        "taxable_conversions",
    ),
    ("employer_contributions", "employer_contributions_to_401a"),
    ("other_wages", "excluded_foreign_pay"),
    (
        "has_solo_plan",
        "solo_plan_adopted_on",
        "solo_deferrals",
        "solo_employer_contributions",
        "solo_after_tax_contributions",
    ),
)


def trace_of(adviser: Adviser, saver: Saver) -> Trace:
    return evaluate(adviser.program(saver["tax_year"]), saver)


def in_cents(name: str, amount: F | None) -> int | None:
    return None if amount is None else to_cent(amount)


def _closed_in_another_order(f: Facts, name: str, engine: Any, cents: int | None) -> bool:
    """Whether a figure behind line 14 is a cent off as the IRA limit has fractions of a cent, and line 3 with it.

    The rules close line 13 before it is taken off line 3, as on the form; the page does not say in which order.
    """
    broken = (100 * ira.rooms(f).limit).denominator != 1
    near = bool(engine) and cents is not None and engine[0] - A_CENT <= cents <= engine[1] + A_CENT
    return broken and name in FROM_LINE_14 and near


def differences(adviser: Adviser, saver: Saver) -> list[Difference]:
    """Where engine and reading part over a saver who told what matters: name, engine's value, reading's value."""
    f, trace = Facts(from_engine(saver)), trace_of(adviser, saver)
    found: list[Difference] = []

    def compare(name: str, engine: Any, reading: Any) -> None:
        if engine != reading:
            found.append((name, engine, reading))

    known = figures(f)
    filed = form_8606.to_file(f)  # lines of a form that need not be filed may be left blank
    # Which money went in late, and which is recharacterized, is not told: the page leaves lines 4 and 6 open.
    vague = f.contributed_after_year_end and ira.rooms(f).recharacterizable
    for name, amount in known.items():
        if vague and (name.startswith("form_8606") or name in OF_THE_FORM):
            continue
        if name in adviser.rulebook.figures and name != "form_8606_line_10":
            cents = in_cents(name, amount)
            if not filed and name.startswith("form_8606") and trace.published(name) is None:
                continue
            engine = trace.published(name)
            other = _closed_in_another_order(f, name, engine, cents)
            compare(name, engine, engine if other else None if cents is None else (cents, cents))
    if solo.over_shared_limit(f):
        return found  # the page does not say in which of the two plans the too much is, nor what then may be moved
    routes = amounts(f)
    for route, amount in routes.items():
        engine = trace.published(f"{route}.amount")
        if not (engine and route == "mega_backdoor_roth" and abs(engine[0] - to_cent(amount)) <= A_CENT):
            compare(f"{route}.amount", engine, (to_cent(amount),) * 2)
        compare(f"{route}.closed", trace.holds(f"{route}.closed"), amount == 0)
    compare("recommendation", recommendation(trace), (True, primary(routes)))
    open_ = corrections(f)
    for name, correction in adviser.rulebook.corrections.items():
        if name == "solo_additions_exceeded":
            continue  # not on the page
        compare(f"correction {name}", trace.holds(correction.when), name in open_)
        if name in open_:
            reading = open_[name]
            compare(f"{name} amount", trace.published(correction.amount), (to_cent(reading.amount),) * 2)
            if correction.by:
                compare(f"{name} by", trace.published(correction.by), reading.by and (reading.by,) * 2)
            if reading.cost is not None:
                compare(f"{name} cost", trace.published(correction.cost.amount), (to_cent(reading.cost),) * 2)
    return found


ABOVE_A_LIMIT = {"excess_deferrals", "deferrals_above_plan_limit", "annual_additions_exceeded"}


def vague_differences(adviser: Adviser, saver: Saver, left_out: set[str]) -> list[Difference]:
    """Where an answer that leaves facts out is not wide enough for what is true.

    The usual no to special cases at work says that no money there is above a limit; whoever has such money says yes.
    """
    told = without(saver, left_out)
    f = Facts(filled(from_engine(told), from_engine(saver)))
    if not ABOVE_A_LIMIT.isdisjoint(corrections(f)):
        told = {**told, "special_plan_case": True}
    trace = trace_of(adviser, told)
    found: list[Difference] = []

    def within(name: str, engine: tuple[int, int] | None, reading: int | None) -> None:
        if reading is None or engine is None or engine[0] <= reading <= engine[1]:
            return
        if not _closed_in_another_order(f, name, engine, reading):
            found.append((name, engine, reading))

    for name, amount in figures(f).items():
        if name in adviser.rulebook.figures and name != "form_8606_line_10":
            within(name, trace.published(name), in_cents(name, amount))
    if solo.over_shared_limit(f):
        return found  # as in `differences`: the page does not say in which of the two plans the too much is
    routes = amounts(f)
    for route, amount in routes.items():
        low, high = trace.published(f"{route}.amount") or (0, 0)
        slack = A_CENT if route == "mega_backdoor_roth" else 0
        within(f"{route}.amount", (low - slack, high + slack), to_cent(amount))
        if trace.holds(f"{route}.closed") not in (None, amount == 0):
            found.append((f"{route}.closed", trace.holds(f"{route}.closed"), amount == 0))
    decided, first = recommendation(trace)
    if decided and first != primary(routes):
        found.append(("recommendation", first, primary(routes)))
    open_ = corrections(f)
    for name, correction in adviser.rulebook.corrections.items():
        if name == "solo_additions_exceeded":
            continue  # as in `differences`: not on the page
        if trace.holds(correction.when) not in (None, name in open_):
            found.append((f"correction {name}", trace.holds(correction.when), name in open_))
    return found


def told(adviser: Adviser, saver: Saver) -> Saver:
    """The saver in the words of this rulebook."""
    return {name: value for name, value in saver.items() if name in adviser.rulebook.facts}


def shown(saver: Saver, found: list[Difference]) -> str:
    return "\n".join([f"{name}: {value}" for name, value in as_facts(saver).items()] + [f"  {one}" for one in found])


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("theme", THEMES)
def test_every_figure_route_and_correction_agrees(adviser: Adviser, theme: str, year: int, savers_each: int) -> None:
    def fails(saver: Saver) -> bool:
        try:
            return bool(differences(adviser, saver))
        except Unknown:
            return False

    for saver in lives(theme, year, savers_each):
        if found := differences(adviser, told(adviser, saver)):
            least = smallest(told(adviser, saver), fails)
            pytest.fail(shown(least, differences(adviser, least) or found))


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("theme", THEMES)
def test_what_is_left_out_never_makes_an_answer_wrong(
    adviser: Adviser, theme: str, year: int, savers_each: int
) -> None:
    rng = Random(year)
    for saver in lives(theme, year, savers_each // 2, seed=1):
        names = sorted(set(saver) - {"tax_year", "as_of"})
        left_out = set(rng.sample(names, rng.choice((1, 2, 4, len(names) // 2))))
        for group in TOGETHER:
            left_out |= set(group) if left_out & set(group) else set()
        found = vague_differences(adviser, told(adviser, saver), left_out)
        assert not found, shown(without(saver, left_out), found)


@pytest.mark.parametrize("year", YEARS)
def test_unknown_income_does_not_widen_the_total(adviser: Adviser, year: int, savers_each: int) -> None:
    """It only splits IRA money.

    Premise: no Roth IRA money that income may forbid, no earlier excess, nothing of earlier years that is converted
    along with new money and stays where there is none.
    """
    settled = ("roth_ira_contributions", "earlier_roth_ira_excess", "earlier_traditional_ira_excess")
    for saver in lives("ira", year, savers_each, seed=2):
        s = saver | dict.fromkeys((*settled, "contributed_after_year_end", "traditional_ira_balance", "ira_basis"), 0)
        s["nondeductible_ira_contributions"] = s.get("nondeductible_ira_contributions", 0)
        low, high = trace_of(adviser, told(adviser, without(s, ("modified_agi",)))).published("plan_total")
        assert low == high, shown(s, [])


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("theme", ("work", "all"))
def test_the_match_is_told_only_to_those_who_can_still_get_it(
    adviser: Adviser, theme: str, year: int, savers_each: int
) -> None:
    for saver in lives(theme, year, savers_each, seed=3):
        trace, f = trace_of(adviser, told(adviser, saver)), Facts(from_engine(saver))
        if trace.holds("take_the_match_first"):
            assert plan.deferral_room(f) >= 1 and f.pay_left_this_year > 0, shown(saver, [])
            assert not f.left_employer and not plan.excess_deferrals(f), shown(saver, [])
        if plan.refunds_likely(f) and not trace.holds("mega_backdoor_roth.closed"):
            assert trace.holds("mega_backdoor_roth.caution"), shown(saver, [])


def test_ties_go_by_the_order_of_the_design() -> None:
    assert primary({route: F(1) for route in reversed(ORDER)}) == "mega_backdoor_roth"
