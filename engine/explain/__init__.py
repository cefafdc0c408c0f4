"""The explanation: one decision in words, each sentence tied to its rule, facts and citations.

Terminal, Markdown, letter, e-mail and calendar choose from the one object made here; none of them decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..advise.build import Decision
from . import limits, numbers, reasons, steps, summary
from .explanation import Explanation
from .formatting import at_most, said_range
from .notes import Notes
from .routes import near, routes
from .shapes import LetterOptions, Origin, SourcedText

_DIGITS = 16
_NONE_NOTED: Mapping[str, Origin] = {}


def explanation_of(
    decision: Decision, origins: Mapping[str, Origin] = _NONE_NOTED, alone: bool = True, after: int = 0
) -> Explanation:
    """What is to be said of a decision; `origins` says where answers are from, where the saver noted it.

    `alone` is False where the other's side is looked at too; facts are numbered `after` those of that other saver.
    """
    notes, advice = Notes(decision, after), decision.advice
    every, todo = routes(notes), steps.in_time_order(notes)
    shown, put_right = summary.lines(notes), tuple(summary.corrections(notes))
    holding, resting = tuple(limits.drawbacks(notes, True)), tuple(limits.drawbacks(notes, None))
    taken = tuple(limits.taken(notes))
    near_, flips, doubts = near(notes), tuple(limits.flips(notes, decision)), limits.doubts(notes)
    doubtful = tuple(one for one in flips if not limits.is_known_for_sure(notes, one))
    kind, messages = summary.outcome(notes), tuple(limits.messages(notes))
    asks = kind == "provisional" and bool(advice.open_facts)
    entries, more = steps.next_steps(notes, todo, steps.MOST_ENTRIES - asks)
    risk = reasons.risk(notes, holding)
    low, high = advice.total
    other_side = reasons.other_side(notes) if alone else None
    return Explanation(
        outcome=kind,
        tax_year=advice.tax_year,
        date=summary.date_of(notes),
        title=f"{notes.book.wording.title.text} for {advice.tax_year}",
        heading=summary.heading(notes, put_right),
        lead=tuple(summary.lead(notes, shown, every, todo)),
        total=SourcedText(said_range(advice.total), summary.total_rule(notes)),
        total_known=low == high,
        certain=said_range((low, low)) if low > 0 else "",
        lines=shown,
        strip=tuple(summary.strip(notes, shown, todo, put_right)),
        corrections=put_right,
        risk=risk,
        granted=reasons.granted(taken),
        next_steps=entries,
        first_steps=steps.next_steps(notes, todo, 2 if put_right and advice.open_facts else 3, first_screen=True)[0],
        more_steps=more,
        why=tuple(reasons.why(notes)),
        why_not=tuple(reasons.why_not(every)),
        numbers=tuple(numbers.numbers_that_matter(notes)),
        wrong=tuple(reasons.wrong(notes, holding, resting, risk)),
        change=tuple(reasons.change(notes, near_, doubtful, taken)),
        unchecked=tuple(reasons.unchecked(notes, doubts, other_side)),
        other_side=other_side,
        open=tuple(limits.open_facts(notes)),
        messages=messages,
        routes=every,
        steps=todo,
        told=tuple(limits.told(notes, dict(origins))),
        not_counted=tuple(limits.not_counted(notes)),
        sourced=bool(origins),
        taken=taken,
        no_matter=tuple(limits.no_matter(notes)),
        limits=tuple(numbers.limit(line) for line in numbers.ledger(notes)),
        previews=tuple(numbers.previews(notes)),
        drawbacks=holding,
        drawbacks_if=resting,
        near=near_,
        flips=flips,
        birthdays=tuple(limits.birthdays(notes)),
        doubts=doubts,
        dates=steps.dates(notes),
        forms=tuple(steps.forms(notes)),
        rulebook=advice.receipt.rulebook[:_DIGITS],
        engine=advice.receipt.engine,
        facts=advice.receipt.facts[:_DIGITS],
        decision=decision,
        notes=notes,
    )


__all__ = ["Explanation", "LetterOptions", "Origin", "at_most", "explanation_of"]
