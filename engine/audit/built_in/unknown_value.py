"""What: a value that its key does not allow.

Why: a misspelt unit or kind would change what a number means. `--fix` corrects it where only one value is near.

Bad:

    # sources.yaml
    sources:
      USC: {kind: statue}

Good:

    # sources.yaml
    sources:
      USC: {kind: statute}
"""

GROUP = "files and schema"
