"""Fills the templates of a letter: sandboxed, strict about names, every value escaped."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from traceback import extract_tb
from typing import Any, Final, NamedTuple

from jinja2 import BaseLoader, Template, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.environment import Environment

from ...diagnostic import Diagnostic, Refusal, Span, did_you_mean
from ..prose import Marked, code, escaped
from ..shapes import SourceEntry, SourceView
from ..sources import listed
from . import shapes
from .notes import Notes
from .sandbox import Sandbox, clean
from .shapes import Letter, Note, Said
from .trail import Trail

_GAP: Final = re.compile("\n\n\n+")
_INCLUDE: Final = re.compile(r"""^\{% include "(?P<part>[\w/]+\.md)" %\}\n""", re.MULTILINE)
_WORDS: Final = "words.md"
_SIGN: Final = 4  # bytes a sign takes at most
_HOME: Final = "templates/letter"
_HELPERS: Final = frozenset((__name__, code.__module__))
_TYPST: Final = "letter.typ"
_LOADS: Final = re.compile(
    r"""(?m:^|[#{;])\s*(import|include)\b|["']@\w+/|\b(eval|read|plugin|csv|yaml|toml|xml|cbor)\s*\("""
)
_NO_FIELD: Final = re.compile(r"'[\w.]*?(?P<shape>\w+) object' has no attribute '(?P<field>\w+)'")


class Word(NamedTuple):
    """A word of the glossary: how it may stand in a letter, and what it means."""

    word: str
    names: tuple[bytes, ...]
    meaning: str


_OURS: Final = (kind for kind in vars(shapes).values() if isinstance(kind, type) and issubclass(kind, tuple))
_SHAPES: Final = (*_OURS, SourceView, SourceEntry, Word)


class _Loader(BaseLoader):
    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if template not in self.texts:
            raise TemplateNotFound(template)
        return self.texts[template], template, lambda: True


class Press:
    """The templates of a firm, compiled once and used for every letter."""

    def __init__(self, templates: Mapping[str, str], own: Mapping[str, str] | None = None) -> None:
        """Compile every template; `own` says where a firm's own stand. Raises Refusal where one cannot be read."""
        self.texts = templates
        self._own = own or {}
        self.digest = hashlib.sha256(repr(sorted(templates.items())).encode()).hexdigest()
        self._environment = Sandbox(_Loader(templates), _SHAPES, _HELPERS)
        self._templates: dict[str, Template] = {}
        for name in self._own:
            if _is_filled(name):
                self._compiled(name)
        self._words = tuple(_words(templates.get(_WORDS, "")))
        if found := _LOADS.search(templates.get(_TYPST, "")):
            line = templates[_TYPST].count("\n", 0, found.start()) + 1
            problem = TemplateSyntaxError("it loads something: letters are made without files and network", line)
            raise self.misfit(_TYPST, problem)

    def _compiled(self, name: str) -> Template:
        """A template, compiled when it is first asked for."""
        found = self._templates.get(name)
        if found is None:
            try:
                found = self._templates[name] = self._read(name)
            except TemplateError as problem:
                raise self.misfit(name, problem) from None
        return found

    def _read(self, name: str) -> Template:
        """Ours with its parts put in place; a firm's own part by part, so that an error is told where it stands."""
        if self._own or name not in self.texts:
            return self._environment.get_template(name)
        return self._environment.whole(self._joined(self.texts[name]))

    def _joined(self, text: str) -> str:
        """The text with every part it includes in the place of its name."""
        return _INCLUDE.sub(lambda found: self._joined(self.texts[found["part"]]), text)

    def is_own(self, name: str) -> bool:
        """Whether a template is a firm's own."""
        return name in self._own

    def place(self, name: str) -> str:
        """The file a template stands in."""
        return self._own.get(name, name)

    def misfit(self, name: str, problem: Exception) -> Refusal:
        """What is wrong with a template, in the file it stands in."""
        found = misfit(name, problem)
        one = found.diagnostics[0]
        if one.span is None:
            return found
        return Refusal((one._replace(span=one.span._replace(file=self.place(one.span.file))),))

    def filled(self, letter: Letter, trail: Trail, notes: Notes, receipt: Mapping[str, Any]) -> str:
        """The annotated light Markdown of a letter: first what it says, then sources, words and notes."""
        body = self._render(f"{letter.outcome}.md", notes, letter=letter)
        close = self._render(
            "close.md",
            notes,
            letter=letter,
            notes=notes.numbered(),
            sources=listed(notes.cites(), trail.book),
            glossary=self._used(body),
            receipt=receipt,
        )
        return closed(f"{body}\n\n{close}").strip() + "\n"

    def mail(self, letter: Letter, notes: Notes) -> str:
        """The annotated light Markdown of the short text for an e-mail."""
        return closed(self._render("email.md", notes, letter=letter)).strip() + "\n"

    def _used(self, body: str) -> list[Word]:
        folded = body.encode().lower()  # bytes, of which A to Z become small: quicker than all letters
        return [word for word in self._words if any(_stands(folded, name) for name in word.names)]

    def _render(self, name: str, spans: Notes, **values: Any) -> str:
        helpers = {
            "say": _say(spans),
            "plain": _plain(spans),
            "plain_text": _plain_text(spans),
            "code": code,
            "copied": copied,
        }
        try:
            return self._compiled(name).render(**helpers, **values)
        except TemplateError as problem:
            raise self.misfit(name, problem) from None
        except Exception as problem:  # a firm's own template may do with a value what cannot be done
            if not self._own:
                raise
            raise self.misfit(name, problem) from None


def closed(text: str) -> str:
    """The text with at most one blank line between two others."""
    return _GAP.sub("\n\n", text)


def _say(notes: Notes) -> Callable[[Said], Marked]:
    return lambda said: Marked(notes.span(said, clean(said.text)))


def _plain(notes: Notes) -> Callable[[Said], Marked]:
    return lambda said: Marked(notes.span(said, clean(said.text), marked=False))


def _plain_text(notes: Notes) -> Callable[[str, Said], Marked]:
    return lambda text, said: Marked(notes.span(said, clean(text), marked=False))


def _stands(text: bytes, word: bytes) -> bool:
    """Whether a word stands in a text as a word of its own."""
    place = text.find(word)
    while place >= 0:
        before, after = text[max(0, place - _SIGN) : place], text[place + len(word) : place + len(word) + _SIGN]
        around = before.decode(errors="ignore")[-1:] + after.decode(errors="ignore")[:1]
        if not any(sign.isalnum() or sign == "-" for sign in around):
            return True
        place = text.find(word, place + 1)
    return False


def _is_filled(name: str) -> bool:
    return name.endswith(".md") and name != _WORDS


def copied(text: str) -> Marked:
    """Text to copy as it stands, without control characters or signs that would end it."""
    lines = (line if line.isprintable() else "".join(filter(str.isprintable, line)) for line in text.splitlines())
    return Marked("\n".join(lines).replace("```", "'''"))


def _words(text: str) -> list[Word]:
    found = []
    for line in text.splitlines():
        spellings, colon, meaning = line.partition(": ")
        if colon and not line.startswith("#"):
            names = [name.strip() for name in spellings.split(" | ")]
            found.append(Word(names[0], tuple(escaped(name).encode().lower() for name in names), meaning))
    return found


def misfit(name: str, problem: Exception) -> Refusal:
    """What is wrong with a template, where, and what to do about it."""
    line = getattr(problem, "lineno", None)
    file = getattr(problem, "name", None) or name
    for frame in extract_tb(problem.__traceback__):
        if frame.filename.endswith(".md"):
            file, line = frame.filename, frame.lineno
    if isinstance(problem, TemplateNotFound):
        message, help = f"the template `{problem.name}` is missing", "each outcome and each part has its own file"
    else:
        message = f"the template does not fit: {_why(problem)}"
        help = "compare it with the one that comes with rothroute (docs/letter.md lists what a template may read)"
    return Refusal((Diagnostic("template", "error", message, Span(file, line or 1, 1, 2), (), help),))


def _why(problem: Exception) -> str:
    """What went wrong, in the words of who writes templates."""
    text = str(getattr(problem, "message", None) or problem)
    if found := _NO_FIELD.search(text):
        return f"`{found['shape'].lower()}` has no field `{found['field']}`"
    if isinstance(problem, TemplateError):
        return text
    return "it does with a value what cannot be done" + (f" ({text})" if text else "")


def overridden(shipped: Mapping[str, str], own: Mapping[str, str], folder: str) -> dict[str, str]:
    """The shipped templates with a firm's own in place of some. Raises Refusal for a name that is none of them."""
    found = [
        Diagnostic(
            "template",
            "error",
            f"`{folder}/{name}` stands for no template",
            None,
            (),
            did_you_mean(name, shipped) or f"the names are those under {_HOME}",
        )
        for name in own
        if name not in shipped
    ]
    if found:
        raise Refusal(found)
    return {**shipped, **own}


__all__ = ["Note", "Press", "clean", "overridden"]
