"""What: text that is not a formula of the language: unknown forms, signs and calls, open brackets.

Why: formulas are read by a grammar of our own and never run as code; what it does not know is refused.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {when: "__import__(age) >= 50"}

Good:

    # saving/rules.yaml
    conclusions:
      older: {when: age >= older_age}
"""

GROUP = "safety"
