"""What: a character no editor shows.

Why: what nobody can see nobody can review.
"""

GROUP = "files and schema"
