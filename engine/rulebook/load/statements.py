"""Builds the statements of a rulebook from source nodes, one function per kind of statement."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostic import Span
from ..model import (
    Case,
    Conclusion,
    Correction,
    Cost,
    Figure,
    Limit,
    Plan,
    Question,
    Rejected,
    Route,
    RouteDeadline,
    RouteForm,
    Source,
    Step,
    Use,
)
from ..source import Mapping, Node, Scalar, Sequence
from . import shapes
from .reader import Reader

_Fields = dict[str, Node]


def source(reader: Reader, key: Scalar, node: Node) -> Source:
    """One entry of sources.yaml."""
    read = reader.fields(node, shapes.SOURCE, f"source `{key.text}`")
    first, last = reader.year(read.get("from")), reader.year(read.get("until"))
    if first is not None and last is not None and first > last:
        message = f"`until: {last}` lies before `from: {first}`"
        reader.problem("bad-value", message, read["until"].span, "give the first and the last tax year in effect")
    return Source(
        key.text,
        key.span,
        reader.text(read.get("title")),
        reader.text(read.get("kind")),
        reader.text(read.get("checked")),
        reader.year(read.get("amounts_for")),
        first,
        last,
        _sections(reader, read.get("sections")),
        tuple(scalar.text for scalar in reader.scalars(read.get("unread"))),
        tuple(scalar.text for scalar in reader.scalars(read.get("announces"))),
    )


def _sections(reader: Reader, node: Node | None) -> tuple[tuple[str, str], ...]:
    entries = node.entries if isinstance(node, Mapping) else ()
    return tuple((key.text, reader.text(value)) for key, value in entries)


def figure(reader: Reader, key: Scalar, node: Mapping, exported: bool) -> Figure | None:
    """One figure of a topic."""
    read = reader.fields(node, shapes.FIGURE, f"figure `{key.text}`")
    unit = reader.text(read.get("unit")).removeprefix("exact ")
    formula = reader.formula(read.get("formula"), unit, "figure")
    applies = reader.formula(read.get("applies"), "yes_no", "figure")
    if formula is None:
        return None
    return Figure(
        key.text,
        key.span,
        reader.topic,
        reader.text(read.get("label")),
        reader.text(read.get("meaning")),
        unit,
        formula,
        applies,
        reader.cites(read.get("cite")),
        reader.text(read.get("unverified")),
        exported,
    )


def conclusion(reader: Reader, key: Scalar, node: Mapping, exported: bool) -> Conclusion | None:
    """One conclusion of a topic."""
    read = reader.fields(node, shapes.CONCLUSION, f"conclusion `{key.text}`")
    when = reader.formula(read.get("when"), "yes_no", "conclusion")
    for name in shapes.STEP_PARTS:
        if name in read and "step" not in read:
            reader.problem(
                "missing-key", f"`{name}` belongs to a `step`, which is not there", read[name].span, "add `step:`"
            )
    if "unlock_when" in read and "unlock" not in read:
        message = "`unlock_when` belongs to an `unlock`, which is not there"
        reader.problem("missing-key", message, read["unlock_when"].span, "add `unlock:`")
    if when is None:
        return None
    return Conclusion(
        key.text,
        key.span,
        reader.topic,
        when,
        reader.words(read.get("because")),
        reader.words(read.get("because_not")),
        reader.words(read.get("caution")),
        reader.words(read.get("unlock")),
        _step(reader, read),
        reader.cites(read.get("cite")),
        reader.text(read.get("unverified")),
        reader.yes_no(read.get("convention")),
        exported,
        reader.name(read.get("unlock_when")) or None,
    )


def _step(reader: Reader, read: _Fields) -> Step | None:
    text = reader.words(read.get("step"))
    if text is None:
        return None
    by, amount = reader.name(read.get("by")) or None, reader.name(read.get("amount")) or None
    check, undo = reader.words(read.get("check")), reader.words(read.get("undo"))
    before = tuple(scalar.text for scalar in reader.scalars(read.get("before")))
    say, pay, paydays = reader.words(read.get("say")), reader.name(read.get("pay")), reader.name(read.get("paydays"))
    owner = reader.text(read.get("owner")) or "you"
    act, while_open = reader.text(read.get("act")), reader.name(read.get("while_open")) or None
    alternative = reader.yes_no(read.get("alternative"))
    return Step(
        text, by, amount, owner, check, undo, before, say, pay or None, paydays or None, act, while_open, alternative
    )


def plan(reader: Reader, node: Node) -> Plan:
    """How the routes add up."""
    read = reader.fields(node, shapes.PLAN, "the plan")
    lists = {
        part: tuple(scalar.text for scalar in reader.scalars(read.get(part)))
        for part in ("steps", "drawbacks", "preview")
    }
    parts = tuple(scalar.text for scalar in reader.scalars(read["parts"])) if "parts" in read else None
    bands, counted = reader.name(read.get("bands")), reader.name(read.get("counted"))
    said = reader.said(read.get("counted_said"))
    total = reader.name(read.get("total"))
    return Plan(node.span, reader.topic, total, **lists, parts=parts, bands=bands, counted=counted, counted_said=said)


def route(reader: Reader, key: Scalar, node: Mapping) -> Route:
    """One route of a topic."""
    read = reader.fields(node, shapes.ROUTE, f"route `{key.text}`")
    names = {
        part: tuple(scalar.text for scalar in reader.scalars(read.get(part)))
        for part in ("closed_by", "cautions", "steps", "grounds")
    }
    return Route(
        key.text,
        key.span,
        reader.topic,
        reader.text(read.get("label")),
        reader.text(read.get("meaning")),
        names["closed_by"],
        names["cautions"],
        reader.name(read.get("amount")),
        reader.whole(read.get("tie_order")),
        reader.whole(read.get("doing_order")),
        names["steps"],
        _deadlines(reader, read.get("deadlines")),
        _forms(reader, read.get("forms")),
        names["grounds"],
        reader.yes_no(read.get("never_main")),
        reader.scope,
    )


def correction(reader: Reader, key: Scalar, node: Mapping) -> Correction:
    """One correction of a topic."""
    read = reader.fields(node, shapes.CORRECTION, f"correction `{key.text}`")
    return Correction(
        key.text,
        key.span,
        reader.topic,
        reader.text(read.get("label")),
        reader.text(read.get("meaning")),
        reader.name(read.get("when")),
        reader.name(read.get("amount")),
        reader.name(read.get("by")) or None,
        _cost(reader, read.get("cost")),
        reader.whole(read.get("order")),
        tuple(scalar.text for scalar in reader.scalars(read.get("steps"))),
        _forms(reader, read.get("forms")),
    )


def _cost(reader: Reader, node: Node | None) -> Cost | None:
    if node is None:
        return None
    read = reader.fields(node, shapes.COST, "the cost")
    text = reader.words(read.get("text"))
    return (
        Cost(reader.name(read.get("amount")), text, reader.name(read.get("when")) or None, node.span) if text else None
    )


def _entries(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else ()


def _deadlines(reader: Reader, node: Node | None) -> tuple[RouteDeadline, ...]:
    found = []
    for entry in _entries(node):
        read = reader.fields(entry, shapes.DEADLINE, "the deadline")
        what = reader.words(read.get("what"))
        if what is not None:
            found.append(
                RouteDeadline(reader.name(read.get("by")), what, reader.name(read.get("when")) or None, entry.span)
            )
    return tuple(found)


def _forms(reader: Reader, node: Node | None) -> tuple[RouteForm, ...]:
    found = []
    for entry in _entries(node):
        read = reader.fields(entry, shapes.FORM, "the form")
        what = reader.words(read.get("what"))
        if what is not None:
            found.append(
                RouteForm(reader.text(read.get("name")), what, reader.name(read.get("when")) or None, entry.span)
            )
    return tuple(found)


def limit(reader: Reader, key: Scalar, node: Mapping) -> Limit | None:
    """One limit of a topic."""
    read = reader.fields(node, shapes.LIMIT, f"limit `{key.text}`")
    cap = reader.formula(read.get("cap"), "dollars", "limit")
    applies = reader.formula(read.get("applies"), "yes_no", "limit")
    uses = []
    for entry in _entries(read.get("uses")):
        fields = reader.fields(entry, shapes.USE, "the use")
        reader.each = each = reader.name(fields.get("for_each"))
        amount = reader.formula(fields.get("amount"), "dollars", "limit")
        where = reader.formula(fields.get("where"), "yes_no", "limit")
        reader.each = ""
        if "where" in fields and not each:
            message = "`where` says which items count, but no `for_each` names a list"
            reader.problem("missing-key", message, fields["where"].span, "add `for_each:`")
        if amount is not None:
            route = reader.name(fields.get("route")) or None
            planned = reader.yes_no(fields.get("planned")) or route is not None
            uses.append(Use(reader.text(fields.get("label")), amount, route, planned, each, where))
    if cap is None:
        return None
    label, cites = reader.text(read.get("label")), reader.cites(read.get("cite"))
    left = reader.name(read.get("left")) or None
    return Limit(key.text, key.span, reader.topic, label, cap, applies, tuple(uses), cites, left)


def question(reader: Reader, key: Scalar, node: Mapping) -> Question:
    """One question of a topic."""
    read = reader.fields(node, shapes.QUESTION, f"question `{key.text}`")
    parts = (
        "section",
        "question",
        "help",
        "why",
        "who",
        "where",
        "example",
        "not_the_same",
        "listed",
        "if_yes",
        "if_no",
    )
    effort = reader.whole(read.get("effort"))
    if effort > 5 or reader.text(read.get("effort")) == "0":
        help = f"`effort` is {shapes.QUESTION['effort'].meaning}"
        reader.problem("bad-value", "`effort` runs from 1 to 5", read["effort"].span, help)
    texts = {part: reader.text(read.get(part)) for part in parts}
    node_of = read.get("synonyms")
    pairs = node_of.entries if isinstance(node_of, Mapping) else ()
    synonyms = tuple((value.text, reader.text(word)) for value, words in pairs for word in reader.scalars(words))
    return Question(fact=key.text, span=key.span, topic=reader.topic, effort=effort, synonyms=synonyms, **texts)


def cases(reader: Reader, node: Node) -> Iterator[Case]:
    """One worked example and, where it has one, its twin: a case of its own in which one fact is another."""
    read = reader.fields(node, shapes.CASE, "the case")
    unknown = tuple((scalar.text, scalar.span) for scalar in reader.scalars(read.get("unknown")))
    given, expect = _texts(reader, read.get("given")), _texts(reader, read.get("expect"))
    if "expect" not in read and "unknown" not in read:
        reader.problem("missing-key", "the case lacks `expect`", node.span, "`expect` is the answers, or say `unknown`")
    name, source = reader.text(read.get("name")), reader.text(read.get("source"))
    yield Case(name, node.span, given, expect, unknown, source, tuple(_rejected(reader, read.get("not"))))
    if "twin" in read:
        twin = reader.fields(read["twin"], shapes.TWIN, "the twin")
        flipped = _texts(reader, twin.get("given"))
        if len(flipped) > 1:
            message = f"a twin differs in one fact, and here are {len(flipped)}"
            reader.problem("bad-value", message, twin["given"].span, "make a case of its own of what differs in more")
        said = ", ".join(f"{fact} {value}" for fact, value, _ in flipped)
        expect = _texts(reader, twin.get("expect"))
        others = {one[0] for one in flipped}
        kept = (one for one in given if one[0] not in others)
        yield Case(f"{name}; its twin: {said}", read["twin"].span, (*kept, *flipped), expect, (), source)


def _rejected(reader: Reader, node: Node | None) -> Iterator[Rejected]:
    for entry in _entries(node):
        read = reader.fields(entry, shapes.REJECTED, "what is rejected")
        answer, value = reader.name(read.get("answer")), reader.text(read.get("value"))
        yield Rejected(answer, value, reader.text(read.get("why")), entry.span)


def _texts(reader: Reader, node: Node | None) -> tuple[tuple[str, str, Span], ...]:
    found = []
    for key, value in node.entries if isinstance(node, Mapping) else ():
        texts = ",".join(scalar.text for scalar in reader.scalars(value))
        found.append((key.text, texts, key.span))
    return tuple(found)
