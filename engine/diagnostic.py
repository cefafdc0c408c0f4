"""Findings as data: what is wrong, where, and what to do about it; and how they are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

MAX_SHOWN: Final = 100
_LEAD: Final = 30
_MAX_NAME: Final = 100
_MAX_QUOTED: Final = 60


Level = Literal["error", "warning", "advice"]


class Span(NamedTuple):
    """A place in one line of a file: line and column count from 1, the end is the column after the last."""

    file: str
    line: int
    column: int
    end_column: int

    def __str__(self) -> str:
        """As editors and terminals link it."""
        return f"{self.file}:{self.line}:{self.column}"


class Label(NamedTuple):
    """A second place that helps to understand a finding, and what is there."""

    span: Span
    text: str


class Diagnostic(NamedTuple):
    """One finding. The remedy is in `help`, never in the message; only a note may have several lines."""

    check: str
    level: Level
    message: str
    span: Span | None = None
    labels: tuple[Label, ...] = ()
    help: str | None = None
    notes: tuple[str, ...] = ()


class Refusal(Exception):
    """Input that cannot be used, with every problem found.

    `texts` are the texts of the files that the problems point into; None where whoever refused did not have them.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic], texts: Mapping[str, str] | None = None) -> None:
        """Keep the problems in the order given."""
        self.diagnostics = tuple(diagnostics)
        self.texts = texts
        super().__init__(self.diagnostics)

    def within(self, files: Mapping[str, bytes]) -> Refusal:
        """The same about some files that were read together, by path: nothing else is shown as an excerpt."""
        named = {one.span.file for one in self.diagnostics if one.span}
        named |= {label.span.file for one in self.diagnostics for label in one.labels}
        texts = {name: files[name].decode("utf-8-sig", "replace") for name in named if name in files}
        return Refusal(self.diagnostics, texts)

    def __str__(self) -> str:
        """One line for each problem, for logs and tracebacks."""
        return "\n".join(f"{d.span}: {d.message}" if d.span else d.message for d in self.diagnostics)


def nearest(name: str, candidates: Iterable[str], most: int = 3) -> list[str]:
    """The candidates a person may have meant, best first."""
    from difflib import get_close_matches

    if len(name) > _MAX_NAME:
        return []
    folded = {candidate.casefold(): candidate for candidate in candidates}
    if name.casefold() in folded:
        return [folded[name.casefold()]]
    return [folded[match] for match in get_close_matches(name.casefold(), folded, most)]


def did_you_mean(name: str, candidates: Iterable[str]) -> str | None:
    """The remedy for a misspelt name, if any candidate is near."""
    found = ", ".join(f"`{candidate}`" for candidate in nearest(name, candidates))
    return f"did you mean {found}?" if found else None


def clipped(text: str) -> str:
    """A user's text, short and plain enough for a message."""
    return _shown(text[:_MAX_QUOTED]) + "…" * (len(text) > _MAX_QUOTED)


def render(diagnostics: Iterable[Diagnostic], texts: Mapping[str, str], colour: bool = False) -> str:
    """The findings as a person reads them, with the lines they point at where `texts` holds the file."""
    page = _Page(texts, _in_colour if colour else _plainly)
    return "\n\n".join("\n".join(page.block(diagnostic)) for diagnostic in diagnostics)


_Paint = Callable[[str, str], str]
_STYLES: Final = {"error": "1;31", "warning": "1;33", "advice": "1;34", "frame": "1;34", "strong": "1"}


def _in_colour(text: str, style: str) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def _plainly(text: str, style: str) -> str:
    return text


class _Mark:
    __slots__ = ("sign", "span", "style", "text")

    def __init__(self, span: Span, text: str, style: str, sign: str) -> None:
        self.span = span
        self.text = text
        self.style = style
        self.sign = sign


class _Page:
    def __init__(self, texts: Mapping[str, str], paint: _Paint) -> None:
        self._texts = texts
        self._paint = paint
        self._lines: dict[str, list[str]] = {}
        self._gutter = ""

    def block(self, diagnostic: Diagnostic) -> Iterator[str]:
        marks = _marks(diagnostic)
        self._gutter = " " * max((len(str(mark.span.line)) for mark in marks), default=1)
        headline = self._paint(f"{diagnostic.level}[{diagnostic.check}]", diagnostic.level)
        yield headline + self._paint(": " + _shown(diagnostic.message), "strong")
        for file in dict.fromkeys(mark.span.file for mark in marks):
            yield from self._places([mark for mark in marks if mark.span.file == file])
        if diagnostic.help is not None:
            yield self._remark("help", diagnostic.help)
        for note in diagnostic.notes:
            first, *more = note.rstrip("\n").split("\n")
            yield self._remark("note", first)
            yield from (f"{self._gutter}     {_shown(line)}".rstrip() for line in more)

    def _places(self, marks: list[_Mark]) -> Iterator[str]:
        seen = [mark for mark in marks if self._line(mark.span) is not None]
        if marks[0].sign == "^":
            yield self._arrow("-->", marks[0].span)
        elif seen:
            yield self._arrow(":::", seen[0].span)
        yield from self._excerpt(seen)
        for mark in marks:
            if mark not in seen and mark.sign != "^":
                yield self._arrow(":::", mark.span) + f": {_shown(mark.text)}"

    def _excerpt(self, marks: list[_Mark]) -> Iterator[str]:
        if marks:
            yield self._framed("|")
        printed = (0, 0)
        for mark in sorted(marks, key=lambda mark: mark.span[1:3]):
            line = self._line(mark.span) or ""
            first = max(0, min(mark.span.column - 1, len(line)))
            start = max(0, min(first - _LEAD, len(line) - MAX_SHOWN))
            if printed != (mark.span.line, start):
                if printed[0] and mark.span.line > printed[0] + 1:
                    yield self._paint("...", "frame")
                yield self._numbered(mark.span.line, _window(line, start))
                printed = (mark.span.line, start)
            yield self._underlined(line, start, first, mark)

    def _numbered(self, number: int, text: str) -> str:
        return f"{self._paint(f'{number:>{len(self._gutter)}} |', 'frame')} {text}".rstrip()

    def _underlined(self, line: str, start: int, first: int, mark: _Mark) -> str:
        before = _width(_shown(line[start:first])) + bool(start)
        last = min(mark.span.end_column - 1, start + MAX_SHOWN)
        signs = mark.sign * max(1, _width(_shown(line[first:last])))
        return self._framed("|") + " " * (before + 1) + self._paint(f"{signs} {mark.text}".rstrip(), mark.style)

    def _framed(self, sign: str) -> str:
        return f"{self._gutter} {self._paint(sign, 'frame')}"

    def _arrow(self, arrow: str, span: Span) -> str:
        return f"{self._gutter}{self._paint(arrow, 'frame')} {_shown(str(span))}"

    def _remark(self, kind: str, text: str) -> str:
        return f"{self._framed('=')} {self._paint(f'{kind}:', 'strong')} {_shown(text)}"

    def _line(self, span: Span) -> str | None:
        """The line as an editor numbers it; None where the text or the line is not there."""
        if span.file not in self._lines:
            text = self._texts.get(span.file)
            self._lines[span.file] = [] if text is None else text.removeprefix("\ufeff").split("\n")
        lines = self._lines[span.file]
        return lines[span.line - 1].removesuffix("\r") if 0 < span.line <= len(lines) else None


def _marks(diagnostic: Diagnostic) -> list[_Mark]:
    labels = [_Mark(label.span, _shown(label.text), "frame", "-") for label in diagnostic.labels]
    return [_Mark(diagnostic.span, "", diagnostic.level, "^"), *labels] if diagnostic.span else labels


def _window(line: str, start: int) -> str:
    """The part of a long line that is printed."""
    end = start + MAX_SHOWN
    return "…" * bool(start) + _shown(line[start:end]) + "…" * (len(line) > end)


def _shown(text: str) -> str:
    """Text that cannot move the cursor, change colours or reorder what a terminal shows."""
    if text.isprintable():
        return text
    return "".join(_VISIBLE.get(sign, sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}") for sign in text)


_VISIBLE: Final = {"\t": "    ", "\N{NO-BREAK SPACE}": " "}


def _width(text: str) -> int:
    """The columns a terminal gives to a text."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    wide = sum(east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(category(sign) in ("Mn", "Me") for sign in text)
