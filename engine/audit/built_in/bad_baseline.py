"""What: a file given as baseline that is none.

Why: known findings could not be told from new ones.
"""

GROUP = "files and schema"
