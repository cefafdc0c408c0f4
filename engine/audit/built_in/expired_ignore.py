"""What: an ignore comment whose day has passed. It silences nothing any more.

Why: exceptions are temporary. Somebody should review this one.

Bad:

    # parameters/older_age.yaml added
    # audit: ignore unused-parameter until=2026-01-31 reason=the rule that reads it comes next

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "ignore comments"
