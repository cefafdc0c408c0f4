"""The lists of a rulebook: which items a saver has, what they are called, and to whose items each name belongs.

A shape is the paths of a saver's items in order, such as `("job1", "job1.plan1", "job2", "business1")`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from .model import Item, ItemList, Rulebook

Shape = tuple[str, ...]


def chain(lists: Sequence[ItemList], name: str) -> tuple[str, ...]:
    """A list and the lists its items belong to items of, innermost first; empty for the saver."""
    by_name = {one.name: one for one in lists}
    found: list[str] = []
    while name in by_name and name not in found:
        found.append(name)
        name = by_name[name].of
    return tuple(found)


def owners(book: Rulebook) -> dict[str, str]:
    """The list to whose items each fact, figure, conclusion, route and correction belongs; the saver's are left out.

    Which route comes first is said of a family, not of its items.
    """
    found = {name: fact.of for name, fact in book.facts.items() if fact.of}
    scopes = dict(book.for_each)
    for statements in (book.figures, book.conclusions, book.routes, book.corrections):
        for name, statement in statements.items():
            if statement.topic in scopes and name.removesuffix(".primary") not in book.routes.keys() - {name}:
                found[name] = scopes[statement.topic]
    return found


def one_of_each(lists: Sequence[ItemList]) -> Shape:
    """The shape of a saver who has one item of each list: what a facts file without lists says."""
    return _shape(lists, lambda one: 1)


def most_of_each(lists: Sequence[ItemList], most: int = 9) -> Shape:
    """The largest shape, or the largest with at most so many items of each list."""
    return _shape(lists, lambda one: min(one.most, most))


def _shape(lists: Sequence[ItemList], count: Callable[[ItemList], int]) -> Shape:
    def under(parent: str, path: str) -> Iterator[str]:
        for one in lists:
            if one.of == parent:
                for number in range(1, count(one) + 1):
                    yield (found := below(path, one.name, number))
                    yield from under(one.name, found)

    return tuple(under("", ""))


def below(parent: str, name: str, number: int) -> str:
    """The path of an item: `job2.plan1`."""
    return f"{parent}.{name}{number}" if parent else f"{name}{number}"


def in_order(lists: Sequence[ItemList], paths: Collection[str]) -> Shape:
    """The paths as a shape: in the order of the lists, each item before those that belong to it."""
    return tuple(path for path in most_of_each(lists) if path in paths)


def items_of(lists: Sequence[ItemList], shape: Shape) -> tuple[Item, ...]:
    """The items of a shape. The only item of a list needs no number, unless it belongs to one that does."""
    by_name = {one.name: one for one in lists}
    count = {name: sum(list_of(path) == name for path in shape) for name in by_name}
    found: dict[str, Item] = {}
    for path in shape:
        parent, _, last = path.rpartition(".")
        one = by_name[list_of(last)]
        above = found.get(parent)
        numbered = count[one.name] > 1 or (above is not None and above.numbered)
        number = int(last[len(one.name) :])
        said = f"{one.label} {number}" + (f" of {above.said}" if above is not None and above.numbered else "")
        found[path] = Item(path, one.name, number, parent, numbered, said if numbered else one.said)
    return tuple(found.values())


def list_of(path: str) -> str:
    """The list an item belongs to, by its path; empty for no path."""
    return path.rpartition(".")[2].rstrip("0123456789")
