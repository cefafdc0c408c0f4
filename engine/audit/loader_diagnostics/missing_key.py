"""What: a statement without a key it needs.

Why: every statement says what it means and where it comes from.

Bad:

    # saving/rules.yaml
    figures:
      saving_room: {meaning: }

Good:

    # saving/rules.yaml
    figures:
      saving_room: {meaning: Most that may be saved.}
"""

GROUP = "files and schema"
