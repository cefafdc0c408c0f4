"""rothroute: which Roth route is open, how many dollars, by when, and why.

The names below are the public interface; docs/api.md shows them at work.
"""

from .advise.as_json import advice_json, household_json
from .advise.build import Decision
from .advise.household import HouseholdDecision
from .advise.model import Advice
from .api import Adviser, advise, load_rulebook
from .diagnostic import Diagnostic, Refusal
from .rulebook.model import Rulebook
from .version import VERSION as __version__

__all__ = [
    "Advice",
    "Adviser",
    "Decision",
    "Diagnostic",
    "HouseholdDecision",
    "Refusal",
    "Rulebook",
    "__version__",
    "advice_json",
    "advise",
    "household_json",
    "load_rulebook",
]
