"""What: a figure or conclusion where only facts and parameters may be read.

Why: `applies` and contradictions are worked out before anything is concluded.

Bad:

    # facts.yaml
    facts:
      plan_takes_roth: {applies: no_wages}

Good:

    # facts.yaml
    facts:
      plan_takes_roth: {applies: plan is not none}
"""

GROUP = "names and facts"
