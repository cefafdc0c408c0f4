"""What is kept for the next letter, or put together ahead, changes nothing in any letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rothroute.engine.documents.letter import Press, draft
from rothroute.engine.documents.letter.make import Draft
from rothroute.engine.documents.letter.readings import Readings
from rothroute.engine.documents.letter.trail import Trail, _ranges
from rothroute.engine.evaluate import Beside, evaluate


def test_a_letter_does_not_rest_on_the_letters_before(drafts: dict[str, Draft], press: Press) -> None:
    for old in drafts.values():
        again = draft(old.trail.advice, old.trail.program, old.options, press)
        assert again.annotated == old.annotated


def test_formulas_are_pruned_alike_whoever_came_before(drafts: dict[str, Draft]) -> None:
    for old in drafts.values():
        trail, fresh = old.trail, Readings(old.trail.program)
        for name in trail.program.figures:
            first, later = fresh.pruning(name).of(trail.trace.values), trail.pruned(name)
            assert (first.formula, first.names) == (later.formula, later.names)


@pytest.mark.parametrize("own", ["parts/again.md", "close.md", "decided.md"])
def test_parts_put_in_place_read_as_parts_included(own: str, drafts: dict[str, Draft], press: Press) -> None:
    apart = Press(press.texts, {own: own})
    for old in drafts.values():
        again = draft(old.trail.advice, old.trail.program, old.options, apart)
        assert again.annotated == old.annotated


def test_one_answer_turned_is_what_the_evaluator_finds(drafts: dict[str, Draft]) -> None:
    for old in drafts.values():
        trace, program = old.trail.trace, old.trail.program
        for fact, answer in trace.answers.items():
            if isinstance(answer, bool):
                found = evaluate(program, {**trace.answers, fact: not answer})
                assert Beside(trace).values(fact, not answer) == found.values


@given(st.sets(st.integers(1, 130)))
def test_facts_are_named_by_runs_of_numbers(numbers: set[int]) -> None:
    shown = _ranges(sum(1 << number for number in numbers))
    ends = [[int(end) for end in part.split("\u2013")] for part in shown.split(", ") if part]
    assert [number for pair in ends for number in range(pair[0], pair[-1] + 1)] == sorted(numbers)
    assert all(pair[-1] - pair[0] > 1 for pair in ends if len(pair) > 1)
    singles = [pair[0] for pair in ends if len(pair) == 1]
    assert not any({one, one + 1, one + 2} <= set(singles) for one in singles)


def test_facts_behind_a_note_are_those_told_in_full(drafts: dict[str, Draft]) -> None:
    for old in drafts.values():
        trail = Trail(old.trail.advice, old.trail.program)
        for note in old.spans.numbered():
            assert bool(note.facts_shown) == bool(trail.facts(note.rule))
