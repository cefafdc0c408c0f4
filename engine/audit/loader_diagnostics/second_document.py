"""What: a second YAML document in one file.

Why: only the first would be read.

Bad:

    # extra/rules.yaml as it is
    topic: extra
    ---
    topic: more

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "files and schema"
