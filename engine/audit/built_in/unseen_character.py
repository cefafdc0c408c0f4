"""What: a character no editor shows: a space of no width, a mark that turns the order of reading round.

Why: what nobody can see nobody can review. It makes another name of one that looks right, or another amount.

Bad:

    # saving/questions.yaml added
    # Between these two words is a space of no width: one\u200btwo

Good:

    # saving/questions.yaml added
    # Between these two words is a space: one two
"""

GROUP = "files and schema"
