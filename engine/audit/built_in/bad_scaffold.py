"""What: a new year, rule or check that cannot be created: its name is taken or not allowed, or the year comes later.

Why: existing files are never overwritten, and years are added one after the other.

Bad:

    $ rothroute new rule saving older --rules rules

Good:

    $ rothroute new rule saving is_thrifty --rules rules
"""

GROUP = "commands"
