"""What: a brace in a sentence that belongs to no slot.

Why: slots are `{name}`; half of one would be printed literally.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {because: "You are {age."}

Good:

    # saving/rules.yaml
    conclusions:
      older: {because: "You are {age}."}
"""

GROUP = "files and schema"
