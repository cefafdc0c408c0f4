"""What: a file with nothing in it.

Why: it was created and forgotten, or its content was lost.

Bad:

    # extra/rules.yaml as it is
    # nothing yet

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "files and schema"
