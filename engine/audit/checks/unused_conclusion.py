"""What: a conclusion that no formula reads and no route or plan lists.

Why: a rule that is connected to nothing looks like law in force, yet no answer depends on it.

Bad:

    # saving/rules.yaml
    conclusions:
      some_pay:
        when: wages > $10
        because: "You earn {wages}."
        because_not: "You earn {wages}."
        cite: [USC 219(b)]

Good:

    # saving/rules.yaml
    conclusions:
      some_pay:
        when: wages > $10
        because: "You earn {wages}."
        because_not: "You earn {wages}."
        cite: [USC 219(b)]
      older: {when: age >= older_age and some_pay}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning
from ..statements import names_read, written

GROUP = "names and facts"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Conclusions without a reader; the templates may name one too."""
    read = names_read(audited.book)
    texts = "\n".join(audited.templates.values())
    for conclusion in written(audited.book):
        if conclusion.name not in read and conclusion.name not in texts:
            yield warning(f"nothing reads or lists `{conclusion.name}`", conclusion.span, "wire it in, or remove it")
