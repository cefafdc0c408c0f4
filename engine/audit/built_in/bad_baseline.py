"""What: a file given as baseline that is not one.

Why: known findings could not be told from new ones.

Bad:

    $ rothroute audit --rules rules --baseline rules/facts.yaml

Good:

    $ rothroute audit --rules rules --write-baseline known.json
    $ rothroute audit --rules rules --baseline known.json
"""

GROUP = "files and schema"
