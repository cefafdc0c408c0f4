"""Paths and files: the only package of the engine that reads and writes them.

The shipped rules and templates are found beside it, wherever rothroute is installed.
"""

from __future__ import annotations

from .cache import keep_bytes, kept_bytes, key_of
from .files import (
    check_free,
    digest_of,
    forget_half_written,
    half_written,
    is_file,
    is_folder,
    make_folder,
    output_that_is_read,
    read_bytes,
    read_stdin,
    texts_of,
    write_bytes,
    write_known,
    write_new,
    write_text,
    write_together,
)
from .folders import MOST_FILES, contents, facts_files, read_examples, read_rules, read_templates
from .limits import beyond_limits, end_with_parent, in_bounds, limit_memory, limit_time, process_context
from .places import ROOT, RULES, TEMPLATES
from .report import write_report
from .rulebook import checked, rulebook_from

__all__ = [
    "MOST_FILES",
    "ROOT",
    "RULES",
    "TEMPLATES",
    "beyond_limits",
    "check_free",
    "checked",
    "contents",
    "digest_of",
    "end_with_parent",
    "facts_files",
    "forget_half_written",
    "half_written",
    "in_bounds",
    "is_file",
    "is_folder",
    "keep_bytes",
    "kept_bytes",
    "key_of",
    "limit_memory",
    "limit_time",
    "make_folder",
    "output_that_is_read",
    "process_context",
    "read_bytes",
    "read_examples",
    "read_rules",
    "read_stdin",
    "read_templates",
    "rulebook_from",
    "texts_of",
    "write_bytes",
    "write_known",
    "write_new",
    "write_report",
    "write_text",
    "write_together",
]
