"""What: a file that is none of those a rulebook has; a README.md and a LICENSE may lie beside them.

Why: it looks as if it were in force, but nothing reads it.

Bad:

    # saving/notes.yaml as it is
    note: remember the milk

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "files and schema"
