"""What: a file with more than 200,000 values.

Why: no rulebook needs it, and reading it would take too long.
"""

GROUP = "safety"
