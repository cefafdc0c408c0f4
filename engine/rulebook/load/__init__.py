"""From the files of a rulebook to a checked Rulebook, or every problem found in one run."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from ...diagnostic import Refusal

if TYPE_CHECKING:
    from ..model import Case, Rulebook

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,79}(?:\.[a-z_]+)?")


def kind_of(path: str) -> str:
    """The kind of rulebook file a path inside the folder names, or "" for none."""
    folder, _, file = path.rpartition("/")
    if path in ("facts.yaml", "sources.yaml", "wording.yaml"):
        return path.removesuffix(".yaml")
    if folder == "parameters" and NAME.fullmatch(file.removesuffix(".yaml")) and file.endswith(".yaml"):
        return "parameter"
    if NAME.fullmatch(folder) and file in ("rules.yaml", "questions.yaml", "cases.yaml"):
        return file.removesuffix(".yaml")
    return ""


def digest_of(files: Mapping[str, bytes]) -> str:
    """The SHA-256 of what decides answers: every file but the cases, by path."""
    total = hashlib.sha256()
    for path in sorted(files):
        if kind_of(path) != "cases":
            total.update(f"{path}\0{len(files[path])}\0".encode(errors="surrogateescape"))
            total.update(files[path])
    return total.hexdigest()


def load_rulebook(files: Mapping[str, bytes]) -> Rulebook:
    """Load a rulebook from its files (path inside the folder: content).

    Raises Refusal with every problem found, each with its place and a remedy.
    """
    from .build import build_rulebook

    try:
        return build_rulebook(files)
    except Refusal as refusal:
        raise refusal.within(files) from None


def load_cases(files: Mapping[str, bytes]) -> list[Case]:
    """Load the worked examples of a rulebook, in the order of paths; raises Refusal."""
    from .build import build_cases

    try:
        return build_cases(files)
    except Refusal as refusal:
        raise refusal.within(files) from None
