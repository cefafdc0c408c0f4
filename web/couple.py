"""Two who belong together: the second one's questionnaire, and the answer for both."""

from __future__ import annotations

import json
from typing import Any, Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..engine.advise.household_answers import read_household
from ..engine.ask.answers_file import text_of
from ..engine.ask.state import DAY, YEAR, GivenAnswer
from ..engine.diagnostic import Refusal
from ..engine.explain.explanation import Explanation
from ..engine.explain.household import household_explanation_of
from ..engine.reasoning.evaluate import as_given
from ..engine.render.blocks import HorizontalRule, Section
from ..engine.render.html import HtmlWriter
from ..engine.render.parse import parsed
from ..engine.rulebook.source import Node, parse
from .library import bare_sheet
from .problems import problem_of
from .saver import Partner, Saver
from .site import NotHere, Site, form_of_request

OF_THE_OTHER: Final = "what the other one said"
_MOST_NAME: Final = 60
_FILE: Final = "household.json"


async def second(request: Request, site: Site) -> Response:
    """The form for both names."""
    return site.page("second", saver=_with_year(request, site), problem="", names=("", ""))


async def begin_second(request: Request, site: Site) -> Response:
    """A run for the second one, which holds the first one's answers; what is said of both is not asked again."""
    saver, form = _with_year(request, site), await form_of_request(request)
    names = tuple(" ".join(str(form.get(field, "")).split())[: _MOST_NAME + 1] for field in ("mine", "other"))
    wrong = _unfit(names)
    if wrong:
        return site.page("second", 422, saver=saver, problem=wrong, names=names)
    other = Saver(site.adviser, site.settings)
    other.partner = Partner((names[0], names[1]), saver.facts())
    for name, one in _shared(saver).items():
        other.session.given[name] = one._replace(source=OF_THE_OTHER)
    other.session.asked = []
    other.dated()
    step = other.session.next()
    return site.keep(RedirectResponse(other.at(f"q/{step.fact}" if step else "both"), 303), other)


async def both(request: Request, site: Site) -> Response:
    """The answer for both."""
    saver = _with_year(request, site)
    if saver.partner is None:
        raise NotHere("page")
    try:
        node = parse(_household(site, saver, saver.partner), _FILE)
        found = site.adviser.advise_household(node, site.settings.today())
    except Refusal as refusal:
        text = " ".join(map(problem_of, refusal.diagnostics))
        return site.page("apology", 422, saver=saver, heading="These two sets of answers do not go together", text=text)
    this = household_explanation_of(found)
    parts = [Markup(_parts(site, one.own)) for one in this.savers]
    return site.page("both", saver=saver, this=this, parts=parts, more=saver.session.next() is not None)


async def download(request: Request, site: Site) -> Response:
    """Both sets of answers as a household file, which `advise` takes."""
    saver = _with_year(request, site)
    if saver.partner is None:
        raise NotHere("page")
    name = f"roth-household-{saver.session.year}.json"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(_household(site, saver, saver.partner), 200, headers, "application/json")


def opened(site: Site, node: Node) -> Response:
    """A run with the answers of a household file: the second one's, with the first one beside. Raises Refusal."""
    first, other = read_household(site.rulebook, node)
    facts = site.rulebook.facts
    saver = Saver(site.adviser, site.settings)
    told = {name: text_of(facts[name], value) for name, value in first.given.values.items()}
    saver.partner = Partner((first.name, other.name), told)
    saver.session.given = {name: GivenAnswer(value, "file") for name, value in other.given.values.items()}
    saver.session.asked = [name for name in saver.session.given if name not in (YEAR, DAY)]
    saver.dated()
    site.adviser.answers(other.given)  # what contradicts is told now, with its place
    return site.keep(RedirectResponse(saver.at("both"), 303), saver)


def _with_year(request: Request, site: Site) -> Saver:
    saver = site.saver(request)
    if saver.session.year is None or site.rulebook.household is None:
        raise NotHere("page")
    return saver


def _unfit(names: tuple[str, ...]) -> str:
    if not all(name and name.isprintable() and len(name) <= _MOST_NAME for name in names):
        return f"Write both names, each of at most {_MOST_NAME} characters. First names or initials will do."
    return "" if len(set(names)) == len(names) else "Both have the same name. Write another for one of them."


def _shared(saver: Saver) -> dict[str, GivenAnswer]:
    """What the first one's answers say of the second: facts of both, and what follows from the first one's figures."""
    household = saver.session.rulebook.household
    assert household is not None
    program = saver.adviser.program(saver.session.year or 0)
    told = as_given(program, saver.session.progress().answers).values
    sometimes = household.shared_when
    names = [*household.shared]
    if sometimes and program.compiler.truth(sometimes.when.expression)(told):
        names += sometimes.facts
    found = {name: one for name, one in saver.session.given.items() if name in names or name == YEAR}
    trace = saver.session.trace()
    for link in household.links:
        value: Any = trace.holds(link.source) if link.source in program.conclusions else trace.published(link.source)
        exact = value[0] if isinstance(value, tuple) and value[0] == value[1] else value
        if isinstance(exact, int):
            found[link.fact] = GivenAnswer(exact, OF_THE_OTHER, saver.session.day)
    return found


def _household(site: Site, saver: Saver, partner: Partner) -> str:
    """Both as a household file; what one's answers tell of the other is left out there."""
    household = site.rulebook.household
    assert household is not None
    each = (partner.facts, saver.facts())
    savers = [
        {"name": name, "facts": {fact: text for fact, text in facts.items() if fact not in household.linked}}
        for name, facts in zip(partner.names, each, strict=True)
    ]
    return json.dumps({"savers": savers}, indent=2, ensure_ascii=False) + "\n"


def _parts(site: Site, own: Explanation) -> str:
    """One saver's reasons and limits, as `advise` says them, without what stands at its end for the terminal."""
    document = parsed(site.templates.advice(own).markdown)
    writer = HtmlWriter(bare_sheet(document))
    return "\n".join(writer.section(_cut(section)) for section in document.sections)


def _cut(section: Section) -> Section:
    place = next((at for at, one in enumerate(section.blocks) if isinstance(one, HorizontalRule)), None)
    return section._replace(blocks=section.blocks[:place])
