"""What: an exported conclusion that only its own topic reads.

Why: topics keep names private so that they can change them freely. An unneeded export gives that up.

Bad:

    # saving/rules.yaml
    exports: [older]

Good:

    # saving/rules.yaml
    exports: [saving_room]
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...model import Conclusion
from ..audited import Audited, advice
from ..statements import names_read, written

GROUP = "names and facts"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Exports of conclusions without a reader abroad; figures are exported to be published, too."""
    book, read = audited.book, names_read(audited.book)
    kinds = (book.corrections, book.figures, book.conclusions, book.routes, book.limits)
    topics = {name: statement.topic for names in kinds for name, statement in names.items()}
    for conclusion in written(book):
        readers = read.get(conclusion.name, set())
        if conclusion.exported and readers and not _abroad(conclusion, readers, topics):
            message = f"`{conclusion.name}` is exported, but only `{conclusion.topic}` reads it"
            yield advice(message, conclusion.span, "take it out of `exports:`")


def _abroad(conclusion: Conclusion, readers: set[str], topics: dict[str, str]) -> bool:
    return any(topics.get(reader, "") != conclusion.topic for reader in readers)
