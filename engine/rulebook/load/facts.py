"""Reads facts, contradictions and parameters: the statements that hold values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ...diagnostic import clipped, did_you_mean
from ...value import LARGEST_DOLLARS, MILLION, Value, read_value
from ..expression import CHOICE, KEYWORDS
from ..model import Contradiction, Fact, ItemList, Parameter, Published
from ..source import Mapping, Node, Scalar
from . import shapes
from .reader import EARLIER, Reader

BOUNDS = {
    "dollars": (0, LARGEST_DOLLARS),
    "percent": (0, MILLION),
    "years": (0, 200),
    "number": (0, 1_000_000),
    "days": (0, 366),
    "date": (693_596, 767_010),
    "tax_year": (1900, 2100),
}
_MISPLACED = {
    "yes_no": ("values", "lowest", "highest"),
    "choice": ("lowest", "highest", "assume"),
    "earlier": ("values", "lowest", "highest", "assume"),
    "tax_year": ("values", "lowest", "highest", "applies", "assume"),
    "": (),
}
MOST_ITEMS: Final = 9
NONE: Final = ("none", "none")
"""The value of a choice of an earlier item that says there is none, and its words."""
_Fields = dict[str, Node]


def fact(reader: Reader, key: Scalar, node: Mapping) -> Fact:
    """One fact of facts.yaml."""
    read = reader.fields(node, shapes.FACT, f"fact `{key.text}`")
    unit, earlier = _type(reader, read.get("type"))
    reader.scope = of = reader.name(read.get("of"))
    low, high = BOUNDS.get(unit, (0, 0))
    values = (NONE, (earlier, earlier)) if earlier else tuple(_choices(reader, read.get("values")))
    _fact_shape(reader, key, read, "earlier" if earlier else unit)
    low, high = _bound(reader, read.get("lowest"), unit, low), _bound(reader, read.get("highest"), unit, high)
    if low > high:
        span = read["highest" if "highest" in read else "lowest"].span
        reader.problem("bad-value", "the highest value is below the lowest", span, "correct one of the two")
    found = Fact(
        key.text,
        key.span,
        unit,
        reader.text(read.get("label")),
        reader.text(read.get("meaning")),
        low,
        high,
        values,
        reader.formula(read.get("applies"), "yes_no", "applies"),
        _otherwise(reader, read.get("otherwise"), unit, values[:1] if earlier else values),
        reader.formula(read.get("assume"), unit, "assume"),
        reader.formula(read.get("assume_when"), "yes_no", "assume_when"),
        reader.text(read.get("why_assumed")),
        reader.text(read.get("role")),
        of,
        earlier,
    )
    reader.scope = ""
    return found


def _type(reader: Reader, node: Node | None) -> tuple[str, str]:
    """The unit of a fact; a choice of an earlier item also names that item's list."""
    text = reader.text(node)
    if not text.startswith(EARLIER):
        return text, ""
    return "choice", text.removeprefix(EARLIER).strip()


def _fact_shape(reader: Reader, key: Scalar, read: _Fields, unit: str) -> None:
    for given, wanted in shapes.FACT_NEEDS:
        if given in read and wanted not in read:
            message = f"fact `{key.text}` has `{given}` but lacks `{wanted}`"
            reader.problem("missing-key", message, key.span, f"`{wanted}` is {shapes.FACT[wanted].meaning}")
    if unit == "choice" and "values" not in read:
        message = f"fact `{key.text}` lacks `values`"
        reader.problem("missing-key", message, key.span, f"`values` is {shapes.FACT['values'].meaning}")
    for name in (*_MISPLACED.get(unit, ("values",)), *(("role",) if unit not in ("date", "") else ())):
        if name in read:
            message = f"`{name}` does not go with type `{unit}`"
            reader.problem("misplaced-key", message, read[name].span, "remove it, or correct the type")


def _otherwise(reader: Reader, node: Node | None, unit: str, values: tuple[tuple[str, str], ...]) -> Value | None:
    if unit != "choice":
        return _value(reader, node, unit)
    if not isinstance(node, Scalar):
        return None
    if node.text not in dict(values):
        help = did_you_mean(node.text, dict(values)) or "its values are " + ", ".join(dict(values))
        reader.problem("unknown-choice", f"`{clipped(node.text)}` is not a value of this fact", node.span, help)
    return node.text


def _value(reader: Reader, node: Node | None, unit: str) -> Value | None:
    if not isinstance(node, Scalar) or unit in ("", "choice"):
        return None
    try:
        return read_value(node.text, "years" if unit == "tax_year" else unit)
    except ValueError as problem:
        reader.problem("bad-value", f"`{clipped(node.text)}` {problem}", node.span)
        return None


def _bound(reader: Reader, node: Node | None, unit: str, otherwise: int) -> int:
    value = None if unit in _MISPLACED else _value(reader, node, unit)
    return otherwise if value is None or isinstance(value, str) else int(value)


def _choices(reader: Reader, node: Node | None) -> Iterator[tuple[str, str]]:
    for key, value in node.entries if isinstance(node, Mapping) else ():
        if not CHOICE.fullmatch(key.text) or key.text in KEYWORDS:
            message = f"`{clipped(key.text)}` cannot be a value of a choice"
            help = "values are words of at most 64 letters, digits and `_`, and no words of the language"
            reader.problem("bad-name", message, key.span, help)
        if not isinstance(value, Scalar) or value.blank:
            message = f"`{clipped(key.text)}` must stand before its words"
            reader.problem("wrong-kind", message, value.span, "write `value: its words`")
        else:
            yield key.text, reader.text(value)


def item_list(reader: Reader, key: Scalar, node: Mapping) -> ItemList:
    """One list of facts.yaml."""
    read = reader.fields(node, shapes.LIST, f"list `{key.text}`")
    label, most = reader.text(read.get("label")), reader.whole(read.get("most"))
    if "most" in read and not 1 <= most <= MOST_ITEMS:
        help = f"`most` is {shapes.LIST['most'].meaning}"
        reader.problem("bad-value", f"`most` runs from 1 to {MOST_ITEMS}", read["most"].span, help)
    return ItemList(
        key.text,
        key.span,
        reader.name(read.get("plural")),
        label,
        reader.name(read.get("of")),
        most,
        reader.text(read.get("said")) or f"your {label}",
        reader.text(read.get("none")) or f"You have no {label}.",
    )


def contradiction(reader: Reader, key: Scalar, node: Mapping) -> Contradiction | None:
    """One contradiction of facts.yaml."""
    read = reader.fields(node, shapes.CONTRADICTION, f"contradiction `{key.text}`")
    reader.scope = of = reader.name(read.get("of"))
    when = reader.formula(read.get("when"), "yes_no", "contradiction")
    unless = reader.formula(read.get("unless"), "yes_no", "contradiction")
    message = reader.words(read.get("message"))
    reader.scope = ""
    if when is None or message is None:
        return None
    return Contradiction(key.text, key.span, when, unless, message, reader.text(read.get("remedy")), of)


def parameter(reader: Reader, name: str, node: Node, read: _Fields) -> Parameter:
    """One file of parameters/, read against its shape."""
    unit = reader.text(read.get("unit"))
    step, start = (_value(reader, read.get(key), unit) for key in ("step", "step_from"))
    years = read.get("values")
    values = []
    for key, entry in years.entries if isinstance(years, Mapping) else ():
        year = reader.whole(key)
        if re.fullmatch("[0-9]{1,4}", key.text) and not 1900 < year < 2100:
            reader.problem("bad-value", f"`{key.text}` must be a tax year", key.span, "write it like 2026")
        values.append((year, _published(reader, key, entry, unit)))
    law = reader.cite(read.get("law")) if "law" in read else reader.cite(None)
    return Parameter(
        name,
        node.span,
        reader.text(read.get("label")),
        unit,
        law,
        step if isinstance(step, int) else 0,
        tuple(sorted(values)),
        start if isinstance(start, int) else 0,
    )


def _published(reader: Reader, key: Scalar, node: Node, unit: str) -> Published:
    read = reader.fields(node, shapes.PUBLISHED, f"year {clipped(key.text)}")
    if isinstance(node, Mapping) and (node.get("amount") is None) == (node.get("absent") is None):
        message = f"year {clipped(key.text)} needs either `amount` or `absent`"
        reader.problem("missing-key", message, key.span, "give the published amount, or say why there is none")
    if ("verified" in read) == ("unverified" in read) and "amount" in read:
        message = f"year {clipped(key.text)} needs either `verified` or `unverified`"
        reader.problem("missing-key", message, key.span, "say what the amount was checked against, or why not")
    return Published(
        _value(reader, read.get("amount"), unit),
        reader.text(read.get("absent")),
        reader.cite(read.get("source")),
        reader.text(read.get("verified")),
        reader.text(read.get("unverified")),
        key.span,
    )
