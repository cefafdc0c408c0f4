"""From a template, in which every statement stands once, to the rulebook of a saver with certain items.

Each statement about an item is copied for every item under a name of its own (`job2.plan1.employee_deferrals`), with
its places kept, and aggregates become what they come to over these items. Whatever compiles, proves or explains a
rulebook reads the flat names and knows no lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeVar

from .lists import Shape, items_of, owners
from .model import (
    Aggregate,
    Arithmetic,
    Conclusion,
    Conditional,
    Connective,
    Contradiction,
    Correction,
    Cost,
    Expression,
    Extreme,
    Fact,
    Figure,
    Formula,
    Item,
    ItemList,
    Limit,
    Membership,
    Name,
    Not,
    Number,
    Plan,
    Property,
    Question,
    Route,
    RouteDeadline,
    RouteForm,
    Rulebook,
    Sentence,
    Step,
    Truth,
    Use,
)
from .walk import children, with_children

OUTER: Final = "this."
"""Before a name inside an aggregate: of the item the statement is about, not of the one the aggregate looks at."""
NONE: Final = "none"

_At = Mapping[str, Item]
_Statement = TypeVar("_Statement")


def unroll(template: Rulebook, shape: Shape) -> Rulebook:
    """The rulebook of a saver with the items of a shape; it keeps the template."""
    return _Unroller(template, shape).book()


def for_items(book: Rulebook, shape: Shape) -> Rulebook:
    """The rulebook, loaded for other items, of a saver with the items of a shape; itself where these are the same."""
    return book if book.template is None or shape == book.shape else unroll(book.template, shape)


class _Place(NamedTuple):
    """The item at hand in each list, and inside an aggregate that of the statement."""

    at: _At
    outer: _At | None = None


class _Unroller:
    def __init__(self, template: Rulebook, shape: Shape) -> None:
        self.template = template
        self.lists = {one.name: one for one in template.lists}
        self.items = items_of(template.lists, shape)
        self.by_path = {item.path: item for item in self.items}
        self.owners = owners(template)

    def book(self) -> Rulebook:
        book = self.template
        figures = self._copies(book.figures, self._figure)
        conclusions = self._copies(book.conclusions, self._conclusion)
        routes = {name: self._routes(route) for name, route in book.routes.items()}
        for route in routes.values():
            if route.of and not self._single(route.of):
                figures[f"{route.name}.amount"] = _family_amount(route)
                conclusions |= {one.name: one for one in _family_verdict(route, self.lists[route.of])}
        return book._replace(
            facts=self._copies(book.facts, self._fact),
            contradictions=tuple(self._contradictions()),
            figures=figures,
            conclusions=conclusions,
            routes=routes,
            limits=self._copies(book.limits, self._limit),
            questions=dict(self._questions()),
            corrections=self._copies(book.corrections, self._correction),
            plan=self._plan(book.plan),
            properties=tuple(self._properties()),
            items=self.items,
            template=book,
        )

    # -- which items ---------------------------------------------------------------------------------------------------

    def _single(self, name: str) -> bool:
        mine = [item for item in self.items if item.list == name]
        return len(mine) == 1 and not mine[0].numbered

    def _at(self, item: Item) -> dict[str, Item]:
        """The item and those it belongs to, by list."""
        found = {item.list: item}
        while item.parent:
            item = self.by_path[item.parent]
            found[item.list] = item
        return found

    def _places(self, name: str) -> list[_At]:
        """Each item of a list with those it belongs to; the saver alone for no list."""
        return [self._at(item) for item in self.items if item.list == name] if name else [{}]

    def _copies(
        self, statements: Mapping[str, _Statement], copy: Callable[[_Statement, _At], _Statement]
    ) -> dict[str, _Statement]:
        found = {}
        for name, statement in statements.items():
            topic = getattr(statement, "topic", "")
            owner = self.owners.get(name) or (self.template.scope(topic) if isinstance(statement, Limit) else "")
            for at in self._places(owner):
                copied = copy(statement, at)
                found[copied.name] = copied  # type: ignore[attr-defined]
        return found

    # -- names, sentences, formulas ------------------------------------------------------------------------------------

    def _name(self, name: str, at: _At) -> str:
        """A name as it is called for the items at hand; a family where these have no such part."""
        owner = self.owners.get(name, "")
        return at[owner].named(name) if owner in at else name

    def _maybe(self, name: str | None, at: _At) -> str | None:
        return None if name is None else self._name(name, at)

    def _names(self, names: Iterable[str], at: _At) -> tuple[str, ...]:
        """Names one after the other; one that belongs to items further down stands for all of those."""
        return tuple(found for name in names for found in self._each(name, at))

    def _each(self, name: str, at: _At) -> Iterator[str]:
        owner = self.owners.get(name, "")
        if not owner or owner in at:
            yield self._name(name, at)
            return
        for place in self._places(owner):
            if all(place.get(one) == item for one, item in at.items() if one in place):
                yield place[owner].named(name)

    def _sentence(self, sentence: Sentence | None, at: _At) -> Any:
        """A sentence with the slots of the items at hand; an item's own slot says what it is called."""
        if sentence is None:
            return None
        pieces = [sentence.pieces[0]]
        for slot, text in zip(sentence.pieces[1::2], sentence.pieces[2::2], strict=True):
            if slot in at:
                pieces[-1] += at[slot].said + text
            else:
                pieces += [self._name(slot, at), text]
        written = "".join(f"{{{piece}}}" if place % 2 else piece for place, piece in enumerate(pieces))
        return sentence._replace(text=written, pieces=tuple(pieces))

    def _label(self, label: str, at: _At) -> str:
        """A label of an item: where there are several items it says of which."""
        if not at:
            return label
        if (said := _called(label, at)) != label:
            return said
        item = next(iter(at.values()))
        return f"{label} ({item.said})" if item.numbered else label

    def _formula(self, formula: Formula | None, at: _At, outer: _At | None = None) -> Any:
        if formula is None:
            return None
        return formula._replace(expression=self._expression(formula.expression, _Place(at, outer)))

    def _expression(self, node: Expression, place: _Place) -> Expression:
        match node:
            case Name(name=name):
                return self._read(node, name, place)
            case Membership():
                return self._tested(node, place)
            case Aggregate():
                return self._aggregate(node, place)
        parts = children(node)
        return with_children(node, [self._expression(part, place) for part in parts]) if parts else node

    def _read(self, node: Name, name: str, place: _Place) -> Expression:
        if name.startswith(OUTER) and place.outer is not None:
            name, at = name.removeprefix(OUTER), place.outer
        else:
            at = place.at
        for one in at.values():
            if name == self.lists[one.list].position:
                return Number(one.number, 1, "number", node.place)
        return node._replace(name=self._name(name, at))

    def _tested(self, node: Membership, place: _Place) -> Expression:
        """`fact is value`; the values of a choice of an earlier item are the paths of these items."""
        read = self._read(Name(node.fact, node.place), node.fact, place)
        assert isinstance(read, Name)
        fact = self.template.facts[node.fact.removeprefix(OUTER)]
        if not fact.earlier:
            return node._replace(fact=read.name)
        mine = (place.outer if node.fact.startswith(OUTER) else place.at) or {}
        possible = self._earlier(fact, mine)
        wanted = [self._meant(value, place) for value in node.values]
        found = tuple(value for value in wanted if value in possible)
        if not found or len(found) == len(possible):
            return Truth(bool(found), node.place)
        return node._replace(fact=read.name, values=found)

    def _meant(self, value: str, place: _Place) -> str:
        at = place.outer if value.startswith(OUTER) and place.outer is not None else place.at
        item = at.get(value.removeprefix(OUTER))
        return item.path if item else value

    def _earlier(self, fact: Fact, at: _At) -> tuple[str, ...]:
        """The values of a choice of an earlier item: none, and the items before the one at hand."""
        item = at[fact.earlier]
        every = [one for one in self.items if one.list == item.list]
        return (NONE, *(one.path for one in every[: every.index(item)]))

    # -- aggregates ----------------------------------------------------------------------------------------------------

    def _aggregate(self, node: Aggregate, place: _Place) -> Expression:
        [name] = [one.name for one in self.lists.values() if node.list_word in (one.name, one.plural)]
        parts = [
            (self._inner(node.amount, at, place.at), self._inner(node.test, at, place.at))
            for at in self._places(name)
            if self._among(node.which, at[name], place.at)
        ]
        if node.operator in ("any", "every"):
            return _quantified(node, [test for _, test in parts if test is not None])
        parts = [(amount, None if test == Truth(True) else test) for amount, test in parts if test != Truth(False)]
        if node.operator == "count":
            one = Number(1, 1, "number", node.place)
            return _sum(node, [_where(one, test, _nothing("number", node), node) for _, test in parts], "number")
        unit = self._unit(node.amount)
        known = [(amount, test) for amount, test in parts if amount is not None]
        if node.operator == "sum":
            return _sum(node, [_where(amount, test, _nothing(unit, node), node) for amount, test in known], unit)
        return _extreme(node, known, unit)

    def _inner(self, node: Expression | None, at: _At, outer: _At) -> Expression | None:
        found = None if node is None else self._expression(node, _Place(at, outer))
        return Truth(found.value) if isinstance(found, Truth) else found

    def _among(self, which: str, item: Item, at: _At) -> bool:
        mine = at.get(item.list)
        match which:
            case "own":
                return at[self.lists[item.list].of].path == item.parent
            case "other":
                return item != mine
            case "earlier":
                return mine is not None and self.items.index(item) < self.items.index(mine)
        return True

    def _unit(self, node: Expression | None) -> str:
        """The unit of an amount: that of its dollars, if any are in it."""
        units = {statement.unit for name in _amounts(node) for statement in self._named(name)}
        return "dollars" if "dollars" in units else next(iter(sorted(units - {"percent"})), "number")

    def _named(self, name: str) -> Iterator[Fact | Figure]:
        name = name.removeprefix(OUTER)
        yield from (found[name] for found in (self.template.facts, self.template.figures) if name in found)

    # -- statements ----------------------------------------------------------------------------------------------------

    def _fact(self, fact: Fact, at: _At) -> Fact:
        values, applies, otherwise = fact.values, self._formula(fact.applies, at), fact.otherwise
        if fact.earlier:
            possible = self._earlier(fact, at)
            values = tuple((value, self.by_path[value].said if value in self.by_path else NONE) for value in possible)
            if possible == (NONE,):
                applies, otherwise = Formula("no", Truth(False), fact.span), NONE
        return fact._replace(
            name=self._name(fact.name, at),
            label=self._label(fact.label, at),
            values=values,
            applies=applies,
            otherwise=otherwise,
            assume=self._formula(fact.assume, at),
            assume_when=self._formula(fact.assume_when, at),
        )

    def _contradictions(self) -> Iterator[Contradiction]:
        for one in self.template.contradictions:
            for at in self._places(one.of):
                message = self._sentence(one.message, at)
                if one.of and at[one.of].numbered and at[one.of].said not in message.text:
                    said = f" ({at[one.of].said})"
                    pieces = (*message.pieces[:-1], message.pieces[-1] + said)
                    message = message._replace(text=message.text + said, pieces=pieces)
                yield one._replace(
                    name=at[one.of].named(one.name) if one.of else one.name,
                    when=self._formula(one.when, at),
                    unless=self._formula(one.unless, at),
                    message=message,
                )

    def _questions(self) -> Iterator[tuple[str, Question]]:
        for question in self.template.questions.values():
            for at in self._places(self.owners.get(question.fact, "")):
                name = self._name(question.fact, at)
                yield name, question._replace(fact=name, question=self._label(question.question, at))

    def _figure(self, figure: Figure, at: _At) -> Figure:
        return figure._replace(
            name=self._name(figure.name, at),
            label=self._label(figure.label, at),
            formula=self._formula(figure.formula, at),
            applies=self._formula(figure.applies, at),
        )

    def _conclusion(self, conclusion: Conclusion, at: _At) -> Conclusion:
        return conclusion._replace(
            name=self._name(conclusion.name, at),
            when=self._formula(conclusion.when, at),
            because=self._sentence(conclusion.because, at),
            because_not=self._sentence(conclusion.because_not, at),
            caution=self._sentence(conclusion.caution, at),
            unlock=self._sentence(conclusion.unlock, at),
            step=None if conclusion.step is None else self._step(conclusion.step, at),
            unlock_when=self._maybe(conclusion.unlock_when, at),
        )

    def _step(self, step: Step, at: _At) -> Step:
        return step._replace(
            text=self._sentence(step.text, at),
            by=self._maybe(step.by, at),
            amount=self._maybe(step.amount, at),
            check=self._sentence(step.check, at),
            undo=self._sentence(step.undo, at),
            before=self._names(step.before, at),
            say=self._sentence(step.say, at),
            pay=self._maybe(step.pay, at),
            paydays=self._maybe(step.paydays, at),
            while_open=self._maybe(step.while_open, at),
        )

    def _routes(self, route: Route) -> Route:
        """The route of the saver or of the only item; of several, or none, the family with their routes."""
        if not route.of:
            return self._route(route, {})
        every = [self._route(route, at) for at in self._places(route.of)]
        return every[0] if self._single(route.of) else _family(route, every)

    def _route(self, route: Route, at: _At) -> Route:
        return route._replace(
            name=self._name(route.name, at),
            label=self._label(route.label, at),
            closed_by=self._names(route.closed_by, at),
            cautions=self._names(route.cautions, at),
            amount=self._name(route.amount, at),
            steps=self._names(route.steps, at),
            deadlines=tuple(self._deadline(one, at) for one in route.deadlines),
            forms=tuple(self._form(one, at) for one in route.forms),
            grounds=self._names(route.grounds, at),
        )

    def _deadline(self, one: RouteDeadline, at: _At) -> RouteDeadline:
        when = self._maybe(one.when, at)
        return one._replace(by=self._name(one.by, at), what=self._sentence(one.what, at), when=when)

    def _form(self, one: RouteForm, at: _At) -> RouteForm:
        return one._replace(what=self._sentence(one.what, at), when=self._maybe(one.when, at))

    def _cost(self, cost: Cost, at: _At) -> Cost:
        text = self._sentence(cost.text, at)
        return cost._replace(amount=self._name(cost.amount, at), text=text, when=self._maybe(cost.when, at))

    def _correction(self, one: Correction, at: _At) -> Correction:
        return one._replace(
            name=self._name(one.name, at),
            label=self._label(one.label, at),
            when=self._name(one.when, at),
            amount=self._name(one.amount, at),
            by=self._maybe(one.by, at),
            cost=None if one.cost is None else self._cost(one.cost, at),
            steps=self._names(one.steps, at),
            forms=tuple(self._form(form, at) for form in one.forms),
        )

    def _limit(self, limit: Limit, at: _At) -> Limit:
        own = next(iter(at.values()), None)
        return limit._replace(
            name=own.named(limit.name) if own else limit.name,
            label=self._label(limit.label, at),
            cap=self._formula(limit.cap, at),
            applies=self._formula(limit.applies, at),
            uses=tuple(use for one in limit.uses for use in self._uses(one, at)),
            left=self._maybe(limit.left, at),
        )

    def _uses(self, use: Use, at: _At) -> Iterator[Use]:
        if not use.for_each:
            yield use._replace(label=_called(use.label, at), amount=self._formula(use.amount, at))
            return
        for place in self._places(use.for_each):
            amount, where = self._formula(use.amount, place, at), self._formula(use.where, place, at)
            if where is not None:
                nothing = Number(0, 1, "dollars", where.expression.place)
                counted = Conditional(where.expression, amount.expression, nothing, amount.expression.place)
                amount = amount._replace(text=f"if {where.text} then {amount.text} else $0", expression=counted)
            label = self._label(use.label, place)
            yield use._replace(label=label, amount=amount, for_each="", where=None)

    def _plan(self, plan: Plan | None) -> Plan | None:
        if plan is None:
            return None
        parts = None if plan.parts is None else self._names(plan.parts, {})
        named: dict[str, Any] = {
            part: self._names(getattr(plan, part), {}) for part in ("steps", "drawbacks", "preview")
        }
        return plan._replace(parts=parts, **named)

    def _properties(self) -> Iterator[Property]:
        for one in self.template.properties:
            scope = self.template.scope(one.topic)
            for at in self._places(scope):
                yield one._replace(
                    name=at[scope].named(one.name) if scope else one.name,
                    given=self._formula(one.given, at),
                    holds=self._formula(one.holds, at),
                    figure=self._name(one.figure, at),
                    never_rises_with=self._name(one.never_rises_with, at),
                    never_falls_with=self._name(one.never_falls_with, at),
                    feature=self._name(one.feature, at),
                    helps=self._names(one.helps, at),
                )


def _called(label: str, at: _At) -> str:
    """A label with what the items at hand are called in the place of their slots."""
    for name, item in at.items():
        label = label.replace(f"{{{name}}}", item.said)
    return label


def _amounts(node: Expression | None) -> Iterator[str]:
    """The names of amounts in an expression, those of its tests left out."""
    match node:
        case None | Number() | Truth():
            return
        case Name(name=name):
            yield name
        case Conditional():
            yield from _amounts(node.then)
            yield from _amounts(node.otherwise)
        case _:
            for part in children(node):
                yield from _amounts(part)


def _nothing(unit: str, node: Aggregate) -> Number:
    return Number(0, 1, unit, node.place)


def _where(amount: Expression, test: Expression | None, otherwise: Expression, node: Aggregate) -> Expression:
    """The amount where the test holds, the other elsewhere."""
    return amount if test is None else Conditional(test, amount, otherwise, node.place)


def _sum(node: Aggregate, terms: list[Expression], unit: str) -> Expression:
    if not terms:
        return _nothing(unit, node)
    total = terms[0]
    for term in terms[1:]:
        total = Arithmetic("+", total, term, node.place)
    return total


def _quantified(node: Aggregate, tests: list[Expression]) -> Expression:
    """Any of none is no, every of none yes."""
    if not tests:
        return Truth(node.operator == "every", node.place)
    word = "or" if node.operator == "any" else "and"
    return tests[0] if len(tests) == 1 else Connective(word, tuple(tests), node.place)


def _extreme(node: Aggregate, parts: list[tuple[Expression, Expression | None]], unit: str) -> Expression:
    """The largest or smallest of the amounts whose test holds, nothing where there are none.

    In place of an amount whose test fails stands one that cannot win: the opposite extreme of all, failed ones as 0.
    """
    nothing = _nothing(unit, node)
    if not parts:
        return nothing
    word, opposite = ("max", "min") if node.operator == "largest" else ("min", "max")
    if all(test is None for _, test in parts):
        return _most(node, word, [amount for amount, _ in parts])
    beaten = _most(node, opposite, [_where(amount, test, nothing, node) for amount, test in parts])
    if len(parts) == 1:
        return beaten
    return _most(node, word, [_where(amount, test, beaten, node) for amount, test in parts])


def _most(node: Aggregate, word: str, amounts: list[Expression]) -> Expression:
    return amounts[0] if len(amounts) == 1 else Extreme(word, tuple(amounts), node.place)


def _family(route: Route, items: list[Route]) -> Route:
    """The routes of the items as one, with all there is to do for any of them."""
    joined: dict[str, Any] = {
        part: tuple(dict.fromkeys(one for item in items for one in getattr(item, part)))
        for part in ("closed_by", "cautions", "steps", "deadlines", "forms", "grounds")
    }
    if not items:
        joined["closed_by"] = (f"{route.name}.none",)
    return route._replace(amount=f"{route.name}.amount", items=tuple(items), **joined)


def _family_amount(route: Route) -> Figure:
    node = Aggregate("sum", "", "", None, None)
    total = _sum(node, [Name(f"{item.name}.amount") for item in route.items], "dollars")
    text = " + ".join(f"{item.name}.amount" for item in route.items) or "$0"
    meaning = f"Dollars still possible by the {route.label}."
    formula, label = Formula(text, total, route.span), f"amount of the {route.label}"
    name = f"{route.name}.amount"
    return Figure(name, route.span, route.topic, label, meaning, "dollars", formula, exported=True)


def _family_verdict(route: Route, of: ItemList) -> Iterator[Conclusion]:
    """Closed where every item's route is, open where any is, with a caution in between."""
    closed, opened = f"{route.name}.closed", f"{route.name}.open"
    neither = Connective("and", (Not(Name(closed)), Not(Name(opened))))
    parts: list[tuple[str, Expression, str]] = [
        ("closed", _joined("and", route, "closed"), "every one is closed"),
        ("caution", neither, "neither closed nor open"),
        ("open", _joined("or", route, "open"), "any one is open"),
    ]
    for part, expression, text in parts:
        formula = Formula(text, expression, route.span)
        yield Conclusion(f"{route.name}.{part}", route.span, route.topic, formula, exported=True)
    if not route.items:
        said = Sentence(of.none, (of.none,), of.span)
        formula = Formula("yes", Truth(True), route.span)
        yield Conclusion(f"{route.name}.none", route.span, route.topic, formula, said, exported=True)


def _joined(word: str, route: Route, part: str) -> Expression:
    names = tuple(Name(f"{item.name}.{part}") for item in route.items)
    if not names:
        return Truth(word == "and")
    return names[0] if len(names) == 1 else Connective(word, names)
