"""What comes first: among equal routes, among open facts, among days; and what is worth asking at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rothroute.cli import run
from rothroute.engine import Adviser, load_rulebook
from rothroute.engine.advise.decide import amount_range, recommendation
from rothroute.engine.reasoning.evaluate import evaluate
from rothroute.engine.rulebook.source import parse
from rothroute.engine.value import show_date

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "examples").glob("*.yaml"))

FACT = "  {}: {{type: {}, label: {}, meaning: A fact.}}\n"
SMALL = {
    "sources.yaml": "sources: {USC: {title: Code, kind: statute, checked: read}}",
    "parameters/top.yaml": (
        "label: top\nunit: dollars\nlaw: USC 1\nvalues: {2026: {amount: $5000, source: USC, verified: read}}\n"
    ),
    "saving/rules.yaml": """
topic: saving
exports: [both]
figures:
  put_away: {label: put away, meaning: M., unit: dollars, cite: [USC 1], formula: "%s"}
  both: {label: both, meaning: M., unit: dollars, cite: [USC 1], formula: put_away}
conclusions:
  nothing: {when: put_away < $0.01, because: "None.", because_not: "Some.", cite: [USC 1]}
routes:
  saving:
    {label: saving, meaning: M., closed_by: [nothing], amount: put_away, tie_order: 1, doing_order: 1}
plan: {total: both}
""",
}


def small(folder: Path, formula: str, facts: Mapping[str, str]) -> Adviser:
    """A rulebook of one route, whose dollars are the formula."""
    listed = "".join(FACT.format(name, kind, name) for name, kind in {"tax_year": "tax_year", **facts}.items())
    texts = {**SMALL, "facts.yaml": "facts:\n" + listed}
    texts["saving/rules.yaml"] %= formula
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return Adviser(load_rulebook(folder))


def with_routes(folder: Path, orders: Mapping[str, int]) -> Adviser:
    """More routes of the same dollars in the order of `orders`, beside the one whose dollars are not known."""
    route = "  {}: {{label: r, meaning: M., closed_by: [never], amount: sure, tie_order: {}, doing_order: {}}}\n"
    routes = "".join(route.format(name, order, 9 - order) for name, order in orders.items())
    small(folder, "cash", {"cash": "dollars"})
    file = folder / "saving" / "rules.yaml"
    text = file.read_text().replace("plan: {", f"{routes}plan: {{")
    text = text.replace(
        "conclusions:", "  sure: {label: s, meaning: M., unit: dollars, cite: [USC 1], formula: top}\nconclusions:"
    )
    text = text.replace("routes:", "  never: {when: top < $1, because: No., because_not: Yes., cite: [USC 1]}\nroutes:")
    file.write_text(text.replace("tie_order: 1,", "tie_order: 9,", 1))
    return Adviser(load_rulebook(folder))


@pytest.mark.parametrize("orders", [{"early": 1, "late": 2}, {"late": 2, "early": 1}])
def test_of_routes_surely_worth_the_same_the_first_in_the_tie_order_is_the_reading_so_far(
    tmp_path: Path, orders: dict[str, int]
) -> None:
    """What the other may bring is not known, so nothing is decided."""
    trace = with_routes(tmp_path, orders).trace({"tax_year": 2026})

    assert amount_range(trace, "early") == amount_range(trace, "late") == (500_000, 500_000)
    assert recommendation(trace) == (False, "early")


@given(data=st.data())
@settings(settings.get_profile("many"))
def test_no_route_surely_worth_as_much_comes_before_the_reading_so_far(
    adviser: Adviser, savers: Any, data: Any
) -> None:
    saver = data.draw(savers)
    trace = evaluate(adviser.program(saver["tax_year"]), saver)
    decided, found = recommendation(trace)
    sure = {
        route.name: (amount_range(trace, route.name)[0], -route.tie_order)
        for route in adviser.rulebook.routes.values()
        if trace.holds(f"{route.name}.closed") is False and amount_range(trace, route.name)[0] > 0
    }
    if not decided:
        assert (found in sure) == bool(sure)
        assert all(sure[found] >= other for other in sure.values()) if sure else found is None


def test_open_facts_come_in_the_order_of_what_they_are_worth(tmp_path: Path) -> None:
    adviser = small(
        tmp_path, "if b then (if a then top else $1000) else $900", {"a": "yes_no", "b": "yes_no", "c": "dollars"}
    )
    open_ = adviser.advise({"tax_year": 2026}, date(2026, 6, 30)).advice.open_facts

    assert [(one.fact, one.worth) for one in open_] == [("b", 410_000), ("a", 400_000)]


def test_open_facts_of_the_examples_are_in_order(adviser: Adviser) -> None:
    seen = set()
    for path in EXAMPLES:
        open_ = adviser.advise(parse(path.read_bytes(), path.name), date(2026, 6, 30)).advice.open_facts
        assert [*open_] == sorted(open_, key=lambda one: (-one.worth, one.effort))
        seen |= {one.worth for one in open_}

    assert seen


def test_a_fact_of_the_least_trouble_is_asked_first_where_two_are_worth_the_same(tmp_path: Path) -> None:
    small(tmp_path, "if a then (if b then top else $0) else $0", {"a": "yes_no", "b": "yes_no"})
    asked = "{{question: Is it?, why: W., effort: {}, section: s, help: H., who: you, where: here}}"
    questions = f"questions:\n  a: {asked.format(3)}\n  b: {asked.format(1)}\n".replace("{{", "{").replace("}}", "}")
    (tmp_path / "saving" / "questions.yaml").write_text(questions)
    adviser = Adviser(load_rulebook(tmp_path))
    open_ = adviser.advise({"tax_year": 2026}, date(2026, 6, 30)).advice.open_facts

    assert [(one.fact, one.worth, one.effort) for one in open_] == [("b", 500_000, 1), ("a", 500_000, 3)]


def test_a_fact_is_worth_what_it_changes_where_the_others_stand_though_nothing_at_their_best(tmp_path: Path) -> None:
    """At the best found one step at a time both are so, and cash is no matter; for who says no twice it is all."""
    facts = {"first": "yes_no", "second": "yes_no", "cash": "dollars"}
    adviser = small(
        tmp_path, "if first then (if second then $100 else $0) else if second then $0 else min(top, cash)", facts
    )
    open_ = {one.fact: one.worth for one in adviser.advise({"tax_year": 2026}, date(2026, 6, 30)).advice.open_facts}

    assert open_["cash"] == 490_000


@pytest.mark.parametrize("form", [["advise", "{facts}", "--as-of", "{day}"], ["letter", "{facts}", "--date", "{day}"]])
@pytest.mark.parametrize("later", [0, 1])
def test_what_is_due_today_is_still_to_be_done_today(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], adviser: Adviser, form: list[str], later: int
) -> None:
    """The last day counts: on it a step is the next to act on, on the day after it no longer is."""
    facts = next(path for path in EXAMPLES if path.name == "big-tech-engineer.yaml")
    advice = adviser.advise(parse(facts.read_bytes(), facts.name), date(2026, 6, 30)).advice
    steps = [*advice.plan_steps, *(step for name in advice.plan for step in advice.routes[name].steps)]
    due = min(step.by for step in steps if step.by is not None)
    words = [part.format(facts=facts, day=date.fromordinal(due + later).isoformat()) for part in form]
    letter = tmp_path / "letter.md"
    run([*words, "-o", str(letter)] if form[0] == "letter" else words)
    text = " ".join((letter.read_text() if form[0] == "letter" else capsys.readouterr().out).split())
    told = re.findall(rf"(?:first deadline is):?\W*{re.escape(show_date(due))}", text)

    assert bool(told) == (later == 0), text[:2_000]
