"""Letters: an advice as a document to sign and keep, in HTML, PDF, Markdown, Word, plain text and a calendar."""

from __future__ import annotations

from ...resources import read_letter_templates
from .batch import following, jobs, letterhead_in, posted
from .make import SUFFIXES, draft, written
from .press import Press, overridden
from .shapes import Options


def press_of(folder: str | None = None) -> Press:
    """The shipped templates with a firm's own in place of some. Raises Refusal where one does not fit."""
    shipped = read_letter_templates()
    if not folder:
        return Press(shipped)
    own = read_letter_templates(folder)
    return Press(overridden(shipped, own, folder), {name: f"{folder}/{name}" for name in own})


__all__ = [
    "SUFFIXES",
    "Options",
    "Press",
    "draft",
    "following",
    "jobs",
    "letterhead_in",
    "posted",
    "press_of",
    "written",
]
