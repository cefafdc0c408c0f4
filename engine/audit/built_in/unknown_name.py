"""What: a name in a formula, sentence or list that nothing defines.

Why: an engine that accepted it would never fire the rule and never say why. `--fix` corrects it where only one name
is near.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {when: agee >= older_age}

Good:

    # saving/rules.yaml
    conclusions:
      older: {when: age >= older_age}
"""

GROUP = "names and facts"
