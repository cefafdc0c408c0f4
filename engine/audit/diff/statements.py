"""Two rulebooks compared statement by statement: every amount, date, sentence, citation and list a person wrote.

The solver says for whom an answer changes. This says what was rewritten, so that a person can sign it off: a label,
a deadline, a default, a question, a citation. A formula is left out where it is proved to mean the same, and so is an
inner figure or condition that only one side has: what it does to anybody is proved on what reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ...diagnostic import Span
from ...rulebook.model import Case, Citation, Conclusion, Expression, Figure, Formula, Published, Rulebook, Sentence
from ...rulebook.walk import show
from ...value import show_value

Alike = Callable[[str, str, Expression, Expression], bool]
_LEFT_OUT: Final = frozenset({"span", "topic", "exported", "fact", "name"})
_KINDS: Final = (
    ("parameter", "parameters"),
    ("fact", "facts"),
    ("figure", "figures"),
    ("conclusion", "conclusions"),
    ("correction", "corrections"),
    ("route", "routes"),
    ("limit", "limits"),
    ("question", "questions"),
    ("source", "sources"),
)
_AMOUNTS: Final = ("amount", "lowest", "highest", "otherwise", "step", "step_from")
_GUARDS: Final = ("case", "property")


class Rewritten(NamedTuple):
    """One part of a statement that reads otherwise.

    `part` is empty where the whole statement is only in one rulebook; `old` or `new` is empty where that side has none.
    """

    kind: str
    name: str
    part: str
    old: str
    new: str

    @property
    def guards(self) -> bool:
        """Whether it is a case or a property: what holds the rules to the law, not the law itself."""
        return self.kind in _GUARDS


def rewritten(
    old: Rulebook, new: Rulebook, cases: tuple[Sequence[Case], Sequence[Case]], alike: Alike
) -> tuple[Rewritten, ...]:
    """What reads otherwise in the new rulebook; `alike` says whether two formulas of a statement
    (its kind and name first) surely mean the same."""
    before, after = statements_of(old, cases[0]), statements_of(new, cases[1])
    return tuple(one for kind in before for one in _statements(kind, before[kind], after[kind], alike))


def statements_of(book: Rulebook, cases: Sequence[Case] = ()) -> dict[str, Mapping[str, Any]]:
    """Every statement of a rulebook, by its kind and its name."""
    return {
        **{kind: getattr(book, table) for kind, table in _KINDS},
        "contradiction": _named(book.contradictions),
        "list": _named(book.lists),
        "topic": {topic: (("for_each", about),) for topic, about in book.for_each},
        "plan": {"plan": book.plan} if book.plan else {},
        "household": {"household": book.household} if book.household else {},
        "wording": {"wording": book.wording},
        "property": _named(book.properties),
        "case": _named(cases),
    }


def changed_names(old: Rulebook, new: Rulebook) -> set[str]:
    """The names of the statements that read otherwise, as far as their text says."""
    found = rewritten(old, new, ((), ()), lambda kind, name, was, now: show(was) == show(now))
    inner = {*old.figures, *old.conclusions} ^ {*new.figures, *new.conclusions}
    return {one.name for one in found} | inner


def _named(statements: Iterable[Any]) -> dict[str, Any]:
    """Statements by name; cases may share one."""
    found: dict[str, Any] = {}
    for one in statements:
        key, number = one.name, 2
        while key in found:
            key, number = f"{one.name} ({number})", number + 1
        found[key] = one
    return found


def _statements(kind: str, old: Mapping[str, Any], new: Mapping[str, Any], alike: Alike) -> Iterator[Rewritten]:
    for name in old:
        if name not in new and not _inner(old[name]):
            yield Rewritten(kind, name, "", _title(old[name]), "")
    for name, statement in new.items():
        if name not in old:
            if not _inner(statement):
                yield Rewritten(kind, name, "", "", _title(statement))
        elif kind not in ("figure", "conclusion") or "." not in name:  # those of routes are made from other statements
            yield from _parts(kind, name, old[name], statement, alike)


def _inner(statement: Any) -> bool:
    """Whether nobody is shown the statement by itself: a figure or condition that only its own topic reads."""
    if isinstance(statement, Figure):
        return not statement.exported or "." in statement.name
    if isinstance(statement, Conclusion):
        says = (statement.because, statement.because_not, statement.caution, statement.unlock, statement.step)
        return "." in statement.name or not any(says)
    return False


def _title(statement: Any) -> str:
    for part in ("label", "question", "title", "meaning", "name"):
        if text := getattr(statement, part, ""):
            return str(text)
    return "there"


def _parts(kind: str, name: str, old: Any, new: Any, alike: Alike) -> Iterator[Rewritten]:
    before, after = dict(_flat(old)), dict(_flat(new))
    for part in dict.fromkeys((*before, *after)):
        was, now = before.get(part), after.get(part)
        if isinstance(was, Formula) and isinstance(now, Formula) and alike(kind, name, was.expression, now.expression):
            continue
        shown = _entries(was, now) if isinstance(was, list) or isinstance(now, list) else (_shown(was), _shown(now))
        if shown[0] != shown[1]:
            yield Rewritten(kind, name, part, *shown)


def _entries(old: list[str] | None, new: list[str] | None) -> tuple[str, str]:
    """What only one of two lists holds; both lists where only their order differs."""
    was, now = old or [], new or []
    gone, come = [one for one in was if one not in now], [one for one in now if one not in was]
    return ("; ".join(was), "; ".join(now)) if not gone and not come else ("; ".join(gone), "; ".join(come))


def _flat(value: Any, path: str = "", unit: str = "") -> Iterator[tuple[str, Any]]:
    """The parts of a statement by path, without the places they stand in; a list of entries as a list of texts."""
    unit = getattr(value, "unit", unit)
    if isinstance(value, Formula | Sentence | Citation) or not isinstance(value, tuple):
        yield path, _amounted(value, path, unit)
    elif hasattr(value, "_fields"):
        for part, inner in zip(value._fields, value, strict=True):
            if part not in _LEFT_OUT:
                yield from _flat(inner, f"{path}.{part}" if path else part, unit)
    elif value and all(isinstance(one, tuple) and len(one) > 1 and _plain(one) for one in value):
        for key, *rest in value:
            inner = [one for one in rest if not isinstance(one, Span)]
            yield from _flat(inner[0] if inner else True, f"{path}.{key}" if path else str(key), unit)
    else:
        yield path, [_line(one) for one in value]


def _plain(entry: tuple[Any, ...]) -> bool:
    """Whether an entry is a pair of a name or year and what stands there."""
    return not hasattr(entry, "_fields")


def _amounted(value: Any, path: str, unit: str) -> Any:
    amount = path.rpartition(".")[2] in _AMOUNTS and isinstance(value, int | str)
    return show_value(value, unit.removeprefix("exact ")) if amount and unit not in ("", "tax_year") else value


def _line(entry: Any) -> str:
    """An entry of a list in one line."""
    if hasattr(entry, "_fields") and not isinstance(entry, Formula | Sentence | Citation):
        parts = zip(entry._fields, entry, strict=True)
        return ", ".join(f"{part}: {shown}" for part, one in parts if part != "span" and (shown := _shown(one)))
    return _shown(entry)


def _shown(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, Formula):
        return show(value.expression)
    return value.text if isinstance(value, Sentence | Citation) else str(value)


class Amount(NamedTuple):
    """A published amount, rate or date that is another in the new rules; None where that side publishes none."""

    name: str
    label: str
    unit: str
    old: Published | None
    new: Published | None

    @property
    def before(self) -> str:
        """The old amount in words."""
        return self._words(self.old)

    @property
    def after(self) -> str:
        """The new amount in words."""
        return self._words(self.new)

    def _words(self, published: Published | None) -> str:
        if published is None:
            return "not published"
        return "none" if published.amount is None else show_value(published.amount, self.unit)


def amounts(old: Rulebook, new: Rulebook, years: tuple[int, int]) -> Iterator[Amount]:
    """The published amounts that differ between a year of one rulebook and a year of another."""
    for name, parameter in new.parameters.items():
        earlier = old.parameters.get(name)
        if earlier is not None:
            found = Amount(name, parameter.label, parameter.unit, earlier.year(years[0]), parameter.year(years[1]))
            if found.before != found.after:
                yield found


def by_statement(found: Iterable[Rewritten]) -> dict[tuple[str, str], list[Rewritten]]:
    """The changes under the statement they belong to."""
    groups: dict[tuple[str, str], list[Rewritten]] = {}
    for one in found:
        groups.setdefault((one.kind, one.name), []).append(one)
    return groups
