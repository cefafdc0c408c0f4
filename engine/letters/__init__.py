"""Letters: a decision as a document to sign and keep, in six formats; checked again, compared, written in batches."""

from __future__ import annotations

from ..explain.shapes import LetterOptions
from .batch import Job, LetterOrder, Result, check_apart, following, jobs, letterhead_in, written
from .make import SUFFIXES, Draft, HouseholdDraft, Kept, LetterWriter, draft, household_draft
from .opened import opened
from .verify import Verified, verify

__all__ = [
    "SUFFIXES",
    "Draft",
    "HouseholdDraft",
    "Job",
    "Kept",
    "LetterOptions",
    "LetterOrder",
    "LetterWriter",
    "Result",
    "Verified",
    "check_apart",
    "draft",
    "following",
    "household_draft",
    "jobs",
    "letterhead_in",
    "opened",
    "verify",
    "written",
]
