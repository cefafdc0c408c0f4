"""What: a single value where a list or mapping belongs, or the other way round.

Why: the reader would have to guess what was meant.

Bad:

    # saving/rules.yaml
    figures:
      saving_room: {label: [room]}

Good:

    # saving/rules.yaml
    figures:
      saving_room: {label: room for saving}
"""

GROUP = "files and schema"
