"""Damaged rulebooks: lines gone or doubled, values exchanged, bytes at random. Only ever a rulebook or a refusal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rothroute.engine.compile.program import compile_year
from rothroute.engine.diagnostic import Refusal, render
from rothroute.engine.expression import parse
from rothroute.engine.load import load_cases, load_rulebook
from rothroute.engine.resources import RULES
from rothroute.engine.tokens import Misread
from rothroute.engine.walk import show

Files = dict[str, bytes]
OURS = {path.relative_to(RULES).as_posix(): path.read_bytes() for path in sorted(RULES.rglob("*.yaml"))}
ODD = [
    *(
        "",
        "~",
        "no",
        "-1",
        "1e400",
        "NaN",
        "$",
        "%",
        "{",
        "}",
        "[",
        "]",
        ":",
        "- a",
        "a: b",
        "é",
        "\x00",
        "\ufeff",
        "'",
    ),
    *(
        '"',
        "\\",
        "#",
        "|",
        ">",
        "&a",
        "*a",
        "!!x",
        "2026",
        "12:30",
        "72,000",
        "((",
        "min(",
        "if",
        "not",
        "is",
        "x.closed",
    ),
    *("$1 / 0", "wages * wages * wages", "{x}", "9" * 40),
]


def damaged(files: Files) -> st.SearchStrategy[Files]:
    """The files with one to four hurts in one or two of them."""
    hurts = st.lists(st.tuples(st.sampled_from(sorted(files)), st.integers(0, 10**6), damage()), min_size=1, max_size=4)
    return hurts.map(lambda found: hurt(files, found))


def damage() -> st.SearchStrategy[Callable[[list[bytes], int], None]]:
    odd = st.sampled_from(ODD).map(str.encode) | st.binary(max_size=8)
    return st.one_of(
        st.sampled_from([delete, double, swap, indent, cut]),
        odd.map(lambda text: lambda lines, place: replace_value(lines, place, text)),
        odd.map(lambda text: lambda lines, place: insert(lines, place, text)),
    )


def hurt(files: Files, hurts: list[tuple[str, int, Callable[[list[bytes], int], None]]]) -> Files:
    found = dict(files)
    for path, place, change in hurts:
        lines = found[path].split(b"\n")
        change(lines, place % len(lines))
        found[path] = b"\n".join(lines)
    return found


def delete(lines: list[bytes], place: int) -> None:
    del lines[place]


def double(lines: list[bytes], place: int) -> None:
    lines.insert(place, lines[place])


def swap(lines: list[bytes], place: int) -> None:
    """Two values change places."""
    other = place * 7 % len(lines)
    (one, _, value), (two, _, another) = lines[place].partition(b": "), lines[other].partition(b": ")
    lines[place], lines[other] = one + b": " + another, two + b": " + value


def indent(lines: list[bytes], place: int) -> None:
    lines[place] = b"  " + lines[place]


def cut(lines: list[bytes], place: int) -> None:
    lines[place] = lines[place][: len(lines[place]) // 2]


def replace_value(lines: list[bytes], place: int, text: bytes) -> None:
    lines[place] = lines[place].partition(b": ")[0] + b": " + text


def insert(lines: list[bytes], place: int, text: bytes) -> None:
    middle = len(lines[place]) // 2
    lines[place] = lines[place][:middle] + text + lines[place][middle:]


def read_whole(files: Files) -> None:
    """Load, compile and read the cases; what is refused must also be printable."""
    try:
        rulebook = load_rulebook(files)
        for year in rulebook.years:
            compile_year(rulebook, year)
        load_cases(files)
    except Refusal as refusal:
        assert refusal.diagnostics
        assert render(refusal.diagnostics, {path: data.decode(errors="replace") for path, data in files.items()})


@pytest.fixture(scope="module")
def small(base: Files) -> Files:
    return base


@settings(
    settings.get_profile("many"), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_a_damaged_small_rulebook(small: Files, data: st.DataObject) -> None:
    read_whole(data.draw(damaged(small)))


@settings(settings.get_profile("few"))
@given(files=damaged(OURS))
def test_our_own_rulebook_damaged(files: Files) -> None:
    read_whole(files)


@settings(settings.get_profile("many"))
@given(
    path=st.sampled_from(["facts.yaml", "sources.yaml", "parameters/x.yaml", "x/rules.yaml", "x/cases.yaml"]),
    data=st.binary(max_size=200),
)
def test_bytes_at_random(path: str, data: bytes) -> None:
    read_whole({path: data})


@settings(settings.get_profile("many"))
@given(
    formula=st.text(max_size=60)
    | st.lists(st.sampled_from([*ODD, "wages", "+", "age", "or", "and", "$5", "has_plan"])).map(" ".join)
)
def test_any_text_as_a_formula(formula: str) -> None:
    try:
        expression = parse(formula)
    except Misread as misread:
        start, end = misread.place
        assert 0 <= start <= end <= len(formula) + 1
    else:
        assert show(expression)


def test_the_files_are_ours() -> None:
    assert Path(RULES).is_dir() and len(OURS) > 60
