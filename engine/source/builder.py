"""Builds nodes from what a reader sees, within limits, and notes what is not allowed in any file."""

from __future__ import annotations

from typing import Final, NoReturn, TypeAlias

from ..diagnostic import Diagnostic, Label, Refusal, Span, clipped
from .nodes import Mapping, Node, Scalar, Sequence, Text

MAX_DEPTH: Final = 40
MAX_NODES: Final = 200_000
MAX_PROBLEMS: Final = 50


# A list or mapping that is not closed yet: whether it is a mapping, where it begins, and what its parent holds.
_Frame: TypeAlias = tuple[bool, int, list[Node]]


class Builder:
    """Takes scalars, openings and closings in the order of the file."""

    def __init__(self, source: Text) -> None:
        """Nothing read yet."""
        self.source = source
        self.problems: list[Diagnostic] = []
        self._frames: list[_Frame] = []
        self._items: list[Node] = []
        self._room = MAX_NODES

    def add(self, scalar: Scalar) -> None:
        """A value or a key."""
        self._items.append(scalar)
        self._room -= 1
        if self._room < 0:
            self._stop_at_too_many(scalar.start)

    def open(self, is_mapping: bool, start: int) -> None:
        """A list or a mapping begins."""
        if len(self._frames) >= MAX_DEPTH:
            self.stop_at_too_deep(start)
        self._frames.append((is_mapping, start, self._items))
        self._items = []
        self._room -= 1
        if self._room < 0:
            self._stop_at_too_many(start)

    def close(self, end: int) -> None:
        """The innermost list or mapping ends."""
        is_mapping, start, before = self._frames.pop()
        items = self._items
        end = self._end_of(items[: 1 + is_mapping], start, end)
        node = self._mapping(items, start, end) if is_mapping else Sequence(tuple(items), self.source, start, end)
        before.append(node)
        self._items = before

    def root(self) -> Node | None:
        """What the file holds, with everything closed."""
        while self._frames:
            self.close(len(self.source.text))
        return self._items[0] if self._items else None

    def open_bracket(self) -> int | None:
        """Where the innermost open `[` or `{` stands."""
        starts = (start for _, start, _ in reversed(self._frames))
        return next((start for start in starts if self.source.text[start] in "[{"), None)

    def last(self) -> Node | None:
        """What was read last in the innermost open list or mapping."""
        return self._items[-1] if self._items else None

    def report(
        self, check: str, message: str, span: Span, help: str | None = None, labels: tuple[Label, ...] = ()
    ) -> None:
        """Note a problem; reading stops when there are very many."""
        self.problems.append(Diagnostic(check, "error", message, span, labels, help))
        if len(self.problems) >= MAX_PROBLEMS:
            raise self.refusal()

    def reported(self, at: int) -> bool:
        """Whether the last problem stands on this line: another one there would only follow from it."""
        span = self.problems[-1].span if self.problems else None
        return span is not None and span.line == self.source.span(at, at).line

    def refusal(self) -> Refusal:
        """Every problem, in the order of the file."""
        return Refusal(sorted(self.problems, key=lambda problem: problem.span[1:] if problem.span else ()))

    def _end_of(self, first: list[Node], start: int, end: int) -> int:
        """Brackets end where they close; a block with its first entry, if that is on the first line."""
        text = self.source.text
        if text[start : start + 1] in ("{", "[") or not first:
            return end
        for item in reversed(first):
            if text.find("\n", start, item.end) < 0:
                return item.end
        return start + 1

    def _mapping(self, items: list[Node], start: int, end: int) -> Mapping:
        text = self.source.text
        keys: list[Scalar] = []
        values: dict[str, Node] = {}
        for key, value in zip(items[::2], items[1::2], strict=False):
            if type(key) is not Scalar or (text[key.start] in "|>" if key.quoted else key.text in _NO_KEYS):
                self._refuse_key(key)
            elif key.text in values:
                self._refuse_twin(key, keys)
            else:
                keys.append(key)
                values[key.text] = value
        entries = tuple(zip(keys, values.values(), strict=True))
        if text[start : start + 1] == "{":
            self._find_missing_spaces(entries)
        return Mapping(entries, values, self.source, start, end)

    def _find_missing_spaces(self, entries: tuple[tuple[Scalar, Node], ...]) -> None:
        """In braces YAML reads `{age:30}` as one long key without a value."""
        from .mistakes import no_space_after_colon

        for key, value in entries:
            if ":" in key.text and not key.quoted and type(value) is Scalar and value.start == value.end:
                name, _, rest = key.text.partition(":")
                self.report("bad-key", *no_space_after_colon(f"{name}:", rest, key.span))

    def _refuse_key(self, key: Node) -> None:
        text = key.text if type(key) is Scalar and not key.quoted else None
        message, help = _NO_KEYS[text]
        self.report("bad-key", message, key.span, help)

    def _refuse_twin(self, key: Scalar, keys: list[Scalar]) -> None:
        first = next(other for other in keys if other.text == key.text)
        labels = (Label(first.span, "first given here"),)
        self.report("duplicate-key", f"`{clipped(key.text)}` is given twice", key.span, "keep one of them", labels)

    def stop_at_too_deep(self, start: int) -> NoReturn:
        """End reading at a list or mapping that is nested too deep. Raises Refusal."""
        self._stop("too-deep", f"lists and mappings are nested more than {MAX_DEPTH} deep", start)

    def _stop_at_too_many(self, start: int) -> NoReturn:
        self._stop("too-many-values", f"the file holds more than {MAX_NODES:,} values", start)

    def _stop(self, check: str, message: str, start: int) -> NoReturn:
        self.problems.append(Diagnostic(check, "error", message, self.source.span(start, start + 1)))
        raise self.refusal()


_NO_KEYS: Final[dict[str | None, tuple[str, str]]] = {
    "": (
        "a key is missing before the colon",
        "write `key: value`, or put text that begins with a colon in quotes",
    ),
    "<<": ("merge keys (`<<`) are not used in these files", "write the entries out"),
    None: ("a key must be a single value", "put a key that begins with `{`, `[`, `|` or `>` in quotes"),
}
