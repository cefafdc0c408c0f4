"""What: a question whose answer no rule, sentence or contradiction reads.

Why: every question costs the saver time and trust. One that changes nothing should not be asked.

Bad:

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

Good:

    # saving/questions.yaml
    questions:
      age: {why: It decides what is left.}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning
from ..statements import names_read

GROUP = "names and facts"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Questions about facts without a reader; the year and the day are read by the engine itself."""
    read = names_read(audited.book)
    for name, question in audited.book.questions.items():
        if name not in read and audited.book.facts[name].unit not in ("tax_year", "date"):
            yield warning(f"`{name}` is asked but nothing reads it", question.span, "use it in a rule, or do not ask")
