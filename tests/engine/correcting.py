"""A small rulebook in which something can have gone wrong: the audit's, with a correction and chained steps."""

from __future__ import annotations

from pathlib import Path

BASE = Path(__file__).parent / "audit" / "base"
Files = dict[str, bytes]

FACTS = """
  paid:
    type: dollars
    label: money paid in
    meaning: Money paid in for the tax year already.
    assume: $0
    why_assumed: Most savers ask before they pay in.
  told_the_bank:
    type: yes_no
    label: whether the bank was told
    meaning: The bank has been told to pay the money back.
    assume: no
    why_assumed: Most savers have told nobody yet.
"""
DAY = """label: {label}
unit: date
law: USC 4973(a)
values:
  2025: {{amount: {first}, source: USC 4973(a), verified: the statute}}
  2026: {{amount: {second}, source: USC 4973(a), verified: the statute}}
"""
FIGURES = """
  overpaid:
    label: money paid in above the limit
    meaning: Money paid in above the limit.
    unit: dollars
    formula: max($0, paid - saving_limit)
    cite: [USC 4973(a)]
  overpaid_tax:
    label: tax on money above the limit
    meaning: Tax on the money above the limit.
    unit: dollars
    formula: round_to_cent(overpaid * 6%)
    cite: [USC 4973(a)]
"""
CONCLUSIONS = """
  paid_too_much:
    when: paid > saving_limit
    because: "You paid in {paid}. The limit is {saving_limit}."
    cite: [USC 4973(a)]
  take_it_out:
    when: paid_too_much
    step: "Take {overpaid} out."
    by: correction_day
    amount: overpaid
    owner: the bank
    cite: [USC 4973(a)]
  tell_the_bank:
    when: paid_too_much and not told_the_bank
    step: "Tell the bank to pay {overpaid} back."
    by: tax_day
    before: [take_it_out]
    cite: [USC 4973(a)]
"""
CORRECTIONS = """corrections:
  overpaid:
    label: money above the limit
    meaning: More was paid in than the limit allows.
    when: paid_too_much
    amount: overpaid
    by: correction_day
    cost: {amount: overpaid_tax, text: "Left in, it costs {overpaid_tax} each year."}
    order: 1
    steps: [take_it_out, tell_the_bank]
    forms: [{name: Form 5329, what: "Figures the tax."}]
"""
CASES = """
  - name: more paid in than the limit
    given: {tax_year: 2025, age: 30, wages: $20000, plan: none, paid: $8000}
    expect:
      corrections: [overpaid]
      overpaid.held: yes
      overpaid.amount: $1,000
      overpaid.cost: $60
      tell_the_bank.by: 2026-10-15
      steps: [tell_the_bank, take_it_out]
    not:
      - {answer: overpaid.amount, value: "$8,000", why: "the limit itself is no excess"}
      - {answer: steps, value: "take_it_out, tell_the_bank", why: "the bank cannot pay back what it was not told of"}
    twin:
      given: {told_the_bank: yes}
      expect: {steps: take_it_out, overpaid.amount: $1,000}
    source: USC 4973(a)
  - name: no more paid in than the limit
    given: {tax_year: 2025, age: 30, wages: $20000, plan: none, paid: $7000}
    expect: {corrections: none, overpaid.held: no, overpaid.amount: $0, steps: none}
    source: USC 4973(a)
"""


def correcting() -> Files:
    """The files of the rulebook; its bank has to be told before the money is due out, not on the day the tax is."""
    files = {path.relative_to(BASE).as_posix(): path.read_bytes() for path in BASE.rglob("*.yaml")}
    files["facts.yaml"] = files["facts.yaml"].rstrip(b"\n") + FACTS.encode()
    rules = files["saving/rules.yaml"].decode()
    rules = rules.replace("conclusions:\n", f"{FIGURES.lstrip(chr(10))}conclusions:\n")
    rules = rules.replace("routes:\n", f"{CONCLUSIONS.lstrip(chr(10))}{CORRECTIONS}routes:\n")
    files["saving/rules.yaml"] = rules.encode()
    files["saving/cases.yaml"] += CASES.lstrip("\n").encode()
    correction = DAY.format(label="last day to take money out", first="2026-10-15", second="2027-10-15")
    taxes = DAY.format(label="day the tax is due", first="2026-12-31", second="2027-12-31")
    return files | {"parameters/correction_day.yaml": correction.encode(), "parameters/tax_day.yaml": taxes.encode()}
