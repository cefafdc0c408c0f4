"""What: a claim that the solver could neither prove nor refute within its effort. `--prove` says so.

Why: not known is not proved. Savers on the boundaries were tried and none broke the claim; nothing more is known.
A simpler formula, a stricter premise or two smaller properties often settle it.

Bad:

    # saving/rules.yaml
    properties:
      squares_leave_no_two: {meaning: No square leaves 2 when it is divided by 4.,
        holds: "prorate_to_cent(wages, wages, $0.04) * 2 * 2 != prorate_to_cent(wages, wages, $0.01) + $0.02"}

Good:

    # saving/rules.yaml
    properties:
      room_within_pay: {meaning: Nobody saves more than the pay., holds: saving_room <= wages}
"""

GROUP = "proofs and coverage"
SILENCEABLE = True
