"""The names of the code keep to docs/naming.md, and no two classes share one."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "naming.md").read_text(encoding="utf-8")
ROOMS = ("engine", "commands", "web")
CODE = sorted([*(path for room in ROOMS for path in (ROOT / room).rglob("*.py")), ROOT / "cli.py"])
FOR_SAVERS = ("engine/ask/", "engine/interview/", "engine/explain/", "engine/render/")
COMMANDS_FOR_SAVERS = ("advise", "ask", "letter", "verify")
QUESTION_TEXTS = re.compile(
    r"^ +(?:question|help|why|who|where|example|not_the_same|section): (.*(?:\n {6,}.*)*)", re.MULTILINE
)


def section(title: str) -> str:
    """The text under a heading of the page."""
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@cache
def barred() -> dict[str, frozenset[str]]:
    """The words of the column "not", and the kinds of name each is barred from; none stands for all kinds."""
    found = {}
    for row in re.findall(r"^\|[^|]+\|([^|]+)\|[^|]+\|$", section("One thing, one word"), re.MULTILINE):
        for word, kinds in re.findall(r"`([^`]+)`(?: \(([^)]+)\))?", row):
            found[word] = frozenset(kind.strip() for kind in kinds.split(",") if kind)
    return found


@cache
def kept() -> set[str]:
    """The names the page allows by name."""
    return set(re.findall(r"`([^`]+)`", section("One thing, one word").partition("\nKept,")[2]))


def parts_of(name: str) -> list[str]:
    """`_MostKept_now` is most, kept, now."""
    return [part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def names_in(tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    """Every name a file gives to something: the name, its kind and its line."""
    fields = {id(one.target) for kind in ast.walk(tree) if isinstance(kind, ast.ClassDef) for one in kind.body
              if isinstance(one, ast.AnnAssign)}  # fmt: skip
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=name):
                yield name, "classes", node.lineno
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name, "functions", node.lineno
            case ast.arg(arg=name):
                yield name, "variables", node.lineno
            case ast.Name(id=name, ctx=ast.Store()):
                yield name, "fields" if id(node) in fields else "variables", node.lineno
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield name, "fields", node.lineno
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name, "variables", node.lineno
            case ast.alias(asname=str(name)):
                yield name, "variables", getattr(node, "lineno", 0)
            case _:
                pass


def offends(name: str, kind: str) -> str | None:
    """The barred word in a name of a kind, if there is one."""
    if name in kept():
        return None
    parts, whole = parts_of(name), name.strip("_")
    for word, kinds in barred().items():
        wanted = word.split("_")
        if word[0].isupper():
            hit = whole == word
        elif kinds:
            hit = kind in kinds and whole.lower() == word
        else:
            hit = any(parts[at : at + len(wanted)] == wanted for at in range(len(parts)))
        if hit:
            return word
    return None


def test_names_of_the_code_keep_to_the_page() -> None:
    found = []
    for path in CODE:
        place = path.relative_to(ROOT)
        for part in {*place.parts[:-1], path.stem}:
            if word := offends(part, "modules"):
                found.append(f"{place}: `{part}` has `{word}`")
        for name, kind, line in names_in(parsed(path)):
            if word := offends(name, kind):
                found.append(f"{place}:{line}: `{name}` has `{word}`")

    assert found == []


def test_no_two_classes_share_a_name() -> None:
    places = defaultdict(list)
    for path in CODE:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def for_savers() -> Iterator[tuple[str, str]]:
    """The texts savers read: templates without their tags, questions, and the sentences in code that talks to them."""
    for path in sorted((ROOT / "templates").rglob("*.md")):
        yield (
            str(path.relative_to(ROOT)),
            re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", path.read_text("utf-8"), flags=re.DOTALL),
        )
    for path in sorted((ROOT / "rules").rglob("questions.yaml")):
        for text in QUESTION_TEXTS.findall(path.read_text("utf-8")):
            yield str(path.relative_to(ROOT)), text
    for path in CODE:
        place = path.relative_to(ROOT).as_posix()
        if place.startswith(FOR_SAVERS) or (path.parent.name == "commands" and path.stem in COMMANDS_FOR_SAVERS):
            tree = parsed(path)
            docs = {id(node.body[0].value) for node in ast.walk(tree)
                    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
                    and isinstance(node.body[0], ast.Expr)}  # fmt: skip
            for node in ast.walk(tree):
                if (
                    isinstance(node, ast.Constant)
                    and isinstance(node.value, str)
                    and " " in node.value
                    and id(node) not in docs
                ):
                    yield f"{place}:{node.lineno}", node.value


def test_what_savers_read_keeps_to_the_page() -> None:
    words = re.findall(r"`([^`]+)`", section("What savers read").partition(";")[0])
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, words))})\b", re.IGNORECASE)

    texts = list(for_savers())
    assert len(texts) > 100
    assert [f"{place}: {hit[0]}" for place, text in texts for hit in pattern.finditer(text)] == []


@pytest.mark.parametrize(
    ("name", "kind", "word"),
    [
        ("frontier", "modules", "frontier"),
        ("_frontier_of", "functions", "frontier"),
        ("FrontierWalk", "classes", "frontier"),
        ("built_in", "modules", "built_in"),
        ("Said", "classes", "Said"),
        ("_Said", "classes", "Said"),
        ("FactPlan", "classes", "FactPlan"),
        ("words", "modules", "words"),
        ("hard_words", "modules", None),
        ("overs", "fields", "overs"),
        ("words", "variables", None),
        ("said", "variables", None),
        ("plan", "variables", None),
        ("silent_gate", "modules", None),
        ("overview", "variables", None),
        ("coverage", "modules", None),
    ],
)
def test_the_check_finds_what_it_should(name: str, kind: str, word: str | None) -> None:
    assert offends(name, kind) == word
