"""What: an entry of the baseline for a finding that is gone.

Why: a list of exceptions only shrinks. An entry left in lets the same mistake come back unseen.

Bad:

    $ rothroute new year 2027 --notice "Notice 2026-70" --read all --rules rules
    $ rothroute audit --rules rules --only missing-year --format json --write-baseline known.json
    $ rothroute new amounts 2027 saving_limit=8000 --checked "the notice" --rules rules
    $ rothroute audit --rules rules --only missing-year --baseline known.json

Good:

    $ rothroute audit --rules rules --write-baseline known.json
    $ rothroute audit --rules rules --baseline known.json
"""

GROUP = "ignore comments"
