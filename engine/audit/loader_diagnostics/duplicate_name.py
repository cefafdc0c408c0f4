"""What: a name defined twice anywhere in the rulebook.

Why: one name must mean one thing in every file.

Bad:

    # saving/rules.yaml
    figures:
      no_wages: {label: pay, meaning: Pay., unit: dollars, formula: wages, cite: [USC 219(b)]}

Good:

    # saving/rules.yaml
    figures:
      saving_room: {label: room for saving}
"""

GROUP = "files and schema"
