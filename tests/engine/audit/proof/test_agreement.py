"""Three readers of the same rules agree on everything: the solver's translation, the plain evaluator, durable-rules.

Savers are drawn, always the same ones, by the thousand with --thorough; whoever the
proofs and the differences print is answered alike by all three as well.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from rothroute.engine import Adviser
from rothroute.engine.audit.diff.compare import compare, shown
from rothroute.engine.audit.diff.two import two
from rothroute.engine.audit.proof.claims import Claim
from rothroute.engine.audit.proof.grid import boundary_values
from rothroute.engine.audit.proof.person import Disagreement, person_of
from rothroute.engine.audit.proof.pinned import by_evaluator, by_solver
from rothroute.engine.audit.proof.prove import settled
from rothroute.engine.diagnostic import Span
from rothroute.engine.reasoning.compile.compiled import Program
from rothroute.engine.reasoning.evaluate import contradictions, evaluate
from rothroute.engine.reasoning.infer.inference import Inference
from rothroute.engine.resources import RULES, read_rules
from rothroute.engine.rulebook.expression import parse
from rothroute.engine.rulebook.load import load_cases
from rothroute.engine.rulebook.model import Fact

pytest.importorskip("z3")
Saver = dict[str, Any]
YEARS: Final = (2023, 2024, 2025, 2026)
PRINTED: Final = (
    "roth_ira_limit < $8,600 or not direct_roth_ira.open",
    "backdoor_taxable = $0",
    "mega_backdoor_roth.amount <= $40,000",
    "solo_401k.closed or solo_401k.amount <= $50,000",
    "not (mega_backdoor_roth.open and solo_401k.open and backdoor_roth_ira.caution)",
    "traditional_ira_deduction_limit = $0 or traditional_ira_deduction_limit >= $200.01",
    "net_self_employment_earnings <= business_profit * 90%",
    "days_left_in_year > 0 or year_over",
    "not converted_money_has_a_clock or age < 60",
)


def agree(program: Program, inference: Inference, saver: Saver) -> None:
    """All three find the same for every figure and conclusion; of a saver with open answers, for what is known."""
    trace = evaluate(program, saver)
    found = by_evaluator(program, trace.values)
    known = {name: value for name, value in found.items() if trace.known(name)}
    assert {name: value for name, value in by_solver(program, saver).items() if name in known} == known, saver
    assert inference.infer(saver).values == trace.values, saver


def agree_on_printed(program: Program, inference: Inference, person: Saver) -> None:
    """They agree on a printed saver, and on the same saver with plain answers to whatever else could be asked."""
    agree(program, inference, person)
    agree(program, inference, person_of(program, person))


def drawn(program: Program, count: int, free: Callable[[Saver], Saver]) -> Iterator[Saver]:
    """Savers of a year, each answer on a boundary, beside one or anywhere; some answers left to their defaults."""
    chance, values, facts = random.Random(program.tax_year), boundary_values(program), program.rulebook.facts
    made = 0
    while made < count:
        saver = {name: answer(facts[name], found, chance) for name, found in values.items()}
        saver = free({**saver, "tax_year": program.tax_year})
        for name, fact in facts.items():
            if fact.assume is not None and fact.assume_when is None and chance.random() < 0.3:
                del saver[name]
        if not contradictions(program, saver):
            made += 1
            yield saver


def answer(fact: Fact, values: list[Any], chance: random.Random) -> Any:
    """One answer to a question."""
    if fact.unit in ("yes_no", "choice"):
        return chance.choice(values)
    top = min(fact.highest, 1_000_000_00) if fact.unit == "dollars" else fact.highest
    anywhere = chance.randint(fact.lowest if fact.unit != "dollars" else max(fact.lowest, -top), top)
    return anywhere if fact.unit != "date" and chance.random() < 0.4 else chance.choice(values)


@pytest.mark.parametrize("year", YEARS)
def test_thousands_of_savers(
    adviser: Adviser, year: int, make_consistent: Callable[[Saver], Saver], tries: Callable[[int, int], int]
) -> None:
    program, inference = adviser.program(year), adviser.inference(year)
    count = tries(8, 500)
    savers = list(drawn(program, count, make_consistent))
    for saver in savers:
        assert all(evaluate(program, saver).known(name) for name in (*program.figures, *program.conclusions))
        agree(program, inference, saver)

    assert len({tuple(saver.items()) for saver in savers}) == count


def test_every_counterexample_printed(adviser: Adviser) -> None:
    program, inference = adviser.program(2026), adviser.inference(2026)
    for holds in PRINTED:
        claim = Claim("properties", "false", 2026, "Not so.", Span("a.yaml", 1, 1, 1), parse("yes"), parse(holds))
        found = settled(program, claim)
        assert found.outcome == "refuted" and found.pair is not None, holds
        for person in found.pair.people:
            agree_on_printed(program, inference, person)


@pytest.mark.thorough
@pytest.mark.xdist_group("diff")
def test_every_example_of_a_difference_printed(adviser: Adviser) -> None:
    tried = load_cases(read_rules(RULES))  # as `rothroute diff` does
    found = compare(adviser.program(2025), adviser.program(2026), "2025", "2026", tried=tried)
    examples = [example for change in (*found.routes, *found.figures) for example in change.examples]
    people = {str(example.person): example.person for example in examples}
    for person in people.values():
        agree_on_printed(adviser.program(2025), adviser.inference(2025), person)

    assert len(people) > 50
    assert not [change.name for change in (*found.routes, *found.figures) if change.direction == "unknown"]


def test_an_example_the_engine_does_not_share_is_our_bug(adviser: Adviser, monkeypatch: pytest.MonkeyPatch) -> None:
    both = two(adviser.program(2026), adviser.program(2026))
    engines = (adviser.inference(2026), adviser.inference(2026))
    saver = {"tax_year": 2026, "filing_status": "single", "age": 40}
    assert shown(both, engines, "changes for", saver, "direct_roth_ira").way == "changes for"
    monkeypatch.setattr(Inference, "infer", lambda self, answers: evaluate(self.program, {"tax_year": 2026}))

    with pytest.raises(Disagreement):
        shown(both, engines, "changes for", saver, "direct_roth_ira")
