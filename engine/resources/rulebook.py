"""From a folder to a rulebook that is checked for every year it publishes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..compile.program import compile_year
from ..diagnostic import Refusal
from ..load import digest_of, load_rulebook
from ..model import Rulebook
from . import cache
from .folders import read_rules
from .places import RULES


def rulebook_from(folder: Path | None = None) -> Rulebook:
    """The rulebook in a folder (the shipped one by default), checked for every year it publishes.

    What was checked once is kept in the user's cache. Raises Refusal with every problem found.
    """
    files = read_rules(folder or RULES)
    digest = digest_of(files)
    rulebook = cache.kept(digest)
    if rulebook is None:
        rulebook = checked(files)
        cache.keep(digest, rulebook)
    return rulebook


def checked(files: Mapping[str, bytes]) -> Rulebook:
    """The rulebook of some files, by path, compiled once for each year it publishes. Raises Refusal."""
    rulebook = load_rulebook(files)
    try:
        for year in rulebook.years:
            compile_year(rulebook, year)
    except Refusal as refusal:
        raise refusal.within(files) from None
    return rulebook
