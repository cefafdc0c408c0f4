"""What: a sentence that names a deadline whose law its rule does not cite.

Why: a day to act is a claim of law. Where the citations do not hold it, the wrong deadline was put into the sentence,
or a citation is missing.

Bad:

    # parameters/saving_day.yaml as it is
    label: Last day to save
    unit: date
    law: USC 219(f)
    values:
      2025: {amount: 2026-04-15, source: USC 219(f), verified: the statute}
      2026: {amount: 2027-04-15, source: USC 219(f), verified: the statute}
    # saving/rules.yaml
    conclusions:
      older: {because: "You are {age}, so act by {saving_day}."}

Good:

    # parameters/saving_day.yaml as it is
    label: Last day to save
    unit: date
    law: USC 219(f)
    values:
      2025: {amount: 2026-04-15, source: USC 219(f), verified: the statute}
      2026: {amount: 2027-04-15, source: USC 219(f), verified: the statute}
    # saving/rules.yaml
    conclusions:
      older: {because: "You are {age}, so act by {saving_day}.", cite: [USC 414(v)(5), USC 219(f)]}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...rulebook.model import Citation
from ..audited import Audited, warning
from ..statements import is_calendar, section_parts, words_of, written

GROUP = "sources"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each date parameter in the sentences of a conclusion; the first and last day of a year need no law."""
    book = audited.book
    for conclusion in written(book):
        for sentence in words_of(conclusion):
            for slot in sentence.words.slots:
                parameter = book.parameters.get(slot)
                if parameter is None or parameter.unit != "date" or is_calendar(parameter):
                    continue
                laws = [parameter.law, *(one.source for _, one in parameter.values)]
                if not any(_agree(law, cited) for law in laws for cited in conclusion.cites):
                    says = f"the `{sentence.part}` of `{conclusion.name}` names {{{slot}}}"
                    message = f"{says}, but cites no {parameter.law.text}"
                    yield warning(
                        message, sentence.words.span, "name the deadline of the law it cites, or cite that law"
                    )


def _agree(law: Citation, cited: Citation) -> bool:
    """Whether one lies in the other, down to the subsection: `USC 408A(d)(6)` and `USC 408A(d)`."""
    if law.source != cited.source:
        return False
    one, other = section_parts(law), section_parts(cited)
    depth = min(len(one), len(other), 2)
    return one[:depth] == other[:depth]
