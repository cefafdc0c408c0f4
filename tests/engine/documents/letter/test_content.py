"""What a letter must hold, in every example, and that nothing in it stands without a rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from rothroute.engine import Advice, Decision, Rulebook
from rothroute.engine.documents.letter import Options, Press, written
from rothroute.engine.documents.letter.make import Draft
from rothroute.engine.documents.letter.tree import Heading, Listed, Paragraph, Quote, Runs, Table, plain
from rothroute.engine.outcome import Standing

CERTAIN = re.compile(
    r"\b(will|won't|shall|guarantee[ds]?|certain|certainly|definite|definitely|surely|undoubtedly|no doubt|"
    r"assured|always|never|in any case|you must|you should take|risk-free|no risk)\b",
    re.IGNORECASE,
)
QUESTION = re.compile(r"[^.!?\n]*\?")
JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SPLIT = re.compile(r"-?\$[\d,.]*\d|\d{1,2} [A-Z][a-z]+ \d{4}|[\d,.]*\d%?|(?<=[.:;])\s+|\(|\)")
APPENDED = ("Sources", "Words used", "Receipt", "Notes: what stands behind each sentence")
HEADS_DECIDED = (
    "In short",
    "What you told us",
    "What we recommend and why",
    "The numbers, line by line",
    "Other routes we looked at",
    "Drawbacks and costs",
    "What would change this",
    "Do this",
    "Have it confirmed",
    "Forms to expect and keep",
    "When to look again",
    "Limits of this letter",
    *APPENDED,
)


class Spans(HTMLParser):
    """Every span of a page with its rule, citations and facts, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[dict[str, Any]] = []
        self.found: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "span":
            self.open.append({**dict(attrs), "text": ""})

    def handle_data(self, data: str) -> None:
        for span in self.open:
            span["text"] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self.found.append(self.open.pop())


def spans(page: str) -> list[dict[str, Any]]:
    parser = Spans()
    parser.feed(page)
    return parser.found


def pieces(draft: Draft) -> Iterator[tuple[str, list[Runs]]]:
    """What must stand on a rule together (a paragraph, an entry of a list, a row of a table) under its main heading."""
    head = ""
    for block in draft.blocks():
        match block:
            case Heading(level=2, runs=runs):
                head = plain(runs)
            case Heading(runs=runs) | Paragraph(runs=runs) | Quote(runs=runs):
                yield head, [runs]
            case Listed(items=items):
                for item in items:
                    yield from ((head, [runs]) for runs in (item.runs, *item.below))
            case Table(rows=rows, head=top):
                yield from ((head, list(row)) for row in (top, *rows))


def lines(draft: Draft) -> list[tuple[str, Runs]]:
    """Every piece of text with the heading of level 2 it stands under."""
    return [(head, runs) for head, parts in pieces(draft) for runs in parts]


def test_the_parts_stand_in_their_order(a_draft: Draft) -> None:
    heads = [plain(block.runs) for block in a_draft.blocks() if isinstance(block, Heading) and block.level == 2]
    if a_draft.letter.outcome == "decided":
        known = [head for head in HEADS_DECIDED if head in heads]
        assert heads == known
        assert {"In short", "Drawbacks and costs", "Do this", "Limits of this letter"} <= set(heads)
    elif a_draft.letter.outcome == "provisional":
        assert heads[0] == "What is still open"
    assert tuple(heads[-4:]) == APPENDED


def test_no_claim_without_a_rule(page: str, rulebook: Rulebook) -> None:
    known = {*rulebook.conclusions, *rulebook.figures, *rulebook.facts, *rulebook.parameters, *rulebook.limits}
    known |= set(rulebook.routes)
    found = spans(page)
    assert found
    assert {span["data-rule"] for span in found} <= known
    law = {*rulebook.conclusions, *rulebook.limits, *rulebook.parameters}
    for span in found:
        if span["data-rule"] in law and "." not in span["data-rule"]:
            assert span["data-cite"], span["data-rule"]


def test_what_no_rule_stands_behind_is_a_template_s_own_words(a_draft: Draft, press: Press) -> None:
    """What stands outside spans is a template's own words or the rulebook's, put beside the span as a value."""
    values = known_words(a_draft)
    templates = " ".join(" ".join(JINJA.sub("\n", text).split()) for text in press.texts.values())
    for head, runs in lines(a_draft):
        if head in (*APPENDED, ""):
            continue
        for run in runs:
            pieces = SPLIT.split(run.text) if not run.note and not run.mark and not run.code else []
            for piece in pieces:
                words = " ".join(piece.split()).strip(" .:;,()")
                known = words in templates or words in values or words.lower() in values.lower()
                assert len(words.split()) < 4 or known, f"{head}: {words}"


def known_words(draft: Draft) -> str:
    """The rulebook's own words that stand as values beside a span: labels, questions, reasons for usual answers."""
    book = draft.trail.book
    facts = (f"{fact.label} {fact.why_assumed} {fact.meaning}" for fact in book.facts.values())
    words = (
        f"{one.question} {one.why} {one.who} ({one.where}) {one.who}: {one.where}" for one in book.questions.values()
    )
    uses = (use.label for limit in book.limits.values() for use in limit.uses)
    choices = (word for fact in book.facts.values() for _, word in fact.values)
    figures = (figure.label for figure in book.figures.values())
    rests = (f"It rests on {route.rests_on}" for route in draft.letter.unsettled)
    gates = (
        part
        for route in (*draft.letter.plan, *draft.letter.unsettled, *draft.letter.others)
        for gate in route.gates
        for part in gate[1:]
    )
    rows = (row.how for route in (*draft.letter.plan, *draft.letter.unsettled) for row in route.worksheet)
    near = (f"{one.line} {one.yours}" for one in draft.letter.near)
    hows = (line.how for preview in draft.letter.previews for line in preview.lines)
    owners = (step.owner for route in (*draft.letter.plan, *draft.letter.unsettled) for step in route.steps)
    told = (part for one in (*draft.letter.told, *draft.letter.taken, *draft.letter.lesser) for part in one[1:])
    to = (f"To {one.who}" for one in draft.letter.messages)
    every = (
        *to,
        *facts,
        *words,
        *uses,
        *choices,
        *figures,
        *rests,
        *map(str, gates),
        *rows,
        *near,
        *hows,
        *owners,
        *map(str, told),
    )
    return " ".join(" ".join(every).split())


def said_in(page: str) -> dict[str, str]:
    """The text of every rule's spans, joined."""
    found: dict[str, str] = {}
    for span in spans(page):
        found[span["data-rule"]] = found.get(span["data-rule"], "") + " \n " + " ".join(span["text"].split())
    return found


def test_no_reason_caution_or_unlock_is_left_unsaid(a_draft: Draft, page: str) -> None:
    said = said_in(page)
    for route in a_draft.trail.advice.routes.values():
        for reason in (*route.reasons, *route.cautions, *route.unlocks):
            assert " ".join(reason.text.split()) in said[reason.rule], reason.rule


def test_no_step_date_form_or_drawback_is_left_unsaid(a_draft: Draft, page: str) -> None:
    advice, said = a_draft.trail.advice, said_in(page)
    if advice.recommendation == "none":
        return
    for route in advice.routes.values():
        if route.verdict == "closed":
            continue
        for step in route.steps:
            assert all(part in said[step.rule] for part in (step.text, step.check, step.undo) if part)
        every = " ".join(said.values())
        assert all(one.what in every for one in route.deadlines)
        assert all(form.what in every for form in route.forms)
    plan = a_draft.trail.book.plan
    for name in plan.drawbacks if plan else ():
        if a_draft.trail.trace.holds(name):
            assert name in said, name


def test_every_fact_given_is_told_and_every_open_one_asked(a_draft: Draft, markdown: str) -> None:
    text = markdown.replace("\\", "")
    for one in a_draft.trail.advice.told:
        if one.standing is Standing.KNOWN:
            assert one.label[1:] in text
    for fact in a_draft.trail.advice.open_facts:
        assert fact.question in text


def test_facts_of_a_span_are_those_behind_its_rule(a_draft: Draft, page: str) -> None:
    for span in spans(page):
        facts = a_draft.trail.facts(span["data-rule"])
        assert span["data-facts"] == "; ".join(f"{label}: {value}" for label, value in facts)


def test_short_is_short(a_draft: Draft) -> None:
    words = sum(len(plain(runs).split()) for head, runs in lines(a_draft) if head == "In short")
    assert words <= 120


def test_a_provisional_letter_claims_nothing_certain(a_draft: Draft, markdown: str) -> None:
    if not a_draft.trail.advice.decided:
        body = markdown.split("## Sources", maxsplit=1)[0]
        whys = ["\0", *(taken.why for taken in (*a_draft.letter.taken, *a_draft.letter.lesser))]
        assert "provisional" in body.splitlines()[3] or "provisional" in body[:400]
        assert body.index("not settled yet") < body.index("## In short")
        assert not a_draft.letter.messages or body.index("To: ") < body.index("## In short")
        definitions = re.compile(r"^```\n.*?^```$|" + "|".join(map(re.escape, whys)), re.MULTILINE | re.DOTALL)
        assert not CERTAIN.findall(QUESTION.sub("", definitions.sub("", body)))


def test_reading_grade_is_nine_or_easier(a_draft: Draft) -> None:
    textstat = pytest.importorskip("textstat")
    texts = [plain(runs).strip() for head, runs in lines(a_draft) if head and head not in APPENDED]
    sentences = [text if text.endswith((".", "?", "!")) else f"{text}." for text in texts if len(text.split()) > 4]
    named = re.sub(r"\bForm [\w-]+", "the form", " ".join(sentences))
    spoken = re.sub(r"\$[\d,.]*\d", "ten dollars", re.sub(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b", "that day", named))
    assert textstat.flesch_kincaid_grade(spoken) <= 9


def test_worksheets_end_at_the_amount(a_draft: Draft, advice: Advice) -> None:
    for name in advice.plan:
        route = next(route for route in a_draft.letter.plan if route.name == name)
        if route.worksheet and advice.routes[name].range[0] == advice.routes[name].range[1]:
            assert route.worksheet[-1].amount == route.amount.text


def test_options_are_shown(drafted: Callable[..., Draft], decisions: dict[str, Decision], press: Press) -> None:
    text = written(drafted(decisions["freelancer"], Options("A & B <c>", "D", "E\nF")), "html", press).decode()
    assert "A &amp; B &lt;c&gt;" in text and "<c>" not in text
