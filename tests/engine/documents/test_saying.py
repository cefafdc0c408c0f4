"""Small turns of phrase."""

from __future__ import annotations

import pytest

from rothroute.engine.documents.saying import cited


@pytest.mark.parametrize(
    ("places", "line"),
    [
        ((), ""),
        (("USC 402(c)(2)",), "USC 402(c)(2)"),
        (("USC 402(c)(2)", "USC 408A(d)(3)", "Notice 2010-84"), "USC 402(c)(2), 408A(d)(3), Notice 2010-84"),
        (("USC 401(m)", "Notice 2010-84", "USC 402(g)"), "USC 401(m), Notice 2010-84, USC 402(g)"),
        (("SECURE 2.0 s.107", "SECURE 2.0 s.603"), "SECURE 2.0 s.107, SECURE 2.0 s.603"),
        (("Form 8606", "Form 1099-R"), "Form 8606, 1099-R"),
        (("Planning convention", "Planning practice"), "Planning convention, Planning practice"),
    ],
)
def test_a_work_is_named_once_for_places_that_follow_one_another(places: tuple[str, ...], line: str) -> None:
    assert cited(places) == line
