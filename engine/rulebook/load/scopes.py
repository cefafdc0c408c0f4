"""Checks lists: what they are of, and that every name is read of an item that is at hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from ...diagnostic import Label, Span, clipped, did_you_mean
from ..expression import KEYWORDS, WHICH
from ..lists import chain, most_of_each, owners
from ..model import Aggregate, Comparison, Connective, Expression, Fact, ItemList, Membership, Name, Rulebook
from ..unroll import OUTER, unroll
from ..walk import children, every
from .graph import dependencies, find_cycle
from .reader import FormulaSource, Reader, SentenceSource

Report = Callable[[str, str, tuple[int, int], str | None], None]
_RESERVED: Final = frozenset((*WHICH, "over", "where", "this", "answers", "savers"))
_PROBE: Final = 2  # items of each list: two of one and two of different items show every kind of circle


class _Hand(NamedTuple):
    """The lists of which an item is at hand, innermost first; inside an aggregate also those of the statement."""

    at: tuple[str, ...]
    outer: tuple[str, ...] | None = None


class ScopeChecker:
    """Says of each name a formula reads whether it may, and what to write where it may not."""

    def __init__(self, reader: Reader, book: Rulebook) -> None:
        """Collect to whose items each name belongs."""
        self.reader, self.book = reader, book
        self.lists = {one.name: one for one in book.lists}
        self.owners = owners(book)
        self.positions = {one.position: one.name for one in book.lists}
        self._in_topic = True

    # -- the lists themselves ------------------------------------------------------------------------------------------

    def check_lists(self) -> bool:
        """Whether the lists are in order and all that names one names one that is there."""
        before = len(self.reader.problems)
        for one in self.book.lists:
            self._list(one)
        for contradiction in self.book.contradictions:
            self._is_list(contradiction.of, contradiction.span)
        for fact in self.book.facts.values():
            self._fact(fact)
        for topic, name in self.book.for_each:
            span = self._topic_span(topic)
            self._is_list(name, span)
            for what, found in (("plan", self.book.plan), ("household", self.book.household)):
                if found is not None and found.topic == topic:
                    message = f"the {what} stands in a topic for each {name}"
                    help = "it is about the saver: put it into a topic without `for_each:`"
                    self.reader.problem("misplaced-key", message, found.span, help)
        for limit in self.book.limits.values():
            for use in limit.uses:
                self._is_list(use.for_each, limit.span)
        return len(self.reader.problems) == before

    def _list(self, one: ItemList) -> None:
        names = {name: other.span for other in self.book.lists for name in (other.name, other.plural)}
        for name in (one.name, one.plural):
            if name in _RESERVED or name in KEYWORDS or re.search("[0-9]$", name):
                help = "a list needs words of its own that end in a letter"
                self.reader.problem("bad-name", f"`{name}` cannot be the name of a list", one.span, help)
        taken = {**self._statements(), **{name: span for name, span in names.items() if span != one.span}}
        for name in (one.name, one.plural, one.position):
            if name in taken:
                labels = (Label(taken[name], "first defined here"),)
                message = f"`{name}` is taken: the list `{one.name}` has `{one.plural}` and `{one.position}`"
                self.reader.problem("duplicate-name", message, one.span, "rename one", labels)
        spans = {name: route.span for name, route in self.book.routes.items()}
        spans |= {name: correction.span for name, correction in self.book.corrections.items()}
        for name, span in spans.items():
            if re.fullmatch(f"{one.name}[0-9]+", name):
                message = f"`{name}` is what an item of the list `{one.name}` is called"
                self.reader.problem("bad-name", message, span, "rename it")
        if one.of and self._is_list(one.of, one.span) and (one.of == one.name or self.lists[one.of].of):
            help = "a list may be of one that is of none: the plans of a job, and no deeper"
            self.reader.problem("bad-value", f"the list `{one.name}` lies too deep", one.span, help)

    def _statements(self) -> dict[str, Span]:
        kinds = (self.book.facts, self.book.parameters, self.book.figures, self.book.conclusions, self.book.routes)
        return {name: statement.span for kind in kinds for name, statement in kind.items()}

    def _is_list(self, name: str, span: Span) -> bool:
        if not name or name in self.lists:
            return True
        help = did_you_mean(name, self.lists) or "`lists:` of facts.yaml names the lists"
        self.reader.problem("unknown-list", f"`{clipped(name)}` is not a list", span, help)
        return False

    def _fact(self, fact: Fact) -> None:
        if not self._is_list(fact.of, fact.span) or not self._is_list(fact.earlier, fact.span):
            return
        if fact.of and (fact.unit == "tax_year" or fact.role):
            message = f"`{fact.name}` is said once for the saver"
            self.reader.problem("misplaced-key", message, fact.span, "take `of:` out")
        if fact.earlier and fact.earlier not in chain(self.book.lists, fact.of):
            message = f"`{fact.name}` is an earlier {fact.earlier}, but not told of each {fact.earlier}"
            self.reader.problem("missing-key", message, fact.span, f"add `of: {fact.earlier}`")

    def _topic_span(self, topic: str) -> Span:
        for kind in (self.book.figures, self.book.conclusions, self.book.routes, self.book.limits):
            for statement in kind.values():
                if statement.topic == topic:
                    return statement.span
        return next(iter(self.book.facts.values())).span

    # -- names ---------------------------------------------------------------------------------------------------------

    def names(self, read: FormulaSource, report: Report) -> Iterator[tuple[str, tuple[int, int]]]:
        """The names a formula reads, without what says of which item, and where each stands."""
        hand = _Hand(chain(self.book.lists, read.scope))
        if read.each:
            hand = _Hand(chain(self.book.lists, read.each), hand.at)
        self._in_topic = bool(read.topic)
        yield from self._names(read.formula.expression, hand, report)

    def _names(self, node: Expression, hand: _Hand, report: Report) -> Iterator[tuple[str, tuple[int, int]]]:
        match node:
            case Name(name=name):
                if name.removeprefix(OUTER) in self.positions:
                    self._position(name, node, hand, report)
                else:
                    yield self._read(name, node, hand, report)
            case Membership(fact=name):
                yield (found := self._read(name, node, hand, report))
                self._chosen(node, found[0], hand, report)
            case Aggregate():
                yield from self._aggregate(node, hand, report)
            case _:
                for part in children(node):
                    yield from self._names(part, hand, report)

    def _read(self, name: str, node: Name | Membership, hand: _Hand, report: Report) -> tuple[str, tuple[int, int]]:
        at = hand.at
        if name.startswith(OUTER) and name not in self.book.conclusions and name not in self.book.figures:
            name = name.removeprefix(OUTER)
            if hand.outer is None:
                help = f"`{OUTER}` is the outer item, inside an aggregate; write `{name}`"
                report("misplaced-name", f"`{OUTER}{name}` stands in no aggregate", node.place, help)
                return name, node.place
            at = hand.outer
        owner = self.owners.get(name, "")
        if owner and owner not in at and not self._family(name):
            help = f"say `{OUTER}{name}`" if owner in (hand.outer or ()) else self._remedy(name, owner, node)
            help = help if self._in_topic else f"add `of: {owner}`, or {help}"
            report("list-scope", f"`{name}` belongs to each {owner}", node.place, help)
        return name, node.place

    def _position(self, name: str, node: Name, hand: _Hand, report: Report) -> None:
        outer = name.startswith(OUTER)
        one = self.positions[name.removeprefix(OUTER)]
        if one not in ((hand.outer or ()) if outer else hand.at):
            help = f"it is the number of one {one}: {self._topic_for(one)}"
            report("misplaced-name", f"`{name}` has no {one} here", node.place, help)

    def _family(self, name: str) -> bool:
        """A part of a route that exists for each item: where no item is at hand it is that of all of them."""
        return name.rpartition(".")[0] in self.book.routes

    def _remedy(self, name: str, owner: str, node: Expression | None = None) -> str:
        """Which aggregate to write."""
        one = self.lists[owner]
        if isinstance(node, Membership):
            return f"say of which: `any {owner} where {name} is {node.values[0]}`"
        if name in self.book.conclusions or (name in self.book.facts and self.book.facts[name].unit == "yes_no"):
            return f"say of which: `any {owner} where {name}`"
        statement = self.book.facts.get(name) or self.book.figures.get(name)
        word = "sum" if statement is not None and statement.unit == "dollars" else "largest"
        return f"say of which: `{word} of {name} over {one.plural}`"

    def _chosen(self, node: Membership, name: str, hand: _Hand, report: Report) -> None:
        fact = self.book.facts.get(name)
        if fact is None or not fact.earlier:
            return
        for value in node.values:
            outer = value.startswith(OUTER)
            if value.removeprefix(OUTER) != fact.earlier:
                continue
            at = hand.outer if outer else hand.at
            if at is None or fact.earlier not in at or outer == node.fact.startswith(OUTER):
                one = self.lists[fact.earlier]
                help = (
                    f"hold it against each {one.name}: `sum of ... over {one.plural} where {OUTER}{name} is {one.name}`"
                )
                report("misplaced-name", f"`{value}` is no other {one.name} here", node.place, help)

    # -- aggregates ----------------------------------------------------------------------------------------------------

    def _aggregate(self, node: Aggregate, hand: _Hand, report: Report) -> Iterator[tuple[str, tuple[int, int]]]:
        if hand.outer is not None:
            report("list-scope", "an aggregate inside another", node.place, "name the inner one as a figure")
            return
        one = self._list_meant(node, report)
        if one is None or not self._hand_fits(node, one, hand, report):
            return
        if node.operator in ("any", "every") and node.test is not None and _has_several_tests(node.test):
            help = f"name the condition as a conclusion of a topic for each {one.name} and read that"
            report("too-wide", f"`{node.operator}` of more than one test", node.place, help)
        inside = _Hand(chain(self.book.lists, one.name), hand.at)
        for part in children(node):
            yield from self._names(part, inside, report)

    def _list_meant(self, node: Aggregate, report: Report) -> ItemList | None:
        single = node.operator in ("any", "every")
        words = {one.name if single else one.plural: one for one in self.book.lists}
        if node.list_word in words:
            return words[node.list_word]
        other = {one.plural if single else one.name: one for one in self.book.lists}.get(node.list_word)
        meant = (other.name if single else other.plural) if other else ""
        help = f"write `{meant}`" if meant else did_you_mean(node.list_word, words)
        help = help or ("the lists are " + ", ".join(f"`{word}`" for word in words) if words else "there are no lists")
        report("unknown-list", f"`{clipped(node.list_word)}` is no list", node.place, help)
        return None

    def _hand_fits(self, node: Aggregate, one: ItemList, hand: _Hand, report: Report) -> bool:
        needed = one.of if node.which == "own" else one.name if node.which else ""
        if not node.which or (needed and needed in hand.at):
            return True
        said = f"`{node.which} {node.list_word}` has no {needed or one.name} here"
        help = self._topic_for(needed) if needed else f"`{one.plural}` belong to the saver: take `own` out"
        report("list-scope", said, node.place, help)
        return False

    def _topic_for(self, name: str) -> str:
        return f"that needs a topic with `for_each: {name}`"

    # -- names outside formulas ----------------------------------------------------------------------------------------

    def check_slot(self, said: SentenceSource, slot: str, span: Span) -> bool:
        """Whether a slot says what an item at hand is called; one that names what is not at hand is reported."""
        at = chain(self.book.lists, said.scope)
        if slot in self.lists:
            if slot not in at:
                message = f"`{{{slot}}}` has no {slot} here"
                self.reader.problem("list-scope", message, span, self._topic_for(slot))
            return True
        self._in_topic = bool(said.topic)
        self._at_hand(slot, at, span)
        return False

    def check_part(self, name: str, topic: str, span: Span) -> None:
        """Report a name that a statement of a topic names but that belongs to items not at hand there."""
        self._in_topic = bool(topic)
        self._at_hand(name, chain(self.book.lists, self.book.scope(topic)), span)

    def _at_hand(self, name: str, at: tuple[str, ...], span: Span) -> None:
        owner = self.owners.get(name, "")
        if owner and owner not in at and not self._family(name):
            needs = self._topic_for(owner) if self._in_topic else f"add `of: {owner}`"
            help = f"{needs}, or a name that {self._remedy(name, owner).replace('say', 'says')}"
            self.reader.problem("list-scope", f"`{name}` belongs to each {owner}", span, help)

    # -- circles -------------------------------------------------------------------------------------------------------

    def check_cycles(self) -> None:
        """Report what depends on itself for a saver with several items."""
        flat = unroll(self.book, most_of_each(self.book.lists, _PROBE))
        cycle = find_cycle(dict(dependencies(flat)))
        if cycle:
            statement = flat.figures.get(cycle[0]) or flat.conclusions.get(cycle[0]) or flat.facts[cycle[0]]
            help = f"the path is {' -> '.join(cycle)}; a figure may read itself `over earlier` items only"
            message = f"`{flat.origin(cycle[0])}` depends on itself"
            self.reader.problem("cycle", message, statement.span, help)


def _has_several_tests(node: Expression) -> bool:
    """Whether a condition is more than one test, or the opposite of one."""
    return any(isinstance(part, Connective) for part in every(node)) or (
        sum(isinstance(part, Comparison | Membership) for part in every(node)) > 1
    )
