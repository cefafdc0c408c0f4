"""What a name of the rulebook means, in Markdown: for `rothroute explain`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from ..diagnostic import Diagnostic, Refusal, clipped, did_you_mean
from ..value import Value, show_value
from .load.graph import dependencies
from .load.routes import CORRECTION_PARTS, PARTS
from .model import (
    Citation,
    Conclusion,
    Correction,
    Fact,
    Figure,
    Formula,
    Limit,
    Parameter,
    Published,
    Question,
    Route,
    Rulebook,
    Sentence,
    Source,
)
from .walk import names_in

_WORDS: Final = {
    "because": "said when it holds",
    "because_not": "said when it does not hold",
    "caution": "caution",
    "unlock": "what would open the route",
}


def explain(rulebook: Rulebook, name: str, tax_year: int | None = None) -> str:
    """What a name means, where it stands, what it reads and who reads it; or a list, for `facts`, `figures` ...

    A label ("MAGI"), a choice or what people call it ("MFJ") is as good as the name; words that several labels hold
    give the list of those. With a tax year, amounts are those of the year alone. Raises Refusal for what fits nothing.
    """
    kinds = _kinds(rulebook)
    if name in kinds:
        return "\n".join(_listed(name, kinds[name][0]))
    every = {one: statement for statements, _ in kinds.values() for one, statement in statements.items()}
    found = [name] if name in every else _called(rulebook, every, name)
    if len(found) == 1:
        return "\n\n".join(
            "\n".join(writer(_ReferencePage(rulebook, tax_year), statements[found[0]]))
            for statements, writer in kinds.values()
            if found[0] in statements
        )
    if found:
        return "\n".join(_listed(f"names for `{clipped(name)}`", {one: every[one] for one in found}))
    lists = "`rothroute explain figures` lists the figures; so do "
    lists += ", ".join(f"`{kind}`" for kind in kinds if kind != "figures")
    help = did_you_mean(name, [*every, *kinds, *_synonyms(rulebook)]) or lists
    raise Refusal([Diagnostic("unknown-name", "error", f"`{clipped(name)}` is not a name in this rulebook", help=help)])


def _called(rulebook: Rulebook, every: dict[str, Any], text: str) -> list[str]:
    """The names people mean by a text: by its label, by a choice of a fact, else by words in the label or the name."""
    wanted = _folded(text)
    labels = {name: _folded(_label(one)) for name, one in every.items() if not isinstance(one, Conclusion | Source)}
    exact = [name for name, label in labels.items() if label == wanted]
    exact = exact or [fact for synonym, fact in _synonyms(rulebook).items() if _folded(synonym) == wanted]
    within = [name for name, label in labels.items() if f" {wanted} " in f" {label} {_folded(name)} "]
    routes = [name for name in within if name in rulebook.routes]
    return exact[:1] or (routes if len(routes) == 1 else within)


def _synonyms(rulebook: Rulebook) -> dict[str, str]:
    """What people call the choices of a fact, and the fact; our own words for a choice before those of others."""
    found: dict[str, str] = {}
    for fact in rulebook.facts.values():
        found |= {word: fact.name for value in fact.values for word in value}
    for question in rulebook.questions.values():
        found = {**{word: question.fact for _, word in question.synonyms}, **found}
    return found


def _folded(text: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())


_Writer = Callable[["_ReferencePage", Any], Iterator[str]]


def _kinds(rulebook: Rulebook) -> dict[str, tuple[dict[str, Any], _Writer]]:
    """Every kind of statement by the word that lists it: its statements, and what writes one of them."""
    return {
        "facts": (rulebook.facts, _ReferencePage.fact),
        "parameters": (rulebook.parameters, _ReferencePage.parameter),
        "figures": (rulebook.figures, _ReferencePage.figure),
        "conclusions": (rulebook.conclusions, _ReferencePage.conclusion),
        "routes": (rulebook.routes, _ReferencePage.route),
        "corrections": (rulebook.corrections, _ReferencePage.correction),
        "limits": (rulebook.limits, _ReferencePage.limit),
        "sources": (rulebook.sources, _ReferencePage.source),
    }


def _listed(kind: str, statements: dict[str, Any]) -> Iterator[str]:
    yield f"# {len(statements)} {kind}"
    yield ""
    for name, statement in statements.items():
        yield f"- {name}: {_label(statement)}"


def _label(statement: Any) -> str:
    if isinstance(statement, Conclusion):
        return statement.because.text if statement.because else statement.when.text
    return str(statement.title if isinstance(statement, Source) else statement.label)


class _ReferencePage:
    """Writes the page of one statement."""

    def __init__(self, rulebook: Rulebook, tax_year: int | None) -> None:
        self.book, self.year = rulebook, tax_year

    def fact(self, fact: Fact) -> Iterator[str]:
        yield from _head(fact.name, "fact", fact.label, fact.meaning)
        yield f"- type: {_unit(fact.unit)}"
        if fact.of:
            yield f"- told of each {fact.of}"
        if fact.earlier:
            yield f"- values: none, or a {fact.earlier} told before this one, like {fact.earlier}1"
        elif fact.values:
            yield "- values: " + "; ".join(f"{value} ({words})" for value, words in fact.values)
        if fact.unit in ("dollars", "percent", "years"):
            low, high = show_value(fact.lowest, fact.unit), show_value(fact.highest, fact.unit)
            yield f"- from {low} to {high}"
        if fact.applies and fact.otherwise is not None and not fact.earlier:
            yield f"- applies where: {fact.applies.text}; elsewhere it is {show_value(fact.otherwise, fact.unit)}"
        if fact.assume:
            where = f", where {fact.assume_when.text}" if fact.assume_when else ""
            yield f"- taken as {fact.assume.text} while not known{where}: {fact.why_assumed}"
        yield from self._links(fact.name, fact.span, ())
        yield from _asked(self.book.questions.get(fact.name))

    def parameter(self, parameter: Parameter) -> Iterator[str]:
        yield from _head(parameter.name, "parameter", parameter.label, "")
        yield f"- unit: {_unit(parameter.unit)}"
        yield f"- law: {self._cited(parameter.law)}"
        if parameter.step:
            start = f" above {show_value(parameter.step_from, parameter.unit)}" if parameter.step_from else ""
            yield f"- rounded by law in steps of {show_value(parameter.step, parameter.unit)}{start}"
        for year, published in parameter.values:
            if self.year in (None, year):
                yield f"- {year}: {self._published(parameter, published)}"
        if self.year is not None and parameter.year(self.year) is None:
            yield f"- {self.year}: not published here"
        yield from self._links(parameter.name, parameter.span, ())

    def figure(self, figure: Figure) -> Iterator[str]:
        yield from _head(figure.name, "figure", figure.label, figure.meaning)
        yield f"- unit: {_unit(figure.unit)}"
        yield from self._each(figure.topic)
        yield f"- formula: `{figure.formula.text}`"
        if figure.applies:
            yield f"- applies where: `{figure.applies.text}`"
        yield from self._law(figure.cites, figure.unverified)
        yield from self._links(figure.name, figure.span, (figure.formula, figure.applies))

    def conclusion(self, conclusion: Conclusion) -> Iterator[str]:
        yield from _head(conclusion.name, "conclusion", "", "")
        yield from self._each(conclusion.topic)
        yield f"- holds when: `{conclusion.when.text}`"
        for part, said in _WORDS.items():
            yield from _quoted(said, getattr(conclusion, part))
        if conclusion.step:
            yield from _quoted("step", conclusion.step.text)
            by = f"; by {conclusion.step.by}" if conclusion.step.by else ""
            yield f"- who does it: {conclusion.step.owner}{by}"
            yield from _names("to be done before", conclusion.step.before)
            yield from _quoted("how to check it", conclusion.step.check)
            yield from _quoted("how to undo it", conclusion.step.undo)
        if conclusion.convention:
            yield "- good practice, not law"
        yield from self._law(conclusion.cites, conclusion.unverified)
        yield from self._links(conclusion.name, conclusion.span, (conclusion.when,))

    def route(self, route: Route) -> Iterator[str]:
        yield from _head(route.name, "route", route.label, route.meaning)
        yield from self._each(route.topic)
        yield f"- amount: {route.amount}"
        for said, names in (
            ("closed by", route.closed_by),
            ("grounds", route.grounds),
            ("cautions", route.cautions),
            ("steps", route.steps),
        ):
            yield from _names(said, names)
        for dated in route.deadlines:
            yield f"- deadline {dated.by}{self._amount(dated.by)}: {dated.what.text}{_where(dated.when)}"
        for form in route.forms:
            yield f"- {form.name}: {form.what.text}{_where(form.when)}"
        yield f"- order: {route.doing_order} in the plan, {_in_a_tie(route)}"
        yield from _names("read as", [f"{route.name}.{part}" for part in PARTS])
        yield from self._links(route.name, route.span, ())

    def correction(self, correction: Correction) -> Iterator[str]:
        yield from _head(correction.name, "correction", correction.label, correction.meaning)
        conclusion = self.book.conclusions[correction.when]
        yield f"- needed when: {correction.when}"
        yield from _quoted("said where it is", conclusion.because)
        yield f"- amount: {correction.amount}"
        if correction.by:
            yield f"- by: {correction.by}{self._amount(correction.by)}"
        if correction.cost:
            yield f"- costs {correction.cost.amount}: {correction.cost.text.text}{_where(correction.cost.when)}"
        yield from _names("steps", correction.steps)
        for form in correction.forms:
            yield f"- {form.name}: {form.what.text}{_where(form.when)}"
        yield f"- order: {correction.order} among the corrections"
        yield from _names("read as", self._parts(correction))
        yield from self._law(conclusion.cites, conclusion.unverified)
        yield from self._links(f"{correction.name}.", correction.span, ())

    def _parts(self, correction: Correction) -> list[str]:
        every = {**self.book.figures, **self.book.conclusions}
        return [name for part in CORRECTION_PARTS if (name := f"{correction.name}.{part}") in every]

    def limit(self, limit: Limit) -> Iterator[str]:
        yield from _head(limit.name, "limit", limit.label, "")
        yield from self._each(limit.topic)
        yield f"- cap: `{limit.cap.text}`"
        if limit.applies:
            yield f"- applies where: `{limit.applies.text}`"
        for use in limit.uses:
            route = f", by the route {use.route}" if use.route else ""
            yield f"- used by: {use.label}, `{use.amount.text}`{route}"
        yield from self._law(limit.cites, "")
        formulas = (limit.cap, limit.applies, *(use.amount for use in limit.uses))
        yield from self._links(limit.name, limit.span, formulas)

    def _each(self, topic: str) -> Iterator[str]:
        if scope := self.book.scope(topic):
            yield f"- there is one for each {scope}"

    def source(self, source: Source) -> Iterator[str]:
        yield from _head(source.name, "source", source.title, "")
        yield f"- kind: {source.kind}"
        yield f"- checked: {source.checked}"
        if source.amounts_for is not None:
            yield f"- announces the amounts for: {source.amounts_for}"
        if source.announces:
            yield f"- announces the amounts of: {', '.join(source.announces)}"
        if (source.first, source.last) != (None, None):
            yield f"- in effect: {source.first or ''} to {source.last or 'now'}".replace("  ", " ")
        yield f"- defined in {_place(source.span)}"
        yield from _names("cited by", sorted(self._citing(source.name)))

    def _citing(self, source: str) -> Iterator[str]:
        book = self.book
        statements: Iterable[Figure | Conclusion | Limit] = (
            *book.figures.values(),
            *book.conclusions.values(),
            *book.limits.values(),
        )
        for statement in statements:
            if any(cite.source == source for cite in statement.cites):
                yield statement.name
        for parameter in book.parameters.values():
            cites = [parameter.law, *(published.source for _, published in parameter.values)]
            if any(cite.source == source for cite in cites):
                yield parameter.name

    def _published(self, parameter: Parameter, published: Published) -> str:
        if published.amount is None:
            return f"none, {published.absent} ({self._cited(published.source)})"
        checked = f"unverified: {published.unverified}" if published.unverified else f"verified: {published.verified}"
        return f"{_shown(published.amount, parameter.unit)} ({self._cited(published.source)}; {checked})"

    def _cited(self, cite: Citation) -> str:
        source = self.book.sources.get(cite.source)
        if source is None:
            return cite.text
        return cite.text + ", " + source.title.removeprefix(cite.source).lstrip(", ")

    def _law(self, cites: Iterable[Citation], unverified: str) -> Iterator[str]:
        for cite in cites:
            yield f"- law: {self._cited(cite)}"
        if unverified:
            yield f"- unverified: {unverified}"

    def _links(self, name: str, span: Any, formulas: Iterable[Formula | None]) -> Iterator[str]:
        read = [one for formula in formulas if formula for one, _ in names_in(formula.expression)]
        yield from _names("reads", [f"{one}{self._amount(one)}" for one in dict.fromkeys(read)])
        yield from _names("read by", list(dict.fromkeys(_readers(self.book, name))))
        yield f"- defined in {_place(span)}"

    def _amount(self, name: str) -> str:
        """A parameter's amount in the tax year asked for, in brackets."""
        parameter = self.book.parameters.get(name)
        published = parameter.year(self.year) if parameter and self.year is not None else None
        if parameter is None or published is None or published.amount is None:
            return ""
        return f" ({_shown(published.amount, parameter.unit)})"


def _readers(book: Rulebook, name: str) -> Iterator[str]:
    """Who reads a name; the parts of a route stand for the route."""
    for reader, names in dependencies(book):
        if name in names:
            yield reader.partition(".")[0]
    for route in book.routes.values():
        listed = (*route.steps, *(one.by for one in route.deadlines), *(one.when for one in route.deadlines))
        if name in (*listed, *(form.when for form in route.forms)):
            yield route.name
    for correction in book.corrections.values():
        if name in correction.names:
            yield correction.name
    for limit in book.limits.values():
        formulas = (limit.cap, limit.applies, *(use.amount for use in limit.uses))
        if any(name == one for formula in formulas if formula for one, _ in names_in(formula.expression)):
            yield limit.name
    for conclusion in book.conclusions.values():
        parts = (conclusion.step.by, conclusion.step.amount, *conclusion.step.before) if conclusion.step else ()
        if name in (*parts, conclusion.unlock_when):
            yield conclusion.name
    for one in book.contradictions:
        if name in {read for read, _ in names_in(one.when.expression)}:
            yield one.name


def _head(name: str, kind: str, label: str, meaning: str) -> Iterator[str]:
    yield f"# {name} ({kind})"
    yield ""
    if label:
        yield f"{label[:1].upper()}{label[1:]}." + (f" {meaning}" if meaning else "")
        yield ""


def _asked(question: Question | None) -> Iterator[str]:
    if question:
        yield ""
        yield f"Asked as: {question.question}"
        yield f"- why: {question.why}"
        yield f"- who can tell: {question.who}"
        yield f"- where: {question.where}"


def _quoted(said: str, words: Sentence | None) -> Iterator[str]:
    if words:
        yield f'- {said}: "{words.text}"'


def _in_a_tie(route: Route) -> str:
    return "never the main route" if route.never_main else f"{route.tie_order} in a tie"


def _names(said: str, names: Iterable[str]) -> Iterator[str]:
    found = ", ".join(names)
    if found:
        yield f"- {said}: {found}"


def _where(conclusion: str | None) -> str:
    return f" (where {conclusion})" if conclusion else ""


def _unit(unit: str) -> str:
    return {"yes_no": "yes or no", "tax_year": "tax year"}.get(unit, unit)


def _shown(amount: Value, unit: str) -> str:
    return show_value(amount, unit)


def _place(span: Any) -> str:
    return f"{span.file}:{span.line}"
