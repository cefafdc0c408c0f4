"""What can keep a page from being shown, in words for the person at the browser."""

from __future__ import annotations

from typing import Final, NamedTuple

from ..engine.diagnostic import Diagnostic


class Apology(NamedTuple):
    """A page that says what is wrong and what to do; `status` is that of HTTP."""

    status: int
    heading: str
    text: str


APOLOGIES: Final = {
    "answers": Apology(
        410,
        "These answers are not in this browser",
        "They were cleared, the browser was closed, or the server was started anew. Begin again, or open the answers "
        "file you downloaded.",
    ),
    "room": Apology(
        413,
        "These answers are too long for this browser to keep",
        "A note of where an answer is from can be shorter. At the command line, rothroute advise has no such limit.",
    ),
    "page": Apology(404, "There is no such page", "The address may be cut short. Everything begins at the first page."),
    "token": Apology(
        403,
        "This server is private",
        "Open the address that rothroute serve printed when it was started; it carries the key to the door.",
    ),
    "foreign": Apology(403, "This came from another site", "Nothing was done. Go to the first page and try again."),
    "host": Apology(
        421,
        "This server has another name",
        "Open the address that rothroute serve printed, or start it with --base-url and the name people use.",
    ),
    "large": Apology(413, "That is too large", "A page, an answers file or a letter is smaller than 1 MB."),
    "slow": Apology(408, "That took too long to arrive", "Nothing was done. Try again."),
    "often": Apology(429, "That is faster than one person asks", "Wait a minute and go on; your answers are kept."),
    "form": Apology(400, "This form could not be read", "Nothing was done. Go back and send it once more."),
    "method": Apology(405, "A page is not asked for in this way", "Go back and use the buttons of the page."),
    "busy": Apology(
        503, "This file could not be made just now", "It took too long or too much memory. Try again in a minute."
    ),
    "library": Apology(
        501,
        "This server does not write this kind of file",
        "Whoever runs it can add it: pip install 'rothroute[letters]'. The letter as a page has the same words.",
    ),
    "bug": Apology(
        500,
        "This is a bug in rothroute, not in your answers",
        "Your answers are still in this browser. Whoever runs the server finds a report, which holds none of them.",
    ),
}


class NotHere(Exception):
    """A page that cannot be shown; `name` is one of APOLOGIES."""

    def __init__(self, name: str) -> None:
        """Only the name is kept."""
        super().__init__(name)
        self.name = name


def problem_of(one: Diagnostic) -> str:
    """A finding as a sentence for a page, without code marks."""
    text = f"{one.message}{f' ({one.help})' if one.help else ''}".replace("`", "")
    place = f"Line {one.span.line}: " if one.span and one.span.line else ""
    return f"{place}{text[:1].upper()}{text[1:]}."
