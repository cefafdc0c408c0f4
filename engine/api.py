"""What a program would call: load a rulebook, advise a saver."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from .advise.answers import Given, SaverFacts, tax_year_of
from .advise.build import Decision, decision
from .advise.household import HouseholdDecision, HouseholdInference
from .advise.household_answers import SaverGiven, check_household, one_saver, read_household
from .reasoning.compile.compiled import Program
from .reasoning.compile.program import compile_year
from .reasoning.infer.inference import Inference
from .reasoning.infer.machine import is_installed
from .reasoning.trace import Answers, Trace
from .rulebook.lists import Shape
from .rulebook.model import Rulebook
from .rulebook.source import Node
from .rulebook.unroll import for_items
from .value import FactValue, as_text
from .version import VERSION

__all__ = ["Adviser", "Decision", "FactValue", "advise", "adviser_for", "as_text", "load_rulebook"]

_MOST_KEPT: Final = 16


class Adviser:
    """A rulebook ready to advise: programs and inference are compiled once per tax year and shared by threads."""

    def __init__(self, rulebook: Rulebook) -> None:
        """Nothing is compiled until a tax year is asked for."""
        self.rulebook = rulebook
        self._lock = threading.Lock()
        self._inferences: dict[tuple[int, Shape], Inference] = {}

    def inference(self, tax_year: int, shape: Shape | None = None) -> Inference:
        """Inference for a tax year and the saver's items, one of each list unless said otherwise.

        So many are kept, and the one used longest ago goes. Raises Refusal where the year is not published.
        """
        key = (tax_year, self.rulebook.shape if shape is None else shape)
        with self._lock:
            found = self._inferences.pop(key, None)
            if found is None:
                found = Inference(compile_year(for_items(self.rulebook, key[1]), tax_year))
                while len(self._inferences) >= _MOST_KEPT:
                    self._inferences.pop(next(iter(self._inferences)))
            self._inferences[key] = found
            return found

    def program(self, tax_year: int, shape: Shape | None = None) -> Program:
        """The compiled rules of a tax year and the saver's items. Raises Refusal."""
        return self.inference(tax_year, shape).program

    def given(self, facts: Node | SaverFacts) -> Given:
        """Read facts from a parsed file or from values; problems are kept for `answers`."""
        given = Given()
        if isinstance(facts, Mapping):
            given.tell(self.rulebook, facts)
        else:
            given.read(self.rulebook, one_saver(facts))
        return given

    def answers(self, given: Given) -> tuple[int, Answers]:
        """The tax year and the checked answers. Raises Refusal with every problem found."""
        given.check(self.rulebook)
        tax_year = tax_year_of(self.rulebook, given.values, given.places.get(self.rulebook.year_fact))
        return tax_year, given.checked(self.program(tax_year, given.shape(self.rulebook)))

    def trace(self, facts: SaverFacts) -> Trace:
        """The derivation for a saver's facts. Raises Refusal."""
        given = self.given(facts)
        tax_year, answers = self.answers(given)
        return self.inference(tax_year, given.shape(self.rulebook)).infer(answers)

    def advise(self, facts: Node | SaverFacts | Given, as_of: date) -> Decision:
        """The decision for a saver on a day; a fact that says the day takes precedence. Raises Refusal."""
        given = facts if isinstance(facts, Given) else self.given(facts)
        if not given.says_day(self.rulebook):
            given.set_day(self.rulebook, as_of.isoformat())
        tax_year, answers = self.answers(given)
        day = answers.get(self.rulebook.day_fact, as_of.toordinal())
        trace = self.inference(tax_year, given.shape(self.rulebook)).infer(answers)
        found = decision(trace, int(day))
        return found if is_installed() else _without_durable_rules(found)

    def advise_household(self, savers: Node | tuple[SaverGiven, SaverGiven], as_of: date) -> HouseholdDecision:
        """The decisions for two savers who belong together, from a household file or read from one. Raises Refusal."""
        pair = savers if isinstance(savers, tuple) else read_household(self.rulebook, savers)
        one, other = pair
        for saver in pair:
            saver.given.refuse_lists(self.rulebook, "a household")
            if not saver.given.says_day(self.rulebook):
                saver.given.set_day(self.rulebook, as_of.isoformat())
        (tax_year, first), (_, second) = self.answers(one.given), self.answers(other.given)
        household = self.rulebook.household
        assert household is not None, "a rulebook without households reads none"
        inference = self.inference(tax_year)
        check_household(household, inference.program, pair)
        found = HouseholdInference(
            household,
            inference.program,
            (first, second),
            lambda program, answers: inference.infer(answers, program=program),
        ).decide((one.name, other.name), int(first.get(self.rulebook.day_fact, as_of.toordinal())))
        if is_installed():
            return found
        mine, others = (saver._replace(decision=_without_durable_rules(saver.decision)) for saver in found.savers)
        return found._replace(savers=(mine, others))


def _without_durable_rules(found: Decision) -> Decision:
    """The same, with a receipt that says so."""
    receipt = found.advice.receipt._replace(engine=f"{VERSION}+reference")
    return found._replace(advice=found.advice._replace(receipt=receipt))


_advisers: dict[str, Adviser] = {}


def load_rulebook(folder: str | Path | None = None) -> Rulebook:
    """Load and check the rulebook in a folder, the shipped one by default.

    Raises Refusal with every problem found, each with its place and a remedy.
    """
    from .resources import rulebook_from

    return rulebook_from(Path(folder) if folder is not None else None)


def adviser_for(rulebook: Rulebook) -> Adviser:
    """The adviser of a rulebook, kept while the process lives (the oldest goes when many are used)."""
    if rulebook.digest not in _advisers:
        while len(_advisers) >= _MOST_KEPT:
            _advisers.pop(next(iter(_advisers)))
        _advisers[rulebook.digest] = Adviser(rulebook)
    return _advisers[rulebook.digest]


def advise(facts: SaverFacts, as_of: date, rulebook: Rulebook | None = None) -> Decision:
    """Advise one saver.

    `facts` maps fact names to values (dollars as 70500, "$70,500" or "70.5k"; yes/no as bool or text; None is not
    known); the tax year must be among them. `as_of` is the day of the advice, unless a fact says otherwise.
    Returns the decision: its `advice` is the answer in whole cents, its `trace` the
    derivation. Raises Refusal for facts that cannot be used.
    """
    return adviser_for(rulebook or load_rulebook()).advise(facts, as_of)
