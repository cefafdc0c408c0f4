"""What: lists and mappings nested more than 40 deep.

Why: no rulebook needs it, and reading it could exhaust the machine.

Bad:

    # extra/rules.yaml as it is
    topic: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "safety"
