"""Makes a letter: one draft from a decision, written in any of the formats, sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from ..advise.build import Decision
from ..advise.household import HouseholdDecision
from ..diagnostic import Diagnostic, Refusal
from ..explain import explanation_of
from ..explain.changes import changes
from ..explain.explanation import Explanation
from ..explain.formatting import first_sentence
from ..explain.formatting import visible as shown_unchanged
from ..explain.household import HouseholdExplanation, household_explanation_of
from ..explain.household_changes import household_changes
from ..explain.shapes import Changes, HouseholdSince, LetterOptions, Origin, Since
from ..render.blocks import Document
from ..render.calendar import calendar_of
from ..render.docx import docx_of
from ..render.html import page_of
from ..render.libraries import versions
from ..render.mail import mail_of, mail_text
from ..render.markdown import markdown_of
from ..render.parse import BrokenMarkdown, parsed
from ..render.pdf import Typesetter
from ..render.pictures import Picture, joint_pictures_of, pictures_of
from ..render.sheet import MOST_CHARACTERS, MOST_LINES, DatedWords, Derivation, Sheet
from ..templates import Filled, Templates
from .opened import opened, resealed
from .receipt import (
    Receipt,
    answer_of,
    as_text,
    canonical,
    facts_of,
    household_answer_of,
    household_digest,
    household_receipt_of,
    receipt_of,
)
from .seal import BLANK, Seal, Signer, digest_of, seal_of
from .visible import word_lines

SUFFIXES: Final = {
    "html": ".html",
    "pdf": ".pdf",
    "markdown": ".md",
    "docx": ".docx",
    "email": ".eml",
    "calendar": ".ics",
}
_LIBRARIES: Final = {"pdf": ("typst",), "calendar": ("icalendar",)}
_WITHOUT_ANNEX: Final = ("email", "calendar")
_SPACE: Final = "urn:rothroute:letter"


class Kept(NamedTuple):
    """What a letter is made from beside the decision: where the answers are from, and the letter before.

    One that is made to be passed on carries no facts: not in its receipt, and not behind its sentences.
    """

    sources: Mapping[str, Origin] = {}
    since: Since | None = None
    with_facts: bool = True


_NOTHING: Final = Kept()


class Draft(NamedTuple):
    """A letter to one saver before it is written in a format."""

    decision: Decision
    explanation: Explanation
    options: LetterOptions
    kept: Kept
    templates: Templates
    filled: Filled

    @property
    def facts_digest(self) -> str:
        """The SHA-256 of the facts it was made from."""
        return self.decision.advice.receipt.facts

    @property
    def answer(self) -> Receipt:
        """The answer in short."""
        return answer_of(self.decision.advice)

    def receipt(self, format: str) -> Receipt:
        """The receipt of the letter in a format."""
        earlier = self.kept.since.earlier if self.kept.since else None
        made_with = versions(_LIBRARIES.get(format, ()))
        return receipt_of(
            self.decision,
            self.options,
            self.templates.digest,
            self.kept.sources,
            earlier,
            format,
            made_with,
            self.kept.with_facts,
        )

    def sheet(self, document: Document, receipt: Receipt) -> Sheet:
        """The letter with what stands around it; what stands behind its words is added where a format shows it."""
        explanation = self.explanation
        day = self.decision.advice.as_of
        drawn = _Drawn(explanation.title, day, explanation.date, pictures_of(self.decision), _dates(explanation))
        return _sheet(self, drawn, document, receipt)

    def email(self) -> Filled:
        """The short text for an e-mail. Raises Refusal where a template does not fit."""
        return self.templates.email(self.explanation, self.options, _changes(self.explanation, self.kept))


class HouseholdDraft(NamedTuple):
    """A letter to two savers before it is written in a format; `sources` say where each one's answers are from."""

    found: HouseholdDecision
    explanation: HouseholdExplanation
    options: LetterOptions
    kept: Kept
    templates: Templates
    filled: Filled
    sources: Sequence[Mapping[str, Origin]]
    since: HouseholdSince | None = None

    @property
    def facts_digest(self) -> str:
        """The SHA-256 of the names and facts it was made from."""
        return household_digest(self.found)

    @property
    def answer(self) -> Receipt:
        """The answer in short."""
        return household_answer_of(self.found)

    def receipt(self, format: str) -> Receipt:
        """The receipt of the letter in a format."""
        return household_receipt_of(
            self.found,
            self.options,
            self.templates.digest,
            self.sources,
            self.since.earlier if self.since else None,
            format,
            versions(_LIBRARIES.get(format, ())),
            self.kept.with_facts,
        )

    def sheet(self, document: Document, receipt: Receipt) -> Sheet:
        """The letter with what stands around it."""
        explanation = self.explanation
        pictures = joint_pictures_of([(one.name, one.decision) for one in self.found.savers])
        dates = _joint_dates(explanation)
        drawn = _Drawn(explanation.title, explanation.day, explanation.date, pictures, dates)
        return _sheet(self, drawn, document, receipt)

    def email(self) -> Filled:
        """The short text for an e-mail. Raises Refusal where a template does not fit."""
        changed = _household_changes(self.explanation, self.since)
        return self.templates.household_email(self.explanation, self.options, changed)


AnyDraft = Draft | HouseholdDraft


class _Drawn(NamedTuple):
    title: str
    day: int
    date: str
    pictures: Mapping[str, Picture]
    dates: tuple[DatedWords, ...]


def _sheet(draft: AnyDraft, drawn: _Drawn, document: Document, receipt: Receipt) -> Sheet:
    options = draft.options
    return Sheet(
        title=drawn.title,
        day=drawn.day,
        date=drawn.date,
        client=_short(options.client),
        adviser=_short(options.adviser),
        letterhead=tuple(map(_short, options.letterhead.splitlines()[:MOST_LINES])),
        paper=options.paper,
        document=document,
        pictures=drawn.pictures,
        behind={},
        dates=drawn.dates,
        receipt=as_text(receipt),
    )


def _document(draft: AnyDraft) -> Document:
    """The letter as blocks. Raises Refusal where a template broke them."""
    return _blocks(draft.filled.markdown)


def _behind(draft: AnyDraft) -> dict[int, Derivation]:
    """What stands behind the words of the letter, by their key."""
    notes, told = enumerate(draft.filled.notes, 1), draft.kept.with_facts
    return {key: Derivation(one.rule, one.cites, one.facts if told else ()) for key, one in notes}


def draft(decision: Decision, options: LetterOptions, templates: Templates, kept: Kept = _NOTHING) -> Draft:
    """What the letter says, in the order it says it. Raises Refusal where a template does not fit."""
    explanation = explanation_of(decision, kept.sources)
    receipt = decision.advice.receipt
    digests = {"rules": receipt.rulebook, "facts": receipt.facts, "templates": templates.digest}
    filled = templates.letter(explanation, options, _changes(explanation, kept), digests)
    return Draft(decision, explanation, options, kept, templates, filled)


def household_draft(
    found: HouseholdDecision,
    options: LetterOptions,
    templates: Templates,
    sources: Sequence[Mapping[str, Origin]] = ({}, {}),
    with_facts: bool = True,
    since: HouseholdSince | None = None,
) -> HouseholdDraft:
    """One letter to two savers, as `draft` makes one saver's. Raises Refusal where a template does not fit."""
    explanation = household_explanation_of(found, sources)
    advice = found.savers[0].decision.advice
    digests = {"rules": advice.receipt.rulebook, "facts": household_digest(found), "templates": templates.digest}
    limits = joint_pictures_of([(one.name, one.decision) for one in found.savers]).get("limits")
    pictured = len(limits.words.split()) if limits else 0
    changed = _household_changes(explanation, since)
    filled = templates.household_letter(explanation, options, changed, digests, pictured)
    return HouseholdDraft(found, explanation, options, Kept(with_facts=with_facts), templates, filled, sources, since)


def _changes(explanation: Explanation, kept: Kept) -> Changes | None:
    """What differs from the letter before, where there is one."""
    decision = explanation.decision
    if kept.since is None:
        return None
    facts = facts_of(decision.answers, decision.trace.program.rulebook)
    return changes(explanation, kept.since, answer_of(decision.advice), facts)


def _household_changes(explanation: HouseholdExplanation, since: HouseholdSince | None) -> Changes | None:
    """What differs from the letter to both before, where there is one."""
    if since is None:
        return None
    savers, book = explanation.found.savers, explanation.savers[0].own.notes.book
    answers = [answer_of(one.decision.advice) for one in savers]
    return household_changes(explanation, since, answers, [facts_of(one.given, book) for one in savers])


class LetterWriter:
    """Writes letters with one set of templates; what it keeps between letters is templates and libraries alone."""

    def __init__(self, templates: Templates, signer: Signer | None = None) -> None:
        """Nothing is loaded until a format asks for it."""
        self.templates = templates
        self._signer = signer
        self._typesetter: Typesetter | None = None

    def written(self, draft: AnyDraft, format: str) -> bytes:
        """The letter in a format of SUFFIXES, sealed. Raises Refusal where what the format needs is missing."""
        receipt = draft.receipt(format)
        if format == "docx":
            return self._docx(draft, receipt)
        if format == "email":
            return self._mail(draft, receipt)
        data = self._unsealed(draft, format, receipt)
        found = opened(data, format)
        return resealed(data, found.kind, seal_of(digest_of(found.content), self._signer))

    def _unsealed(self, draft: AnyDraft, format: str, receipt: Receipt) -> bytes:
        match format:
            case "markdown":
                sheet = draft.sheet(_EMPTY, receipt)
                text = markdown_of(sheet, draft.filled.markdown)
                return f"{text}\n```json rothroute-receipt\n{sheet.receipt}\n{BLANK}\n```\n".encode()
            case "html":
                sheet = draft.sheet(_document(draft), receipt)._replace(behind=_behind(draft))
                page = page_of(
                    sheet._replace(receipt=f"{sheet.receipt}\n{BLANK}"), self.templates.texts["letter/style.css"]
                )
                return self.templates.page("letter/page.html", **page._asdict()).encode()
            case "pdf":
                return self._typeset().pdf(draft.sheet(_document(draft), receipt), BLANK)
            case "calendar":
                sheet = draft.sheet(_EMPTY, receipt)
                return calendar_of(sheet, draft.facts_digest)
        raise ValueError(f"{format} is not a format of letters")

    def _typeset(self) -> Typesetter:
        if self._typesetter is None:
            self._typesetter = Typesetter(
                self.templates.texts["letter/letter.typ"], self.templates.place("letter/letter.typ")
            )
        return self._typesetter

    def _mail(self, draft: AnyDraft, receipt: Receipt) -> bytes:
        text = mail_text(_blocks(draft.email().markdown))
        sheet = draft.sheet(_EMPTY, receipt)
        again = opened(text.encode(), "email", sheet.receipt.encode())
        seal = seal_of(digest_of(again.content), self._signer)
        return mail_of(sheet, text, f"{sheet.receipt}\n{seal}\n")

    def _docx(self, draft: AnyDraft, receipt: Receipt) -> bytes:
        def attached(parts: Mapping[str, bytes]) -> str:
            lines = word_lines(parts)
            seal = self._sealed_lines(receipt, lines)
            inner = (("receipt", as_text(receipt)), ("seal", str(seal)), ("text", json.dumps(lines)))
            body = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in inner)
            return f'<?xml version="1.0" encoding="UTF-8"?><letter xmlns="{_SPACE}">{body}</letter>'

        return docx_of(draft.sheet(_document(draft), receipt), attached)

    def _sealed_lines(self, receipt: Receipt, lines: list[str]) -> Seal:
        return seal_of(digest_of(canonical(receipt) + b"\0" + "\n".join(lines).encode()), self._signer)


_EMPTY: Final = Document((), (), (), None, ())


def _blocks(markdown: str) -> Document:
    try:
        return parsed(markdown)
    except BrokenMarkdown as problem:
        help = "compare your own templates with those that come with rothroute"
        message = f"a template does not fit: {shown_unchanged(str(problem))}"
        raise Refusal((Diagnostic("template", "error", message, None, (), help),)) from None


def _short(text: str) -> str:
    """A name or a line of a letterhead, cut where it would fill the page."""
    shown = shown_unchanged(text)
    return shown if len(shown) <= MOST_CHARACTERS else f"{shown[:MOST_CHARACTERS].rstrip()}\u2026"


def _dates(explanation: Explanation) -> tuple[DatedWords, ...]:
    """The days for the calendar: the steps that have one, and the other days to keep.

    A day of a route on which one of its steps is due is not said twice.
    """
    found: dict[tuple[int, str], DatedWords] = {}
    said = {(step.day, step.route) for step in explanation.steps}
    provisional = explanation.outcome == "provisional"
    put_right = (step for correction in explanation.corrections for step in correction.steps)
    for step in (*put_right, *explanation.steps):
        if step.day is not None:
            known = (("Who", step.owner), ("How to check", step.check), ("How to undo", step.undo))
            lines = [f"{name}: {text}" for name, text in known if text]
            lines = [rest, *lines] if (rest := step.text.text.removeprefix(step.brief).strip()) else lines
            if provisional:
                lines.insert(0, "Provisional: facts are still open. See the letter first.")
            found[step.day, step.text.text] = DatedWords(step.day, step.brief, "\n".join(lines))
    for one in explanation.dates:
        if (one.day, one.route) in said:
            continue
        brief = first_sentence(one.text.text)
        rest = one.text.text.removeprefix(brief).strip() or f"{explanation.title}."
        found.setdefault((one.day, one.text.text), DatedWords(one.day, brief, rest))
    return tuple(found.values())


def _joint_dates(explanation: HouseholdExplanation) -> tuple[DatedWords, ...]:
    """The days of both for one calendar: each says whose it is, and what both do on a day stands there once."""
    whose: dict[tuple[int, str], dict[str, str]] = {}
    for saver in explanation.savers:
        for one in _dates(saver.own):
            whose.setdefault((one.day, one.words), {})[saver.name] = one.details
    return tuple(
        DatedWords(day, f"{' and '.join(details)}: {words}", _joint_details(details))
        for (day, words), details in whose.items()
    )


def _joint_details(details: Mapping[str, str]) -> str:
    """What else both are to know: once where it is the same, else under each one's name."""
    if len(set(details.values())) == 1:
        return next(iter(details.values()))
    return "\n".join(f"{name}:\n{text}" for name, text in details.items())
