"""What: a name of another topic that this topic does not export.

Why: topics change their private names freely.

Bad:

    # extra/rules.yaml as it is
    topic: extra
    exports: [spare]
    figures:
      spare: {label: spare, meaning: Spare., unit: exact dollars, formula: saving_floor, cite: [USC 219(b)]}
    # saving/rules.yaml
    figures:
      saving_floor: {label: floor, meaning: Floor., unit: dollars, formula: wages, cite: [USC 219(b)]}

Good:

    # extra/rules.yaml as it is
    topic: extra
    exports: [spare]
    figures:
      spare: {label: spare, meaning: Spare., unit: exact dollars, formula: saving_room, cite: [USC 219(b)]}
"""

GROUP = "names and facts"
