"""Whatever a person wrote in a statement is named by `rothroute diff` when it reads otherwise, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rothroute.engine.audit.diff.statements import Rewritten, rewritten, statements_of
from rothroute.engine.resources import RULES, read_rules
from rothroute.engine.rulebook.load import load_cases, load_rulebook
from rothroute.engine.rulebook.model import (
    NOWHERE,
    Citation,
    Expression,
    Formula,
    ItemList,
    Rulebook,
    Sentence,
    Truth,
)
from rothroute.engine.rulebook.walk import show

OURS = load_rulebook(read_rules(RULES))
CASES = load_cases(read_rules(RULES))
NOT_SAID = {"name", "span", "topic", "exported", "fact"}
"""The key a statement is found by, its place, and what only other topics' reading rests on."""
TABLES = {"parameter": "parameters", "fact": "facts", "figure": "figures", "conclusion": "conclusions",
          "correction": "corrections", "route": "routes", "limit": "limits", "question": "questions",
          "source": "sources"}  # fmt: skip
LEAVES = (Formula, Sentence, Citation)
Path = tuple[str, ...]


def parts(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The parts of a statement a person wrote, by path: those of a step, of a household's shared facts too."""
    for field, inner in zip(value._fields, value, strict=True):
        if field in NOT_SAID and not (path and field == "name"):
            continue
        if hasattr(inner, "_fields") and not isinstance(inner, LEAVES):
            yield from parts(inner, (*path, field))
        else:
            yield (*path, field), inner


def put(statement: Any, path: Path, value: Any) -> Any:
    """The statement with another value at a path."""
    head, *rest = path
    return statement._replace(**{head: put(getattr(statement, head), tuple(rest), value) if rest else value})


def others(value: Any) -> Iterator[tuple[str, Any]]:
    """What the part could have been by mistake, each with a word for it."""
    if isinstance(value, bool):
        yield "the other way", not value
    elif isinstance(value, int):
        yield "another number", value + 1
    elif isinstance(value, str):
        if value:
            yield "dropped", ""
        yield "other words", f"{value} and more"
    elif isinstance(value, Sentence):
        yield "other words", value._replace(text=f"{value.text} And more.")
    elif isinstance(value, Formula):
        yield "another condition", value._replace(expression=Truth(True))
    elif isinstance(value, Citation):
        yield "another source", Citation("USC", "USC 1")
    elif isinstance(value, tuple) and value:
        yield "the last one dropped", value[:-1]
        if len(value) > 1 and value[::-1] != value and not all(pair(one) for one in value):
            yield "another order", value[::-1]
        if hasattr(value[0], "_fields") and not isinstance(value[0], LEAVES):
            for inner, _ in parts(value[0], ()):
                held = getattr(value[0], inner[0])
                for what, other in others(held):
                    yield f"{inner[0]} of the first: {what}", (put(value[0], inner[:1], other), *value[1:])


def pair(entry: Any) -> bool:
    """Whether an entry is a name or year and what stands there: their order says nothing, but in a list of words."""
    return isinstance(entry, tuple) and not hasattr(entry, "_fields") and len(entry) > 1


def changes() -> Iterator[Any]:
    """For each kind of statement and each part of it one change of each sort, in the first statement that has it."""
    seen: set[tuple[str, Path, str]] = set()
    for kind, named in statements_of(OURS, CASES).items():
        for name, statement in named.items():
            for path, value in parts(statement):
                for what, other in others(value):
                    if (kind, path, what) not in seen:
                        seen.add((kind, path, what))
                        said = f"{kind}: {'.'.join(path)}: {what}"
                        yield pytest.param(kind, name, statement, put(statement, path, other), id=said)


def holding(kind: str, name: str, statement: Any) -> tuple[Rulebook, list[Any]]:
    """A rulebook with this one statement."""
    empty = Rulebook("", {}, (), {}, {}, {}, {}, {}, {}, {}, {})
    if kind in TABLES:
        return empty._replace(**{TABLES[kind]: {name: statement}}), []
    if kind == "case":
        return empty, [statement]
    one = (statement,) if kind in ("contradiction", "property") else statement
    return empty._replace(**{{"contradiction": "contradictions", "property": "properties"}.get(kind, kind): one}), []


def compared(kind: str, name: str, old: Any, new: Any) -> tuple[Rewritten, ...]:
    """What is said of the change, formulas held against each other by their text."""
    (before, earlier), (after, later) = holding(kind, name, old), holding(kind, name, new)

    def alike(kind: str, name: str, was: Expression, now: Expression) -> bool:
        return show(was) == show(now)

    return rewritten(before, after, (earlier, later), alike)


@pytest.mark.parametrize(("kind", "name", "old", "new"), list(changes()))
def test_every_part_that_reads_otherwise_is_named(kind: str, name: str, old: Any, new: Any) -> None:
    found = compared(kind, name, old, new)

    assert [(one.kind, one.name) for one in found][:1] == [(kind, name)]
    assert all(one.old != one.new for one in found)
    assert compared(kind, name, old, old) == ()
    assert {(one.part, one.new, one.old) for one in found} == {
        (one.part, one.old, one.new) for one in compared(kind, name, new, old)
    }


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"most": 4}, ("most", "3", "4")),
        ({"label": "firm"}, ("label", "employer", "firm")),
    ],
)
def test_a_list_that_reads_otherwise_is_named(more: dict[str, Any], said: tuple[str, str, str]) -> None:
    jobs = ItemList(**{**dict.fromkeys(ItemList._fields, ""), "name": "job", "plural": "jobs", "label": "employer",
                       "most": 3, "span": NOWHERE})  # fmt: skip
    empty = Rulebook("", {}, (), {}, {}, {}, {}, {}, {}, {}, {})
    sides = (empty._replace(lists=(one,), for_each=(("pay", "job"),)) for one in (jobs, jobs._replace(**more)))
    (found,) = rewritten(*sides, ((), ()), lambda *_: False)

    assert (found.kind, found.name, found.part, found.old, found.new) == ("list", "job", *said)


def test_a_topic_about_another_list_is_named() -> None:
    empty = Rulebook("", {}, (), {}, {}, {}, {}, {}, {}, {}, {})
    sides = (empty._replace(for_each=(("pay", name),)) for name in ("job", "spouse"))
    (found,) = rewritten(*sides, ((), ()), lambda *_: False)

    assert (found.kind, found.name, found.part, found.old, found.new) == ("topic", "pay", "for_each", "job", "spouse")


def test_a_value_that_was_no_and_is_not_stated_any_more_is_named() -> None:
    name, fact = next((name, fact) for name, fact in OURS.facts.items() if fact.otherwise is False)
    (found,) = compared("fact", name, fact, fact._replace(otherwise=None))

    assert (found.part, found.old, found.new) == ("otherwise", "no", "")
