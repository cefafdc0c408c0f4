"""What: a question or sentence that asks for more schooling than the rest of the rulebook promises.

Why: the words are for everyone. A question with its help should stay at about grade 9; a single sentence, whose
grade jumps with every long name, may go higher.

Bad:

    # saving/questions.yaml
    questions:
      age:
        help: >-
          Calculate chronological maturation notwithstanding jurisdictional peculiarities concerning
          administrative registration, disregarding anniversaries subsequently materialising.

Good:

    # saving/questions.yaml
    questions:
      age: {help: Count the birthdays you will have had by the end of the year.}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning
from ..readability import grade, questions
from ..statements import sentences

GROUP = "questions and words"
_QUESTION, _SENTENCE, _WORDS = 10.0, 14.0, 9


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Grades of whole questions, and of each longer sentence."""
    whole: dict[str, str] = {}
    for field in questions(audited):
        if field.part in ("question", "help", "why"):
            whole[field.owner] = f"{whole.get(field.owner, '')} {field.text}"
    for owner, text in whole.items():
        if (found := grade(text)) > _QUESTION:
            span = audited.book.questions[owner].span
            yield warning(f"the question for `{owner}` reads at grade {found:.0f}", span, "shorter words and sentences")
    for sentence in sentences(audited.book):
        text = " it ".join(sentence.words.pieces[::2])
        if len(text.split()) > _WORDS and (found := grade(text)) > _SENTENCE:
            message = f"the `{sentence.part}` of `{sentence.owner}` reads at grade {found:.0f}"
            yield warning(message, sentence.words.span, "shorter words and sentences")
