"""What: an amount that says `verified:` without saying against what, or though its section is listed as unread; or a
rule that says nothing though it rests on such a section.

Why: `verified` is a promise that somebody read the text. Turning the word round does not read it.

Bad:

    # sources.yaml
    sources:
      USC: {sections: {"219(b)": "Room", "402A(b)": "Roth money", "414(v)(5)": "Age 50"}, unread: ["414(v)(5)"]}

Good:

    # sources.yaml
    sources:
      USC: {sections: {"219(b)": "Room", "402A(b)": "Roth", "414(v)(5)": "Age 50", "72(t)": "Tax"}, unread: ["72(t)"]}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning
from ..statements import section_of, written

GROUP = "sources"
_NOTHING = ("yes", "ok", "true", "done", "checked", "verified", "me")


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Each verified amount by its source, each conclusion by all that it cites."""
    book = audited.book
    unread = {(name, section) for name, source in book.sources.items() for section in source.unread}
    for parameter in book.parameters.values():
        for year, published in parameter.values:
            cited = published.source
            if published.verified and (cited.source, section_of(cited)) in unread:
                message = f"`{parameter.name}` for {year} is verified, but {cited.text} is listed as unread"
                help = "read it and take it from `unread:`, or say `unverified:` and why"
                yield warning(message, published.span, help)
            elif published.verified.casefold().strip(" .") in _NOTHING:
                message = f"`{parameter.name}` for {year} says `verified: {published.verified}`, not against what"
                yield warning(message, published.span, "name the document or the page it was held against")
    for conclusion in written(book):
        cited_unread = [one.text for one in conclusion.cites if (one.source, section_of(one)) in unread]
        if cited_unread and len(cited_unread) == len(conclusion.cites) and not conclusion.unverified:
            message = f"`{conclusion.name}` rests on {cited_unread[0]} alone, which is listed as unread"
            yield warning(message, conclusion.span, "say `unverified:` and why, or read the section")
