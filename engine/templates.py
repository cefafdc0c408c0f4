"""Templates: an explanation filled into Markdown, the only place that knows Jinja.

What a template shows is text: every value is escaped, unless one of the helpers made it. A firm's own templates stand
in for shipped ones of the same name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from traceback import extract_tb
from typing import Any, Final, NamedTuple

import jinja2
from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from .advise.formatting import inner
from .diagnostic import Diagnostic, Refusal, Span, did_you_mean
from .explain import shapes
from .explain.compare import NamedComparison, heading_of
from .explain.explanation import Explanation
from .explain.formatting import escaped, sentence, within
from .explain.household import HouseholdExplanation, SaverExplanation
from .explain.notes import JointNotes, Notes
from .explain.room import ROOMIEST, shortened
from .explain.shapes import Changes, LetterOptions, Message, Note, SourcedText
from .explain.sources import sources
from .render.parse import parsed
from .render.terminal import Terminal, text_of
from .resources import beyond_limits, keep_bytes, kept_bytes, key_of, read_templates
from .rulebook.model import Citation, Wording

HOME: Final = "templates"
_CODE: Final = ("templates.py", "version.py")
_WORDS: Final = "letter/words.md"
_GAP: Final = re.compile(r"\n\n\n+")
_JOINED: Final = re.compile(r"[\w-]")
_PICTURE: Final = re.compile(r"^!\[\]\((\w+)\)$", re.MULTILINE)
_MOST_MARKERS: Final = 2
_UNREAD: Final = re.compile(r"^\{\..*\}$|^!\[\].*$|\]\{r=\d+\}(?:\[\^\d+\])?|[|*#>`\[]|-{3,}", re.MULTILINE)
_IN_LETTER: Final = "in the letter itself"  # where an e-mail sends for the messages it has no room for
MOST_WORDS: Final = 900  # of the letter part
_SCREEN: Final = 24  # lines of a terminal
_FIELDS: Final[dict[type, frozenset[str]]] = {
    kind: frozenset(getattr(kind, "_fields", ()))
    for kind in (Explanation, HouseholdExplanation, *vars(shapes).values())
    if isinstance(kind, type) and issubclass(kind, tuple) and kind is not tuple
} | {LoopContext: frozenset(("index", "last"))}
_NO_FIELD: Final = re.compile(r"'[\w.]*?(?P<shape>\w+) object' has no attribute '(?P<field>\w+)'")


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled document: its Markdown, and the notes its spans `[words]{r=5}` name: that is the fifth one.

    A mark `[^3]` shows the note whose `number` is 3. Notes are put together when they are asked for: not every format
    shows those without a number.
    """

    markdown: str
    spans: Notes | JointNotes

    @property
    def notes(self) -> tuple[Note, ...]:
        """What stands behind each span, in the order of keys."""
        return self.spans.all()


class Word(NamedTuple):
    """A word of the glossary: its spellings as they stand in a document, and what it means."""

    word: str
    folded: tuple[str, ...]
    meaning: str


class Markup(str):
    """Markdown of our own making, put in as it stands."""

    __slots__ = ()


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's own sandbox; fields of our shapes and loops are read without its questions: half the time."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if attribute in _FIELDS.get(type(obj), ()):
            return object.__getattribute__(obj, attribute)
        return super().getattr(obj, attribute)


class _Compiled(BytecodeCache):
    """Compiled templates in the user's cache; one that is not there, or cannot be trusted, is compiled anew."""

    def __init__(self) -> None:
        self._made_by = key_of(jinja2.__version__, _CODE)

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Changes with the name alone; the checksum is of the source."""
        return hashlib.sha256(f"{self._made_by}\0{name}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load what was kept, if it is of this source."""
        body = kept_bytes("template", bucket.key)
        if body is not None:
            bucket.bytecode_from_string(body)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        keep_bytes("template", bucket.key, bucket.bytecode_to_string())


class Templates:
    """The shipped templates, with a firm's own in place of some, compiled when they are first asked for."""

    def __init__(self, texts: Mapping[str, str], own: Mapping[str, str] | None = None) -> None:
        """`texts` by name; `own`: those of a firm, with the file each stands in. Raises Refusal for a broken one."""
        self.texts, self._own = texts, own or {}
        self._environment = _Sandbox(
            loader=FunctionLoader(self._source),
            undefined=StrictUndefined,
            finalize=_shown,
            optimized=False,  # or text of the templates themselves would be escaped
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=_Compiled(),
        )
        for name in ("lipsum", "cycler", "joiner"):
            del self._environment.globals[name]
        del self._environment.filters["random"]  # a letter is the same each time it is made
        self._environment.filters.update(inner=_inner, sentence=sentence, within=within)
        for name in self._own:
            if name.endswith(".md") and name != _WORDS:
                self._template(name)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all templates."""
        return hashlib.sha256(repr(sorted(self.texts.items())).encode()).hexdigest()

    @cached_property
    def _own_words(self) -> tuple[Word, ...]:
        return tuple(_words(self.texts.get(_WORDS, "")))

    def advice(self, explanation: Explanation, brief: bool = False) -> Filled:
        """The answer for a terminal or as Markdown: its first screen, and unless `brief` the rest under headings."""
        notes = explanation.notes.fresh()
        text = self._filled("advice.md", notes, references=False, this=explanation, brief=brief)
        return Filled(text, notes)

    def household(self, explanation: HouseholdExplanation, brief: bool = False, full: bool = False) -> str:
        """The answer for two savers as Markdown: a first screen of both together, and unless `brief` the rest.

        With `full`, each one's own answer follows under their name.
        """

        def saver_text(saver: SaverExplanation) -> Markup:
            text = self.advice(saver.own).markdown
            return Markup(_below(escaped(saver.name), text))

        values = {"this": explanation, "full": full, "saver_text": saver_text}
        for asked, every_line in ((3, True), (2, True), (1, True), (1, False)):
            notes = explanation.fresh_notes()
            room = {"asked": asked, "entries": explanation.lines if every_line else explanation.lines[-1:]}
            first = self._filled("household.md", notes, references=False, **values, **room)
            if text_of(parsed(first), Terminal(notes=False)).count("\n") <= _SCREEN:
                break
        return first if brief else f"{first}\n{self._filled('advice/household.md', notes, references=False, **values)}"

    def comparison(self, compared: Sequence[NamedComparison]) -> str:
        """Answers side by side as Markdown."""
        return self._plain("compare.md", comparisons=compared, heading=heading_of)

    def letter(
        self,
        explanation: Explanation,
        options: LetterOptions,
        changes: Changes | None = None,
        digests: Mapping[str, str] | None = None,
    ) -> Filled:
        """A letter, with its working papers where `options.annex` says so; `digests` are those of its receipt."""
        values: dict[str, Any] = {"options": options, "changes": changes, "elsewhere": _elsewhere(options)}
        for most, messages in _rooms(1):
            notes = explanation.notes.fresh()
            sent, shown = explanation.messages[:messages], shortened(explanation, most)
            body = self._filled("letter/letter.md", notes, options.annex, this=shown, sent=sent, **values)
            if _count(body) <= MOST_WORDS:
                break
        unsent = explanation.messages[len(sent) :]
        if not options.annex:
            return self._letter_alone(body, notes, explanation, unsent)
        annex = self._filled("letter/annex.md", notes, True, this=explanation, unsent=unsent, **values)
        close = self._filled(
            "letter/close.md",
            notes,
            True,
            this=explanation,
            notes=notes.marked(),
            sources=sources(notes.cites(), notes.book),
            glossary=self._used(body + annex, notes.book.wording),
            digests=digests or {},
            **values,
        )
        return Filled("\n".join((body, annex, close)), notes)

    def _letter_alone(
        self,
        body: str,
        notes: Notes | JointNotes,
        explanation: Explanation | HouseholdExplanation,
        unsent: Sequence[Message],
    ) -> Filled:
        """A letter without working papers; the messages there was no room for follow it on a page of their own."""
        if not unsent or explanation.outcome != "provisional":
            return Filled(body, notes)
        return Filled(f"{body}\n{self._filled('letter/unsent.md', notes, False, unsent=unsent)}", notes)

    def email(self, explanation: Explanation, options: LetterOptions, changes: Changes | None = None) -> Filled:
        """The short text for an e-mail."""
        notes, sent = explanation.notes.fresh(), explanation.messages[:1]
        values = {"this": explanation, "options": options, "changes": changes, "sent": sent, "elsewhere": _IN_LETTER}
        return Filled(self._filled("letter/email.md", notes, False, **values), notes)

    def household_letter(
        self,
        explanation: HouseholdExplanation,
        options: LetterOptions,
        changes: Changes | None = None,
        digests: Mapping[str, str] | None = None,
        pictured: int = 0,
    ) -> Filled:
        """One letter for two savers, in as many entries a list as its words allow; then the working papers of each.

        `pictured` is how many words stand in the pictures of its first two pages.
        """
        for most, messages in _rooms(2):
            notes = explanation.fresh_notes()
            sent, shown = explanation.messages[:messages], shortened(explanation, most)
            values = {"options": options, "changes": changes, "sent": sent, "elsewhere": _elsewhere(options)}
            body = self._filled(
                "letter/household/letter.md", notes, options.annex, this=shown, asked=most + 2, **values
            )
            if _count(body) + (pictured if most else 0) <= MOST_WORDS:
                break
        if not options.annex:
            return self._letter_alone(body, notes, explanation, explanation.messages[len(sent) :])
        papers = "\n".join(
            _of_saver(saver, place, self._filled("letter/household/papers.md", own, True, this=saver.own))
            for place, (saver, own) in enumerate(zip(explanation.savers, notes.both, strict=True))
        )
        close = self._filled(
            "letter/household/close.md",
            notes,
            True,
            this=explanation,
            notes=notes.marked(),
            sources=sources(notes.cites(), notes.both[0].book),
            glossary=self._used(body + papers, notes.at(0).book.wording),
            digests=digests or {},
        )
        return Filled("\n".join((body, "# Working papers\n", papers, close)), notes)

    def household_email(
        self, explanation: HouseholdExplanation, options: LetterOptions, changes: Changes | None = None
    ) -> Filled:
        """The short text for an e-mail to both."""
        notes, (most, messages) = explanation.fresh_notes(), next(_rooms(2))
        sent = explanation.messages[:messages]
        values = {"options": options, "changes": changes, "sent": sent, "asked": most + 2, "elsewhere": _IN_LETTER}
        return Filled(self._filled("letter/household/email.md", notes, False, this=explanation, **values), notes)

    def page(self, name: str, **values: Any) -> str:
        """Any other template, like the page of HTML: plain text in, plain text out, nothing escaped but by filters."""
        try:
            source = self.texts[name]
            return (
                self._environment.overlay(finalize=_on_a_page, autoescape=name.endswith(".html"))
                .from_string(source)
                .render(**values)
            )
        except Exception as problem:
            raise self._unless_ours(name, problem) from None

    def _filled(self, name: str, spans: Notes | JointNotes, references: bool, **values: Any) -> str:
        helpers: dict[str, Any] = {
            "wording": spans.at(0).book.wording,
            "say": _say(spans, references),
            "plain": _say(spans, False),
            "as_words": lambda text, said: _span(spans, said, text),
            "cite": _cite(spans),
        }
        return self._plain(name, **helpers, **_TEXT_HELPERS, **values)

    def _plain(self, name: str, **values: Any) -> str:
        """A template of Markdown filled with values, without notes."""
        try:
            text = self._template(name).render(**values)
        except Refusal:
            raise
        except Exception as problem:
            raise self._unless_ours(name, problem) from None
        return _GAP.sub("\n\n", text).strip() + "\n"

    def _template(self, name: str) -> Template:
        try:
            return self._environment.get_template(name)
        except TemplateError as problem:
            raise self.misfit(name, problem) from None

    def _unless_ours(self, name: str, problem: Exception) -> Exception:
        """A firm's own template may do with a value what cannot be done; a shipped one that does is our bug."""
        if self._own and isinstance(problem, MemoryError):
            return beyond_limits("a letter")
        return self.misfit(name, problem) if self._own else problem

    def _source(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """A template with its name as file name, which errors then tell."""
        return (self.texts[name], name, lambda: True) if name in self.texts else None

    def is_own(self, name: str) -> bool:
        """Whether a template is a firm's own."""
        return name in self._own

    def place(self, name: str) -> str:
        """The file a template stands in, for messages."""
        return self._own.get(name, name)

    def misfit(self, name: str, problem: Exception) -> Refusal:
        """What is wrong with a template, where, and what to do about it."""
        line, file = (
            (problem.lineno, problem.name or name) if isinstance(problem, TemplateSyntaxError) else (None, name)
        )
        for frame in extract_tb(problem.__traceback__):
            if frame.filename in self.texts:
                file, line = frame.filename, frame.lineno
        if isinstance(problem, TemplateNotFound):
            message, help = f"the template `{problem.name}` is missing", "include only pieces that are there"
        else:
            message = f"the template does not fit: {_why(problem)}"
            help = "compare it with the one that comes with rothroute (docs/letter.md lists what a template may read)"
        span = Span(self._own.get(file, file), line or 1, 1, 2)
        return Refusal((Diagnostic("template", "error", message, span, (), help),))

    def _used(self, text: str, wording: Wording) -> list[Word]:
        """The words a document explains: those of the rulebook, then a firm's own, as far as they stand in it."""
        folded, listed = text.lower(), (_word(spelled, meaning.text) for spelled, meaning in wording.glossary)
        words = {word.word: word for word in (*listed, *self._own_words)}
        return [word for word in words.values() if any(_is_whole_word(one, folded) for one in word.folded)]


def templates_of(folder: str | None = None) -> Templates:
    """The shipped templates, with those of a firm's folder in place of some. Raises Refusal where one does not fit."""
    shipped = read_templates()
    return overridden(shipped, read_templates(folder), folder) if folder else Templates(shipped)


def overridden(shipped: Mapping[str, str], own: Mapping[str, str], folder: str) -> Templates:
    """Templates with a firm's own in place of some. Raises Refusal for a name that replaces none."""
    found = [
        Diagnostic(
            "template",
            "error",
            f"`{folder}/{name}` replaces no template",
            None,
            (),
            did_you_mean(name, shipped) or f"the names are those under {HOME}/letter",
        )
        for name in own
        if f"letter/{name}" not in shipped
    ]
    if found:
        raise Refusal(found)
    texts = {**shipped, **{f"letter/{name}": text for name, text in own.items()}}
    return Templates(texts, {f"letter/{name}": f"{folder}/{name}" for name in own})


def _below(name: str, text: str) -> str:
    """A text of its own one level down, its first heading after a name; code stays as it is."""
    found, code, first = [], False, True
    for line in text.splitlines():
        code ^= line.startswith("```")
        if line.startswith("#") and not code:
            line = f"#{line.replace('# ', f'# {name}: ', 1)}" if first else f"#{line}"
            first = False
        found.append(line)
    return "\n".join(found)


def _elsewhere(options: LetterOptions) -> str:
    """Where the messages stand that there is no room for in the letter part."""
    return "in the working papers" if options.annex else "after this letter"


def _rooms(messages: int) -> Iterator[tuple[int, int]]:
    """How many entries a list has, and how many messages to send it holds: less and less, until the words fit."""
    yield from ((most, messages) for most in range(ROOMIEST, -1, -1))
    yield from ((0, fewer) for fewer in range(messages - 1, -1, -1))


def _count(markdown: str) -> int:
    """The words a reader sees of filled Markdown."""
    return len(_UNREAD.sub(" ", markdown).split())


def _of_saver(saver: SaverExplanation, place: int, text: str) -> str:
    """The working papers of one of two savers: the name in each heading, and pictures of their own."""
    found, code = [], False
    for line in text.splitlines():
        code ^= line.startswith("```")
        if line.startswith("## ") and not code:
            line = f"## {escaped(saver.name)}: {saver.own.notes.inner(line.removeprefix('## '))}"
        found.append(line if code else _PICTURE.sub(rf"![](\1_{place + 1})", line))
    return "\n".join(found)


def _shown(value: Any) -> str:
    """What an expression of a template puts into the document: text or a number, the same each time."""
    return value if isinstance(value, Markup) else escaped(str(_text_or_number(value)))


def _text_or_number(value: Any) -> Any:
    """The same; what Python would print of anything else may name a place in memory, other each time."""
    if not isinstance(value, str | int | jinja2.Undefined):
        raise TypeError(f"`{type(value).__name__}` is no text")
    return value


@pass_context  # without, Jinja works out what it can while it reads the template, and asks of the text of that
def _on_a_page(_: Context, value: Any) -> Any:
    return _text_or_number(value)


def _span(notes: Notes | JointNotes, said: SourcedText, text: str) -> Markup:
    return Markup(f"[{escaped(text)}]{{r={notes.at(said.place).key(said.rule)}}}")


@pass_context
def _inner(context: Context, text: str) -> str:
    """A text inside a sentence; the rulebook says which words keep their capital."""
    wording = context.get("wording")
    return inner(text, wording.names if wording else ())


def _say(notes: Notes | JointNotes, reference: bool) -> Callable[[SourcedText], Markup]:
    def say(said: SourcedText) -> Markup:
        span = _span(notes, said, said.text)
        return Markup(f"{span}[^{notes.at(said.place).number(said.rule)}]") if reference else span

    return say


def _cite(notes: Notes | JointNotes) -> Callable[[SourcedText | tuple[Citation, ...]], Markup]:
    """Citations in words after a sentence: ` (USC 408A(c)(3))`."""

    def cite(found: SourcedText | tuple[Citation, ...]) -> Markup:
        cites = notes.at(found.place).cites_of(found.rule) if isinstance(found, SourcedText) else found
        texts = list(dict.fromkeys(one.text for one in cites))[:_MOST_MARKERS]
        return Markup(f" ({escaped(', '.join(texts))})" if texts else "")

    return cite


def _code(text: str) -> Markup:
    """Text as it stands, in code marks."""
    return Markup(f"`{text.replace('`', '')}`")


def _copied(text: str) -> Markup:
    """Text to copy as it stands, without control characters or what would end it."""
    lines = (line if line.isprintable() else "".join(filter(str.isprintable, line)) for line in text.splitlines())
    return Markup("\n".join(lines).replace("```", "'''"))


_TEXT_HELPERS: Final[dict[str, Any]] = {
    "code": _code,
    "copied": _copied,
    "lines": lambda text: [Markup(escaped(line)) for line in text.splitlines()],
}


def _words(text: str) -> list[Word]:
    found = []
    for line in text.splitlines():
        spellings, colon, meaning = line.partition(": ")
        if colon and not line.startswith("#"):
            found.append(_word(spellings, meaning))
    return found


def _word(spellings: str, meaning: str) -> Word:
    names = [name.strip() for name in spellings.split(" | ")]
    return Word(names[0], tuple(escaped(name).lower() for name in names), meaning)


def _is_whole_word(word: str, text: str) -> bool:
    """Whether a text has the word, and not only as part of a longer one.

    Not by a regular expression, with which a batch of letters takes a tenth longer (benchmarks/letters.py).
    """
    place = text.find(word)
    while place >= 0:
        end = place + len(word)
        if not (_JOINED.fullmatch(text[place - 1 : place]) or _JOINED.fullmatch(text[end : end + 1])):
            return True
        place = text.find(word, place + 1)
    return False


def _why(problem: Exception) -> str:
    """What went wrong, in the words of who writes templates."""
    text = str(getattr(problem, "message", None) or problem)
    if found := _NO_FIELD.search(text):
        return f"`{found['shape'].lower()}` has no field `{found['field']}`"
    if isinstance(problem, TemplateError | TemplateSyntaxError):
        return text
    return "it does with a value what cannot be done" + (f" ({text})" if text else "")


__all__ = ["Filled", "Templates", "overridden", "templates_of"]
