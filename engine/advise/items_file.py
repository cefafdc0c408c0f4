"""Reads the nested lists of a facts file: which items there are first, then each fact under its item's path."""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostic import Diagnostic, Label, Span, clipped, did_you_mean
from ..rulebook.lists import below, chain, list_of
from ..rulebook.model import Fact, ItemList, Rulebook
from ..rulebook.source import Mapping as Entries
from ..rulebook.source import Node, Scalar, Sequence
from ..value import is_unknown
from .given_items import TOO_MANY, GivenItems, too_many


class ItemsFile:
    """One facts file; problems go to a list."""

    def __init__(self, rulebook: Rulebook, items: GivenItems, problems: list[Diagnostic]) -> None:
        """Nothing read yet; the items found are told to `items`."""
        self.rulebook, self.items, self.problems = rulebook, items, problems
        self.plurals = {one.plural: one for one in rulebook.lists}
        self.listed: dict[str, Span] = {}
        self.paths: dict[int, str] = {}

    def take_items(self, node: Entries, of: str = "", parent: str = "") -> None:
        """Find the items of a facts file, or of one of its items."""
        for key, value in node.entries:
            one = self.plurals.get(key.text)
            if one is not None:
                self._take(key, value, one, of, parent)

    def _take(self, key: Scalar, value: Node, one: ItemList, of: str, parent: str) -> None:
        if one.of != of:
            if of or one.of in self.listed:
                self._misplaced(key, one)
                return
            parent = below("", one.of, 1)  # the only item of a list nobody wrote
        self.listed.setdefault(one.name, key.span)
        if isinstance(value, Scalar) and is_unknown(value.text, value.quoted):
            return
        if (isinstance(value, Sequence) and not value.items) or (isinstance(value, Scalar) and value.text == "none"):
            self.items.say_none(one, parent)
        elif isinstance(value, Sequence):
            self._take_each(value, one, parent)
        else:
            help = f"begin each {one.label} with `-` and indent its facts below"
            self._problem("wrong-kind", f"`{one.plural}` must be a list", value.span, help)

    def _take_each(self, value: Sequence, one: ItemList, parent: str) -> None:
        for number, item in enumerate(value.items, start=1):
            if number > one.most:
                self._problem("too-many-items", too_many(one), item.span, TOO_MANY)
                return
            path = below(parent, one.name, number)
            self.items.add(path)
            if isinstance(item, Entries):
                self.paths[id(item)] = path
                self.take_items(item, one.name, path)
            elif not (isinstance(item, Scalar) and not item.text):
                message = f"each {one.label} must be a mapping of `fact: value` lines"
                self._problem("wrong-kind", message, item.span, "indent its facts below the `-`")

    def _misplaced(self, key: Scalar, one: ItemList) -> None:
        where = "put them beside the saver's own facts"
        if one.of:
            where = f"put them into an item of `{self._plural(one.of)}:`"
        self._problem("misplaced-name", f"`{one.plural}` do not stand here", key.span, where)

    def facts(self, node: Entries) -> Iterator[tuple[str, Scalar, Node]]:
        """Each fact of the file under its name, with its item's path before it."""
        for key, value in node.entries:
            if key.text in self.plurals:
                yield from self._of_items(value)
            elif not self._outside_its_list(key):
                yield key.text, key, value

    def _outside_its_list(self, key: Scalar) -> bool:
        """Whether a fact of an item stands outside the list that is written."""
        fact = self.rulebook.facts.get(key.text)
        above = next((name for name in chain(self.rulebook.lists, fact.of if fact else "") if name in self.listed), "")
        if fact is None or not above:
            return False
        plural = self._plural(above)
        labels = (Label(self.listed[above], f"`{plural}:` is here"),)
        help = f"put it into one of the items of `{self._plural(fact.of)}:`"
        message = f"`{key.text}` stands beside `{plural}:`"
        self.problems.append(Diagnostic("misplaced-name", "error", message, key.span, labels, help))
        return True

    def _of_items(self, value: Node) -> Iterator[tuple[str, Scalar, Node]]:
        for item in value.items if isinstance(value, Sequence) else ():
            path = self.paths.get(id(item), "")
            for key, told in item.entries if isinstance(item, Entries) and path else ():
                if key.text in self.plurals:
                    yield from self._of_items(told)
                elif self._is_of(list_of(path), key, self.rulebook.facts.get(key.text)):
                    yield f"{path}.{key.text}", key, told

    def _is_of(self, of: str, key: Scalar, fact: Fact | None) -> bool:
        if fact is None:
            near = [one.name for one in self.rulebook.facts.values() if one.of == of]
            help = did_you_mean(key.text, near) or "`rothroute explain facts` lists the facts"
            self._problem("unknown-fact", f"`{clipped(key.text)}` is not a fact of a {of}", key.span, help)
        elif fact.of != of:
            what, where = "a fact of the saver", "it is told once: put it beside the lists"
            if fact.of:
                what, where = f"a fact of a {fact.of}", f"put it under `{self._plural(fact.of)}:`"
            self._problem("misplaced-name", f"`{key.text}` is {what}, not of a {of}", key.span, where)
        return fact is not None and fact.of == of

    def _plural(self, name: str) -> str:
        return next(one.plural for one in self.rulebook.lists if one.name == name)

    def _problem(self, check: str, message: str, span: Span, help: str) -> None:
        self.problems.append(Diagnostic(check, "error", message, span, (), help))
