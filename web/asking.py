"""The pages that ask: the first one, one question at a time, and the review of all answers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

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
from .answering import NOT_KNOWN, UNKNOWN, UNSURE, YOURSELF, Answer, cases_of, form_of, read_answer_of
from .problems import problem_of
from .saver import Saver, dated, forget
from .site import Form, NotHere, Site, form_of_request, uploaded
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
    saver.answered([])
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
    saver.answered([])
    return site.keep(RedirectResponse(saver.at("review"), 303), saver)


async def question(request: Request, site: Site) -> Response:
    """One question. What it shows follows from the answers alone, so going back and reloading change nothing."""
    saver, name = _asked(request, site)
    return _question_page(site, saver, name, _then(request))


async def answer(request: Request, site: Site) -> Response:
    """Take the answer of a question's form, then on to the next one."""
    saver, name = _asked(request, site)
    form, session = await form_of_request(request), saver.session
    if "cases" in form:
        return _cases_answered(site, saver, form)
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
            misfit = Answer(problem=f"That does not fit. {said}", typed=str(form.get("answer", "")))
            return _question_page(site, saver, name, _then(request), misfit)
    dated(saver.session)
    saver.answered([name])
    if "result" in form and session.year is not None:
        return site.keep(RedirectResponse(saver.at("result"), 303), saver)
    if _then(request) and not saver.taken_back:
        return site.keep(RedirectResponse(saver.at("review"), 303), saver)
    return to_next(site, saver)


def _cases_answered(site: Site, saver: Saver, form: Form) -> Response:
    """Take a list of rare cases: yes to those that were ticked, no to the others unless they are not known."""
    session, questions = saver.session, site.rulebook.questions
    named = dict.fromkeys(str(form["cases"]).split())
    names = [name for name in named if name in questions and questions[name].listed]
    values = {name: True if form.get(name) else None if form.get(UNKNOWN) else False for name in names}
    if not values:
        return to_next(site, saver)
    saver.taken_back = []
    if values.keys() <= session.given.keys():
        saver.taken_back = session.change_all(values)
    elif problems := session.tell_all(values):
        said = f"That does not fit. {' '.join(map(problem_of, problems))}"
        return _cases_page(site, saver, tuple(names), {name for name in names if values[name]}, said)
    for name in names:
        if values[name] is None:
            session.source(name, NOT_KNOWN)
    saver.answered(names)
    return to_next(site, saver)


async def go_on(request: Request, site: Site) -> Response:
    """To the next question, wherever the saver came from."""
    return to_next(site, site.saver(request))


async def settle_total(request: Request, site: Site) -> Response:
    """From now on, ask also for what the total counts besides the routes."""
    saver = site.saver(request)
    if saver.session.year is not None:
        saver.session.settle_total()
    return to_next(site, saver)


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
        so_far=(so_far := routes_so_far(session)),
        last=saver.last_answer(so_far),
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


def _step(session: Session, name: str, then: str) -> NextQuestion:
    """A question, with how many are to go where it is the next one; of the review, each stands alone."""
    step = session.next()
    if step is not None and step.fact == name:
        return step._replace(along=()) if then else step
    usual = session.usual(name) if session.year is not None and name not in session.given else None
    return NextQuestion(name, usual, 0, 0, () if then else session.along(name))


def _question_page(site: Site, saver: Saver, name: str, then: str, read: Answer | None = None) -> Response:
    session = saver.session
    step = _step(session, name, then)
    if step.along and read is None:
        return _cases_page(site, saver, (name, *step.along))
    form = form_of(session, step, (read.offer or read.typed) if read else None)
    return _asking_page(
        site,
        saver,
        step,
        "question",
        form=form,
        problem=read.problem if read else "",
        offered=read.offer if read else "",
        back=saver.at(then) if then else _before(session, saver, name),
        then=then,
    )


def _cases_page(
    site: Site, saver: Saver, names: tuple[str, ...], ticked: Collection[str] | None = None, problem: str = ""
) -> Response:
    session = saver.session
    step = _step(session, names[0], "")
    return _asking_page(
        site,
        saver,
        step,
        "cases",
        cases=cases_of(session, names, ticked),
        unknown=any(name in session.given and session.given[name].value is None for name in names),
        problem=problem,
        back=_before(session, saver, names[0]),
    )


def _asking_page(site: Site, saver: Saver, step: NextQuestion, page: str, *, problem: str, **values: Any) -> Response:
    """A page that asks, with what stands around each: progress, what is asked again, the routes so far."""
    session = saver.session
    so_far = routes_so_far(session)
    return site.page(
        page,
        422 if problem else 200,
        saver=saver,
        problem=problem,
        progress=_progress(session, step),
        changing=step.fact in session.given,
        dropped=[session.rulebook.facts[name].label for name in saver.taken_back],
        settled=session.year is not None and step.most > 0 and not session.progress().needed,
        so_far=so_far,
        last=saver.last_answer(so_far),
        **values,
    )


def _before(session: Session, saver: Saver, name: str) -> str:
    """The page before: the question or list asked before this one, or the first page."""
    asked = session.before(name)
    return saver.at(f"q/{asked[-1]}") if asked else "/"


def _progress(session: Session, step: NextQuestion) -> ProgressBar | None:
    if not step.most or step.fact == session.rulebook.year_fact:
        return None
    answered, most = session.number(step.fact) - 1, step.most - len(step.along)  # a list counts as one
    every, least = answered + most, min(step.least, most)
    to_go = f"{least} to {most} to go" if least < most else f"{most} to go"
    label = f"{answered} of {answered + least} to {every} questions answered"
    if least == most:
        to_go, label = "last question" if most == 1 else to_go, f"{answered} of {every} questions answered"
    done, certain = _WIDE * answered // every, _WIDE * least // every
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
