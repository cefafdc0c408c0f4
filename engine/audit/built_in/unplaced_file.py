"""What: a YAML file that is none of the files a rulebook has.

Why: it looks as if it were in force, but nothing reads it.

Bad:

    # saving/notes.yaml as it is
    note: remember the milk

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "files and schema"
