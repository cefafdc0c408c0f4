"""What: a name that is not `lower_case_words`, is a word of the language, or differs from its folder.

Why: names appear in formulas, answers and documents; one spelling serves all.

Bad:

    # saving/rules.yaml
    figures:
      Spare: {label: pay, meaning: Pay., unit: dollars, formula: wages, cite: [USC 219(b)]}

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "files and schema"
