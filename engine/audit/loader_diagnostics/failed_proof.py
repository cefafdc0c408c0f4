"""What: something that must hold for every saver, and a saver for whom it does not: a verdict missing or given twice, a
limit exceeded, a primary that is not the largest, or a property the rulebook declares. `--prove` looks for it.

Why: no list of cases finds every saver. The finding names one person with few and round answers, replayed through the
engine, and offers a case. Correct the rule, or state the premise under which the property holds.

Bad:

    # saving/rules.yaml
    properties:
      room_within_pay: {meaning: Nobody saves more than half of the pay., holds: saving_room <= wages / 2}

Good:

    # saving/rules.yaml
    properties:
      room_within_pay: {meaning: Nobody saves more than the pay., holds: saving_room <= wages}
"""

GROUP = "proofs and coverage"
SILENCEABLE = True
