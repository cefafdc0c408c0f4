"""What: a conclusion, a side of a test or a boundary that a case showed in an earlier revision, and none shows now.

Why: a case that is taken out, or changed to something else, leaves a rule behind that nobody looks at any more.
`rothroute audit --since REVISION` compares; the cases of a rulebook only grow.

Bad:

    # saving/cases.yaml
    cases:
      - {name: a saver of 51, given: {tax_year: 2025, age: 51, wages: $20, plan: none}, expect: {older: yes},
          source: USC 414(v)(5)}

Good:

    # saving/cases.yaml
    cases:
      - {name: a saver of 50, given: {tax_year: 2025, age: 50, wages: $20, plan: none}, expect: {older: yes},
          source: USC 414(v)(5)}
"""

GROUP = "proofs and coverage"
SILENCEABLE = True
