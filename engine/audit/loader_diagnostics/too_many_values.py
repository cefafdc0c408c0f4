"""What: a file with more than 200,000 values.

Why: no rulebook needs it, and reading it would take too long.

Bad:

    # saving/rules.yaml made 2000000 bytes long
    topic: saving
    exports:
    - again

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "safety"
