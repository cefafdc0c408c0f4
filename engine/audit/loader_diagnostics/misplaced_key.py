"""What: a key that does not go with the type of its fact.

Why: a lowest value of a choice, or values of an amount, would be ignored.

Bad:

    # facts.yaml
    facts:
      wages: {values: {low: low pay}}

Good:

    # facts.yaml
    facts:
      wages: {lowest: $0}
"""

GROUP = "files and schema"
