"""What: a file of more than 5 MB.

Why: no rulebook needs it; it is likely the wrong file.
"""

GROUP = "safety"
