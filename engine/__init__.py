"""rothroute: which Roth route is open, how many dollars, by when, and why.

The names below are the public interface; docs/api.md shows them at work.
"""

from .advise.as_json import advice_json
from .advise.model import Advice
from .api import Adviser, Decision, advise, load_rulebook
from .diagnostic import Diagnostic, Refusal
from .model import Rulebook
from .version import VERSION as __version__

__all__ = [
    "Advice",
    "Adviser",
    "Decision",
    "Diagnostic",
    "Refusal",
    "Rulebook",
    "__version__",
    "advice_json",
    "advise",
    "load_rulebook",
]
