"""What: a file that does not belong to a rulebook; a README.md and a LICENSE are allowed.

Why: it looks as if it were in force, but nothing reads it.

Bad:

    # saving/notes.yaml as it is
    note: remember the milk

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "files and schema"
