"""What rests on a provision of law: the parameters, rules and limits that cite it, what reads them, and their cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..diagnostic import Diagnostic, Refusal, did_you_mean
from ..rulebook.load.graph import dependencies
from ..rulebook.model import Case, Citation, Rulebook
from ..rulebook.walk import everything_behind
from ..value import show_value
from .statements import citations, section_parts, section_text


def is_provision(book: Rulebook, text: str) -> bool:
    """Whether a text names a section of a source, like `USC 219(g)`."""
    return _cited(book, text) is not None


def page(book: Rulebook, cases: Sequence[Case], text: str) -> str:
    """Everything that rests on a provision, as Markdown. Raises Refusal where nothing cites it."""
    wanted = _cited(book, text) or _alone(book, text)
    found = [one for one in citations(book) if wanted is not None and _within(one.citation, wanted)]
    if wanted is None or not found:
        every = sorted({one.citation.text for one in citations(book)})
        help = did_you_mean(text, every) or "name a section that some rule cites, like `USC 219(g)`"
        raise Refusal((Diagnostic("unknown-name", "error", f"nothing rests on `{text}`", help=help),))
    owners = list(dict.fromkeys(one.owner for one in found))
    said = section_text(book, wanted)
    lines = [f"# {wanted.text}", *([said + "."] if said else [])]
    lines += _section("Parameters", _parameters(book, owners))
    for title, table in (("Figures", book.figures), ("Conclusions", book.conclusions), ("Limits", book.limits)):
        lines += _section(title, (f"{name} ({table[name].span})" for name in owners if name in table))
    reads = dict(dependencies(book))
    reached = sorted(name for name in reads if everything_behind(reads, [name]) & set(owners) and name not in owners)
    routes = [name for name in book.routes if f"{name}.amount" in reached or f"{name}.closed" in reached]
    lines += _section("Routes that rest on them", routes)
    lines += _section("What else reads them", (name for name in reached if "." not in name))
    lines += _section("Cases that show them", _cases(cases, {*owners}, wanted))
    return "\n".join(lines)


def _section(title: str, entries: Iterable[str]) -> list[str]:
    each = [f"- {entry}" for entry in entries]
    return ["", f"## {title}", "", *each] if each else []


def _parameters(book: Rulebook, owners: list[str]) -> Iterator[str]:
    for parameter in (book.parameters[name] for name in owners if name in book.parameters):
        amounts = [
            f"{year} {'none' if one.amount is None else show_value(one.amount, parameter.unit)}"
            for year, one in parameter.values
        ]
        yield f"{parameter.name} ({parameter.span.file}): {', '.join(amounts)}"


def _cases(cases: Sequence[Case], owners: set[str], wanted: Citation) -> Iterator[str]:
    for case in cases:
        named = {name.partition(".")[0] for name, _, _ in case.expect} | {name for name, _ in case.unknown}
        if named & owners or wanted.text in case.source:
            yield f"{case.name} ({case.span.file}:{case.span.line})"


def _cited(book: Rulebook, text: str) -> Citation | None:
    """The section of a source that a text begins with the name of, in capitals or not."""
    fitting = [name for name in book.sources if text.casefold().startswith(f"{name.casefold()} ")]
    source = max(fitting, key=len, default="")
    return Citation(source, source + text[len(source) :]) if source else None


def _alone(book: Rulebook, text: str) -> Citation | None:
    """A section without its source, or under another name of it (`§ 219(g)`), where one source alone has it."""
    section = text.rsplit(maxsplit=1)[-1] if text.split() else ""
    wanted = {name: Citation(name, f"{name} {section}") for name in book.sources}
    found = {one.citation.source for one in citations(book) if _within(one.citation, wanted[one.citation.source])}
    return wanted[found.pop()] if len(found) == 1 else None


def _within(cited: Citation, wanted: Citation) -> bool:
    """Whether a citation lies in the provision: `USC 219(g)(2)` in `USC 219(g)`."""
    whole, part = section_parts(wanted), section_parts(cited)
    return cited.source == wanted.source and part[: len(whole)] == whole
