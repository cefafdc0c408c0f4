"""What: a rule that reads a published amount, but cites nothing of the section that amount rests on.

Why: the citations say why the rule holds. A citation copied from another rule, or a parameter put in the place of
another, leaves an amount without its law.

Bad:

    # saving/rules.yaml
    conclusions:
      older: {cite: USC 72(t)}

Good:

    # saving/rules.yaml
    conclusions:
      older: {cite: USC 414(v)}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...rulebook.model import Citation, Conclusion, Expression, Figure, Parameter
from ...rulebook.walk import names_in
from ..audited import Audited, warning
from ..statements import is_calendar, section_of, written

GROUP = "sources"
_SECTION = re.compile(r"[0-9]+[A-Z]?")


def check(audited: Audited) -> Iterator[Diagnostic]:
    """The parameters a figure or conclusion reads, of which at least one must be of a section it cites."""
    book = audited.book
    statements: list[tuple[Figure | Conclusion, Expression]] = [
        (one, one.formula.expression) for name, one in book.figures.items() if "." not in name
    ]
    statements += [(one, one.when.expression) for one in written(book)]
    for one, expression in statements:
        read = {name: book.parameters[name] for name, _ in names_in(expression) if name in book.parameters}
        laws = {name: _laws(parameter) for name, parameter in read.items() if not is_calendar(parameter)}
        laws = {name: sections for name, sections in laws.items() if sections}
        cited = {section for citation in one.cites for section in _sections(citation)}
        if laws and cited and not any(sections & cited for sections in laws.values()):
            name = next(iter(laws))
            message = f"`{one.name}` reads `{name}` ({read[name].law.text}), but cites nothing of that section"
            yield warning(message, one.span, "cite the law of the amounts it reads")


def _laws(parameter: Parameter) -> set[str]:
    """The sections of its law and of what published it."""
    cited = (parameter.law, *(published.source for _, published in parameter.values))
    return {section for citation in cited for section in _sections(citation)}


def _sections(citation: Citation) -> set[str]:
    """The number of the section, whether of the statute or of the regulations under it."""
    section = section_of(citation)
    found = _SECTION.match(section.partition(".")[2] if citation.source == "Reg." else section)
    return {found[0]} if found else set()
