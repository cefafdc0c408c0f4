"""The tree of blocks that every format is written from: what a letter or an advice says, without how it looks."""

# Annotations are not postponed: Python would compile each as text at every start (benchmarks/start.py).
from typing import NamedTuple


class Run(NamedTuple):
    """Text in one style.

    `said` marks words to say or send, `key` the derivation the words rest on (0: none). A run with a `note` is the
    small number of that note and holds no text of its own. A line break is a run whose text is a newline.
    """

    text: str
    bold: bool = False
    code: bool = False
    said: bool = False
    key: int = 0
    note: int = 0


Runs = tuple[Run, ...]


class Heading(NamedTuple):
    """A heading of level 1 to 3, with a name unique in its document."""

    level: int
    runs: Runs
    name: str
    kind: str = ""


class Paragraph(NamedTuple):
    """A paragraph; `kind` says what part it plays: `lead`, `sign`, `fine`."""

    runs: Runs
    kind: str = ""


class Quote(NamedTuple):
    """Something to mind."""

    blocks: tuple["Block", ...]
    kind: str = ""


class Listed(NamedTuple):
    """A list of items, each made of blocks; `kind` says how it is to look."""

    ordered: bool
    items: tuple[tuple["Block", ...], ...]
    kind: str = ""


class StepBlock(NamedTuple):
    """Something to do: when, and what."""

    when: Runs
    blocks: tuple["Block", ...]


class Steps(NamedTuple):
    """Things to do, in time order."""

    steps: tuple[StepBlock, ...]


class Cell(NamedTuple):
    """A part of the answer: the amount or day, and what it is."""

    amount: Runs
    label: Runs


class Strip(NamedTuple):
    """The answer in two to four parts."""

    cells: tuple[Cell, ...]


class Table(NamedTuple):
    """A table: what it shows, its head, its rows, which columns are amounts (`right`), which rows are totals."""

    caption: str
    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    right: tuple[bool, ...]
    totals: tuple[bool, ...]
    kind: str = ""

    def longest(self) -> list[int]:
        """The characters of the longest text of each column."""
        rows = (self.head, *self.rows)
        return [max(len(plain(row[place])) for row in rows) for place in range(len(self.head))]


class Pictured(NamedTuple):
    """The place of a picture."""

    name: str


class Copied(NamedTuple):
    """Text to copy and send as it stands."""

    text: str


class HorizontalRule(NamedTuple):
    """A line across the page."""


Block = Heading | Paragraph | Quote | Listed | Steps | Strip | Table | Pictured | Copied | HorizontalRule


class Section(NamedTuple):
    """A heading of level 2 and what stands under it; `kind` is `wide` where the heading has no rail."""

    heading: Heading
    blocks: tuple[Block, ...]

    @property
    def kind(self) -> str:
        """How the section is to look."""
        return self.heading.kind


class Footnote(NamedTuple):
    """A note of the working papers, by its number."""

    number: int
    runs: Runs


class Annex(NamedTuple):
    """The working papers: their heading, what stands before their first section, the sections."""

    heading: Heading
    opening: tuple[Block, ...]
    sections: tuple[Section, ...]


class Document(NamedTuple):
    """A whole text: the opening, its sections, the close below the last, the working papers and their notes."""

    opening: tuple[Block, ...]
    sections: tuple[Section, ...]
    close: tuple[Block, ...]
    annex: Annex | None
    notes: tuple[Footnote, ...]


def plain(runs: Runs) -> str:
    """The words of runs, without the numbers of notes; words to say stand in quotation marks."""
    return "".join(run.text for run in quoted(runs) if not run.note)


def quoted(runs: Runs) -> Runs:
    """The runs with quotation marks about words to say."""
    found: list[Run] = []
    inside: Run | None = None
    for run in runs:
        if run.said and not run.note:
            if inside is None:
                run = run._replace(text=f"\u201c{run.text}")
            inside = run
        elif inside is not None:
            found[-1] = found[-1]._replace(text=f"{found[-1].text}\u201d")
            inside = None
        found.append(run)
    if inside is not None:
        found[-1] = found[-1]._replace(text=f"{found[-1].text}\u201d")
    return tuple(found)
