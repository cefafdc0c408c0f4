"""What: a new year, rule or check that cannot be begun: its name is taken or cannot be one, or the year comes later.

Why: nothing is ever overwritten, and years come one after the other.

Bad:

    $ rothroute new rule saving older --rules rules

Good:

    $ rothroute new rule saving is_thrifty --rules rules
"""

GROUP = "commands"
