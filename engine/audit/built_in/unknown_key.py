"""What: a key the format does not have, or one at the wrong level.

Why: a misspelt key would be ignored, along with its content. `--fix` corrects it where only one key is near.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {becuase_not: "You are {age}."}

Good:

    # saving/rules.yaml
    conclusions:
      older: {because_not: "You are {age}."}
"""

GROUP = "files and schema"
