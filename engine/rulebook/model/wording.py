"""What answers, letters and pages say around the rules. Data only."""

# Annotations are not postponed: Python would compile each as text at every start (benchmarks/start.py).
import re
from typing import Final, NamedTuple

from ...diagnostic import Span
from .statements import Sentence


class TotalWording(NamedTuple):
    """What the plan adds up to, in words: `label` dollars in all, which `saver` can do and which `dollars` can do.

    `saver` and `saver_briefly` complete "you can still ..." and hold the amount as `{total}`; `dollars` and
    `dollars_briefly` complete "$7,500 can ...". `less` says what a total is less that is below the sum of its lines;
    `also` what it counts besides the routes.
    """

    label: Sentence
    saver: Sentence
    saver_briefly: Sentence
    dollars: Sentence
    dollars_briefly: Sentence
    less: Sentence
    also: Sentence | None = None

    @property
    def in_all(self) -> str:
        """What the total is called, as in `Roth dollars in all`."""
        return f"{self.label.text} in all"


class StartWording(NamedTuple):
    """The first page in a browser: what it finds out, its heading, and what to have at hand."""

    question: Sentence
    heading: Sentence
    at_hand: tuple[Sentence, ...] = ()


class Wording(NamedTuple):
    """What answers, letters and pages say around the rules of this rulebook; all of it has a neutral form.

    `title` is that of a plan ("... for 2026"), `planning` what the saver plans, `advice` the kinds of advice a letter
    is not, `scope` whose law it looks at and `beyond` what it does not look at. `outside` are the matters no letter
    looks at, `professional` says who should see one, `keep_forms` how long forms are kept, `look_again` when to ask
    anew. `papers` are those of the questions' `who` that are looked up, `asked_in_writing` words of those who get a
    message; without any it is everyone but the saver and the papers. `names` keep their capital inside a sentence.
    `opposites` are pairs of words (`one | other`) of which a text says one where it means it: the audit looks.
    `glossary` pairs a word (spellings apart by ` | `) with its meaning.
    """

    span: Span
    title: Sentence
    total: TotalWording
    start: StartWording
    planning: Sentence
    advice: Sentence
    scope: Sentence
    beyond: Sentence | None = None
    keep_forms: Sentence | None = None
    professional: Sentence | None = None
    look_again: tuple[Sentence, ...] = ()
    outside: tuple[Sentence, ...] = ()
    papers: tuple[str, ...] = ()
    asked_in_writing: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    opposites: tuple[str, ...] = ()
    glossary: tuple[tuple[str, Sentence], ...] = ()


def _neutral(text: str) -> Sentence:
    return Sentence(text, tuple(re.split(r"\{([^{}]*)\}", text)), NOWHERE)


NOWHERE: Final = Span("wording.yaml", 1, 1, 2)
NEUTRAL: Final = Wording(
    NOWHERE,
    title=_neutral("Your plan"),
    total=TotalWording(
        label=_neutral("dollars"),
        saver=_neutral("get {total}"),
        saver_briefly=_neutral("get {total}"),
        dollars=_neutral("come to you"),
        dollars_briefly=_neutral("come to you"),
        less=_neutral("less what a limit takes away"),
    ),
    start=StartWording(_neutral("What is open to you?"), _neutral("Find out what is open to you, and for how much")),
    planning=_neutral("my finances"),
    advice=_neutral("legal advice"),
    scope=_neutral("The law"),
)
