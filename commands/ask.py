"""`rothroute ask`: the guided questionnaire."""

from __future__ import annotations

import sys
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import accessible as in_plain_lines
from .common import (
    adviser_of,
    at_terminal,
    colour,
    day_of,
    entries,
    height,
    household_in_words,
    in_words,
    own_command,
    rules_option,
    unicode,
    width,
)

if TYPE_CHECKING:
    from ..engine.api import Adviser
    from ..engine.interview.ending import Letters
    from ..engine.interview.start import InterviewOptions


@click.command()
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Resume from this file, and save the answers in it.",
)
@click.option(
    "--both",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Ask the two of a household, one after the other; go on with this household file, or begin it.",
)
@click.option("--quick", is_flag=True, help="At most 8 questions; the usual answer to everything else.")
@click.option("--full", is_flag=True, help="Also ask what settles the total and not only the routes.")
@click.option("--no-input", is_flag=True, help="Never prompt: answer from --answers, or list what is needed.")
@click.option(
    "--pending", type=click.Path(path_type=Path), metavar="FILE", help="Write what is needed to a file, as JSON."
)
@click.option("--accessible", is_flag=True, help="Plain lines for screen readers; also ACCESSIBLE=1.")
@click.option("--as-of", metavar="DATE", help="The day of the advice, like 2026-06-30. Default: today.")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@rules_option
def ask(
    answers: Path | None,
    both: Path | None,
    quick: bool,
    full: bool,
    no_input: bool,
    pending: Path | None,
    accessible: bool,
    as_of: str | None,
    form: str,
    rules: Path | None,
) -> int:
    """Ask only the questions your answer needs, then give it.

    Examples: rothroute ask --answers me.yaml

    rothroute ask --both us.yaml

    Exit code: 0 decided, 4 provisional, 130 interrupted, 143 or 129 ended by a signal
    (your answers are saved).
    """
    from ..engine.interview.screen import Look
    from ..engine.interview.start import InterviewOptions, with_a_person, without_a_person

    adviser = adviser_of(rules)
    options = InterviewOptions(answers, day_of(as_of), as_of is not None, quick, full, pending, own_command())
    if both is not None:
        if answers or pending or no_input:
            raise click.UsageError("--both goes with no --answers, --pending or --no-input: it asks two at a terminal")
        return _both(adviser, both, options, accessible)
    if no_input or not at_terminal():
        if not no_input and answers is None and pending is None:
            raise click.UsageError(
                "questions are asked at a terminal; without one, name a file with --answers, or use --no-input to list "
                "what is needed"
            )
        return without_a_person(adviser, options, lambda decision, brief: in_words(decision, form, accessible, brief))
    plain = accessible or in_plain_lines()
    look = Look(width(), colour(sys.stdout) and not plain, unicode(), plain, height())
    letters = _letters(adviser, rules)
    return with_a_person(
        adviser, options, look, lambda decision, brief: in_words(decision, form, plain, brief), letters
    )


def _both(adviser: Adviser, path: Path, options: InterviewOptions, accessible: bool) -> int:
    """The two of a household, one after the other."""
    from ..engine.interview.both import both_with_a_person
    from ..engine.interview.screen import Look

    if not at_terminal():
        raise click.UsageError("--both needs a terminal; `rothroute advise` reads a household file")
    plain = accessible or in_plain_lines()
    look = Look(width(), colour(sys.stdout) and not plain, unicode(), plain, height())
    return both_with_a_person(adviser, path, options, look, lambda found: household_in_words(found, "text", brief=True))


def _letters(adviser: Adviser, rules: Path | None) -> Letters:
    """How the interview writes a letter: as `rothroute letter` does, in what is installed.

    With rules that are not our own it is written within the limits of time and memory.
    """
    from ..engine.interview.ending import Letters

    def write(facts: Path, letter: Path, day: int) -> None:
        from ..engine.letters import LetterOptions, LetterOrder, jobs, written

        on = date.fromordinal(day)
        order = LetterOrder(rules, None, LetterOptions(), on, tuple(entries(adviser.rulebook, (), on.isoformat())))
        for one in written(jobs([str(facts)], [str(letter)], []), order, adviser):
            if one.problem is not None:
                raise one.problem

    extra = {".pdf": "typst", ".docx": "docx"}
    return Letters(write, (".html", ".md", *(ending for ending, library in extra.items() if find_spec(library))))
