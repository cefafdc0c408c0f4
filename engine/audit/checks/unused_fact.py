"""What: a fact that nothing reads, says or asks for.

Why: people who fill in a facts file believe that it matters. Either a rule is missing, or the fact should be removed.

Bad:

    # facts.yaml
    facts:
      born_late: {type: yes_no, label: born late, meaning: Born in the second half of a year.}

Good:

    # facts.yaml
    facts:
      born_late: {type: yes_no, label: born late, meaning: Born in the second half of a year.}
    # saving/questions.yaml
    questions:
      born_late:
        section: You
        question: Were you born in the second half of the year?
        help: That is July to December.
        why: It decides nothing much.
        who: you
        where: Your passport
        effort: 1
    # saving/rules.yaml
    conclusions:
      save_soon: {when: older and (wages >= $0.01 or born_late)}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning
from ..statements import names_read

GROUP = "names and facts"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Facts without a reader and without a question."""
    read = names_read(audited.book)
    for name, fact in audited.book.facts.items():
        if name not in read and name not in audited.book.questions and fact.unit not in ("tax_year", "date"):
            yield warning(f"`{name}` is declared but nothing reads it", fact.span, "use it in a rule, or remove it")
