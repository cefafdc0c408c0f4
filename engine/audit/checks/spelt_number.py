"""What: a number spelt out in a sentence that no section it cites, and nothing it reads, says.

Why: numbers in words change nothing when the rule does, and no other check reads them: "five tax years" can become
three with every case still right.

Bad:

    # sources.yaml
    sources:
      USC: {sections: {"219(b)": "Room", "402A(b)": "Roth money, for five years", "414(v)(5)": "Age 50"}}
    # saving/rules.yaml
    conclusions:
      plan_bars_roth: {because: "Your plan takes no Roth money for three years."}

Good:

    # sources.yaml
    sources:
      USC: {sections: {"219(b)": "Room", "402A(b)": "Roth money, for five years", "414(v)(5)": "Age 50"}}
    # saving/rules.yaml
    conclusions:
      plan_bars_roth: {because: "Your plan takes no Roth money for five years."}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...rulebook.model import Conclusion
from ...rulebook.walk import every
from ..audited import Audited, warning
from ..statements import numbers_in, section_text, words_of, written

GROUP = "documents"
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
          "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty")  # fmt: skip
_UNITS = r"(?:tax |calendar |full |whole |more |later |first |last )*(?:years?|months?|days?|weeks?|percent|times)"
_SAID = re.compile(rf"\b({'|'.join(_WORDS[2:])}|[0-9]+)[ -]{_UNITS}\b", re.I)
_NUMBER = re.compile(rf"\b({'|'.join(_WORDS)}|[0-9]+)\b", re.I)


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Spans of time and shares said by a conclusion that cites sections its sources list."""
    for conclusion in written(audited.book):
        texts = [section_text(audited.book, cited) for cited in conclusion.cites]
        known = {_value(found) for text in texts for found in _NUMBER.findall(text)} | _read(audited, conclusion)
        for sentence in words_of(conclusion) if any(texts) else ():
            for found in _SAID.finditer(sentence.words.text):
                if _value(found[1]) not in known:
                    message = (
                        f"the `{sentence.part}` of `{conclusion.name}` says `{found[0]}`; no section it cites does"
                    )
                    help = "correct it, cite the section that says so, or say it in the source's `sections:`"
                    yield warning(message, sentence.words.span, help)


def _value(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS.index(word.lower())


def _read(audited: Audited, conclusion: Conclusion) -> set[int]:
    """The small numbers in the condition and in the facts it reads."""
    numbers = {number.amount // number.denominator for number in numbers_in(conclusion.when.expression)}
    for node in every(conclusion.when.expression):
        fact = audited.book.facts.get(getattr(node, "name", getattr(node, "fact", "")))
        numbers |= {_value(found) for found in _NUMBER.findall(f"{fact.label} {fact.meaning}")} if fact else set()
    return numbers
