"""What: anchors, aliases, tags, merge keys or directives.

Why: they hide what a file says and can grow it without bound. Rulebooks write things out.

Bad:

    # extra/rules.yaml as it is
    topic: &name extra

Good:

    # saving/rules.yaml
    topic: saving
"""

GROUP = "safety"
