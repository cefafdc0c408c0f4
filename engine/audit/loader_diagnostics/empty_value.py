"""What: a key without a value.

Why: nobody can tell whether it was forgotten or meant to be empty.

Bad:

    # sources.yaml as it is
    sources:
      USC: {title: , kind: statute, checked: read}
      Notice 2024-80: {title: "Notice 2024-80, 2025 limits", kind: notice, checked: read}
      Notice 2025-67: {title: "Notice 2025-67, 2026 limits", kind: notice, checked: read}

Good:

    # sources.yaml
    sources:
      USC: {title: The Code}
"""

GROUP = "files and schema"
