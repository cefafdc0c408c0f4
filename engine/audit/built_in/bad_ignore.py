"""What: an ignore comment without a check, a day within two years, or a reason of three words. It silences nothing.

Why: readers must see why the exception exists, and somebody must review it before long.

Bad:

    # parameters/older_age.yaml added
    # audit: ignore unused-parameter

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "ignore comments"
