"""Fills the templates of a letter: sandboxed, strict about names, every value escaped."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from traceback import extract_tb
from typing import Any, Final, NamedTuple

from jinja2 import BaseLoader, StrictUndefined, Template, TemplateError, TemplateNotFound
from jinja2.environment import Environment
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ...diagnostic import Diagnostic, Refusal, Span, did_you_mean
from ..prose import Marked, code, escaped
from ..sources import source_views
from .notes import Notes
from .shapes import Letter, Note, Said
from .trail import Trail

_GAPS: Final = re.compile(r"\n{3,}")
_WORDS: Final = "words.md"
_HOME: Final = "templates/letter"


class Word(NamedTuple):
    """A word of the glossary: how it may stand in a letter, and what it means."""

    word: str
    names: tuple[str, ...]
    meaning: str


class _Loader(BaseLoader):
    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if template not in self.texts:
            raise TemplateNotFound(template)
        return self.texts[template], template, lambda: True


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox of Jinja with a short way for our own shapes: a public field of a tuple is data."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, tuple) and attribute[0] != "_":
            value = getattr(obj, attribute, None)
            if value is not None and not callable(value):
                return value
        return super().getattr(obj, attribute)


class Press:
    """The templates of a firm, compiled once and used for every letter."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        """Compile every template. Raises Refusal where one cannot be read."""
        self.texts = templates
        self.digest = hashlib.sha256(repr(sorted(templates.items())).encode()).hexdigest()
        self._environment = _Sandbox(
            loader=_Loader(templates),
            undefined=StrictUndefined,
            finalize=_shown,
            optimized=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self._templates = {name: self._compiled(name) for name in templates if name.endswith(".md") and name != _WORDS}
        self._words = tuple(_words(templates.get(_WORDS, "")))

    def _compiled(self, name: str) -> Template:
        try:
            return self._environment.get_template(name)
        except TemplateError as problem:
            raise misfit(name, problem) from None

    def filled(self, letter: Letter, trail: Trail, notes: Notes, receipt: Mapping[str, Any]) -> str:
        """The annotated light Markdown of a letter: first what it says, then sources, words and notes."""
        body = self._render(f"{letter.outcome}.md", notes, letter=letter)
        close = self._render(
            "close.md",
            notes,
            letter=letter,
            notes=notes.numbered(),
            sources=source_views(notes.cites(), trail.book),
            glossary=self._used(body),
            receipt=receipt,
        )
        return _GAPS.sub("\n\n", f"{body}\n\n{close}").strip() + "\n"

    def mail(self, letter: Letter, notes: Notes) -> str:
        """The annotated light Markdown of the short text for an e-mail."""
        return _GAPS.sub("\n\n", self._render("email.md", notes, letter=letter)).strip() + "\n"

    def _used(self, body: str) -> list[Word]:
        folded = body.casefold()
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
            return self._templates[name].render(**helpers, **values)
        except KeyError:
            raise misfit(name, TemplateNotFound(name)) from None
        except TemplateError as problem:
            raise misfit(name, problem) from None


@lru_cache(maxsize=8_192)
def clean(text: str) -> str:
    """Text in which Markdown sees no sign; letters repeat most of their sentences, so what was escaped is kept."""
    return escaped(text)


def _shown(value: Any) -> str:
    return value if isinstance(value, Marked) else clean(str(value))


def _say(notes: Notes) -> Callable[[Said], Marked]:
    return lambda said: Marked(notes.span(said, clean(said.text)))


def _plain(notes: Notes) -> Callable[[Said], Marked]:
    return lambda said: Marked(notes.span(said, clean(said.text), marked=False))


def _plain_text(notes: Notes) -> Callable[[str, Said], Marked]:
    return lambda text, said: Marked(notes.span(said, clean(text), marked=False))


def _stands(text: str, word: str) -> bool:
    """Whether a word stands in a text as a word of its own."""
    place = text.find(word)
    while place >= 0:
        around = text[place - 1 : place] + text[place + len(word) : place + len(word) + 1]
        if not any(sign.isalnum() or sign == "-" for sign in around):
            return True
        place = text.find(word, place + 1)
    return False


def copied(text: str) -> Marked:
    """Text to copy as it stands, without control characters or signs that would end it."""
    lines = ("".join(sign for sign in line if sign.isprintable()) for line in text.splitlines())
    return Marked("\n".join(lines).replace("```", "'''"))


def _words(text: str) -> list[Word]:
    found = []
    for line in text.splitlines():
        spellings, colon, meaning = line.partition(": ")
        if colon and not line.startswith("#"):
            names = [name.strip() for name in spellings.split(" | ")]
            found.append(Word(names[0], tuple(escaped(name).casefold() for name in names), meaning))
    return found


def misfit(name: str, problem: TemplateError) -> Refusal:
    """What is wrong with a template, where, and what to do about it."""
    line = getattr(problem, "lineno", None)
    file = getattr(problem, "name", None) or name
    for frame in extract_tb(problem.__traceback__):
        if frame.filename.endswith(".md"):
            file, line = frame.filename, frame.lineno
    if isinstance(problem, TemplateNotFound):
        message, help = f"the template `{problem.name}` is missing", "each outcome and each part has its own file"
    else:
        message = f"the template does not fit: {problem.message}"
        help = "compare it with the one that comes with rothroute (docs/letter.md lists what a template may read)"
    return Refusal((Diagnostic("template", "error", message, Span(file, line or 1, 1, 2), (), help),))


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
