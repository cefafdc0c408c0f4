"""What: an ignore comment for a check that does not exist, or that cannot be silenced.

Why: a misspelt name silences nothing. What keeps a rulebook from loading cannot be silenced.

Bad:

    # parameters/older_age.yaml added
    # audit: ignore unused-paramter until=2027-01-31 reason=the rule that reads it comes next

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "ignore comments"
