"""What: a conclusion, a side of a test or a boundary that no worked example shows. `--coverage` looks for it.

Why: without a case, nobody notices a changed rule. For each comparison there should be a saver exactly on
its boundary and one just off it.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {when: age >= older_age or wages = $3}

Good:

    # saving/cases.yaml as it is
    cases:
      - {name: no pay at 49, given: {tax_year: 2026, age: 49, wages: $0, plan: 401k, plan_takes_roth: no},
         expect: {saving.verdict: closed, no_wages: yes, plan_bars_roth: yes}, source: USC 219(b)}
      - {name: a cent at 50, given: {tax_year: 2025, age: 50, wages: $0.01, plan: none},
         expect: {saving.verdict: open, older: yes}, source: USC 219(b)}
      - {name: a plan that takes Roth, given: {tax_year: 2025, age: 50, wages: $20, plan: 401k, plan_takes_roth: yes},
         expect: {plan_bars_roth: no}, source: USC 219(b)}
"""

GROUP = "proofs and coverage"
SILENCEABLE = True
