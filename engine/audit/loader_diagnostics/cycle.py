"""What: a figure or conclusion that depends on itself.

Why: it has no value. The finding prints the path.

Bad:

    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, saving_room)"}

Good:

    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages)"}
"""

GROUP = "names and facts"
