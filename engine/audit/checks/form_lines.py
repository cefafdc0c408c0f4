"""What: lines of a form preview out of the form's order, twice, left out, or with a name for another line.

Why: the preview is copied line by line onto the form.

Bad:

    # saving/rules.yaml
    figures:
      form_1_line_1: {label: "Form 1 line 1: wages", meaning: m, unit: dollars, formula: wages, cite: [USC 219(b)]}
      form_1_line_2: {label: "Form 1 line 2: saving", meaning: m, unit: dollars, formula: saving_room,
        cite: [USC 219(b)]}
    plan: {total: saving_room, steps: [], preview: [form_1_line_2, form_1_line_1]}

Good:

    # saving/rules.yaml
    figures:
      form_1_line_1: {label: "Form 1 line 1: wages", meaning: m, unit: dollars, formula: wages, cite: [USC 219(b)]}
      form_1_line_2: {label: "Form 1 line 2: saving", meaning: m, unit: dollars, formula: saving_room,
        cite: [USC 219(b)]}
    plan: {total: saving_room, steps: [], preview: [form_1_line_1, form_1_line_2]}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning

GROUP = "documents"
_LABEL = re.compile(r"(?P<form>.+?) line (?P<number>[0-9]+)(?P<letter>[a-z]?)\b")
_NAME = re.compile(r"_line_(?P<number>[0-9]+)(?P<letter>[a-z]?)(_|$)")
_SEEN: tuple[int, str] = (0, "")


def check(audited: Audited) -> Iterator[Diagnostic]:
    """The lines of the plan's preview, form by form."""
    plan = audited.book.plan
    last: dict[str, tuple[tuple[int, str], str]] = {}
    for name in plan.preview if plan else ():
        figure = audited.book.figures[name]
        found = _LABEL.match(figure.label)
        if found is None:
            continue
        line = (int(found["number"]), found["letter"])
        before, other = last.get(found["form"], (_SEEN, ""))
        if line <= before:
            what = "stands twice in" if line == before else f"comes after line {before[0]}{before[1]} in"
            message = f"line {line[0]}{line[1]} of {found['form']} (`{name}`) {what} the preview"
            yield warning(message, figure.span, f"list it before `{other}`, in the order of the form")
        named = _NAME.search(name)
        if named is not None and (int(named["number"]), named["letter"]) != line:
            message = f"`{name}` is labelled line {line[0]}{line[1]} of {found['form']}"
            yield warning(message, figure.span, "let its name and its label say the same line")
        last[found["form"]] = max((before, other), (line, name))
    for name, figure in audited.book.figures.items():
        found = _LABEL.match(figure.label)
        if found is not None and found["form"] in last and plan is not None and name not in plan.preview:
            message = f"`{name}`, line {found['number']}{found['letter']} of {found['form']}, is not in the preview"
            yield warning(message, figure.span, "list it under `preview:`, in the order of the form")
