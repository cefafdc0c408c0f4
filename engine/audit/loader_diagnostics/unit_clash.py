"""What: dollars beside years, a condition where an amount belongs, or a percent where its ratio is not meant.

Why: the sum would be a number without a meaning.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {when: age >= wages}

Good:

    # saving/rules.yaml
    conclusions:
      older: {when: age >= older_age}
"""

GROUP = "names and facts"
