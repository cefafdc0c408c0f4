"""Letters: a decision as a document to sign and keep, in six formats; checked again, compared, written in batches."""

from __future__ import annotations

from ..explain.shapes import Options
from .batch import Job, Order, Result, following, jobs, letterhead_in, written
from .make import SUFFIXES, Draft, Kept, Writer, draft
from .opened import opened
from .verify import Verified, verify

__all__ = [
    "SUFFIXES",
    "Draft",
    "Job",
    "Kept",
    "Options",
    "Order",
    "Result",
    "Verified",
    "Writer",
    "draft",
    "following",
    "jobs",
    "letterhead_in",
    "opened",
    "verify",
    "written",
]
