"""Reads source nodes against a shape and collects every problem instead of stopping at the first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from ...diagnostic import Diagnostic, Label, Refusal, Span, clipped, did_you_mean
from ..expression import FUNCTIONS, KEYWORDS, parse
from ..model import Citation, Formula, Sentence
from ..source import Mapping, Node, Scalar, Sequence
from ..tokens import Misread
from . import NAME
from .shapes import Shape, ShapeField

_NODE_OF: Final[dict[str, type[Mapping | Sequence | Scalar]]] = {
    **dict.fromkeys(("list", "names", "cites", "texts"), Sequence),
    **dict.fromkeys(("map", "years", "choices", "pairs", "synonyms", "one"), Mapping),
}
MOST_PROBLEMS: Final = 100
EARLIER: Final = "earlier "
_NAMES: Final = "names are lower_case_words of at most 80 letters and not words of the language"
_SLOT: Final = re.compile(r"\{([^{}]*)\}")


class FormulaSource(NamedTuple):
    """A formula and the scalar it came from, kept for checks that point into its text.

    `scope` is the list whose item it is about; with `each` it is read for each item of that list, beside this one.
    """

    formula: Formula
    scalar: Scalar
    topic: str
    wants: str
    what: str
    scope: str = ""
    each: str = ""


class SentenceSource(NamedTuple):
    """Words and the scalar they came from."""

    words: Sentence
    scalar: Scalar
    topic: str
    scope: str = ""


class Reader:
    """One pass over the files of a rulebook."""

    def __init__(self) -> None:
        """Start with nothing read and no problems."""
        self.problems: list[Diagnostic] = []
        self.formulas: list[FormulaSource] = []
        self.sentences: list[SentenceSource] = []
        self.sources: tuple[str, ...] = ()
        self.topic, self.scope, self.each = "", "", ""

    def problem(
        self, check: str, message: str, span: Span, help: str | None = None, labels: tuple[Label, ...] = ()
    ) -> None:
        """Note one error. Raises Refusal when there are too many to read."""
        self.problems.append(Diagnostic(check, "error", message, span, labels, help))
        if len(self.problems) >= MOST_PROBLEMS:
            raise Refusal(self.problems)

    def fields(self, node: Node | None, shape: Shape, what: str) -> dict[str, Node]:
        """The values of a mapping by key; unknown, missing and misplaced keys are noted."""
        if not isinstance(node, Mapping):
            if node is not None:
                self.problem("wrong-kind", f"{what} must be a mapping of `key: value` lines", node.span)
            return {}
        found = {}
        for key, value in node.entries:
            if key.text not in shape:
                help = cut_amount(key, value) or did_you_mean(key.text, shape) or _listed("the keys here are ", shape)
                self.problem("unknown-key", f"`{clipped(key.text)}` is not a key of {what}", key.span, help)
            elif self._fits(value, shape[key.text], key.text):
                found[key.text] = value
        written = {key.text for key, _ in node.entries}
        for name, field in shape.items():
            if field.required and name not in written:
                self.problem("missing-key", f"{what} lacks `{name}`", node.span, f"`{name}` is {field.meaning}")
        return found

    def _fits(self, value: Node, field: ShapeField, key: str) -> bool:
        wants = _NODE_OF.get(field.kind, Scalar)
        if field.kind in ("names", "cites", "texts") and isinstance(value, Scalar) and value.text:
            return True
        if not isinstance(value, wants):
            kinds = {Mapping: "a mapping of `key: value` lines", Sequence: "a list", Scalar: "a single value"}
            self.problem("wrong-kind", f"`{key}` must be {kinds[wants]}", value.span, f"`{key}` is {field.meaning}")
            return False
        if _is_empty(value) and (isinstance(value, Scalar) or (field.required and field.kind != "names")):
            self.problem("empty-value", f"`{key}` is empty", value.span, f"`{key}` is {field.meaning}")
            return False
        if isinstance(value, Scalar) and field.kind == "type" and value.text.startswith(EARLIER):
            return True
        if isinstance(value, Scalar) and field.kind in ("one_of", "type") and value.text not in field.values:
            help = did_you_mean(value.text, field.values) or "it is one of " + ", ".join(field.values)
            self.problem("unknown-value", f"`{clipped(value.text)}` is not a value of `{key}`", value.span, help)
            return False
        return True

    def text(self, node: Node | None) -> str:
        """The text of a scalar on one line, or an empty text."""
        return " ".join(node.text.split()) if isinstance(node, Scalar) else ""

    def yes_no(self, node: Node | None) -> bool:
        """Yes or no; absent is no."""
        if not isinstance(node, Scalar):
            return False
        if node.text not in ("yes", "no", "true", "false"):
            self.problem("wrong-kind", f"`{clipped(node.text)}` must be yes or no", node.span)
        return node.text in ("yes", "true")

    def whole(self, node: Node | None) -> int:
        """A small whole number; absent is 0."""
        if not isinstance(node, Scalar):
            return 0
        if not re.fullmatch("[0-9]{1,4}", node.text):
            self.problem("wrong-kind", f"`{clipped(node.text)}` must be a whole number", node.span)
            return 0
        return int(node.text)

    def year(self, node: Node | None) -> int | None:
        """A tax year; absent is None."""
        if not isinstance(node, Scalar):
            return None
        if not re.fullmatch("(19|20)[0-9]{2}", node.text):
            self.problem("wrong-kind", f"`{clipped(node.text)}` must be a tax year", node.span, "write it like 2026")
            return None
        return int(node.text)

    def name(self, node: Node | None) -> str:
        """A name as the rulebook writes names."""
        if not isinstance(node, Scalar):
            return ""
        if not NAME.fullmatch(node.text) or node.text in KEYWORDS or node.text in FUNCTIONS:
            self.problem("bad-name", f"`{clipped(node.text)}` cannot be a name", node.span, _NAMES)
            return ""
        return node.text

    def scalars(self, node: Node | None) -> list[Scalar]:
        """The scalars of a list (one scalar alone counts as a list of one)."""
        if isinstance(node, Scalar):
            return [node]
        items = node.items if isinstance(node, Sequence) else ()
        for item in items:
            if not isinstance(item, Scalar):
                self.problem("wrong-kind", "the list must hold single values", item.span)
        return [item for item in items if isinstance(item, Scalar)]

    def named(self, node: Node | None, what: str, dotted: bool = False) -> list[tuple[Scalar, Mapping]]:
        """The entries of a mapping of mappings, each with a fitting name."""
        if not isinstance(node, Mapping):
            return []
        found = []
        for key, value in node.entries:
            if not self.name(key):
                continue
            if "." in key.text and not dotted:
                self.problem("bad-name", f"`{key.text}` holds a dot, which is kept for routes", key.span, _NAMES)
            elif not isinstance(value, Mapping):
                message = f"{what} `{key.text}` must be a mapping of `key: value` lines"
                self.problem("wrong-kind", message, value.span, "write its keys below it, indented")
            else:
                found.append((key, value))
        return found

    def formula(self, node: Node | None, wants: str, what: str) -> Formula | None:
        """Parse a formula; `wants` is the unit it must have ("yes_no" for a condition)."""
        if not isinstance(node, Scalar):
            return None
        try:
            formula = Formula(node.text, parse(node.text), node.span)
        except Misread as misread:
            self.problem("unreadable-formula", misread.message, node.at(*misread.place), misread.help)
            return None
        self.formulas.append(FormulaSource(formula, node, self.topic, wants, what, self.scope, self.each))
        return formula

    def words(self, node: Node | None) -> Sentence | None:
        """A sentence and its slots."""
        if not isinstance(node, Scalar):
            return None
        text = " ".join(node.text.split())
        pieces = _SLOT.split(text)
        if any("{" in piece or "}" in piece for piece in pieces):
            self.problem("bad-slot", "a single `{` or `}`", node.span, "slots are written `{name}`")
            return None
        words = Sentence(text, tuple(pieces), node.span)
        self.sentences.append(SentenceSource(words, node, self.topic, self.scope))
        return words

    def said(self, node: Node | None, slot: str = "") -> Sentence | None:
        """A text that is said as it stands; with a `slot`, one that holds this slot once and no other."""
        if not isinstance(node, Scalar):
            return None
        text = " ".join(node.text.split())
        pieces = _SLOT.split(text)
        if pieces[1::2] != ([slot] if slot else []) or any("{" in piece or "}" in piece for piece in pieces[::2]):
            message = f"this needs the slot {{{slot}}} once and no other" if slot else "this text takes no slots"
            self.problem("bad-slot", message, node.span, f"write {{{slot}}}" if slot else "write it without braces")
        return Sentence(text, tuple(pieces), node.span)

    def cites(self, node: Node | None) -> tuple[Citation, ...]:
        """Citations, each beginning with the name of a source."""
        return tuple(self.cite(scalar) for scalar in self.scalars(node))

    def cite(self, node: Node | None) -> Citation:
        """One citation; the source with the longest fitting name is meant."""
        text = self.text(node)
        fitting = [name for name in self.sources if text == name or text.startswith((name + " ", name + ","))]
        if not fitting and self.sources and isinstance(node, Scalar):
            first = text.partition(" ")[0]
            help = did_you_mean(first, self.sources) or "begin with the name of a source, like `USC 219(b)(5)`"
            self.problem("unknown-source", f"`{clipped(text)}` begins with no source of sources.yaml", node.span, help)
        return Citation(max(fitting, key=len, default=""), text)


def cut_amount(key: Scalar, value: Node) -> str | None:
    """The remedy where braces cut an amount such as `$7,000` in two, or None."""
    if re.fullmatch(r"[0-9]{3}(\.[0-9]+)?", key.text) and isinstance(value, Scalar) and not value.text:
        return 'a comma inside braces ends the value: put the amount in quotes, like `"$7,000"`'
    return None


def _is_empty(value: Node) -> bool:
    if isinstance(value, Scalar):
        return value.blank
    return not (value.items if isinstance(value, Sequence) else value.entries)


def _listed(start: str, names: Iterable[str]) -> str:
    return start + ", ".join(f"`{name}`" for name in names)
