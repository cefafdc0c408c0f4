"""What: a file that is not UTF-8 text.

Why: it cannot be read at all; save it as UTF-8.

Bad:

    # extra/rules.yaml in hexadecimal
    74 6f 70 69 63 3a 20 ff fe 00

Good:

    # extra/rules.yaml in hexadecimal
    74 6f 70 69 63 3a 20 65 78 74 72 61
"""

GROUP = "files and schema"
