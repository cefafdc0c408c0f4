"""The page of each check: its name, what, why and examples, read from the file that holds it."""

from __future__ import annotations

import pkgutil
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import NamedTuple

from ..diagnostic import Diagnostic, Refusal, clipped, did_you_mean
from . import checks, loader_diagnostics
from .audited import Audited

Check = Callable[[Audited], Iterator[Diagnostic]]


class CheckPage(NamedTuple):
    """What is said about a finding; `run` is None where another room finds it.

    `silenceable`: a comment may silence it, since the rulebook can be read without it. `reads_cases`: it looks at how
    the cases come out, which takes longer than all other checks together.
    """

    name: str
    group: str
    what: str
    why: str
    bad: str
    good: str
    run: Check | None
    silenceable: bool
    reads_cases: bool


@cache
def pages() -> dict[str, CheckPage]:
    """Every check by name, in the order of names."""
    found = [
        _page(package.__name__, module.name) for package in (checks, loader_diagnostics) for module in _modules(package)
    ]
    return {page.name: page for page in sorted(found)}


def _modules(package: object) -> Iterator[pkgutil.ModuleInfo]:
    return pkgutil.iter_modules(getattr(package, "__path__", ()))


def _page(package: str, file: str) -> CheckPage:
    module = import_module(f"{package}.{file}")
    text = module.__doc__ or ""
    head, _, examples = text.partition("\nBad:\n")
    what, _, why = head.removeprefix("What:").partition("\nWhy:")
    bad, _, good = examples.partition("\nGood:\n")
    run = getattr(module, "check", None)
    silenceable = run is not None or getattr(module, "SILENCEABLE", False)
    reads_cases = module.GROUP == "tests" or getattr(module, "READS_CASES", False)
    name = file.replace("_", "-")
    return CheckPage(
        name, module.GROUP, _flat(what), _flat(why), _block(bad), _block(good), run, silenceable, reads_cases
    )


def _flat(text: str) -> str:
    """One sentence after another on one line, with a capital."""
    said = " ".join(text.split())
    return said[:1].upper() + said[1:]


def _block(text: str) -> str:
    return textwrap.dedent(text).strip()


def markdown(page: CheckPage) -> str:
    """The page as it stands in docs/checks/."""
    parts = [f"# {page.name}", page.what, f"**Why.** {page.why}"]
    for title, block in (("Bad", page.bad), ("Good", page.good)):
        if block:
            parts.append(f"**{title}**\n\n```{'console' if is_commands(block) else 'yaml'}\n{block}\n```")
    end = f"Silence it where it is meant: `# audit: ignore {page.name} until=YYYY-MM-DD reason=…`"
    return "\n\n".join([*parts, end if page.silenceable else "It cannot be silenced."]) + "\n"


def is_commands(block: str) -> bool:
    """Whether an example is commands to type rather than parts of a rulebook."""
    return block.startswith("$ ")


def index() -> str:
    """The list of all checks by group, for docs/checks/README.md."""
    lines = ["# The checks of `rothroute audit`", ""]
    for group in dict.fromkeys(sorted(page.group for page in pages().values())):
        lines += [f"## {group.capitalize()}", ""]
        lines += [f"- [{page.name}]({page.name}.md): {page.what}" for page in pages().values() if page.group == group]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def documents() -> dict[str, str]:
    """Every generated page by file name."""
    return {"README.md": index(), **{f"{page.name}.md": markdown(page) for page in pages().values()}}


def explained(name: str) -> str:
    """The page of one check as plain text, or for `all` their list. Raises Refusal for a name that is none."""
    if name == "all":
        return "\n".join(f"{page.name}: {page.what}" for page in pages().values())
    page = pages().get(name)
    if page is None:
        raise Refusal((no_check(name),))
    parts = [page.name, _wrapped(page.what), _wrapped(f"Why: {page.why}")]
    parts += [f"{title}:\n{textwrap.indent(text, '    ')}" for title, text in _examples(page)]
    return "\n\n".join(parts)


def no_check(name: str) -> Diagnostic:
    """What is said of a name that is no check."""
    help = did_you_mean(name, pages()) or "`rothroute audit --explain all` lists them, as docs/checks/README.md does"
    return Diagnostic("unknown-check", "error", f"`{clipped(name)}` is not a check", help=help)


def _examples(page: CheckPage) -> list[tuple[str, str]]:
    return [(title, text) for title, text in (("Bad", page.bad), ("Good", page.good)) if text]


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 100)
