"""A loaded rulebook as plain data (lists, texts, numbers) and back, so that it can be kept between runs as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ...diagnostic import Span
from .. import model
from ..model import Rulebook

_CLASSES: Final[tuple[Any, ...]] = (
    model.Number,
    model.Truth,
    model.Name,
    model.Arithmetic,
    model.Extreme,
    model.Conditional,
    model.Comparison,
    model.Membership,
    model.Connective,
    model.Not,
    model.Proration,
    model.Rounded,
    model.Formula,
    model.Sentence,
    model.Citation,
    model.Source,
    model.Fact,
    model.Contradiction,
    model.Published,
    model.Parameter,
    model.Figure,
    model.Step,
    model.Conclusion,
    model.RouteDeadline,
    model.RouteForm,
    model.Route,
    model.Use,
    model.Limit,
    model.Plan,
    model.Question,
    Rulebook,
    Span,
    model.Property,
    model.Cost,
    model.Correction,
    model.SharedFacts,
    model.HouseholdLink,
    model.Household,
    model.TotalWording,
    model.StartWording,
    model.Wording,
    model.Aggregate,
    model.ItemList,
    model.Item,
)
_NUMBER_OF: Final = {kind: number for number, kind in enumerate(_CLASSES)}
_SIZES: Final = [len(kind._fields) for kind in _CLASSES]
_NEW: Final[Callable[[type, list[Any]], Any]] = tuple.__new__  # without the detour by each class's own
_TUPLE: Final = -1
_MAPPING: Final = -2


def to_data(value: Any) -> Any:
    """Lists headed by the number of their class; texts, numbers, yes/no and None as they are."""
    if isinstance(value, dict):
        return [_MAPPING, *(part for key in value for part in (key, to_data(value[key])))]
    if isinstance(value, tuple):
        return [_NUMBER_OF.get(type(value), _TUPLE), *(to_data(part) for part in value)]
    return value


def from_data(data: Any) -> Any:
    """What `to_data` was given. Raises IndexError, TypeError or ValueError on anything else."""
    if type(data) is not list:
        return data
    parts = [from_data(part) if type(part) is list else part for part in data]
    number = parts.pop(0)
    if number == _TUPLE:
        return tuple(parts)
    if number == _MAPPING:
        return dict(zip(parts[::2], parts[1::2], strict=True))
    if number < 0 or len(parts) != _SIZES[number]:
        raise ValueError("not a stored rulebook")
    return _NEW(_CLASSES[number], parts)
