"""Which items a saver has (jobs, plans, businesses), as far as was told, and to which of them a name belongs.

A name may have a path before it: `job2.plan1.employee_deferrals`. Of a list nobody spoke of there is one item of which
nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ..diagnostic import clipped, did_you_mean
from ..rulebook.lists import Shape, below, chain, in_order, items_of, list_of
from ..rulebook.model import Fact, Item, ItemList, Rulebook

_STEP: Final = re.compile(r"([a-z_]+?)([0-9]+)")


class Misnamed(ValueError):
    """A name that means nothing for this saver: what is wrong, and the remedy."""

    def __init__(self, message: str, help: str | None) -> None:
        """Keep both for a diagnostic."""
        super().__init__(message)
        self.message, self.help = message, help


class ToldName(NamedTuple):
    """A name of a fact, and the path of the item it is told of; empty for the saver."""

    path: str
    fact: Fact


class GivenItems:
    """The items that were told, by path, and the lists of which it was told that there are none."""

    def __init__(self) -> None:
        """Nothing told yet."""
        self.told: dict[str, None] = {}
        self.none: dict[str, None] = {}

    def shape(self, lists: tuple[ItemList, ...]) -> Shape:
        """The items the saver has, as far as told."""
        return in_order(lists, set(self._under(lists, "", "")))

    def items(self, lists: tuple[ItemList, ...]) -> tuple[Item, ...]:
        """The same with what they are called."""
        return items_of(lists, self.shape(lists))

    def _under(self, lists: tuple[ItemList, ...], of: str, parent: str) -> Iterator[str]:
        for one in lists:
            if one.of == of:
                for number in range(1, self.count(one, parent) + 1):
                    yield (path := below(parent, one.name, number))
                    yield from self._under(lists, one.name, path)

    def count(self, one: ItemList, parent: str) -> int:
        """How many items of a list there are in an item of the list it is of."""
        told = sum(below(parent, one.name, number) in self.told for number in range(1, one.most + 1))
        return told or int(below(parent, one.name, 0) not in self.none)

    def add(self, path: str) -> None:
        """Take it that there is this item, those before it in its list, and those it belongs to."""
        parent = ""
        for step in path.split("."):
            for number in range(1, int(step[len(list_of(step)) :]) + 1):
                self.told.setdefault(below(parent, list_of(step), number))
            parent = f"{parent}.{step}" if parent else step

    def say_none(self, one: ItemList, parent: str) -> None:
        """Take it that there is no item of a list in an item of the list it is of, or none of the saver's."""
        start = below(parent, one.name, 0).removesuffix("0")
        self.told = {path: None for path in self.told if not path.startswith(start)}
        self.none[f"{start}0"] = None
        if parent:
            self.add(parent)

    def meant(self, book: Rulebook, name: str) -> ToldName:
        """What a name means; an item that is the next of its list is taken to be there. Raises Misnamed."""
        path, _, base = name.rpartition(".")
        fact = book.facts.get(base)
        if path and book.lists:
            path = self.item(book, path)
        elif path:
            fact = None
        if fact is None:
            near = [one.name for one in book.facts.values() if not path or one.of == list_of(path)]
            help = did_you_mean(base, near) or "`rothroute explain facts` lists the facts"
            raise Misnamed(f"`{clipped(name)}` is not a fact", help)
        if not path and fact.of:
            path = self._only(book.lists, fact)
        elif path and list_of(path) != fact.of:
            raise Misnamed(f"`{base}` is no fact of a {list_of(path)}", _where(book.lists, fact))
        if path:
            self.add(path)
        return ToldName(path, fact)

    def list_meant(self, book: Rulebook, name: str) -> tuple[ItemList, str] | None:
        """The list a name like `jobs` or `job2.plans` means, and the item it is of; None where it means none."""
        path, _, last = name.rpartition(".")
        one = next((one for one in book.lists if one.plural == last), None)
        if one is None:
            return None
        if path:
            path = self.item(book, path)
        elif one.of:
            path = self._parent(book.lists, one)
        return (one, path) if list_of(path) == one.of else None

    def item(self, book: Rulebook, path: str) -> str:
        """The whole path of an item that is there, or could be the next of its list. Raises Misnamed."""
        lists = {one.name: one for one in book.lists}
        found = ""
        for step in path.split("."):
            match = _STEP.fullmatch(step)
            one = lists.get(match[1]) if match else None
            if match is None or one is None:
                help = did_you_mean(step, [f"{name}1" for name in lists]) or f"an item is, say, `{next(iter(lists))}1`"
                raise Misnamed(f"`{clipped(step)}` is no item of a list", help)
            if not found and one.of:
                found = self._parent(book.lists, one)
            if list_of(found) != one.of:
                raise Misnamed(f"`{clipped(path)}` leads nowhere", _nesting(one))
            self._room(one, found, int(match[2]))
            found = below(found, one.name, int(match[2]))
        return found

    def _room(self, one: ItemList, parent: str, number: int) -> None:
        count = self.count(one, parent)
        if number > one.most:
            raise Misnamed(too_many(one), TOO_MANY)
        if not 1 <= number <= count + 1:
            next_one = below(parent, one.name, count + 1)
            raise Misnamed(f"there is no {one.label} {number}", f"the next {one.label} is `{next_one}`")

    def _only(self, lists: tuple[ItemList, ...], fact: Fact) -> str:
        """The only item a bare name can be told of. Raises Misnamed where there are several or none."""
        mine = [item for item in self.items(lists) if item.list == fact.of]
        if len(mine) == 1 and not mine[0].numbered:
            return mine[0].path
        if not mine:
            raise Misnamed(f"`{fact.name}` is told of a {fact.of}, and it was told that there is none", "leave it out")
        paths = [f"`{item.path}.{fact.name}`" for item in mine]
        raise Misnamed(f"`{fact.name}` is told of each {fact.of}", f"say of which: {' or '.join(paths)}")

    def _parent(self, lists: tuple[ItemList, ...], one: ItemList) -> str:
        parents = [item for item in self.items(lists) if item.list == one.of]
        if len(parents) == 1:
            return parents[0].path
        raise Misnamed(f"`{one.plural}` are told of each {one.of}", _nesting(one))


TOO_MANY: Final = "which to leave out changes the answer: see a professional"


def items_told(book: Rulebook, told: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What to say besides facts that were told so that the same items are there, like `job2.plans` and `none`."""
    names = list(told)
    for parent in ("", *book.shape):
        for one in book.lists:
            if one.of == list_of(parent):
                paths = [path for path in book.shape if list_of(path) == one.name and _parent(path) == parent]
                if not paths:
                    yield (f"{parent}.{one.plural}" if parent else one.plural), "none"
                elif len(paths) > 1:
                    untold = (path for path in paths if not any(name.startswith(f"{path}.") for name in names))
                    yield from ((path, "unknown") for path in untold)


def _parent(path: str) -> str:
    return path.rpartition(".")[0]


def too_many(one: ItemList) -> str:
    """What is said of an item too many."""
    return f"at most {one.most} {one.plural} are advised on"


def renamed(values: Iterable[str], book: Rulebook, before: tuple[Item, ...], after: tuple[Item, ...]) -> dict[str, str]:
    """What names of facts are called since there are other items: only those that change."""
    now = {item.path: item for item in after}
    told, found = set(values), {}
    for item in before:
        if item.path in now and item.numbered != now[item.path].numbered:
            for fact in book.facts.values():
                if fact.of == item.list and (old := item.named(fact.name)) in told:
                    found[old] = now[item.path].named(fact.name)
    return found


def choices_told(items: tuple[Item, ...], told: ToldName) -> Fact:
    """The fact with the values it can have for its item: of a choice of an earlier item, those before it."""
    fact = told.fact
    if not fact.earlier:
        return fact
    same = [item.path for item in items if item.list == fact.earlier]
    own = next(path for path in same if f"{told.path}.".startswith(f"{path}."))
    return fact._replace(values=(*fact.values[:1], *((path, path) for path in same[: same.index(own)])))


def _where(lists: tuple[ItemList, ...], fact: Fact) -> str:
    if not fact.of:
        return f"`{fact.name}` is told once, of the saver"
    path = ".".join(f"{name}1" for name in reversed(chain(lists, fact.of)))
    return f"it is a fact of a {fact.of}, like `{path}.{fact.name}`"


def _nesting(one: ItemList) -> str:
    if not one.of:
        return f"`{one.plural}` belong to the saver"
    return f"`{one.plural}` belong to a {one.of}: `{one.of}1.{one.name}1`"
