"""What: a rulebook without `facts.yaml`.

Why: every rule speaks about facts, and they are named there.

Bad:

    # facts.yaml away

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "files and schema"
