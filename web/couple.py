"""Two who belong together: the second one's questionnaire, the answer for both, and the letter to both."""

from __future__ import annotations

from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..engine.advise.household_answers import read_household, unfit_saver_name
from ..engine.ask.both import household_in
from ..engine.ask.state import GivenAnswer
from ..engine.diagnostic import Refusal
from ..engine.explain.formatting import closed
from ..engine.explain.provenance import origins
from ..engine.explain.shapes import LetterOptions
from ..engine.letters import household_draft
from ..engine.render.pictures import joint_pictures_of
from ..engine.rulebook.source import Node, parse
from .letters import CORRECTIONS, Take, letter_of, parts_of, takes
from .problems import problem_of
from .saver import Partner, Saver, dated
from .site import NotHere, Site, form_of_request

_FILE: Final = "household.json"


async def second(request: Request, site: Site) -> Response:
    """The form for both names."""
    saver = _with_year(request, site)
    return site.page("second", saver=saver, problem="", names=("", ""))


async def begin_second(request: Request, site: Site) -> Response:
    """A run for the second one, which holds the first one's answers; what is said of both is not asked again."""
    saver, form = _with_year(request, site), await form_of_request(request)
    mine, other = (" ".join(str(form.get(field, "")).split()) for field in ("mine", "other"))
    theirs = Saver(site.adviser, site.settings)
    theirs.partner = Partner((mine, other), saver.session)
    wrong = unfit_saver_name(mine) or unfit_saver_name(other)
    if not wrong and mine.casefold() == other.casefold():
        wrong = "the two names must tell you apart"
    if not wrong:
        year = site.rulebook.year_fact
        theirs.session.given[year] = saver.session.given[year]
        couple = theirs.couple()
        wrong = "" if couple.may_be_one() else couple.household.message
    if wrong:
        return site.page("second", 422, saver=saver, problem=closed(wrong.replace("`", "")), names=(mine, other))
    couple.carry()
    theirs.answered([])
    step = theirs.session.next()
    return site.keep(RedirectResponse(theirs.at(f"q/{step.fact}" if step else "both"), 303), theirs)


async def both(request: Request, site: Site) -> Response:
    """The answer for both, drawn from the letter to both."""
    saver = _with_year(request, site)
    node = parse(saver.couple().text(True), _FILE)
    try:
        savers = read_household(site.rulebook, node)
        found = site.adviser.advise_household(savers, date.fromordinal(saver.session.day))
    except Refusal as refusal:
        text = " ".join(map(problem_of, refusal.diagnostics))
        return site.page("apology", 422, saver=saver, heading="These two sets of answers do not go together", text=text)
    sources = [origins(one.given) for one in savers]
    made = household_draft(found, LetterOptions(annex=True), site.templates, sources)
    pictures = joint_pictures_of([(one.name, one.decision) for one in found.savers])
    dates = any(one.own.dates or any(step.day is not None for step in one.own.steps) for one in made.explanation.savers)
    answers = Take(saver.at(_FILE), "Both sets of answers", "to go on later, here or at the command line")
    return site.page(
        "both",
        saver=saver,
        this=made.explanation,
        parts=parts_of(made, pictures, (CORRECTIONS,)),
        takes=[*takes(saver, "both-letter", dates), answers],
        more=saver.session.next() is not None,
    )


async def letter(request: Request, site: Site) -> Response:
    """The letter to both, as a page or a file."""
    saver = _with_year(request, site)
    name = f"rothroute-plan-{saver.session.year}-for-two"
    return await letter_of(request, site, saver, saver.couple().text(True), name)


async def download(request: Request, site: Site) -> Response:
    """Both sets of answers as a household file, which `advise` takes."""
    saver = _with_year(request, site)
    headers = {"content-disposition": f'attachment; filename="rothroute-household-{saver.session.year}.json"'}
    return Response(saver.couple().text(True), 200, headers, "application/json")


def opened(site: Site, node: Node) -> Response:
    """A run with the answers of a household file: the second one's, with the first one beside. Raises Refusal."""
    first, other = read_household(site.rulebook, node)
    saver = Saver(site.adviser, site.settings)
    saver.partner = Partner((first.name, other.name), saver.new_session())
    for session, one in ((saver.partner.session, first), (saver.session, other)):
        site.adviser.answers(one.given)  # what contradicts is told now, with its place
        session.given = {name: GivenAnswer(value, "file") for name, value in one.given.values.items()}
        session.asked = [name for name in session.given if name not in site.rulebook.framing]
        dated(session)
    return site.keep(RedirectResponse(saver.at("both"), 303), saver)


def _with_year(request: Request, site: Site) -> Saver:
    """The saver of the run, where two can be answered together. Raises NotHere or Refusal."""
    household_in(site.rulebook)
    saver = site.saver(request)
    if saver.session.year is None:
        raise NotHere("page")
    return saver
