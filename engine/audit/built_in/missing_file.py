"""What: a rulebook without `facts.yaml`.

Why: every rule speaks about facts, and they are named there.
"""

GROUP = "files and schema"
