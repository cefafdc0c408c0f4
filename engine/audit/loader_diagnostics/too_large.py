"""What: a file of more than 5 MB.

Why: no rulebook needs it; it is likely the wrong file.

Bad:

    # extra/rules.yaml made 5000001 bytes long
    topic: extra
    # This line comes again and again.

Good:

    # extra/rules.yaml made 5000 bytes long
    topic: extra
    # This line comes again and again.
"""

GROUP = "safety"
