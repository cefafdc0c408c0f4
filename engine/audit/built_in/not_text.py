"""What: a file that is not UTF-8 text.

Why: it cannot be read at all; save it as UTF-8.
"""

GROUP = "files and schema"
