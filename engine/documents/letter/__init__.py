"""Letters: an advice as a document to sign and keep, in HTML, PDF, Markdown, Word, plain text and a calendar."""

from __future__ import annotations

from ...resources import read_letter_templates
from .batch import jobs, posted
from .make import SUFFIXES, draft, written
from .press import Press, overridden
from .shapes import Options


def press_of(folder: str | None = None) -> Press:
    """The shipped templates with a firm's own in place of some. Raises Refusal where one does not fit."""
    shipped = read_letter_templates()
    return Press(overridden(shipped, read_letter_templates(folder), folder) if folder else shipped)


__all__ = ["SUFFIXES", "Options", "Press", "draft", "jobs", "posted", "press_of", "written"]
