"""What: a route that is closed for every saver, or whose amount is never above zero.

Why: such a route can never be recommended. Nobody writes a route for that, so a condition or its amount is wrong.

Bad:

    # saving/rules.yaml
    conclusions:
      has_wages: {when: wages >= $0.01, because: "You have {wages} of wages.", because_not: You have no wages.,
          unlock: "Earn nothing, if you can.", cite: [USC 219(b)]}
    routes:
      saving: {closed_by: [has_wages]}
    # saving/cases.yaml away

Good:

    # saving/rules.yaml
    conclusions:
      no_wages: {unlock: Earn wages.}
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Diagnostic
from ...model import Name
from ..audited import Audited, error

GROUP = "logic"


def check(audited: Audited) -> Iterator[Diagnostic]:
    """Routes whose gates leave nobody, and routes that bring nothing."""
    for name, route in audited.book.routes.items():
        if audited.always(Name(f"{name}.closed")):
            yield error(f"every saver is shut out of `{name}`", route.span, "see which of `closed_by` always holds")
        elif audited.programs and all(high <= 0 for _, high in audited.ranges(f"{name}.amount")):
            yield error(f"the amount of `{name}` is never above $0", route.span, f"correct `{route.amount}`")
