"""The pages that ask: the first one, one question at a time, and the review of all answers."""

from __future__ import annotations

from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..engine.advise.household_answers import is_household
from ..engine.ask.answers_file import written
from ..engine.ask.resume import resume
from ..engine.ask.session import Session
from ..engine.ask.skipped import skipped
from ..engine.ask.state import NextQuestion
from ..engine.ask.typed import shown
from ..engine.diagnostic import Refusal
from ..engine.rulebook.source import parse
from ..engine.value import show_date
from . import couple
from .answering import NOT_KNOWN, UNSURE, YOURSELF, Answer, form_of, read_answer_of
from .problems import problem_of
from .saver import Saver, dated, forget
from .site import NotHere, Site, form_of_request, uploaded
from .so_far import routes_so_far

_WIDE = 210  # units of the bar of progress


class ReviewRow(NamedTuple):
    """One answer in the review: the fact, its label, the answer, what is to be said of it; `open`: not known."""

    fact: str
    label: str
    answer: str
    note: str
    open: bool


class ReviewSection(NamedTuple):
    """The answers of one section of the questionnaire."""

    title: str
    rows: tuple[ReviewRow, ...]


class ProgressBar(NamedTuple):
    """The bar of progress in units: answered, certain to come; and what it says in words."""

    wide: int
    answered: int
    certain: int
    words: str
    label: str


async def start(request: Request, site: Site) -> Response:
    """The first page."""
    return site.page("start", problems=(), routes=site.rulebook.routes.values())


async def begin(request: Request, site: Site) -> Response:
    """A new run without answers; what the calendar says of the tax year is taken from it."""
    saver = Saver(site.adviser, site.settings)
    saver.session.presume_year()
    return to_next(site, saver)


async def open_answers(request: Request, site: Site) -> Response:
    """A new run with the answers of a file: one downloaded here, or any that `rothroute advise` takes."""
    form = await form_of_request(request)
    name, data = uploaded(form, "answers")
    saver = Saver(site.adviser, site.settings)
    try:
        if not data:
            raise Refusal(())
        node = parse(data, name or "answers")
        if is_household(node):
            return couple.opened(site, node)
        found = resume(saver.session, node)
    except Refusal as refusal:
        problems = [problem_of(one) for one in refusal.diagnostics] or ["Choose your answers file first."]
        return site.page("start", 422, problems=problems, routes=site.rulebook.routes.values())
    saver.taken_back = [*found.unfit, *found.clashes]
    dated(saver.session)
    saver.session.presume_year()
    return site.keep(RedirectResponse(saver.at("review"), 303), saver)


async def question(request: Request, site: Site) -> Response:
    """One question. What it shows follows from the answers alone, so going back and reloading change nothing."""
    saver, name = _asked(request, site)
    return _question_page(site, saver, name, _then(request))


async def answer(request: Request, site: Site) -> Response:
    """Take the answer of a question's form, then on to the next one."""
    saver, name = _asked(request, site)
    form, session = await form_of_request(request), saver.session
    fact = session.rulebook.facts[name]
    read = read_answer_of(session, fact, form)
    if read.problem:
        return _question_page(site, saver, name, _then(request), read)
    saver.taken_back = []
    if name in session.given:
        saver.taken_back = session.change(name, read.value, read.source)
    else:
        problems = session.tell(name, read.value, read.source)
        if problems:
            said = " ".join(f"{problem_of(one)}" for one in problems)
            misfit = Answer(problem=f"That does not fit. {said}", offer=str(form.get("answer", "")))
            return _question_page(site, saver, name, _then(request), misfit)
    dated(saver.session)
    if "result" in form and session.year is not None:
        return site.keep(RedirectResponse(saver.at("result"), 303), saver)
    if _then(request) and not saver.taken_back:
        return site.keep(RedirectResponse(saver.at("review"), 303), saver)
    return to_next(site, saver)


async def go_on(request: Request, site: Site) -> Response:
    """To the next question, wherever the saver came from."""
    return to_next(site, site.saver(request))


async def review(request: Request, site: Site) -> Response:
    """All answers by section, each with a way to change it."""
    saver = site.saver(request)
    session = saver.session
    step = session.next()
    return site.page(
        "review",
        saver=saver,
        problem="",
        sections=_sections(session),
        assumed=_assumed(session),
        dormant=_dormant(session),
        skipped=_skipped(session),
        back=[session.rulebook.facts[name].label for name in saver.taken_back],
        more=step is not None,
        ready=session.year is not None,
        so_far=routes_so_far(session),
    )


async def download(request: Request, site: Site) -> Response:
    """The answers as a file, which `ask` and `advise` read as well."""
    session = site.saver(request).session
    name = f"rothroute-answers-{session.year or 'new'}.yaml"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(written(session), 200, headers, "application/yaml; charset=utf-8")


async def clear(request: Request, site: Site) -> Response:
    """Let the browser forget the answers."""
    return forget(RedirectResponse("/", 303), request.path_params["run"], site.settings)


def to_next(site: Site, saver: Saver) -> Response:
    """On to what is to be asked next; to the review where nothing is."""
    step = saver.session.next()
    return site.keep(RedirectResponse(saver.at(f"q/{step.fact}" if step else "review"), 303), saver)


def _then(request: Request) -> str:
    """Where to go after the answer: back to the review, for who came from there."""
    return "review" if request.query_params.get("then") == "review" else ""


def _asked(request: Request, site: Site) -> tuple[Saver, str]:
    """The saver and the fact the address names. Raises NotHere for what is never asked."""
    saver, name = site.saver(request), request.path_params["fact"]
    if name not in site.rulebook.facts or (name not in site.rulebook.questions and name not in site.rulebook.framing):
        raise NotHere("page")
    return saver, name


def _step(session: Session, name: str) -> NextQuestion:
    """A question, with how many are to go where it is the next one."""
    step = session.next()
    if step is not None and step.fact == name:
        return step
    usual = session.usual(name) if session.year is not None and name not in session.given else None
    return NextQuestion(name, usual, 0, 0)


def _question_page(site: Site, saver: Saver, name: str, then: str, read: Answer | None = None) -> Response:
    session = saver.session
    step = _step(session, name)
    form = form_of(session, step, read.offer if read else None)
    return site.page(
        "question",
        422 if read else 200,
        saver=saver,
        form=form,
        problem=read.problem if read else "",
        offered=read.offer if read else "",
        back=saver.at(then) if then else _before(session, saver, name),
        then=then,
        progress=_progress(session, step),
        changing=name in session.given,
        dropped=[session.rulebook.facts[name].label for name in saver.taken_back],
        so_far=routes_so_far(session),
    )


def _before(session: Session, saver: Saver, name: str) -> str:
    """The page before: the question asked before this one, or the first page."""
    asked = session.asked[: session.asked.index(name)] if name in session.asked else session.asked
    return saver.at(f"q/{asked[-1]}") if asked else "/"


def _progress(session: Session, step: NextQuestion) -> ProgressBar | None:
    if not step.most or step.fact == session.rulebook.year_fact:
        return None
    answered = len(session.asked)
    every = answered + step.most
    to_go = f"{step.least} to {step.most} to go" if step.least < step.most else f"{step.most} to go"
    label = f"{answered} of {answered + step.least} to {every} questions answered"
    if step.least == step.most:
        to_go, label = "last question" if step.most == 1 else to_go, f"{answered} of {every} questions answered"
    done, certain = _WIDE * answered // every, _WIDE * step.least // every
    return ProgressBar(_WIDE, done, certain, f"{answered} answered, {to_go}", label)


def _sections(session: Session) -> list[ReviewSection]:
    rows: dict[str, list[ReviewRow]] = {}
    dormant = session.progress().dormant if session.year is not None else ()
    titles = dict.fromkeys(("You", *(one.section for one in session.rulebook.questions.values())))
    for name in session.given:
        if name not in dormant:
            question = session.rulebook.questions.get(name)
            rows.setdefault(question.section if question else "You", []).append(_row(session, name))
    return [ReviewSection(title, tuple(rows[title])) for title in titles if title in rows]


def _row(session: Session, name: str) -> ReviewRow:
    fact, said = session.rulebook.facts[name], session.given[name]
    value = show_date(said.value) if fact.unit == "date" and isinstance(said.value, int) else shown(fact, said.value)
    note = "" if said.source in ("memory", NOT_KNOWN, "file") else f"from {said.source}"
    if said.source == UNSURE:
        note = "not sure: worth a check"
    question = session.rulebook.questions.get(name)
    if said.value is None and question:
        note = "" if question.who == YOURSELF else f"{question.who} can tell"
    return ReviewRow(name, fact.label, value, note, said.value is None)


def _assumed(session: Session) -> list[ReviewRow]:
    """The usual answers that stand in and could still be wrong for this saver."""
    found = []
    for name in session.progress().doubtful if session.year is not None else ():
        usual, fact = session.usual(name), session.rulebook.facts[name]
        if usual is not None:
            found.append(ReviewRow(name, fact.label, shown(fact, usual), "", False))
    return found


def _dormant(session: Session) -> list[ReviewRow]:
    return [_row(session, name) for name in session.progress().dormant] if session.year is not None else []


def _skipped(session: Session) -> dict[str, list[str]]:
    return skipped(session) if session.year is not None else {}
