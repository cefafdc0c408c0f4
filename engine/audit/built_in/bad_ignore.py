"""What: an ignore comment without a check, a day or a reason. It silences nothing.

Why: whoever reads the exception must see why it stands and when it ends.

Bad:

    # parameters/older_age.yaml added
    # audit: ignore unused-parameter

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "ignore comments"
