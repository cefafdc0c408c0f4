"""What a program would call: load a rulebook, advise a saver."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from .advise.answers import Given, tax_year_of
from .advise.build import Decision, decision
from .advise.household import HouseholdDecision, HouseholdInference
from .advise.household_answers import SaverGiven, check_household, one_saver, read_household
from .reasoning.compile.compiled import Program
from .reasoning.compile.program import compile_year
from .reasoning.infer.inference import Inference
from .reasoning.infer.machine import is_installed
from .reasoning.trace import Answers, Trace
from .rulebook.model import Rulebook
from .rulebook.source import Node
from .version import VERSION

__all__ = ["Adviser", "Decision", "FactValue", "advise", "adviser_for", "as_text", "load_rulebook"]

FactValue = str | int | float | bool | date | None
_MOST_KEPT: Final = 16


class Adviser:
    """A rulebook ready to advise: programs and inference are compiled once per tax year and shared by threads."""

    def __init__(self, rulebook: Rulebook) -> None:
        """Nothing is compiled until a tax year is asked for."""
        self.rulebook = rulebook
        self._lock = threading.Lock()
        self._inferences: dict[int, Inference] = {}

    def inference(self, tax_year: int) -> Inference:
        """Inference for a tax year. Raises Refusal where the year is not published."""
        with self._lock:
            if tax_year not in self._inferences:
                self._inferences[tax_year] = Inference(compile_year(self.rulebook, tax_year))
            return self._inferences[tax_year]

    def program(self, tax_year: int) -> Program:
        """The compiled rules of a tax year. Raises Refusal."""
        return self.inference(tax_year).program

    def given(self, facts: Node | Mapping[str, FactValue]) -> Given:
        """Read facts from a parsed file or from values; problems are kept for `answers`."""
        given = Given()
        if isinstance(facts, Mapping):
            for name, value in facts.items():
                given.set(self.rulebook, name, as_text(value))
        else:
            given.read(self.rulebook, one_saver(facts))
        return given

    def answers(self, given: Given) -> tuple[int, Answers]:
        """The tax year and the checked answers. Raises Refusal with every problem found."""
        given.check(self.rulebook)
        tax_year = tax_year_of(self.rulebook, given.values, given.places.get(self.rulebook.year_fact))
        return tax_year, given.checked(self.program(tax_year))

    def trace(self, facts: Mapping[str, FactValue]) -> Trace:
        """The derivation for a saver's facts. Raises Refusal."""
        tax_year, answers = self.answers(self.given(facts))
        return self.inference(tax_year).infer(answers)

    def advise(self, facts: Node | Mapping[str, FactValue] | Given, as_of: date) -> Decision:
        """The decision for a saver on a day; a fact that says the day takes precedence. Raises Refusal."""
        given = facts if isinstance(facts, Given) else self.given(facts)
        if not given.says_day(self.rulebook):
            given.set_day(self.rulebook, as_of.isoformat())
        tax_year, answers = self.answers(given)
        day = answers.get(self.rulebook.day_fact, as_of.toordinal())
        trace = self.inference(tax_year).infer(answers)
        found = decision(trace, int(day))
        return found if is_installed() else _without_durable_rules(found)

    def advise_household(self, savers: Node | tuple[SaverGiven, SaverGiven], as_of: date) -> HouseholdDecision:
        """The decisions for two savers who belong together, from a household file or read from one. Raises Refusal."""
        pair = savers if isinstance(savers, tuple) else read_household(self.rulebook, savers)
        one, other = pair
        for saver in pair:
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


def as_text(value: FactValue) -> str:
    """A Python value as a facts file writes it; None is not known."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


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


def advise(facts: Mapping[str, FactValue], as_of: date, rulebook: Rulebook | None = None) -> Decision:
    """Advise one saver.

    `facts` maps fact names to values (dollars as 70500, "$70,500" or "70.5k"; yes/no as bool or text; None is not
    known); the tax year must be among them. `as_of` is the day of the advice, unless a fact says otherwise.
    Returns the decision: its `advice` is the answer in whole cents, its `trace` the
    derivation. Raises Refusal for facts that cannot be used.
    """
    return adviser_for(rulebook or load_rulebook()).advise(facts, as_of)
