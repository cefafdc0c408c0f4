"""What: a citation that does not begin with a source of `sources.yaml`.

Why: a citation must lead to a document that somebody checked.

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
