"""The pictures of a letter, drawn from the advice: each with the words that say the same."""

from __future__ import annotations

from ....advise.model import LimitLine
from ..shapes import Dated, Picture
from ..trail import Trail
from .ledger import ledger_picture
from .phase_out import phase_out_picture
from .route_map import route_map_picture
from .timeline import timeline_picture


def pictures(trail: Trail, ledger: tuple[LimitLine, ...], dates: tuple[Dated, ...]) -> dict[str, Picture]:
    """The pictures by name; one that would show nothing is left out."""
    drawn = (
        route_map_picture(trail),
        ledger_picture(ledger),
        phase_out_picture(trail),
        timeline_picture(trail.advice.as_of, dates),
    )
    return {picture.name: picture for picture in drawn if picture is not None}
