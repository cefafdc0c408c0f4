"""What: a conclusion in `closed_by` without `unlock` or `because_not`, or one in `cautions` without `caution`.

Why: a closed route should say what would open it, an open one why each condition let the saver through.

Bad:

    # saving/rules.yaml
    conclusions:
      no_wages: {unlock: }

Good:

    # saving/rules.yaml
    conclusions:
      no_wages: {unlock: Earn wages in the year.}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning
from ..statements import listed

GROUP = "documents"
_WANTED = {"closed_by": ("because", "because_not", "unlock"), "cautions": ("caution",), "steps": ("step",)}


def check(audited: Audited) -> Iterator[Diagnostic]:
    """What each list says about its conclusions."""
    lists = listed(audited.book)
    for home, parts in _WANTED.items():
        for name in sorted(lists[home]):
            conclusion = audited.book.conclusions[name]
            for part in parts:
                if getattr(conclusion, part) is None:
                    message = f"`{name}` is listed under `{home}` but has no `{part}`"
                    yield warning(message, conclusion.span, f"add `{part}:` to it")
