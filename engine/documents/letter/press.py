"""Fills the templates of a letter: sandboxed, strict about names, every value escaped."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from traceback import extract_tb
from types import FunctionType
from typing import Any, Final, NamedTuple

from jinja2 import BaseLoader, StrictUndefined, Template, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.environment import Environment
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ...diagnostic import Diagnostic, Refusal, Span, did_you_mean
from ..prose import Marked, code, escaped
from ..sources import source_views
from .notes import Notes
from .shapes import Letter, Note, Said
from .trail import Trail

_GAP: Final = "\n\n\n"
_WORDS: Final = "words.md"
_HOME: Final = "templates/letter"
_IN_LOOPS: Final = frozenset(("first", "last", "index", "index0", "length"))
_JINJA_S_OWN: Final = frozenset(("_loop_vars", "_block_vars"))
_HELPERS: Final = frozenset((__name__, code.__module__))
_TYPST: Final = "letter.typ"
_LOADS: Final = re.compile(
    r"""(\bimport|\binclude)\s*["(]|["']@\w+/|\b(eval|read|plugin|csv|yaml|toml|xml|cbor)\s*\("""
)
_NO_FIELD: Final = re.compile(r"'[\w.]*?(?P<shape>\w+) object' has no attribute '(?P<field>\w+)'")


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
    """The sandbox of Jinja with a short way for what is ours: the data of our shapes, the place in a loop, helpers."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._data: dict[type, frozenset[str]] = {LoopContext: _IN_LOOPS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        known = self._data.get(type(obj))
        if known is None:
            known = self._data[type(obj)] = _data_of(type(obj))
        return getattr(obj, attribute) if attribute in known else super().getattr(obj, attribute)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        if type(__obj) is FunctionType and __obj.__module__ in _HELPERS and not kwargs.keys() - _JINJA_S_OWN:
            return __obj(*args)
        return super().call(__context, __obj, *args, **kwargs)


def _data_of(kind: type) -> frozenset[str]:
    """The public fields and properties of a shape; of anything else nothing."""
    names = dir(kind) if issubclass(kind, tuple) else ()
    return frozenset(name for name in names if name[0] != "_" and not callable(getattr(kind, name)))


class Press:
    """The templates of a firm, compiled once and used for every letter."""

    def __init__(self, templates: Mapping[str, str], own: Mapping[str, str] | None = None) -> None:
        """Compile every template; `own` says where a firm's own stand. Raises Refusal where one cannot be read."""
        self.texts = templates
        self._own = own or {}
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
        if found := _LOADS.search(templates.get(_TYPST, "")):
            line = templates[_TYPST].count("\n", 0, found.start()) + 1
            problem = TemplateSyntaxError("it loads something: letters are made without files and network", line)
            raise self.misfit(_TYPST, problem)

    def _compiled(self, name: str) -> Template:
        try:
            return self._environment.get_template(name)
        except TemplateError as problem:
            raise self.misfit(name, problem) from None

    def misfit(self, name: str, problem: Exception) -> Refusal:
        """What is wrong with a template, in the file it stands in."""
        found = misfit(name, problem)
        one = found.diagnostics[0]
        if one.span is None:
            return found
        return Refusal((one._replace(span=one.span._replace(file=self._own.get(one.span.file, one.span.file))),))

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
        return closed(f"{body}\n\n{close}").strip() + "\n"

    def mail(self, letter: Letter, notes: Notes) -> str:
        """The annotated light Markdown of the short text for an e-mail."""
        return closed(self._render("email.md", notes, letter=letter)).strip() + "\n"

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
        except TemplateError as problem:
            raise self.misfit(name, problem) from None
        except Exception as problem:  # a firm's own template may do with a value what cannot be done
            if name not in self._templates:
                raise self.misfit(name, TemplateNotFound(name)) from None
            if not self._own:
                raise
            raise self.misfit(name, problem) from None


def closed(text: str) -> str:
    """The text with at most one blank line between two others."""
    while _GAP in text:
        text = text.replace(_GAP, "\n\n")
    return text


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
