"""A letter sent back: whether it is the one that was made, and what today's rules say."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from ..engine.diagnostic import Refusal
from .problems import problem_of
from .site import Site, form_of_request, uploaded

_HEADINGS = {
    ("same", "same"): "This letter is as it was made, and still right",
    ("same", "differs"): "This letter is as it was made; today’s rules say otherwise",
    ("same", "unknown"): "This letter is as it was made; today’s rules cannot be asked",
    ("same", "not asked"): "This letter is as it was made, as far as it can tell",
}
_CHANGED = {
    "edited": "This letter was edited after it was made",
    "tampered": "This letter is not the one that was made",
}


async def ask_for_letter(request: Request, site: Site) -> Response:
    """The form for a letter to be checked."""
    return site.page("verify", problem="", found=None, heading="")


async def check_letter(request: Request, site: Site) -> Response:
    """What is found of a letter that was sent. It is looked at in memory and kept nowhere."""
    name, data = uploaded(await form_of_request(request), "letter")
    if not data:
        return site.page("verify", 422, problem="Choose a letter first.", found=None, heading="")
    try:
        found = await site.maker.verified(data, name or "letter")
    except Refusal as refusal:
        said = " ".join(map(problem_of, refusal.diagnostics))
        return site.page("verify", 422, problem=said, found=None, heading="")
    heading = _CHANGED.get(found.change) or _HEADINGS[found.change, found.today]
    return site.page("verify", problem="", found=found, heading=heading)
