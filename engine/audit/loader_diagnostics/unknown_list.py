"""What: a word where a list or one of its items is named, and `lists:` of facts.yaml has none called so.

Why: over what a sum goes decides what it is.

Bad:

    # extra/rules.yaml as it is
    topic: extra
    exports: [spare]
    figures:
      spare: {label: spare, meaning: Spare., unit: exact dollars, formula: count of pensions, cite: [USC 219(b)]}

Good:

    # extra/rules.yaml as it is
    topic: extra
    exports: [spare]
    figures:
      spare: {label: spare, meaning: Spare., unit: exact dollars, formula: wages, cite: [USC 219(b)]}
"""

GROUP = "names and facts"
