"""From a folder to a rulebook that is checked for every year it publishes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..diagnostic import Refusal
from ..reasoning.compile.program import compile_year
from ..rulebook.load import digest_of, load_rulebook
from ..rulebook.model import Rulebook
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
    """The rulebook of some files, by path, compiled once for each year it publishes. Raises Refusal.

    One with lists is compiled for one item of each and for as many as there may be.
    """
    rulebook = load_rulebook(files)
    try:
        for year in rulebook.years:
            for book in (rulebook, *_largest(rulebook)):
                compile_year(book, year)
    except Refusal as refusal:
        raise refusal.within(files) from None
    return rulebook


def _largest(rulebook: Rulebook) -> list[Rulebook]:
    """The rulebook for as many items of each list as there may be; none where it has no lists."""
    if rulebook.template is None:
        return []
    from ..rulebook.lists import most_of_each
    from ..rulebook.unroll import unroll

    return [unroll(rulebook.template, most_of_each(rulebook.lists))]
