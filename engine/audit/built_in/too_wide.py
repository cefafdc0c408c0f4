"""What: a condition that expands to more than 32 disjuncts or to 15 tests at once.

Why: inference cannot take more. Name an inner condition as a conclusion of its own.

Bad:

    # saving/rules.yaml
    conclusions:
      older:
        when: >-
          age >= older_age or ((wages = $1 or wages = $3 or wages = $5 or wages = $7 or wages = $9
          or wages = $20 or wages = $30)
          and (saving_room = $1 or saving_room = $3 or saving_room = $5 or saving_room = $7 or saving_room = $20))

Good:

    # saving/rules.yaml
    conclusions:
      older: {when: age >= older_age}
"""

GROUP = "safety"
