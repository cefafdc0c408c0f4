"""Our NamedTuple against typing's."""

from __future__ import annotations

import copy
import pickle
import typing

import pytest

from rothroute.engine import record


class Ours(record.NamedTuple):
    """A place."""

    line: int
    column: int = 1
    names: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """As text."""
        return f"{self.line}:{self.column}"

    def __str__(self) -> str:
        return self.shown


class Theirs(typing.NamedTuple):
    """A place."""

    line: int
    column: int = 1
    names: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """As text."""
        return f"{self.line}:{self.column}"

    def __str__(self) -> str:
        return self.shown


def test_it_has_what_typings_has() -> None:
    assert set(dir(Theirs)) - set(dir(Ours)) <= {"__orig_bases__"}
    for name in ("_fields", "_field_defaults", "__match_args__", "__doc__", "__module__", "__slots__"):
        assert getattr(Ours, name) == getattr(Theirs, name)
    assert Ours.__qualname__ == "Ours" and Ours.__mro__[1:] == Theirs.__mro__[1:]


@pytest.mark.parametrize("kind", [Ours, Theirs])
def test_it_does_what_typings_does(kind: type[Ours]) -> None:
    one = kind(3, names=("a",))
    assert one == (3, 1, ("a",)) and one.line == 3 and str(one) == "3:1"
    assert repr(one) == f"{kind.__name__}(line=3, column=1, names=('a',))"
    assert one._replace(line=4)._asdict() == {"line": 4, "column": 1, "names": ("a",)}
    assert copy.deepcopy(one) == one and pickle.loads(pickle.dumps(one)) == one
    match one:
        case kind(line, column):
            assert (line, column) == (3, 1)
    for wrong in ((), (1, 2, (), 4)):
        with pytest.raises(TypeError):
            kind(*wrong)
    with pytest.raises(TypeError):
        kind(1, colum=2)  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        one.line = 5  # type: ignore[misc]


def test_a_field_with_a_default_comes_last() -> None:
    with pytest.raises(TypeError):

        class Wrong(record.NamedTuple):  # type: ignore[misc]
            first: int = 0
            second: int  # type: ignore[misc]
