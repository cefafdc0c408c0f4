"""New rules and checks as text: complete except for the places marked FILL IN, which the audit reports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ..diagnostic import Diagnostic, Refusal
from ..rulebook.load import load_rulebook
from ..rulebook.model import Rulebook

BLANK: Final = "FILL IN"
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_TOP: Final = re.compile(r"^[a-z_]+:", re.MULTILINE)


def new_rule(files: Mapping[str, bytes], topic: str, name: str) -> dict[str, str]:
    """The topic with one more conclusion and a case for it. Raises Refusal."""
    book = load_rulebook(files)
    _check_names(book, topic, name)
    rules, cases = f"{topic}/rules.yaml", f"{topic}/cases.yaml"
    old = files[rules].decode("utf-8-sig") if rules in files else f"topic: {topic}\n"
    tests = files[cases].decode("utf-8-sig") if cases in files else "cases:\n"
    year = book.years[-1] if book.years else BLANK
    return {rules: _within(old, "conclusions", _RULE.format(name=name)),
            cases: _within(tests, "cases", _CASE.format(name=name, year=year))}  # fmt: skip


def _check_names(book: Rulebook, topic: str, name: str) -> None:
    for word in (topic, name):
        if not _NAME.fullmatch(word):
            raise _refused(f"`{word}` cannot be a name", "names are lower_case_words")
    if name in {*book.facts, *book.parameters, *book.figures, *book.conclusions, *book.routes, *book.limits}:
        raise _refused(f"`{name}` already exists", "choose another name")


def _within(text: str, section: str, entry: str) -> str:
    """The file with the entry at the end of a section, which is created if it is missing."""
    start = re.search(rf"^{section}:[ \t]*$", text, re.MULTILINE)
    if start is None:
        return text.rstrip("\n") + f"\n\n{section}:\n{entry}"
    after = _TOP.search(text, start.end())
    end = after.start() if after else len(text)
    rest = "\n" + text[end:] if text[end:] else ""
    blank = "\n" if text[start.end() : end].strip() and section == "conclusions" else ""
    return text[:end].rstrip("\n") + "\n" + blank + entry + rest


def new_check(name: str) -> tuple[str, str, str]:
    """The file name of a new check, its text, and its file in the gallery of tests. Raises Refusal."""
    file = name.replace("-", "_")
    if not _NAME.fullmatch(file):
        raise _refused(f"`{name}` cannot be the name of a check", "name the pattern it flags, like `unused-fact`")
    return f"{file}.py", _CHECK, _GALLERY.format(check=file.replace("_", "-"))


def _refused(message: str, help: str) -> Refusal:
    return Refusal((Diagnostic("bad-scaffold", "error", message, help=help),))


_RULE: Final = """  {name}:  # FILL IN: wire it in (a formula, closed_by, cautions, steps); export it for other topics
    when: FILL IN
    because: "FILL IN: the sentence for when it holds, with values in slots."
    because_not: "FILL IN: what is said when it does not hold."
    cite: [FILL IN]
"""
_CASE: Final = """  - name: "FILL IN: a saver for whom {name} holds"
    given: {{tax_year: {year}, FILL IN: the facts that make it so}}
    expect: {{{name}: yes}}  # FILL IN: what else is known of this saver; a second case shows where it does not hold
    source: FILL IN
"""
_CHECK: Final = '''"""What: FILL IN, the pattern in one sentence.

Why: FILL IN, what goes wrong for a saver or an author.

Bad:

    # saving/rules.yaml
    FILL IN: what it flags, as a change of the small rulebook

Good:

    # saving/rules.yaml
    FILL IN: how it is written right
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning

GROUP = "logic"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """FILL IN: where it looks."""
    for name, fact in audited.book.facts.items():
        if name == "FILL IN":
            yield warning(f"`{name}` is FILL IN", fact.span, "FILL IN")
'''
_GALLERY: Final = """fires:
  - about: "FILL IN: what it flags"
    change:
      - file: saving/rules.yaml
        from: "FILL IN: text that occurs there once"
        to: "FILL IN: the same, as it should not be written"
    finds:
      - "FILL IN: saving/rules.yaml:LINE:COLUMN: warning[{check}] the message"
silent:
  - about: "FILL IN: what looks like it and is right"
    change:
      - file: saving/rules.yaml
        from: "FILL IN: text that occurs there once"
        to: "FILL IN: the same, written another way that is right"
"""
