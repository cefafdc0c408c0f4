"""What: a division by a constant that is 0 in a tax year.

Why: the figure would have no value in that year.

Bad:

    # parameters/saving_share.yaml
    label: Share of pay
    unit: percent
    law: USC 219(b)
    values:
      2025: {amount: 0%, source: USC 219(b), verified: the statute}
      2026: {amount: 100%, source: USC 219(b), verified: the statute}
    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages / saving_share)"}

Good:

    # parameters/saving_share.yaml
    label: Share of pay
    unit: percent
    law: USC 219(b)
    values:
      2025: {amount: 100%, source: USC 219(b), verified: the statute}
      2026: {amount: 100%, source: USC 219(b), verified: the statute}
    # saving/rules.yaml
    figures:
      saving_room: {formula: "min(saving_limit, wages / saving_share)"}
"""

GROUP = "safety"
