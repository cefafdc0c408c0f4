"""What: a conclusion, a verdict or an amount above $0 that no saver of any tax year can have. `--prove` looks for it.

Why: a rule nobody can meet looks like law in force. The checks find what a single condition excludes; the solver also
sees figures and other rules, and looks at whole savers.

Bad:

    # saving/rules.yaml
    conclusions:
      save_soon: {when: older and saving_room > wages}
    # saving/cases.yaml away

Good:

    # saving/rules.yaml
    conclusions:
      save_soon: {when: older and saving_room >= wages and wages >= $0.01}
    # saving/cases.yaml away
"""

GROUP = "proofs and coverage"
SILENCEABLE = True
