"""Operators as Python text: the primitives of a `Printer` whose results are written down as source.

Text holds slot numbers, whole numbers and fixed templates only; no text of a rule file reaches it
(docs/decisions/0004).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from .operators import Op
from .printing import Integers, Pair, Printer

_TEMPLATES: Final = {
    "add": "({0} + {1})",
    "subtract": "({0} - {1})",
    "multiply": "({0} * {1})",
    "floor": "({0} // {1})",
    "least": "({0} if {0} < {1} else {1})",
    "most": "({0} if {0} > {1} else {1})",
    "more": "({0} > {1})",
    "reach": "({0} >= {1})",
    "both": "({0} and {1})",
    "either": "({0} or {1})",
    "opposite": "(not {0})",
    "pick": "({1} if {0} else {2})",
}


class Piece:
    """A piece of text: a template and the pieces put into it. `value` is what a constant comes to."""

    __slots__ = ("parts", "template", "value")

    def __init__(self, template: str, parts: tuple[Piece, ...] = (), value: Any = None) -> None:
        """A piece of its own."""
        self.template, self.parts, self.value = template, parts, value


def _operator(name: str) -> Callable[..., Piece]:
    return lambda text, *parts: text.combined(name, parts)


class PythonText:
    """Primitives that give pieces; the same operator on the same pieces is one piece."""

    add, subtract, multiply, floor = map(_operator, ("add", "subtract", "multiply", "floor"))
    least, most, more, reach = map(_operator, ("least", "most", "more", "reach"))
    both, either, opposite, pick = map(_operator, ("both", "either", "opposite", "pick"))

    def __init__(self) -> None:
        """No piece yet."""
        self._kept: dict[tuple[Any, ...], Piece] = {}

    def number(self, value: int | bool) -> Piece:
        """A constant."""
        return self._keep(str(value), (), value)

    truth = number

    def piece(self, text: str) -> Piece:
        """A name, or whatever else can be read as often as one likes."""
        return self._keep(text, ())

    def combined(self, name: str, parts: tuple[Piece, ...]) -> Piece:
        """An operator on pieces, or what it comes to where constants decide that."""
        values = [part.value for part in parts]
        if None not in values:
            return self.number(getattr(Integers, name)(*values))
        first = values[0]
        if name == "pick" and (first is not None or parts[1] is parts[2]):
            return parts[2] if first is False else parts[1]
        if name in ("both", "either"):
            for one, other in (parts, parts[::-1]):
                if one.value is not None:
                    return other if one.value is (name == "both") else one
        return self._keep(_TEMPLATES[name], parts)

    def _keep(self, template: str, parts: tuple[Piece, ...], value: Any = None) -> Piece:
        key = (template, *map(id, parts))
        if key not in self._kept:
            self._kept[key] = Piece(template, parts, value)
        return self._kept[key]


class SlotPrinter(Printer):
    """Reads names from the values `v` by slot; those in `here` are local. `known` reads one value of each, not two."""

    def __init__(self, slots: Mapping[str, int], choices: dict[str, str], known: bool) -> None:
        """`choices` collects the values of choices that text compares with, under the names it has for them."""
        self.text = PythonText()
        super().__init__(self.text)
        self.slots, self.choices, self.known = slots, choices, known
        self.here: set[int] = set()

    def _amount(self, name: str) -> Pair:
        slot = self.slots[name]
        if self.known:
            known = self.text.piece(f"x{slot}" if slot in self.here else f"v[{slot}][0]")
            return known, known
        return self.text.piece(f"v[{slot}][0]"), self.text.piece(f"v[{slot}][1]")

    def _holds(self, name: str) -> Pair:
        name, _, value = name.partition("=")
        slot = self.slots[name]
        read = f"x{slot}" if self.known and slot in self.here else f"v[{slot}]"
        if self.known:
            known = self._choice("({} == {})", read, value) if value else self.text.piece(read)
            return known, known
        if value:
            return self._choice("({} == {})", read, value), self._choice("({} in (None, {}))", read, value)
        return self.text.piece(f"({read} is True)"), self.text.piece(f"({read} is not False)")

    def _choice(self, template: str, read: str, value: str) -> Piece:
        name = self.choices.setdefault(value, f"K{len(self.choices)}")
        return self.text.piece(template.format(read, name))


def function(op: Op, slots: Mapping[str, int], is_truth: bool) -> Callable[[list[Any]], Any]:
    """An `Op` as one function of the values, for any saver."""
    choices: dict[str, str] = {}
    low, high = SlotPrinter(slots, choices, False).pair(op)
    lines, texts = written(*dict.fromkeys((low, high)))
    if is_truth:
        found = texts[0] if low is high else f"True if {texts[0]} else None if {texts[1]} else False"
    else:
        found = f"(({texts[0]}),) * 2" if low is high else f"{texts[0]}, {texts[1]}"
    text = "\n".join(("def found(v):", *(f" {line}" for line in lines), f" return {found}"))
    made: Callable[[list[Any]], Any] = run(text, choices)["found"]
    return made


def run(text: str, choices: Mapping[str, str]) -> dict[str, Any]:
    """The names that generated text defines; it has no others to read but the values of choices."""
    names: dict[str, Any] = {**{name: value for value, name in choices.items()}, "__builtins__": {}}
    exec(compile(text, "<rules>", "exec"), names)
    return names


def written(*pieces: Piece) -> tuple[list[str], list[str]]:
    """Lines that work out what is needed more than once, and the text of each piece after them."""
    uses: Counter[int] = Counter(id(piece) for piece in pieces)
    seen: set[int] = set()
    _count(pieces, uses, seen)
    lines: list[str] = []
    texts: dict[int, str] = {}
    return lines, [_write(piece, uses, lines, texts) for piece in pieces]


def _count(pieces: Iterable[Piece], uses: Counter[int], seen: set[int]) -> None:
    for piece in pieces:
        if id(piece) not in seen:
            seen.add(id(piece))
            for place, part in enumerate(piece.parts):
                uses[id(part)] += piece.template.count(f"{{{place}}}")
            _count(piece.parts, uses, seen)


def _write(piece: Piece, uses: Counter[int], lines: list[str], texts: dict[int, str]) -> str:
    if id(piece) not in texts:
        text = piece.template
        if piece.parts:
            text = text.format(*(_write(part, uses, lines, texts) for part in piece.parts))
        if uses[id(piece)] > 1 and not text.isalnum():
            lines.append(f"t{len(lines)} = {text}")
            text = f"t{len(lines) - 1}"
        texts[id(piece)] = text
    return texts[id(piece)]
