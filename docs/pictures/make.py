"""Makes the pictures of the README from what rothroute says today: the first screen and page one of a letter.

    .venv/bin/python docs/pictures/make.py

The screen is an SVG of text in the colours of a terminal; the letter is a PNG of few colours, for which `pdftoppm`
(poppler) and typst are needed. A test holds the screen to the answer.
"""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from rothroute.engine import Adviser, Decision, load_rulebook
from rothroute.engine.explain import explanation_of
from rothroute.engine.letters import LetterOptions, LetterWriter, draft
from rothroute.engine.render.parse import parsed
from rothroute.engine.render.terminal import Terminal, text_of
from rothroute.engine.rulebook.source import parse
from rothroute.engine.templates import templates_of

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parents[1] / "examples" / "big-tech-engineer.yaml"
DAY = date(2026, 6, 30)
TYPED = "rothroute advise big-tech-engineer.yaml --brief"
SCREEN, LETTER = HERE / "advice.svg", HERE / "letter.png"

_WIDE, _HIGH, _MARGIN = 8.43, 19, 18  # of a character and a line at 14 pixels, and around the text
_STYLES = {"1": 'font-weight="bold" fill="#ffffff"', "2": 'fill="#9aa7b2"', "36": 'fill="#7fd1c7"'}
_ESCAPE = re.compile(r"\x1b\[([\d;]*)m")
_STEP = 24  # colours of the letter are rounded to so many parts of 255


def decision_of(adviser: Adviser) -> Decision:
    """The decision the pictures show."""
    return adviser.advise(parse(EXAMPLE.read_bytes(), EXAMPLE.name), DAY)


def screen_of(decision: Decision) -> str:
    """The first screen of the answer in colour, at 80 columns."""
    brief = templates_of().advice(explanation_of(decision), brief=True).markdown
    return text_of(parsed(brief), Terminal(colour=True, notes=False))


def svg_of(text: str) -> str:
    """Lines of a terminal as SVG: text a reader can select, on a dark ground that suits light and dark pages."""
    lines = text.rstrip("\n").split("\n")
    wide, high = round(80 * _WIDE) + 2 * _MARGIN, _HIGH * len(lines) + 2 * _MARGIN
    rows = "\n".join(
        f'<text x="{_MARGIN}" y="{_MARGIN + _HIGH * place + 14}" xml:space="preserve">{"".join(_spans(line))}</text>'
        for place, line in enumerate(lines)
        if line
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"\n'
        ' font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14"\n'
        ' fill="#dde4ea"><title>The first screen of rothroute advise</title>\n'
        f'<rect width="{wide}" height="{high}" rx="8" fill="#1b2530"/>\n{rows}\n</svg>\n'
    )


def _spans(line: str) -> Iterable[str]:
    """The pieces of a line, each in the style its escape codes name last."""
    style, pieces = "", []
    for place, piece in enumerate(_ESCAPE.split(line)):
        if place % 2:
            style = next((_STYLES[code] for code in reversed(piece.split(";")) if code in _STYLES), "")
        elif piece:
            pieces.append((style, piece))
    for look, run in groupby(pieces, key=lambda one: one[0]):
        text = escape("".join(piece for _, piece in run))
        yield f"<tspan {look}>{text}</tspan>" if look else text


def letter_of(decision: Decision) -> bytes:
    """Page one of the letter as PNG."""
    options = LetterOptions("Dana Whitfield", "Rowan Ellery, CFP", annex=False)
    templates = templates_of()
    data = LetterWriter(templates).written(draft(decision, options, templates), "pdf")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.pdf").write_bytes(data)
        command = ["pdftoppm", "-r", "96", "-f", "1", "-l", "1", "-singlefile", "a.pdf", "a"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return _png(*_pixels((Path(folder) / "a.ppm").read_bytes()))


def _pixels(ppm: bytes) -> tuple[int, int, bytes]:
    wide, high = map(int, ppm.split(b"\n", 2)[1].split())
    return wide, high, ppm[-3 * wide * high :]


def _png(wide: int, high: int, pixels: bytes) -> bytes:
    """A PNG with a palette, its colours rounded so that they are few."""
    rounded = bytes(min(255, round(value / _STEP) * _STEP) if value < 250 else 255 for value in range(256))
    pixels = pixels.translate(rounded)
    colours: dict[bytes, int] = {}
    rows = []
    for line in range(high):
        row = pixels[3 * wide * line : 3 * wide * (line + 1)]
        rows.append(b"\0" + bytes(colours.setdefault(row[at : at + 3], len(colours)) for at in range(0, 3 * wide, 3)))
    if len(colours) > 256:
        raise SystemExit(f"{len(colours)} colours are too many: round them more")

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", wide, high, 8, 3, 0, 0, 0)
    body = zlib.compress(b"".join(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), chunk(b"PLTE", b"".join(colours)), chunk(b"IDAT", body), chunk(b"IEND", b""))
    )


def advice_picture(adviser: Adviser) -> str:
    """The first screen as SVG, after what was typed."""
    return svg_of(f"\x1b[2m$ {TYPED}\x1b[0m\n\n{screen_of(decision_of(adviser))}")


def main() -> None:
    """Write both pictures."""
    adviser = Adviser(load_rulebook())
    SCREEN.write_text(advice_picture(adviser), "utf-8")
    LETTER.write_bytes(letter_of(decision_of(adviser)))
    for path in (SCREEN, LETTER):
        sys.stdout.write(f"{path.relative_to(HERE.parents[1])}: {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
