"""What: a file or folder that cannot be opened, points outside the rulebook folder, or a folder with very many files.

Why: the audit reads what is inside the folder and nothing else.

Bad:

    $ rothroute audit --rules nowhere

Good:

    $ rothroute audit --rules rules
"""

GROUP = "safety"
