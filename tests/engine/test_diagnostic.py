"""Findings as data, nearest names, and findings as a person reads them."""

from __future__ import annotations

import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rothroute.engine.diagnostic import (
    Diagnostic,
    Label,
    Refusal,
    Span,
    clipped,
    did_you_mean,
    nearest,
    render,
)

LONG = "because: " + "word " * 60
TEXTS = {
    "r.yaml": "roth_ira:\n  when: {pretax_ira: {gt: 0}}\n  cite: [USC 1]\n",
    "facts.yaml": "\n" * 8 + "facts:\n  pre_tax_ira:\n",
    "tab.yaml": "a:\n\tb: 1\r\n",
    "wide.yaml": "名前: 太郎 e\u0301 x\n",
    "control.yaml": "a: \x1b[31m\u202eb\x07 c\n",
    "long.yaml": LONG + "\n",
    "bom.yaml": "\ufeffage: x\n",
    "empty.yaml": "",
}


def found(*place: str | int, **parts: object) -> Diagnostic:
    """An error, by default with the message "wrong", at (file, line, column, end column)."""
    span = Span(*place) if place else None  # type: ignore[arg-type]
    return Diagnostic("bad-thing", "error", "wrong", span)._replace(**parts)  # type: ignore[arg-type]


RENDERED = {
    "the example of the house": (
        Diagnostic(
            "undefined-fact",
            "error",
            "`pretax_ira` is not a fact",
            Span("r.yaml", 2, 10, 20),
            help="did you mean `pre_tax_ira`? (facts.yaml:10)",
            notes=("facts are declared in facts.yaml",),
        ),
        """\
error[undefined-fact]: `pretax_ira` is not a fact
 --> r.yaml:2:10
  |
2 |   when: {pretax_ira: {gt: 0}}
  |          ^^^^^^^^^^
  = help: did you mean `pre_tax_ira`? (facts.yaml:10)
  = note: facts are declared in facts.yaml""",
    ),
    "labels in the same file and in another": (
        found(
            "r.yaml",
            3,
            3,
            7,
            labels=(
                Label(Span("facts.yaml", 10, 3, 14), "declared here"),
                Label(Span("r.yaml", 1, 1, 9), "in this rule"),
                Label(Span("r.yaml", 3, 10, 15), "and this"),
            ),
        ),
        """\
error[bad-thing]: wrong
  --> r.yaml:3:3
   |
 1 | roth_ira:
   | -------- in this rule
...
 3 |   cite: [USC 1]
   |   ^^^^
   |          ----- and this
  ::: facts.yaml:10:3
   |
10 |   pre_tax_ira:
   |   ----------- declared here""",
    ),
    "no place": (found(help="look"), "error[bad-thing]: wrong\n  = help: look"),
    "labels without a place of its own": (
        found(labels=(Label(Span("r.yaml", 1, 1, 9), "this"),)),
        """\
error[bad-thing]: wrong
 ::: r.yaml:1:1
  |
1 | roth_ira:
  | -------- this""",
    ),
    "a text that is not at hand": (
        found("gone.yaml", 7, 2, 3, labels=(Label(Span("gone.yaml", 9, 1, 2), "here"),)),
        """\
error[bad-thing]: wrong
 --> gone.yaml:7:2
 ::: gone.yaml:9:1: here""",
    ),
    "a line that is not there": (found("r.yaml", 99, 1, 2), "error[bad-thing]: wrong\n  --> r.yaml:99:1"),
    "an empty file": (
        found("empty.yaml", 1, 1, 1),
        "error[bad-thing]: wrong\n --> empty.yaml:1:1\n  |\n1 |\n  | ^",
    ),
    "a place behind the end of the line": (
        found("r.yaml", 1, 50, 60),
        "error[bad-thing]: wrong\n --> r.yaml:1:50\n  |\n1 | roth_ira:\n  |          ^",
    ),
    "tabs and a carriage return": (
        found("tab.yaml", 2, 2, 3),
        "error[bad-thing]: wrong\n --> tab.yaml:2:2\n  |\n2 |     b: 1\n  |     ^",
    ),
    "wide and combining characters": (
        found("wide.yaml", 1, 5, 7, labels=(Label(Span("wide.yaml", 1, 11, 12), "here"),)),
        """\
error[bad-thing]: wrong
 --> wide.yaml:1:5
  |
1 | 名前: 太郎 e\u0301 x
  |       ^^^^
  |              - here""",
    ),
    "what could steer a terminal": (
        found("control.yaml", 1, 11, 12, message="`\x1b[0m`", help="a\nb", notes=("\x9b2J",)),
        """\
error[bad-thing]: `�[0m`
 --> control.yaml:1:11
  |
1 | a: �[31m�b� c
  |           ^
  = help: a�b
  = note: �2J""",
    ),
    "a note of several lines": (
        found("control.yaml", 12, 1, 2, notes=("as a case:\n  - name: \x1b\n    given: {}\n", "next")),
        """\
error[bad-thing]: wrong
  --> control.yaml:12:1
   = note: as a case:
         - name: �
           given: {}
   = note: next""",
    ),
    "a byte order mark": (
        found("bom.yaml", 1, 6, 7),
        "error[bad-thing]: wrong\n --> bom.yaml:1:6\n  |\n1 | age: x\n  |      ^",
    ),
    "the begin of a long line": (
        found("long.yaml", 1, 10, 14),
        f"error[bad-thing]: wrong\n --> long.yaml:1:10\n  |\n1 | {LONG[:100]}…\n  |          ^^^^",
    ),
    "the middle of a long line": (
        found("long.yaml", 1, 150, 999),
        f"error[bad-thing]: wrong\n --> long.yaml:1:150\n  |\n1 | …{LONG[119:219]}…\n  | {' ' * 31}{'^' * 70}",
    ),
    "the end of a long line": (
        found("long.yaml", 1, 310, 310),
        f"error[bad-thing]: wrong\n --> long.yaml:1:310\n  |\n1 | …{LONG[-100:].rstrip()}\n  | {' ' * 101}^",
    ),
    "far places on one long line": (
        found("long.yaml", 1, 1, 8, labels=(Label(Span("long.yaml", 1, 250, 254), "there"),)),
        "error[bad-thing]: wrong\n --> long.yaml:1:1\n  |\n"
        f"1 | {LONG[:100]}…\n  | ^^^^^^^\n1 | …{LONG[-100:].rstrip()}\n  | {' ' * 41}---- there",
    ),
}


@pytest.mark.parametrize(("diagnostic", "expected"), RENDERED.values(), ids=RENDERED)
def test_a_finding_is_printed(diagnostic: Diagnostic, expected: str) -> None:
    actual = render([diagnostic], TEXTS)

    assert [line.rstrip() for line in expected.split("\n")] == actual.split("\n")


def test_findings_are_parted_by_an_empty_line() -> None:
    diagnostics = [found(), found(level="advice")]

    assert render(diagnostics, {}) == "error[bad-thing]: wrong\n\nadvice[bad-thing]: wrong"
    assert render([], {}) == ""


@pytest.mark.parametrize(("level", "code"), [("error", "1;31"), ("warning", "1;33"), ("advice", "1;34")])
def test_colours_are_only_those_of_the_house(level: str, code: str) -> None:
    diagnostic = found("r.yaml", 1, 1, 9, level=level, help="look")

    coloured = render([diagnostic], TEXTS, colour=True)

    assert coloured.startswith(f"\x1b[{code}m{level}[bad-thing]\x1b[0m")
    assert f"\x1b[{code}m^^^^^^^^\x1b[0m" in coloured
    assert set(re.findall(r"\x1b\[([0-9;]*)m", coloured)) == {code, "1;34", "1", "0"}


texts = st.text(st.sampled_from("ab \t\r\n\x1b\x9b\u202e\u2028\ud800名e\u0301\ufeff") | st.characters(), max_size=300)
numbers = st.integers(-2, 400)
spans = st.builds(Span, st.sampled_from(["f", "g", "h\x1b"]), numbers, numbers, numbers)
diagnostics = st.builds(
    Diagnostic,
    check=st.just("x"),
    level=st.sampled_from(["error", "warning", "advice"]),
    message=texts,
    span=st.none() | spans,
    labels=st.lists(st.builds(Label, spans, texts), max_size=3).map(tuple),
    help=st.none() | texts,
    notes=st.lists(texts, max_size=2).map(tuple),
)


@given(st.lists(diagnostics, max_size=3), st.fixed_dictionaries({"f": texts, "h\x1b": texts}))
def test_nothing_raw_reaches_the_terminal(found: list[Diagnostic], files: dict[str, str]) -> None:
    plain = render(found, files)
    coloured = render(found, files, colour=True)

    assert plain.replace("\n", "").isprintable()
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).replace(" \n", "\n") == plain.replace(" \n", "\n")


NAMES = ["age", "wages", "other_wages", "modified_agi", "ira_basis", "traditional_ira_balance"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ages", ["wages", "age"]),
        ("AGE", ["age"]),
        ("Modified_AGI", ["modified_agi"]),
        ("other-wages", ["other_wages", "wages"]),
        ("traditional_balance", ["traditional_ira_balance"]),
        ("zzz", []),
        ("", []),
        ("a" * 1_000_000, []),
    ],
)
def test_the_nearest_names_come_first(name: str, expected: list[str]) -> None:
    assert nearest(name, NAMES) == expected


def test_no_more_names_than_asked_for() -> None:
    assert len(nearest("abcd", ["abc1", "abc2", "abc3", "abc4"])) == 3
    assert len(nearest("abcd", ["abc1", "abc2", "abc3", "abc4"], most=1)) == 1


def test_did_you_mean_is_a_question_or_nothing() -> None:
    assert did_you_mean("ages", NAMES) == "did you mean `wages`, `age`?"
    assert did_you_mean("AGE", NAMES) == "did you mean `age`?"
    assert did_you_mean("zzz", NAMES) is None


@pytest.mark.parametrize(
    ("text", "expected"), [("age", "age"), ("a\nb\x1b", "a�b�"), ("x" * 60, "x" * 60), ("x" * 61, "x" * 60 + "…")]
)
def test_words_of_users_are_clipped_for_messages(text: str, expected: str) -> None:
    assert clipped(text) == expected


def test_a_refusal_holds_every_problem() -> None:
    refusal = Refusal(iter([found("f", 1, 2, 3), found()]))

    assert refusal.diagnostics == (found("f", 1, 2, 3), found())
    assert str(refusal) == "f:1:2: wrong\nwrong"
    assert pickle.loads(pickle.dumps(refusal)).diagnostics == refusal.diagnostics
