"""The terminal: lines out, lines in. It is never redrawn, so a screen reader reads what the screen shows."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple, TypeVar

Shown = TypeVar("Shown")
MOST_TYPED: Final = 4_000
_MOST_WIDTH: Final = 100
_PLAIN: Final = {
    "–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "×": "x", "÷": "/", "·": "-", "−": "-",
    "→": "->", "½": "1/2", "§": "section ", "\u00a0": " ", "\u202f": " ",
}  # fmt: skip
_STYLES: Final = {"head": "1;36", "strong": "1", "dim": "2", "error": "1;31"}


class Look(NamedTuple):
    """What the terminal can show: columns, colour, more than ASCII, and whether the plainest form is wanted; lines."""

    width: int = 80
    colour: bool = False
    unicode: bool = True
    accessible: bool = False
    height: int = 24


class Screen:
    """Writes wrapped lines and reads typed ones."""

    def __init__(self, look: Look, write: Callable[[str], object], read: Callable[[str], str]) -> None:
        """`read` shows its prompt and returns one line; it raises EOFError at the end of the input."""
        self.look, self._write, self._read = look, write, read
        self.width = max(20, min(look.width, _MOST_WIDTH) - 1)

    def say(self, text: str = "", style: str = "", indent: str = "", hang: str | None = None) -> None:
        """A paragraph, wrapped; `hang` is what later lines begin with."""
        hang = indent if hang is None else hang
        lines = textwrap.wrap(
            self._fit(text), self.width, initial_indent=indent, subsequent_indent=hang, break_on_hyphens=False
        )
        for line in lines or [""]:
            self._write(self._styled(line, style) + "\n")

    def verbatim(self, text: str) -> None:
        """Text with lines of its own, such as a document or a message to copy."""
        for line in (text if self.look.unicode else _ascii(text)).rstrip("\n").split("\n"):
            self._write(f"{line}\n")

    def heading(self, text: str) -> None:
        """The name of a section, set apart by an empty line and, for the eye, a rule."""
        self.say()
        self.say(text, "head")
        if not self.look.accessible:
            self._write(self._styled(("─" if self.look.unicode else "-") * min(len(text), self.width), "head") + "\n")

    def items(self, texts: Iterable[str], start: int = 1) -> None:
        """A numbered list."""
        for number, text in enumerate(texts, start):
            label = f"{number:>3}. "
            self.say(text, indent=label, hang=" " * len(label))

    def again(self, text: str) -> None:
        """What to type instead of an answer that was not understood or does not fit."""
        self.say(f"Please try again. {text}", "error")

    def error(self, text: str) -> None:
        """What went wrong that is no slip of the saver's; the word says so where colour does not."""
        self.say(f"Error: {text}", "error")

    def read(self, prompt: str) -> str:
        """One typed line, without what cannot be printed; EOFError at the end of the input.

        A prompt that would fill the line is printed above it.
        """
        if len(prompt) > self.width // 2:
            self.say(prompt.removesuffix("> ").strip(), indent=" " * (len(prompt) - len(prompt.lstrip())))
            prompt = "> "
        line = self._read(self._fit(prompt))
        line = re.sub(r"\x1b\[[0-9;?]*[A-Za-z~]|\x1bO.", "", line[:MOST_TYPED])
        return "".join(letter for letter in line if letter.isprintable() or letter in "\t ").strip()

    def paged(self, show: Callable[[], Shown]) -> tuple[Shown, str]:
        """Show a page, a screen of it at a time; what is typed in between ends it, and is returned with what it gave.

        A screen ends before an empty line where its lower half has one. A screen reader reads it all in one go.
        """
        lines: list[str] = []
        write, self._write = self._write, lines.append
        try:
            found = show()
        finally:
            self._write = write
        rows = len(lines) if self.look.accessible else max(1, self.look.height - 2)
        while len(lines) > rows:
            end = next((at for at in range(rows, rows // 2, -1) if not lines[at].strip()), rows)
            self._write("".join(lines[:end]))
            del lines[:end]
            if line := self.read("Press Enter for more > "):
                return found, line
        self._write("".join(lines))
        return found, ""

    def _fit(self, text: str) -> str:
        clean = "".join(letter for letter in text if letter.isprintable() or letter == " ")
        return clean if self.look.unicode else _ascii(clean)

    def _styled(self, text: str, style: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if style and self.look.colour and text else text


def _ascii(text: str) -> str:
    spelt = "".join(_PLAIN.get(letter, letter) for letter in text)
    return unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
