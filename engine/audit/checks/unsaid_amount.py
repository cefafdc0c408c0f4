"""What: a step whose `amount:`, or what is said to whoever carries it out, is another figure than its sentence shows.

Why: the letter shows the amount beside the sentence. Two different dollars for one step leave the saver to guess.

Bad:

    # saving/rules.yaml
    figures:
      half_of_saving: {label: half, meaning: Half of the room., unit: dollars, formula: saving_room / 2,
        cite: [USC 219(b)]}
    conclusions:
      save_soon: {amount: half_of_saving}

Good:

    # saving/rules.yaml
    conclusions:
      save_soon: {amount: saving_room}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ..audited import Audited, warning
from ..statements import written

GROUP = "documents"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """The slots of each step, and of what is said to whoever carries it out."""
    for conclusion in written(audited.book):
        step = conclusion.step
        if step is not None and step.amount is not None:
            said = {*step.text.slots, *(step.say.slots if step.say else ())}
            dollars = sorted({*step.text.slots} & _in_dollars(audited))
            if step.amount not in said:
                shows = f"shows {', '.join(f'`{name}`' for name in dollars)}" if dollars else "shows no amount"
                message = f"the step of `{conclusion.name}` takes `{step.amount}`, but its sentence {shows}"
                yield warning(message, step.text.span, "say the amount the step takes, or give it the amount it says")
        if step is not None and step.say is not None:
            for name in sorted({*step.say.slots} & _in_dollars(audited) - {*step.text.slots, step.amount}):
                message = f"the `say` of `{conclusion.name}` shows `{name}`, but its step does not"
                yield warning(message, step.say.span, "ask for the dollars the step names")


def _in_dollars(audited: Audited) -> set[str]:
    book = audited.book
    figures = {name for name, one in book.figures.items() if one.unit.endswith("dollars")}
    return figures | {name for name, one in book.facts.items() if one.unit == "dollars"}
