"""What: a citation that begins with no source of `sources.yaml`.

Why: a citation must lead to a document somebody checked.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {cite: [Publication 17]}

Good:

    # saving/rules.yaml
    conclusions:
      older: {cite: [USC 219(b)]}
"""

GROUP = "names and facts"
