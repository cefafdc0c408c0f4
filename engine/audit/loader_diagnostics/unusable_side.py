"""What: a side of `rothroute diff` that is no folder, tax year or git revision, or git that cannot be run.

Why: a comparison with something else than was meant would be worse than none.

Bad:

    $ rothroute diff rules no-such-revision --rules rules

Good:

    $ rothroute diff rules 2026 --rules rules
"""

GROUP = "commands"
