"""What: a value that is not of the unit its place has.

Why: `72,000` without a `$`, a date as text, or an age out of range would be read as something else.

Bad:

    # parameters/saving_limit.yaml
    values:
      2026: {amount: seven thousand}

Good:

    # parameters/saving_limit.yaml
    values:
      2026: {amount: "$7,500"}
"""

GROUP = "files and schema"
