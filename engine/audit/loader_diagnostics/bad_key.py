"""What: a key that is missing, is a list, or has no space after its colon.

Why: `{age:30}` is one long key to YAML, and the value is lost.

Bad:

    # saving/cases.yaml as it is
    cases:
      - {name: no pay, given: {tax_year: 2026, age:25}, expect: {saving.verdict: closed}, source: USC 219(b)}

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "files and schema"
