"""What: a caution, step or unlock on a conclusion that no route lists as such.

Why: the sentence was written for savers, and none of them will ever see it.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {unlock: Wait a few years.}

Good:

    # saving/rules.yaml
    conclusions:
      no_wages: {unlock: Wait a few years.}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning
from ..statements import listed, written

GROUP = "documents"
_SAID = (("caution", "cautions"), ("step", "steps"), ("unlock", "closed_by"))


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Words for a list the conclusion is not on; an `unlock` may serve a gate that is made of it."""
    lists = listed(audited.book)
    for conclusion in written(audited.book):
        for part, home in _SAID:
            words = conclusion.step.text if part == "step" and conclusion.step else getattr(conclusion, part)
            if words is not None and conclusion.name not in lists[home]:
                message = f"the `{part}` of `{conclusion.name}` is never said: no route lists it under `{home}`"
                yield warning(message, words.span, f"list `{conclusion.name}` under `{home}`, or remove the words")
