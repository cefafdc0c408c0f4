"""What every page needs: rules, settings, templates, and the way to make a page of them."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ..engine.api import Adviser, load_rulebook
from ..engine.templates import templates_of
from .html import Pages
from .making import Maker
from .problems import APOLOGIES, NotHere
from .saver import Saver, keep, saver_of
from .sealing import Sealing
from .settings import Settings

Form = dict[str, Any]


class Site:
    """What one worker holds between requests: rules, templates and keys, and no word of a saver."""

    def __init__(self, settings: Settings) -> None:
        """Load the rules and the pages. Raises Refusal."""
        self.settings = settings
        self.adviser = Adviser(load_rulebook(settings.rules))
        self.rulebook = self.adviser.rulebook
        self.templates = templates_of()
        self.sealing = Sealing(settings.key)
        self.maker = Maker(settings.rules)
        self._pages = Pages(self.rulebook)

    @property
    def style(self) -> bytes:
        """The style sheet of all pages."""
        return self._pages.style

    @property
    def style_path(self) -> str:
        """Where the style sheet is; it changes with what is in it."""
        return self._pages.style_path

    def page(self, name: str, status: int = 200, saver: Saver | None = None, **values: Any) -> Response:
        """A page; with a saver its head offers to clear the answers."""
        shown = {"saver": saver, "years": self.rulebook.years, **values}
        return HTMLResponse(self._pages.filled(name, shown), status)

    def apology(self, name: str) -> Response:
        """The page that says why there is no other."""
        found = APOLOGIES[name]
        return self.page("apology", found.status, heading=found.heading, text=found.text)

    def saver(self, request: Request) -> Saver:
        """The saver whose answers this browser holds for the run. Raises NotHere."""
        return saver_of(request, self.adviser, self.settings, self.sealing)

    def keep(self, response: Response, saver: Saver) -> Response:
        """Send the answers along, for the browser to hold."""
        return keep(response, saver, self.settings, self.sealing)


async def form_of_request(request: Request) -> Form:
    """The fields of a form: text, or for a file its name and bytes. What is no form has no fields."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return {}
    found: Form = {}
    async with request.form(max_files=4, max_fields=200) as form:
        for name, value in form.multi_items():
            found[name] = (value.filename or "", await value.read()) if isinstance(value, UploadFile) else value
    return found


def uploaded(form: Form, name: str) -> tuple[str, bytes]:
    """The name and the bytes of a file that was sent; nothing where none was chosen."""
    found = form.get(name)
    return found if isinstance(found, tuple) else ("", b"")


__all__ = ["Form", "NotHere", "Site", "form_of_request", "uploaded"]
