"""Reads the `properties:` of a topic: what the audit has to prove."""

from __future__ import annotations

from collections.abc import Callable

from ...diagnostic import Span
from ..model import Property, Rulebook
from ..source import Mapping, Node, Scalar
from . import shapes
from .reader import Reader

Readable = Callable[[str, str, Span, tuple[str, ...]], None]
_NAMES = ("figure", "never_rises_with", "never_falls_with", "feature")
_KINDS = ("holds", "figure", "feature")


def property_of(reader: Reader, key: Scalar, node: Mapping) -> Property:
    """One property of a topic."""
    read = reader.fields(node, shapes.PROPERTY, f"property `{key.text}`")
    _shape(reader, key, read)
    figure, rises, falls, feature = (reader.name(read.get(part)) for part in _NAMES)
    return Property(
        key.text,
        key.span,
        reader.topic,
        reader.text(read.get("meaning")),
        reader.formula(read.get("given"), "yes_no", "property"),
        reader.formula(read.get("holds"), "yes_no", "property"),
        figure,
        rises,
        falls,
        feature,
        tuple(scalar.text for scalar in reader.scalars(read.get("helps"))),
        reader.cites(read.get("cite")),
    )


def _shape(reader: Reader, key: Scalar, read: dict[str, Node]) -> None:
    kinds = [kind for kind in _KINDS if kind in read]
    moves = [part for part in ("never_rises_with", "never_falls_with") if part in read]
    if len(kinds) != 1:
        said = " and ".join(f"`{kind}`" for kind in kinds) or "none"
        message = f"property `{key.text}` needs one of `holds`, `figure` and `feature`, and has {said}"
        reader.problem("missing-key", message, key.span)
    elif ("figure" in read) != (len(moves) == 1) or ("feature" in read) != ("helps" in read):
        message = f"property `{key.text}`: a `figure` goes with one `never_..._with`, a `feature` with `helps`"
        reader.problem("missing-key", message, key.span)


def check_properties(reader: Reader, book: Rulebook, readable: Readable) -> None:
    """Every name a property gives stands for the kind of thing that belongs there."""
    for one in book.properties:
        names = [(one.figure, ("figures",)), (one.never_rises_with, ("facts",)), (one.never_falls_with, ("facts",))]
        names.append((one.feature, ("facts",)))
        names += [(name, ("figures",)) for name in one.helps if name not in book.routes]
        for name, kinds in names:
            if name:
                readable(name, one.topic, one.span, kinds)
        if one.feature in book.facts and book.facts[one.feature].unit != "yes_no":
            reader.problem("unit-clash", f"`{one.feature}` is not a yes/no fact", one.span)
