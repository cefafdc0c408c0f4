"""Reads the files of a rulebook kind by kind into one Rulebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import TypeVar

from ...diagnostic import Diagnostic, Label, Refusal, Span, clipped, did_you_mean
from ..lists import one_of_each
from ..model import Case, ItemList, Property, Rulebook
from ..source import Mapping as Entries
from ..source import Node, Scalar, parse, unseen_in
from ..unroll import unroll
from . import digest_of, facts, kind_of, shapes, statements
from .household import household_of
from .names import Linker
from .properties import property_of
from .reader import MOST_PROBLEMS, Reader
from .routes import rewrite
from .wording import wording_of

_Found = TypeVar("_Found")


def build_rulebook(files: Mapping[str, bytes]) -> Rulebook:
    """Load a rulebook from its files (path inside the folder: content).

    Raises Refusal with every problem found, each with its place and a remedy.
    """
    reader = Reader()
    book = _Builder(reader, files).build()
    if not reader.problems:
        Linker(reader, book).check()
    if reader.problems:
        raise Refusal(tuple(reader.problems))
    return unroll(book, one_of_each(book.lists)) if book.lists else book


def build_cases(files: Mapping[str, bytes]) -> list[Case]:
    """Load the worked examples of a rulebook, in the order of paths; raises Refusal."""
    reader = Reader()
    cases: list[Case] = []
    for path in sorted(files):
        if kind_of(path) == "cases":
            read = reader.fields(_parsed(reader, path, files[path]), shapes.FILES["cases"], "a cases file")
            for entry in getattr(read.get("cases"), "items", ()):
                cases.extend(statements.cases(reader, entry))
    if reader.problems:
        raise Refusal(tuple(reader.problems))
    return cases


def _parsed(reader: Reader, path: str, data: bytes) -> Node | None:
    """A file's node. What it says is printed: no character may move a terminal's cursor or turn the text round."""
    try:
        node = parse(data, path)
    except Refusal as refusal:
        reader.problems.extend(refusal.diagnostics)
        return None
    if b"\\" in data or data.lstrip()[:1] in (b"{", b"["):
        reader.problems.extend(islice(unseen_in(node), MOST_PROBLEMS))
    return node


def _entries(node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
    return node.entries if isinstance(node, Entries) else ()


class _Builder:
    """Reads the files kind by kind into one Rulebook."""

    def __init__(self, reader: Reader, files: Mapping[str, bytes]) -> None:
        self.reader, self.files = reader, files
        self.first: dict[str, Span] = {}
        self.corrected: dict[str, Span] = {}
        self.book = Rulebook(digest_of(files), {}, (), {}, {}, {}, {}, {}, {}, {}, {})

    def build(self) -> Rulebook:
        self._unplaced()
        self._sources()
        self._facts()
        self._parameters()
        self._topics()
        self._questions()
        self._wording()
        figures, conclusions = rewrite(self.book)
        self.book.figures.update({figure.name: figure for figure in figures})
        self.book.conclusions.update({conclusion.name: conclusion for conclusion in conclusions})
        return self.book

    def _unplaced(self) -> None:
        kinds = [kind_of(path) for path in self.files]
        for path, kind in zip(self.files, kinds, strict=True):
            if not kind:
                help = (
                    "files are facts.yaml, sources.yaml, wording.yaml, parameters/<name>.yaml and <topic>/rules.yaml, "
                )
                self._note(
                    "unplaced-file",
                    f"`{clipped(path)}` does not belong to a rulebook",
                    help + "questions.yaml, cases.yaml",
                )
        if "facts" not in kinds:
            self._note("missing-file", "the rulebook has no facts.yaml", "list the facts savers can give there")
        if "sources" not in kinds:
            self._note("missing-file", "the rulebook has no sources.yaml", "name the documents citations begin with")

    def _note(self, check: str, message: str, help: str) -> None:
        self.reader.problems.append(Diagnostic(check, "error", message, help=help))

    def _each(self, kind: str) -> list[tuple[str, dict[str, Node], Node]]:
        found = []
        for path in sorted(self.files):
            if kind_of(path) == kind:
                node = _parsed(self.reader, path, self.files[path])
                if node is not None:
                    found.append((path, self.reader.fields(node, shapes.FILES[kind], f"a {kind} file"), node))
        return found

    def _claim(self, name: str, span: Span, among: dict[str, Span] | None = None) -> bool:
        first = (self.first if among is None else among).setdefault(name, span)
        if first is not span:
            labels = (Label(first, "first defined here"),)
            self.reader.problem("duplicate-name", f"`{name}` is defined twice", span, "rename one", labels)
        return first is span

    def _collect(
        self,
        into: dict[str, _Found],
        node: Node | None,
        what: str,
        build: Callable[[Scalar, Entries], _Found | None],
        among: dict[str, Span] | None = None,
    ) -> None:
        """`among` holds the names that may not be taken twice, where these are not those of formulas."""
        for key, entry in self.reader.named(node, what):
            built = build(key, entry)
            if self._claim(key.text, key.span, among) and built is not None:
                into[key.text] = built

    def _sources(self) -> None:
        for _, read, _ in self._each("sources"):
            for key, value in _entries(read.get("sources")):
                self.book.sources[key.text] = statements.source(self.reader, key, value)
        self.reader.sources = tuple(self.book.sources)

    def _facts(self) -> None:
        reader, found = self.reader, []
        lists: dict[str, ItemList] = {}
        for _, read, _ in self._each("facts"):
            self._collect(lists, read.get("lists"), "list", lambda k, n: facts.item_list(reader, k, n), {})
            self._collect(self.book.facts, read.get("facts"), "fact", lambda k, n: facts.fact(reader, k, n))
            for key, node in reader.named(read.get("contradictions"), "contradiction"):
                found.append(facts.contradiction(reader, key, node))
        self.book = self.book._replace(
            contradictions=tuple(one for one in found if one is not None), lists=tuple(lists.values())
        )

    def _parameters(self) -> None:
        for path, read, node in self._each("parameter"):
            name = path.rpartition("/")[2].removesuffix(".yaml")
            parameter = facts.parameter(self.reader, name, node, read)
            if self._claim(name, node.span):
                self.book.parameters[name] = parameter

    def _topics(self) -> None:
        for path, read, _ in self._each("rules"):
            self.reader.topic = path.partition("/")[0]
            named = self.reader.name(read.get("topic"))
            if named and named != self.reader.topic:
                message = f"the topic is called `{named}` but its folder `{self.reader.topic}`"
                self.reader.problem("bad-name", message, read["topic"].span, "give both the same name")
            self.reader.scope = scope = self.reader.name(read.get("for_each"))
            if scope:
                self.book = self.book._replace(for_each=(*self.book.for_each, (self.reader.topic, scope)))
            self._topic(read)
        self.reader.topic = self.reader.scope = ""

    def _topic(self, read: dict[str, Node]) -> None:
        reader, book = self.reader, self.book
        exports = {scalar.text: scalar for scalar in reader.scalars(read.get("exports"))}
        self._collect(
            book.figures,
            read.get("figures"),
            "figure",
            lambda k, n: statements.figure(reader, k, n, k.text in exports),
        )
        self._collect(
            book.conclusions,
            read.get("conclusions"),
            "conclusion",
            lambda k, n: statements.conclusion(reader, k, n, k.text in exports),
        )
        self._collect(book.routes, read.get("routes"), "route", lambda k, n: statements.route(reader, k, n))
        self._collect(
            book.corrections,
            read.get("corrections"),
            "correction",
            lambda k, n: statements.correction(reader, k, n),
            self.corrected,
        )
        self._collect(book.limits, read.get("limits"), "limit", lambda k, n: statements.limit(reader, k, n))
        properties: dict[str, Property] = {}
        self._collect(properties, read.get("properties"), "property", lambda k, n: property_of(reader, k, n))
        self.book = self.book._replace(properties=(*self.book.properties, *properties.values()))
        if "plan" in read:
            self._plan(read["plan"])
        if "household" in read:
            self._household(read["household"])
        own = [key.text for part in ("figures", "conclusions") for key, _ in _entries(read.get(part))]
        for name, scalar in exports.items():
            if name not in own:
                help = did_you_mean(name, own) or "only figures and conclusions of this topic can be exported"
                reader.problem("unknown-name", f"`{clipped(name)}` is exported but not defined here", scalar.span, help)

    def _plan(self, node: Node) -> None:
        if self.book.plan is not None:
            labels = (Label(self.book.plan.span, "first given here"),)
            self.reader.problem("duplicate-name", "the plan is given twice", node.span, "keep one", labels)
        self.book = self.book._replace(plan=statements.plan(self.reader, node))

    def _household(self, node: Node) -> None:
        if self.book.household is not None:
            labels = (Label(self.book.household.span, "first given here"),)
            self.reader.problem("duplicate-name", "the household is given twice", node.span, "keep one", labels)
        self.book = self.book._replace(household=household_of(self.reader, node))

    def _wording(self) -> None:
        for _, read, node in self._each("wording"):
            self.book = self.book._replace(wording=wording_of(self.reader, read, node.span))

    def _questions(self) -> None:
        reader = self.reader
        for path, read, _ in self._each("questions"):
            reader.topic = path.partition("/")[0]
            for key, node in reader.named(read.get("questions"), "question"):
                question = statements.question(reader, key, node)
                if key.text in self.book.questions:
                    labels = (Label(self.book.questions[key.text].span, "first asked here"),)
                    reader.problem(
                        "duplicate-name", f"`{key.text}` is asked twice", key.span, "keep one of them", labels
                    )
                self.book.questions[key.text] = question
        reader.topic = ""
