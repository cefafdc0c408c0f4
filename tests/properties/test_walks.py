"""Savers walked through time: asked on twelve days, doing each step when told.

The story ends with no correction open and form lines that follow on; no two answers contradict; the order of doing
never changes a total. An excess of earlier years is a fact of 1 January: whatever is done, it stands in every answer of
the year with the same dollars, and what the year's room does not take is all that is told of it in the next. The
reading is walked as well as the rules, so that it is right by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import permutations
from random import Random
from typing import Any, NamedTuple

import pytest

from rothroute.engine import Adviser
from rothroute.engine.reasoning.evaluate import evaluate

from .lives import THEMES, Saver, lives
from .reading import amounts, corrections, form_8606, ira, solo, to_cent
from .reading.law import YEARS
from .walks import ROUTES, facts, follow, put_right

DAYS = 12
CENTS = 3  # what rounding down to the cent may leave of a route or a line
TOLD = (
    "traditional_ira_contributions",
    "nondeductible_ira_contributions",
    "roth_ira_contributions",
    "ira_conversions_this_year",
    "nondeductible_ira_converted",
    "converted_after_year_end",
    "contributed_after_year_end",
    "earlier_roth_ira_excess",
    "earlier_traditional_ira_excess",
    "ira_basis",
    "employee_deferrals",
    "employer_contributions",
    "employer_contributions_to_401a",
    "deferrals_elsewhere",
    "after_tax_contributions",
    "after_tax_balance",
    "solo_deferrals",
    "solo_employer_contributions",
    "solo_after_tax_contributions",
)


class Answers(NamedTuple):
    """What was answered, in cents."""

    routes: dict[str, int]
    corrections: dict[str, int]
    lines: dict[int, int]


Ask = Callable[[Saver], Answers]


@pytest.fixture(params=["rules", "reading"])
def ask(request: pytest.FixtureRequest, adviser: Adviser) -> Ask:
    """The rules asked, or the reading."""
    return (lambda saver: by_rules(adviser, saver)) if request.param == "rules" else by_reading


def by_reading(saver: Saver) -> Answers:
    f = facts(saver)
    return Answers(
        {route: to_cent(amount) for route, amount in amounts(f).items()},
        {name: to_cent(correction.amount) for name, correction in corrections(f).items()},
        {
            number: to_cent(amount)
            for number, amount in form_8606.form(f).items()
            if amount is not None and number != 10
        },
    )


def by_rules(adviser: Adviser, saver: Saver) -> Answers:
    told = {name: value for name, value in saver.items() if name in adviser.rulebook.facts}
    trace = evaluate(adviser.program(saver["tax_year"]), told)

    def cents(name: str) -> int | None:
        amount = trace.published(name)
        assert amount is None or amount[0] == amount[1], (name, amount, told)
        return amount and amount[0]

    open_ = [one for one in adviser.rulebook.corrections.values() if trace.holds(one.when)]
    lines = {number: cents(f"form_8606_line_{number}") for number in range(1, 19) if number != 10}
    return Answers(
        {route: cents(f"{route}.amount") or 0 for route in ROUTES},
        {one.name: cents(one.amount) or 0 for one in open_},
        {number: amount for number, amount in lines.items() if amount is not None},
    )


def people(theme: str, year: int, count: int, seed: int) -> Iterator[Saver]:
    """Savers at the start of a story, in the tax year.

    None has catch-up in a solo plan that shares one limit with a 403(b): read cautiously it counts once it is in, and
    does not before.
    """
    first = date(year, 1, 1).toordinal()
    for saver in lives(theme, year, count, seed):
        s = dict.fromkeys(TOLD, 0) | {"has_solo_plan": False} | saver
        s["traditional_ira_contributions"] = max(
            s["traditional_ira_contributions"], s["nondeductible_ira_contributions"]
        )
        s |= dict.fromkeys(("converted_after_year_end", "contributed_after_year_end"), 0)
        s["as_of"] = min(s["as_of"], first + 364)
        if s.get("solo_plan_adopted_on") is not None:
            s["solo_plan_adopted_on"] = min(s["solo_plan_adopted_on"], s["as_of"])
        if s["age"] < 50 or not solo.shares_limit(facts(s)):
            yield s


def of_earlier_years(saver: Saver) -> dict[str, int]:
    """The correction that nothing done in the year makes away with, by its name."""
    amount = saver["earlier_roth_ira_excess"] + saver["earlier_traditional_ira_excess"]
    return {"earlier_ira_excess": amount} if amount else {}


def close(one: dict[Any, int], other: dict[Any, int], slack: int = CENTS) -> bool:
    return all(abs(one.get(name, 0) - other.get(name, 0)) <= slack for name in {*one, *other})


@pytest.mark.parametrize("theme", THEMES)
def test_the_order_of_doing_never_changes_a_total(ask: Ask, theme: str, savers_each: int) -> None:
    """Each route makes what was said whatever was done before; nothing is left; the form of the year stays."""
    for year in YEARS:
        rng = Random(year)
        for saver in people(theme, year, savers_each // 10, seed=3):
            start = put_right(saver)
            said = ask(start)
            assert said.corrections == of_earlier_years(start), (said, start)
            for order in rng.sample(list(permutations(ROUTES)), 2):
                now, made = start, dict.fromkeys(ROUTES, 0)
                for route in order:
                    now, made[route] = follow(now, route)
                after = ask(now)
                assert close(made, said.routes), (order, made, said, start)
                assert close({}, after.routes), (order, after, now)
                assert after.corrections == of_earlier_years(start), (order, after, now)
                assert close(after.lines, said.lines), (order, after, said, start)


@pytest.mark.parametrize("theme", THEMES)
def test_a_saver_walked_through_two_years(ask: Ask, theme: str, savers_each: int) -> None:
    for year in YEARS:
        rng = Random(year)
        for saver in people(theme, year, savers_each // 20, seed=4):
            _walk(ask, rng, saver)


def _walk(ask: Ask, rng: Random, saver: Saver) -> None:
    first = date(saver["tax_year"], 1, 1).toordinal()
    days = sorted({saver["as_of"], *(rng.randint(saver["as_of"] + 1, first + 729) for _ in range(DAYS - 1))})
    now, done, most = dict(saver), 0, None
    now.pop("pay_left_this_year", None)
    for day in days:
        now["as_of"] = day
        assert ask(now) == ask(dict(reversed(now.items())))
        now = put_right(now)
        said = ask(now)
        assert not _curable(said, now), (said, now)
        if day - first < 365:  # while the windows are open, what is done and what is left stay the same in all
            whole = done + sum(said.routes.values())
            assert most is None or whole <= most + CENTS * DAYS, (most, whole, said, now)
            most = whole
        for route in rng.sample(ROUTES, rng.randint(0, len(ROUTES))):
            before = ask(now).routes[route]
            now, made = follow(now, route)
            if day - first < 365 or route != "backdoor_roth_ira":
                assert abs(before - made) <= CENTS, (route, before, made, now)
            done += made
    for route in ROUTES:
        now, _ = follow(now, route)
    _follows_on(ask, now, saver)


def _curable(said: Answers, now: Saver) -> set[str]:
    """The corrections that should be gone: too much in a plan or an IRA can be put right only for so long."""
    f = facts(now)
    late = {"excess_deferrals": f.law.excess_deferral}
    late |= dict.fromkeys(("ira_money_above_limit", "roth_ira_money_above_income_limit"), f.law.ira_correction)
    open_ = said.corrections.keys() - of_earlier_years(now).keys()
    return {name for name in open_ if f.as_of <= late.get(name, f.as_of)}


def left_of_earlier_years(saver: Saver) -> Saver:
    """What the year's room did not take of an earlier excess, in cents, where nobody took it out."""
    own = ira.rooms(facts(saver))
    return {
        "earlier_roth_ira_excess": saver["earlier_roth_ira_excess"] - to_cent(own.roth_absorbed),
        "earlier_traditional_ira_excess": saver["earlier_traditional_ira_excess"] - to_cent(own.traditional_absorbed),
    }


def _follows_on(ask: Ask, now: Saver, start: Saver) -> None:
    """Line 14 of the year is line 2 of the next.

    Where only after-tax money was in the IRAs, what is taxed in both years is what was converted beside it, and no
    basis is left.
    """
    said, year = ask(now), now["tax_year"]
    assert said.corrections == of_earlier_years(start), (said, now)
    assert ira.backdoor(facts(now)).core == 0
    if year + 1 not in YEARS:
        return
    moved = now["nondeductible_ira_converted"] + now["converted_after_year_end"]
    left_in = now["nondeductible_ira_contributions"] - moved
    following = dict(now)
    following |= (
        dict.fromkeys(TOLD, 0)
        | left_of_earlier_years(now)
        | {
            "tax_year": year + 1,
            "as_of": max(now["as_of"], date(year + 1, 1, 1).toordinal()),
            "ira_basis": said.lines.get(14, 0),
            "traditional_ira_balance": now.get("traditional_ira_balance", 0) + left_in,
            "ira_conversions_this_year": now["converted_after_year_end"],
            "ira_distributions_this_year": 0,
            "required_distribution_left": 0,
        }
    )
    later = ask(following)
    assert later.lines.get(2) in (None, said.lines.get(14, 0)), (later, following)
    assert later.corrections == of_earlier_years(following), (later, following)
    following, _ = follow(put_right(following), "backdoor_roth_ira")
    last = ask(following)
    assert 0 <= last.lines.get(14, 0) <= last.lines.get(3, 0)
    clean = not start.get("traditional_ira_balance") and not start["ira_basis"]
    clean = clean and not start["earlier_traditional_ira_excess"]
    if clean and not start.get("ira_distributions_this_year") and not start.get("simple_ira_under_two_years"):
        assert last.lines.get(14, 0) <= CENTS, (said, last, following, start)
        before_tax = now["ira_conversions_this_year"] - now["nondeductible_ira_converted"]
        taxed = said.lines.get(18, 0) + last.lines.get(18, 0)
        assert abs(taxed - before_tax) <= CENTS, (taxed, before_tax, said, last, following, start)
