"""What: an ignore comment without a check, a day within two years, or a reason of three words. It silences nothing.

Why: whoever reads the exception must see why it stands, and somebody must look at it again before long.

Bad:

    # parameters/older_age.yaml added
    # audit: ignore unused-parameter

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "ignore comments"
