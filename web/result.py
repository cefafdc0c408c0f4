"""The answer as a page, other values tried on it, and the files to take along."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from typing import Any, Final, NamedTuple

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..engine.advise.build import Decision
from ..engine.ask.answers_file import text_of, written
from ..engine.ask.typed import shown
from ..engine.diagnostic import Refusal
from ..engine.explain.compare import AdviceComparison, comparison_of
from ..engine.explain.explanation import Explanation
from ..engine.explain.provenance import origins
from ..engine.explain.shapes import LetterOptions
from ..engine.letters import SUFFIXES, Kept, draft
from ..engine.render.html import HtmlWriter
from ..engine.render.parse import parsed
from ..engine.render.pictures import pictures_of
from ..engine.rulebook.model import Fact
from .answering import Answer, read_answer_of
from .asking import to_next
from .guard import POLICY
from .library import bare_sheet
from .making import MEDIA
from .problems import problem_of
from .saver import Saver
from .site import Form, NotHere, Site, form_of_request

_MOST_TRIED: Final = 6
_FORMATS: Final = {suffix.removeprefix("."): kind for kind, suffix in SUFFIXES.items() if kind in MEDIA}
_NEEDS: Final = {"pdf": "typst", "docx": "docx", "calendar": "icalendar"}
_META_POLICY: Final = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
# What the page says in its own place; the other sections of the letter follow as they are.
_SAID_ABOVE: Final = ("next-steps", "what-to-put-right-first")
_TRY: Final = "try-"


class TryField(NamedTuple):
    """A fact to try another value of: its form field, and what it is now."""

    fact: str
    label: str
    now: str
    value: str
    options: tuple[tuple[str, str], ...]
    problem: str


class Take(NamedTuple):
    """A file to take along: its address, its name, what it is good for."""

    place: str
    name: str
    note: str


class Tried(NamedTuple):
    """Other values tried: the two answers side by side, and the fields to keep them by."""

    title: str
    found: AdviceComparison
    values: tuple[tuple[str, str], ...]


async def result(request: Request, site: Site) -> Response:
    """The whole answer."""
    saver = site.saver(request)
    if saver.session.year is None:
        return to_next(site, saver)
    return _result_page(site, saver, saver.decision(), {})


async def what_if(request: Request, site: Site) -> Response:
    """The same page with other values tried; they are kept nowhere unless the saver sends them once more."""
    saver, form = site.saver(request), await form_of_request(request)
    if saver.session.year is None:
        return to_next(site, saver)
    decision = saver.decision()
    changed, problems = _changed(saver, form)
    if problems or not changed:
        return _result_page(site, saver, decision, form, problems)
    if "keep" in form:
        return _kept(site, saver, changed)
    given = saver.given()
    for name, one in changed.items():
        given.set(site.rulebook, name, "" if one.value is None else _as_text(site, name, one.value))
    try:
        other = site.adviser.advise(given, date.fromordinal(saver.session.day))
    except Refusal as refusal:
        return _result_page(site, saver, decision, form, {"": " ".join(map(problem_of, refusal.diagnostics))})
    facts = site.rulebook.facts
    said = [f"{facts[name].label}: {shown(facts[name], one.value)}" for name, one in changed.items()]
    form |= {
        f"{_TRY}{name}": shown(facts[name], one.value) for name, one in changed.items() if not _options(facts[name])
    }
    values = tuple((f"{_TRY}{name}", str(form[f"{_TRY}{name}"])) for name in changed)
    tried = Tried(f"If {'; '.join(said)}", comparison_of(("Now", "If"), (decision, other)), values)
    return _result_page(site, saver, decision, form, {}, tried)


async def letter(request: Request, site: Site) -> Response:
    """The letter as a page or a file, with or without working papers."""
    saver, kind = site.saver(request), _FORMATS.get(request.path_params["ending"], "")
    if saver.session.year is None:
        return to_next(site, saver)
    if not kind:
        raise NotHere("page")
    if kind in _NEEDS and not find_spec(_NEEDS[kind]):
        raise NotHere("library")
    annex = kind not in ("docx", "calendar") and request.query_params.get("papers") != "no"
    day = date.fromordinal(saver.session.day)
    data = await site.maker.letter(written(saver.session), day, kind, annex)
    if kind == "html":
        return Response(data, 200, {"content-security-policy": _policy_of(data)}, MEDIA[kind])
    name = f"roth-plan-{saver.session.year}{SUFFIXES[kind]}"
    return Response(data, 200, {"content-disposition": f'attachment; filename="{name}"'}, MEDIA[kind])


def _policy_of(letter: bytes) -> str:
    """The policy the letter's page names for itself, by the digest of its own style, and that nobody frames it."""
    found = _META_POLICY.search(letter.decode())
    return f"{html.unescape(found[1])}; frame-ancestors 'none'" if found else POLICY


def _kept(site: Site, saver: Saver, changed: dict[str, Answer]) -> Response:
    dropped: list[str] = []
    for name, one in changed.items():
        dropped += saver.session.change(name, one.value, one.source)
    saver.taken_back = [name for name in dropped if name not in changed]
    if saver.taken_back:
        return to_next(site, saver)
    return site.keep(RedirectResponse(saver.at("result"), 303), saver)


def _as_text(site: Site, name: str, value: Any) -> str:
    return text_of(site.rulebook.facts[name], value) or ""


def _changed(saver: Saver, form: Form) -> tuple[dict[str, Answer], dict[str, str]]:
    """The answers of the form that differ from those in use, and what is wrong with others."""
    session = saver.session
    changed: dict[str, Answer] = {}
    problems: dict[str, str] = {}
    for key, text in form.items():
        fact = session.rulebook.facts.get(key.removeprefix(_TRY)) if key.startswith(_TRY) else None
        if fact is None or not isinstance(text, str) or not text.strip():
            continue
        read = read_answer_of(session, fact, {"answer": text, "offered": text})
        now = session.given.get(fact.name)
        if read.problem and read.offer and read.offer != text:  # worked out: try it, the page shows what was taken
            read = read_answer_of(session, fact, {"answer": read.offer, "offered": read.offer})
        if read.problem:
            problems[fact.name] = read.problem
        elif now is None or now.value != read.value:
            changed[fact.name] = read
    return changed, problems


def _result_page(
    site: Site,
    saver: Saver,
    decision: Decision,
    form: Form,
    problems: dict[str, str] | None = None,
    tried: Tried | None = None,
) -> Response:
    made = draft(decision, LetterOptions(annex=True), site.templates, Kept(origins(saver.given())))
    found, blocks = made.explanation, parsed(made.filled.markdown)
    writer = HtmlWriter(bare_sheet(blocks)._replace(pictures=pictures_of(decision)))
    sections = [one for one in blocks.sections if one.heading.name not in _SAID_ABOVE]
    parts = [(one.heading.name, Markup(writer.section(one))) for one in sections]
    papers = Markup(writer.annex(blocks.annex, blocks.notes)) if blocks.annex else ""
    return site.page(
        "result",
        422 if problems else 200,
        saver=saver,
        this=found,
        sections=[(name, text) for name, text in parts if text],
        papers=papers,
        fields=tuple(_fields(saver, found, form, problems or {})),
        problem=(problems or {}).get("", ""),
        tried=tried,
        takes=_takes(saver, found),
        more=saver.session.next() is not None,
        couples=site.rulebook.household is not None,
    )


def _takes(saver: Saver, found: Explanation) -> list[Take]:
    """The files that can be made here."""
    takes = [Take(saver.at("letter.html"), "Your letter", "to read, print and keep, with working papers")]
    if find_spec("typst"):
        takes.append(Take(saver.at("letter.pdf"), "Letter as PDF", "with working papers"))
        takes.append(Take(saver.at("letter.pdf?papers=no"), "Two pages as PDF", "the letter alone"))
    if find_spec("docx"):
        takes.append(Take(saver.at("letter.docx"), "Letter for Word", "the letter alone, to edit"))
    if find_spec("icalendar") and (found.dates or any(step.day is not None for step in found.steps)):
        takes.append(Take(saver.at("letter.ics"), "Dates for your calendar", "an .ics file"))
    takes.append(Take(saver.at("answers.yaml"), "Your answers", "to go on later, here or at the command line"))
    return takes


def _fields(saver: Saver, found: Explanation, form: Form, problems: dict[str, str]) -> Iterator[TryField]:
    """The facts that move the answer most: open ones, those near a line of law, the numbers that matter, taken ones."""
    session = saver.session
    advice = found.decision.advice
    named = [one.fact for one in advice.open_facts]
    named += [one.label.rule for one in found.near]
    named += [one.label.rule for one in found.numbers]
    named += [one.label.rule for one in found.flips]
    named += [name for name, one in session.given.items() if session.rulebook.facts[name].unit == "dollars"]
    named += [one.fact for one in advice.assumptions if one.worth]
    known = [name for name in dict.fromkeys(named) if name in session.rulebook.facts and name != "as_of"]
    tried = [key.removeprefix(_TRY) for key, text in form.items() if key.startswith(_TRY) and text]
    for name in [*known[:_MOST_TRIED], *(name for name in tried if name in known[_MOST_TRIED:])]:
        fact = session.rulebook.facts[name]
        said = session.given.get(name)
        now = "" if said is None or said.value is None else shown(fact, said.value)
        value = str(form.get(f"{_TRY}{name}", "")) or (now if not _options(fact) else _plain(fact, said))
        yield TryField(name, fact.label, now, value, _options(fact), problems.get(name, ""))


def _options(fact: Fact) -> tuple[tuple[str, str], ...]:
    if fact.unit == "yes_no":
        return (("yes", "Yes"), ("no", "No"))
    return tuple(fact.values) if fact.unit == "choice" else ()


def _plain(fact: Fact, said: Any) -> str:
    value = said.value if said else None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else ""
