"""What a typed answer was taken to mean, and the words that carry no meaning of their own."""

from __future__ import annotations

from typing import Final, NamedTuple

from ..value import Value

EMPTY_WORDS: Final = frozenset(
    "a an the my our i im i've ive we were have has had got its it's it is am are was be of in at to from for with by "
    "through via work works job employer company this that there one do does did please thanks thank you just only "
    "would say so um uh well ok okay and filing file filed files status plan account type kind".split()
)
NEGATIONS: Final = frozenset("no not none never without except dont doesnt isnt arent cant neither nor non".split())


class Reading(NamedTuple):
    """What an answer was taken to mean.

    `value` is None where the saver says that they do not know. `confirm` is the question to put before the value is
    taken, empty where it is clear. `unsure` says that the saver hedged ("about", "I think").
    """

    value: Value | None
    confirm: str = ""
    unsure: bool = False
