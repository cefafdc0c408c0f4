"""What: an amount that a year does not have, read where nothing guards it.

Why: a limit not yet in force must not count as $0. Put a yes/no parameter before it.

Bad:

    # parameters/saving_limit.yaml
    values:
      2025: {amount: , verified: , absent: not yet in force}

Good:

    # parameters/saving_limit.yaml
    values:
      2025: {amount: "$7,000"}
"""

GROUP = "parameters"
