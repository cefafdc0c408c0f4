"""The answer as a page, other values tried on it, and the files to take along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..engine.advise.build import Decision
from ..engine.ask.answers_file import text_of, written
from ..engine.ask.typed import shown
from ..engine.diagnostic import Refusal
from ..engine.explain.compare import AdviceComparison, comparison_of
from ..engine.explain.explanation import Explanation
from ..engine.explain.formatting import sentences
from ..engine.explain.provenance import origins
from ..engine.explain.shapes import LetterOptions
from ..engine.letters import Kept, draft
from ..engine.render.pictures import pictures_of
from ..engine.rulebook.model import Fact
from .answering import Answer, read_answer_of
from .asking import to_next
from .letters import CORRECTIONS, STEPS, Take, letter_of, parts_of, takes
from .problems import problem_of
from .saver import Saver
from .site import Form, Site, form_of_request
from .so_far import routes_so_far

_MOST_TRIED: Final = 6
_TRY: Final = "try-"


class TryField(NamedTuple):
    """A fact to try another value of: its form field, and what it is now."""

    fact: str
    label: str
    now: str
    value: str
    options: tuple[tuple[str, str], ...]
    problem: str


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
    saver = site.saver(request)
    if saver.session.year is None:
        return to_next(site, saver)
    return await letter_of(request, site, saver, written(saver.session), f"rothroute-plan-{saver.session.year}")


def _kept(site: Site, saver: Saver, changed: dict[str, Answer]) -> Response:
    dropped: list[str] = []
    for name, one in changed.items():
        dropped += saver.session.change(name, one.value, one.source)
    saver.taken_back = [name for name in dropped if name not in changed]
    saver.answered(list(changed))
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
    low, high = decision.advice.total
    found, parts = made.explanation, parts_of(made, pictures_of(decision), (CORRECTIONS, STEPS))
    dated = bool(found.dates) or any(step.day is not None for step in found.steps)
    answers = Take(saver.at("answers.yaml"), "Your answers", "to go on later, here or at the command line")
    return site.page(
        "result",
        422 if problems else 200,
        saver=saver,
        this=found,
        lead=_lead_without_corrections(found),
        parts=parts,
        fields=tuple(_fields(saver, found, form, problems or {})),
        problem=(problems or {}).get("", ""),
        tried=tried,
        takes=[*takes(saver, "letter", dated), answers],
        last=saver.last_answer(routes_so_far(saver.session)),
        more=saver.session.next() is not None,
        couples=saver.may_be_two(),
        total_open=decision.advice.decided and low != high and not saver.session.full,
    )


def _lead_without_corrections(found: Explanation) -> list[str]:
    """The sentences of the lead, without those that the corrections above it say."""
    told = [one.text.text for one in found.corrections]
    every = (text for said in found.lead for text in sentences(said.text))
    return [text for text in every if not any(text in one for one in told)]


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
    known = [
        name for name in dict.fromkeys(named) if name in session.rulebook.facts and name != session.rulebook.day_fact
    ]
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
