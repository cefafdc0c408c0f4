"""What: proofs, mutation or a comparison asked for without the solver Z3.

Why: an audit that quietly left the proofs out would look like one that passed them. `pip install "rothroute[proofs]"`
brings the solver.

Bad:

    $ rothroute audit --rules rules --prove

Good:

    $ rothroute audit --rules rules
"""

GROUP = "commands"
