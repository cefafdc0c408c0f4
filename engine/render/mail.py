"""A letter as an e-mail to send: a short text, and the receipt as an attachment of its own."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from .blocks import Document
from .pictures import Picture
from .sheet import Sheet
from .terminal import Terminal, text_of

ATTACHMENT: Final = "rothroute-receipt.json"
_WIDTH: Final = 72
_BOUNDARY: Final = "=_rothroute-letter"


def mail_text(document: Document) -> str:
    """The text of the mail, in lines of at most 72 columns: nothing drawn, no numbers of notes."""
    pictures: dict[str, Picture] = {}
    return text_of(document, Terminal(_WIDTH, read_aloud=True, notes=False), pictures)


def mail_of(sheet: Sheet, text: str, attached: str) -> bytes:
    """The mail as a draft a mail program opens; `attached` is the receipt with its seal."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _line(sheet.title)
    day = date.fromordinal(sheet.day)
    message["Date"] = f"{_DAYS[day.weekday()]}, {day.day:02} {_MONTHS[day.month - 1]} {day.year} 12:00:00 +0000"
    message["X-Unsent"] = "1"
    message.set_content(text, cte="quoted-printable")
    message.add_attachment(attached.encode(), "application", "json", filename=ATTACHMENT)
    message.set_boundary(_BOUNDARY)
    return message.as_bytes()


_DAYS: Final = "Mon Tue Wed Thu Fri Sat Sun".split()
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def _line(text: str) -> str:
    return " ".join(text.split())
