"""How many questions the questionnaire asks, against asking everything and against a fixed order by topic.

    python benchmarks/questions.py [number of savers [seed ...]]

Draws likely savers (by default 1,000 from one seed), types their true answers into the real interview until nothing
that could still be said changes the answer, and counts; a list of rare cases, of which one Enter says that none
applies, is one question. Every fact is told, the defaults too: a saver with a second
job is asked about it where it matters. The fixed order asks topic by topic and skips only what does not apply.

The time is what a person waits for, from Enter to the next prompt: reading, checking, saving the file, ranking and
showing. Processor time stands beside it, since other programs on the machine lengthen the clock's.

The savers are our estimate of who asks, not a survey. Most are single or file jointly, and 18 % own a business. Pay
is lognormal around $109,000, since those who ask about Roth routes earn more than the median worker. One in four has
no plan at work; half have a 401(k), of which 22 % take after-tax money. Rare things (a second job, earlier
contributions, basis) come at 3 to 15 %. The shares are `CHOICES`, `YES` and `AMOUNTS` below. Amounts that hang
together (MAGI, last year's pay, deferrals) follow from each other.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from rothroute.engine import Adviser, load_rulebook
from rothroute.engine.ask.answers_file import text_of
from rothroute.engine.ask.session import Session
from rothroute.engine.ask.state import NextQuestion
from rothroute.engine.interview.autosave import Autosave
from rothroute.engine.interview.loop import Loop
from rothroute.engine.interview.screen import Look, Screen
from rothroute.engine.reasoning.standing import Standing

Saver = dict[str, Any]
SEED = 20260630
YEAR = 2026
PLANS = {"none": 25, "401k": 50, "403b": 10, "457b": 4, "tsp": 4, "simple_ira": 4, "sep": 3}
STATUSES = {"single": 45, "married_joint": 42, "head_of_household": 8, "married_separate": 4, "surviving_spouse": 1}
BUSINESSES = {"none": 82, "sole_proprietor": 11, "s_corporation": 4, "partnership": 2, "c_corporation": 1}
AFTER_TAX = {"401k": 0.22, "403b": 0.10}
AFTER_TAX_MONEY = ("after_tax_contributions", "after_tax_earnings", "after_tax_balance")
DEFERRAL_LIMIT, TOTAL_LIMIT = 2_450_000, 7_200_000


def main(count: int, seeds: list[int]) -> None:
    """Draw the savers, count, print."""
    adviser = Adviser(load_rulebook())
    for seed in seeds:
        draw = random.Random(seed)
        with tempfile.TemporaryDirectory() as folder:
            rows = [_row(adviser, saver(draw), Path(folder)) for _ in range(count)]
        print(f"{count:,} likely savers, tax year {YEAR}, seed {seed}; questions asked: median, 95th percentile, most")
        print(f"{'':44}{'questionnaire':>16}{'by topic':>16}{'everything':>16}")
        for label, wanted in GROUPS.items():
            _line(label, [row for row in rows if wanted(row)])
        for clock in ("waited", "worked"):
            _times(clock, sorted(one for row in rows for one in row[clock]))


def _times(clock: str, found: list[float]) -> None:
    said = "on the clock" if clock == "waited" else "of processor time"
    cells = ", ".join(f"{part} {found[min(int(len(found) * share), len(found) - 1)]:.0f}" for part, share in SHARES)
    late = sum(one > REACH for one in found)
    print(f"milliseconds {said} from an answer to the next prompt: {cells}; over {REACH}: {late} of {len(found):,}")


SHARES = (("median", 0.5), ("99th percentile", 0.99), ("most", 1.0))
REACH = 50

GROUPS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "all savers": lambda row: True,
    "employees without a business": lambda row: row["business"] == "none",
    "  whose plan takes after-tax money": lambda row: row["business"] == "none" and row["after_tax"],
    "owners of a business": lambda row: row["business"] != "none",
    "nothing beyond the direct Roth IRA": lambda row: row["plan"] in ((), ("direct_roth_ira",)),
}


def _line(label: str, rows: list[dict[str, Any]]) -> None:
    cells = (_cell(row[kind] for row in rows) for kind in ("asked", "by_topic", "everything"))
    print(f"{label + f' ({len(rows):,})':44}{''.join(f'{cell:>16}' for cell in cells)}")


def _cell(counts: Iterable[int]) -> str:
    found = sorted(counts)
    if not found:
        return "-"
    return f"{statistics.median(found):g}, {found[int(len(found) * 0.95)]}, {found[-1]}"


class Timed(Loop):
    """The interview, answered by a saver who types at once, with the time from each answer to the next prompt."""

    def __init__(self, session: Session, keeper: Autosave, facts: Saver) -> None:
        """Nothing typed yet."""
        self.facts, self.asked = facts, 0
        self.names: tuple[str, ...] = ()
        self.waited: list[float] = []
        self.worked: list[float] = []
        self.since: tuple[float, float] | None = None
        super().__init__(Screen(Look(), lambda text: None, self._typed), session, keeper)

    def _put(self, step: NextQuestion) -> None:
        self.asked += 1
        self.names = (step.fact, *step.along)
        super()._put(step)

    def _sure(self, doubt: str, step: NextQuestion) -> bool:
        return True

    def _typed(self, prompt: str) -> str:
        now = time.perf_counter(), time.process_time()
        if self.since:
            self.waited.append((now[0] - self.since[0]) * 1000)
            self.worked.append((now[1] - self.since[1]) * 1000)
        answer = self._answered()
        self.since = time.perf_counter(), time.process_time()
        return answer or ""

    def _answered(self) -> str | None:
        if len(self.names) > 1:
            return " ".join(str(number) for number, name in enumerate(self.names, 1) if self.facts[name])
        name = self.names[0]
        return text_of(self.session.rulebook.facts[name], self.facts[name])


def _row(adviser: Adviser, facts: Saver, folder: Path) -> dict[str, Any]:
    session = Session(adviser.rulebook, adviser.program, facts["as_of"])
    session.presume_year()
    loop = Timed(session, Autosave(folder / "answers.yaml", False), facts)
    loop.ask_all()
    plan = tuple(name for name in adviser.rulebook.routes if session.trace().holds(f"{name}.closed") is False)
    return {
        "asked": loop.asked,
        "by_topic": _by_topic(session, facts),
        "everything": len(adviser.rulebook.facts) - 1,
        "business": facts["business"],
        "after_tax": facts["plan_allows_after_tax"] and facts["workplace_plan"] in AFTER_TAX,
        "plan": plan,
        "waited": loop.waited,
        "worked": loop.worked,
    }


def _by_topic(session: Session, facts: Saver) -> int:
    trace = session.doubts.trace(facts)
    standings = [trace.standings[name] for name in session.rulebook.facts]
    return sum(1 for standing in standings if standing is not Standing.NOT_APPLICABLE) - 1


def saver(draw: random.Random) -> Saver:
    """One likely saver, all of whose facts are known and free of contradictions."""
    facts: Saver = {"tax_year": YEAR, "as_of": date(YEAR, 1, 5).toordinal() + draw.randrange(440)}
    facts |= {name: _one(draw, odds) for name, odds in CHOICES.items()}
    facts |= {name: draw.random() < chance for name, chance in YES.items()}
    facts |= {name: amount(draw) for name, amount in AMOUNTS.items()}
    facts["plan_allows_after_tax"] = draw.random() < AFTER_TAX.get(facts["workplace_plan"], 0)
    facts["age"] = draw.randint(22, 70)
    facts["wages"] = 0 if facts["business"] != "none" and draw.random() < 0.4 else _pay(draw)
    _money(draw, facts)
    return facts


def _money(draw: random.Random, facts: Saver) -> None:
    wages = facts["wages"]
    facts["employee_deferrals"] = min(_cents(wages * draw.choice((0, 0.03, 0.06, 0.1, 0.15))), 2_450_000)
    facts["employer_contributions"] = _cents(wages * draw.choice((0, 0.03, 0.04, 0.06)))
    facts["prior_year_pay"] = facts["prior_year_fica_wages"] = _cents(wages * 0.96)
    facts["social_security_wages"] = wages + facts["other_wages"]
    facts["pay_left_this_year"] = _cents(wages * draw.random())
    facts["modified_agi"] = max(
        0, wages + facts["spouse_compensation"] + facts["business_profit"] - facts["employee_deferrals"]
    )
    facts["nondeductible_ira_contributions"] = facts["traditional_ira_contributions"]
    facts["nondeductible_ira_converted"] = min(
        facts["nondeductible_ira_contributions"], facts["ira_conversions_this_year"]
    )
    facts["converted_after_year_end"] = facts["required_distribution_left"] = 0
    facts["contributed_after_year_end"] = min(
        facts["contributed_after_year_end"], facts["traditional_ira_contributions"] + facts["roth_ira_contributions"]
    )
    facts["excluded_foreign_pay"] = min(facts["excluded_foreign_pay"], wages)
    if not facts["special_ira_case"]:
        facts |= dict.fromkeys(SPECIAL, 0)
    facts["special_ira_case"] = facts["special_ira_case"] or facts["ira_basis"] > 0
    facts["ira_activity"] = any(facts[name] for name in IRA_MONEY)
    facts["special_business_case"] = any(facts[name] for name in BUSINESS_CASES)
    facts["solo_plan_adopted_on"] = facts["employment_started_on"] = date(YEAR, 1, 1).toordinal()
    facts["after_tax_contributions"] = min(facts["after_tax_contributions"], wages - facts["employee_deferrals"])
    facts["lived_apart_all_year"] = facts["lived_apart_all_year"] and facts["filing_status"] == "married_separate"
    if facts["business"] in ("none", "s_corporation", "c_corporation"):
        facts["modified_agi"] -= facts["business_profit"]
    if not facts["plan_allows_after_tax"]:
        facts |= dict.fromkeys(AFTER_TAX_MONEY, 0)
    if not facts["has_solo_plan"]:
        facts |= dict.fromkeys(("solo_deferrals", "solo_employer_contributions", "solo_after_tax_contributions"), 0)
    here = facts["employee_deferrals"] if facts["workplace_plan"] not in ("none", "457b") else 0
    own = facts["solo_deferrals"] if facts["business"] != "none" else 0
    if here or own or facts["deferrals_elsewhere"]:  # whoever defers is covered; a no would contradict it
        facts["covered_by_workplace_plan"] = True
        facts |= dict.fromkeys((name for name in YES if name.startswith("solo_plan")), True)
    facts["special_plan_case"] = facts["special_plan_case"] or _special_at_work(facts)


def _special_at_work(facts: Saver) -> bool:
    """Whether something has happened that the question on special cases at work names."""
    plan, deferred, employer = facts["workplace_plan"], facts["employee_deferrals"], facts["employer_contributions"]
    limited = plan in ("401k", "403b", "tsp", "sep") and facts["business"] != "partnership"
    return (
        facts["deferrals_elsewhere"] > 0
        or (plan != "none" and (facts["left_employer"] or deferred > DEFERRAL_LIMIT))
        or (plan in AFTER_TAX and any(facts[name] for name in AFTER_TAX_MONEY))
        or (limited and deferred + employer > min(TOTAL_LIMIT, facts["wages"]))
    )


def _one(draw: random.Random, odds: dict[str, int]) -> str:
    return draw.choices(list(odds), list(odds.values()))[0]


def _cents(amount: float) -> int:
    return int(amount) // 100 * 100


def _pay(draw: random.Random) -> int:
    return _cents(draw.lognormvariate(11.6, 0.6) * 100)


def _seldom(chance: float, most: int) -> Callable[[random.Random], int]:
    """Nothing for most savers, an amount up to the most for some."""
    return lambda draw: _cents(draw.random() * most) if draw.random() < chance else 0


SPECIAL = (
    "other_ira_compensation", "excluded_foreign_pay", "earlier_roth_ira_excess", "earlier_traditional_ira_excess",
)  # fmt: skip
IRA_MONEY = (
    "roth_ira_contributions", "traditional_ira_contributions", "ira_conversions_this_year",
    "ira_distributions_this_year",
)  # fmt: skip
BUSINESS_CASES = ("business_related_to_employer", "business_has_simple_plan", "business_sep_contributions")
CHOICES = {"workplace_plan": PLANS, "filing_status": STATUSES, "business": BUSINESSES}
YES = {
    "lived_apart_all_year": 0.3, "governmental_employer": 0.15, "plan_offers_roth": 0.85,
    "plan_offers_age_60_63_catch_up": 0.6, "plan_allows_in_plan_roth_conversion": 0.6,
    "plan_allows_in_service_distribution": 0.5, "plan_accepts_ira_roll_in": 0.7, "deferrals_complete": 0.1,
    "owns_over_five_percent": 0.02, "plan_expects_acp_refunds": 0.05, "covered_by_workplace_plan": 0.7,
    "spouse_covered_by_workplace_plan": 0.5, "simple_ira_under_two_years": 0.03, "controls_business": 0.8,
    "business_has_eligible_employees": 0.1, "business_related_to_employer": 0.02, "business_has_simple_plan": 0.03,
    "has_solo_plan": 0.3, "solo_plan_offers_roth": 0.7, "solo_plan_offers_age_60_63_catch_up": 0.5,
    "solo_plan_allows_after_tax": 0.3, "solo_plan_allows_roth_conversion": 0.4, "solo_plan_accepts_ira_roll_in": 0.5,
    "special_ira_case": 0.04, "special_plan_case": 0.03, "left_employer": 0.04,
    "sep_on_form_5305": 0.3, "simple_plan_has_higher_limits": 0.3,
}  # fmt: skip
AMOUNTS: dict[str, Callable[[random.Random], int]] = {
    "other_wages": _seldom(0.08, 4_000_000), "deferrals_elsewhere": _seldom(0.05, 1_000_000),
    "taxable_conversions": _seldom(0.03, 2_000_000), "spouse_compensation": _seldom(0.7, 15_000_000),
    "spouse_ira_contributions": _seldom(0.15, 700_000), "roth_ira_contributions": _seldom(0.15, 700_000),
    "traditional_ira_contributions": _seldom(0.07, 700_000), "traditional_ira_balance": _seldom(0.25, 20_000_000),
    "ira_basis": _seldom(0.04, 2_000_000), "ira_conversions_this_year": _seldom(0.03, 700_000),
    "after_tax_contributions": _seldom(0.05, 1_000_000), "after_tax_earnings": _seldom(0.05, 50_000),
    "plan_after_tax_cap_percent": lambda draw: draw.choice((60_000, 100_000, 1_000_000, 1_000_000)),
    "business_profit": lambda draw: _cents(draw.lognormvariate(10.8, 0.9) * 100),
    "business_wages": lambda draw: _cents(draw.lognormvariate(11.2, 0.5) * 100),
    "business_sep_contributions": _seldom(0.05, 1_000_000), "solo_deferrals": _seldom(0.5, 2_000_000),
    "solo_employer_contributions": _seldom(0.3, 1_000_000), "solo_after_tax_contributions": _seldom(0.1, 500_000),
    "other_ira_compensation": _seldom(0.3, 3_000_000), "excluded_foreign_pay": _seldom(0.3, 2_000_000),
    "earlier_roth_ira_excess": _seldom(0.3, 700_000), "earlier_traditional_ira_excess": _seldom(0.1, 300_000),
    "ira_distributions_this_year": _seldom(0.03, 1_000_000), "contributed_after_year_end": _seldom(0.1, 300_000),
    "after_tax_balance": _seldom(0.05, 2_000_000), "plan_fifteen_year_catch_up": _seldom(0.02, 300_000),
    "plan_special_457b_catch_up": _seldom(0.02, 1_000_000), "employer_contributions_to_401a": _seldom(0.0, 0),
}  # fmt: skip

if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:]]
    main(numbers[0] if numbers else 1_000, numbers[1:] or [SEED])
