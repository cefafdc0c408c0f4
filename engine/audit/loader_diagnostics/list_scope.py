"""What: a name that belongs to each item of a list, read where none of them is at hand.

Why: a saver may have several, and an engine that took the first would be wrong for all the others. An aggregate says
which are meant: all, the others, those before.

Bad:

    # extra/rules.yaml as it is
    topic: extra
    exports: [spare]
    figures:
      spare: {label: spare, meaning: Spare., unit: exact dollars, formula: bonus, cite: [USC 219(b)]}
    # facts.yaml
    lists:
      job: {plural: jobs, label: employer, most: 3}
    facts:
      bonus: {of: job, type: dollars, label: bonus, meaning: Bonus of the year., assume: $0, why_assumed: It is rare.}

Good:

    # extra/rules.yaml as it is
    topic: extra
    exports: [spare]
    figures:
      spare: {label: spare, meaning: Spare., unit: exact dollars, formula: sum of bonus over jobs, cite: [USC 219(b)]}
    # facts.yaml
    lists:
      job: {plural: jobs, label: employer, most: 3}
    facts:
      bonus: {of: job, type: dollars, label: bonus, meaning: Bonus of the year., assume: $0, why_assumed: It is rare.}
"""

GROUP = "names and facts"
