"""What: an ignore comment that silences nothing.

Why: the finding is gone, so the exception should go as well.

Bad:

    # parameters/older_age.yaml added
    # audit: ignore unused-parameter until=2027-01-31 reason=the rule that reads it comes next

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "ignore comments"
