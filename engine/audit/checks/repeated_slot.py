"""What: a sentence that shows the same value twice where it means two.

Why: "{limit} is above {limit}" says nothing: one slot was copied and not changed.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {because: "You are {age}, at least {age}."}

Good:

    # saving/rules.yaml
    conclusions:
      older: {because: "You are {age}, at least {older_age}."}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning
from ..statements import sentences

GROUP = "documents"
_ENDS = re.compile(r"[.;:!?](\s|$)")


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Slots of one sentence, up to its full stop; the tax year may come as often as it must."""
    for sentence in sentences(audited.book):
        pieces = sentence.words.pieces
        seen: set[str] = set()
        for place, piece in enumerate(pieces):
            if place % 2 == 0:
                seen = set() if _ENDS.search(piece) else seen
            elif piece in seen and piece != audited.book.year_fact:
                message = f"the `{sentence.part}` of `{sentence.owner}` shows {{{piece}}} twice in one sentence"
                yield warning(message, sentence.words.span, "one of the two is likely another value")
            else:
                seen.add(piece)
