"""What: a sentence that shows a value its conclusion, or its contradiction, does not depend on.

Why: the value may still be unknown when the sentence is said, and it does not explain the answer. Often the sentence
was copied from another rule.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {because: "You are {age} and earn {wages}."}

Good:

    # saving/rules.yaml
    conclusions:
      older: {because: "You are {age}, and {older_age} is where it starts."}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...rulebook.load.graph import dependencies
from ...rulebook.walk import everything_behind, names_in
from ..audited import Audited, warning
from ..statements import words_of, written

GROUP = "documents"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Facts and figures in reasons whose conclusion never reads them."""
    reads = dict(dependencies(audited.book))
    for clash in audited.book.contradictions:
        parts = (clash.when, clash.unless) if clash.unless else (clash.when,)
        read = {name for part in parts for name, _ in names_in(part.expression)}
        for slot in clash.message.slots:
            if slot not in read and slot not in audited.book.parameters and slot != audited.book.year_fact:
                message = f"the message of `{clash.name}` shows `{slot}`, which it never reads"
                yield warning(message, clash.message.span, "show the answers that contradict each other")
    for conclusion in written(audited.book):
        behind = everything_behind(reads, reads.get(conclusion.name, ()))
        for sentence in words_of(conclusion):
            for slot in sentence.words.slots if sentence.part in ("because", "because_not") else ():
                known = slot in audited.book.parameters or slot == audited.book.year_fact
                if not known and slot not in behind and not everything_behind(reads, [slot]) & behind:
                    message = f"the `{sentence.part}` of `{conclusion.name}` shows `{slot}`, which it never reads"
                    yield warning(message, sentence.words.span, "show what it reads, or read what it shows")
