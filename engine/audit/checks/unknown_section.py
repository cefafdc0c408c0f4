"""What: a citation of a section that the source's list of sections does not have.

Why: whoever signs an answer off looks the section up. One that does not exist, or that nobody read when the rule was
written, proves nothing.

Bad:

    # sources.yaml
    sources:
      USC: {sections: {"219(b)": "Room for saving", "402A(b)": "Roth money"}}

Good:

    # sources.yaml
    sources:
      USC: {sections: {"219(b)": "Room for saving", "402A(b)": "Roth money", "414(v)(5)": "Savers of age 50"}}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic, did_you_mean
from ..audited import Audited, warning
from ..statements import citations, section_of

GROUP = "sources"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Every citation of a source that lists its sections."""
    for one in citations(audited.book):
        source = audited.book.sources.get(one.citation.source)
        section = section_of(one.citation)
        if source is not None and source.sections and section and section not in dict(source.sections):
            message = f"`{one.owner}` cites {one.citation.text}, which is not among the sections of {source.name}"
            help = did_you_mean(section, dict(source.sections)) or "correct it, or read the section and list it"
            yield warning(message, one.span, help)
