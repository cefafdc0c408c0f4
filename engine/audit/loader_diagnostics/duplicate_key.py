"""What: the same key twice in one mapping.

Why: most readers of YAML silently keep the last one, and the first rule is lost. `--fix` removes the second line
where both are alike.

Bad:

    # saving/cases.yaml as it is
    cases:
      - name: no pay
        name: no pay
        given: {tax_year: 2026}
        expect: {saving.verdict: unknown}
        source: USC 219(b)

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "files and schema"
