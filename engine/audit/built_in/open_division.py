"""What: a division by something that is not constant.

Why: a division needs a rounding that the law names; `prorate_to_cent` and the other forms say which.

Bad:

    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages * (wages / wages))"}

Good:

    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages * 2 / 2)"}
"""

GROUP = "names and facts"
