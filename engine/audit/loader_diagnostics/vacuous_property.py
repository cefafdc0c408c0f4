"""What: a property whose premise `given` no saver meets. `--prove` looks for it.

Why: of nobody everything can be proved. The premise is narrower than was meant, so the property protects no one.

Bad:

    # saving/rules.yaml
    properties:
      savers_are_old: {meaning: Who may save beyond the pay is older., given: saving_room > wages, holds: older}

Good:

    # saving/rules.yaml
    properties:
      savers_are_old: {meaning: Who may save has pay., given: saving_room > $0, holds: wages > $0}
"""

GROUP = "proofs and coverage"
SILENCEABLE = True
