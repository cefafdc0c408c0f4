"""How well a fact is known. Unknown is a value of its own, never false and never zero."""

from __future__ import annotations

from enum import IntEnum


class Standing(IntEnum):
    """Where the value of a fact comes from."""

    KNOWN = 0
    """The saver said so."""
    ASSUMED = 1
    """A stated default stands in; the answer lists it."""
    NOT_APPLICABLE = 2
    """The fact makes no sense for this saver and counts as its `otherwise` value."""
    UNKNOWN = 3
    """Nobody said; it may be anything within its bounds."""
