"""What: a choice value that its fact does not have.

Why: the test would never hold. `--fix` corrects it where only one value is near.

Bad:

    # saving/rules.yaml
    conclusions:
      plan_bars_roth: {when: plan is 401kk and plan_takes_roth is no}

Good:

    # saving/rules.yaml
    conclusions:
      plan_bars_roth: {when: plan is 401k and plan_takes_roth is no}
"""

GROUP = "names and facts"
