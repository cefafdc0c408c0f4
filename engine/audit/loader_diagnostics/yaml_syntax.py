"""What: a file that YAML cannot read.

Why: nothing of the file counts until it can be read. The finding says in plain words what is wrong and where.

Bad:

    # extra/rules.yaml as it is
    topic: extra
    figures: [a, b

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "files and schema"
