"""What stands once in a template stands for every item of a saver, and aggregates are what they come to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from rothroute.engine import load_rulebook
from rothroute.engine.reasoning.compile.program import Program, compile_year
from rothroute.engine.rulebook.expression import parse
from rothroute.engine.rulebook.lists import Shape, chain, in_order, items_of, most_of_each, one_of_each, owners
from rothroute.engine.rulebook.load.store import from_data, to_data
from rothroute.engine.rulebook.model import (
    Aggregate,
    Expression,
    Fact,
    Formula,
    ItemList,
    Membership,
    Name,
    Rulebook,
)
from rothroute.engine.rulebook.unroll import unroll
from rothroute.engine.rulebook.walk import children, every, show, with_children

ROOT = Path(__file__).resolve().parents[3]
JOBS = ROOT / "examples" / "rulebooks" / "jobs-and-plans"
TWO_BY_TWO: Shape = ("job1", "job1.plan1", "job1.plan2", "job2", "job2.plan1", "job2.plan2")


@pytest.fixture(scope="module")
def jobs() -> Rulebook:
    return load_rulebook(JOBS)


@pytest.fixture(scope="module")
def template(jobs: Rulebook) -> Rulebook:
    assert jobs.template is not None
    return jobs.template


def flat(template: Rulebook, *shape: str) -> Rulebook:
    return unroll(template, in_order(template.lists, shape))


def formula(book: Rulebook, name: str) -> str:
    found = book.figures.get(name)
    return show(found.formula.expression if found else book.conclusions[name].when.expression)


# -- shapes ------------------------------------------------------------------------------------------------------------


def test_the_only_item_of_a_list_needs_no_number(template: Rulebook) -> None:
    [job, plan] = items_of(template.lists, ("job1", "job1.plan1"))

    assert (job.named("wages"), plan.named("workplace_plan")) == ("wages", "workplace_plan")
    assert plan.said == "your plan at work"


def test_one_of_several_has_its_path_before_its_names(template: Rulebook) -> None:
    items = {item.path: item for item in items_of(template.lists, ("job1", "job2", "job2.plan1"))}

    assert items["job2"].named("wages") == "job2.wages"
    assert items["job2.plan1"].named("workplace_plan") == "job2.plan1.workplace_plan"
    assert items["job2.plan1"].said == "plan 1 of employer 2"


def test_a_job_with_two_plans_keeps_its_bare_names(template: Rulebook) -> None:
    book = flat(template, "job1", "job1.plan1", "job1.plan2")

    assert "wages" in book.facts and "job1.plan2.workplace_plan" in book.facts and "workplace_plan" not in book.facts
    assert book.origin("job1.plan2.workplace_plan") == "workplace_plan" and book.origin("wages") == "wages"


def test_shapes_come_in_the_order_of_the_lists(template: Rulebook) -> None:
    assert in_order(template.lists, {"job2.plan2", "job1", "job2", "job2.plan1"}) == (
        "job1",
        "job2",
        "job2.plan1",
        "job2.plan2",
    )


# -- aggregates --------------------------------------------------------------------------------------------------------


def unrolled(template: Rulebook, text: str, name: str, *shape: str) -> str:
    """What a formula comes to in the place of a figure, of the last item that has it."""
    figure = template.figures[name]
    template.figures[name] = figure._replace(formula=figure.formula._replace(expression=parse(text)))
    book = flat(template, *shape)
    return formula(book, [flat_name for flat_name in book.figures if book.origin(flat_name) == name][-1])


@pytest.fixture
def loose(template: Rulebook) -> Rulebook:
    """A copy to change."""
    return template._replace(figures=dict(template.figures), conclusions=dict(template.conclusions))


JOBS_2 = ("job1", "job1.plan1", "job2", "job2.plan1")


@pytest.mark.parametrize(
    ("text", "several", "one", "none"),
    [
        ("sum of wages over jobs", "job1.wages + job2.wages", "wages", "$0"),
        ("largest of wages over jobs", "max(job1.wages, job2.wages)", "wages", "$0"),
        ("smallest of wages over jobs", "min(job1.wages, job2.wages)", "wages", "$0"),
        (
            "sum of wages over jobs where left_employer",
            "(if job1.left_employer then job1.wages else $0) + (if job2.left_employer then job2.wages else $0)",
            "if left_employer then wages else $0",
            "$0",
        ),
        (
            "smallest of wages over jobs where left_employer",
            "min(if job1.left_employer then job1.wages else max(if job1.left_employer then job1.wages else $0, "
            "if job2.left_employer then job2.wages else $0), if job2.left_employer then job2.wages else "
            "max(if job1.left_employer then job1.wages else $0, if job2.left_employer then job2.wages else $0))",
            "if left_employer then wages else $0",
            "$0",
        ),
        ("$5 * count of jobs", "$5 * (1 + 1)", "$5 * 1", "$5 * 0"),
        (
            "$5 * count of jobs where left_employer",
            "$5 * ((if job1.left_employer then 1 else 0) + (if job2.left_employer then 1 else 0))",
            "$5 * (if left_employer then 1 else 0)",
            "$5 * 0",
        ),
        (
            "if any job where left_employer then $1 else $2",
            "if job1.left_employer or job2.left_employer then $1 else $2",
            "if left_employer then $1 else $2",
            "if no then $1 else $2",
        ),
        (
            "if every job where left_employer then $1 else $2",
            "if job1.left_employer and job2.left_employer then $1 else $2",
            "if left_employer then $1 else $2",
            "if yes then $1 else $2",
        ),
    ],
)
def test_an_aggregate_of_the_saver(loose: Rulebook, text: str, several: str, one: str, none: str) -> None:
    assert unrolled(loose, text, "deferrals_made", *JOBS_2) == several
    assert unrolled(loose, text, "deferrals_made", "job1", "job1.plan1") == one
    assert unrolled(loose, text, "deferrals_made") == none


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("sum of employee_deferrals over own plans", "job2.plan1.employee_deferrals + job2.plan2.employee_deferrals"),
        (
            "sum of employee_deferrals over earlier plans",
            "(job1.plan1.employee_deferrals + job1.plan2.employee_deferrals) + job2.plan1.employee_deferrals",
        ),
        (
            "sum of employee_deferrals over other plans",
            "(job1.plan1.employee_deferrals + job1.plan2.employee_deferrals) + job2.plan1.employee_deferrals",
        ),
        ("sum of wages over earlier jobs", "job1.wages"),
        ("wages * plan_position", "job2.wages * 2"),
        (
            "sum of this.employee_deferrals over earlier jobs where wages > this.wages",
            "if job1.wages > job2.wages then job2.plan2.employee_deferrals else $0",
        ),
    ],
)
def test_an_aggregate_of_a_plan(loose: Rulebook, text: str, last: str) -> None:
    assert unrolled(loose, text, "additions_in", *TWO_BY_TWO) == last


def test_a_choice_of_an_earlier_item_holds_earlier_items_only(template: Rulebook) -> None:
    book = flat(template, "job1", "job2", "job3")

    assert [value for value, _ in book.facts["job3.one_employer_with"].values] == ["none", "job1", "job2"]
    assert formula(book, "job1.employer_group") == "if yes then 1 else 0"
    assert formula(book, "job2.employer_group") == (
        "if job2.one_employer_with is none then 2 "
        "else if job2.one_employer_with is job1 then job1.employer_group else 0"
    )


def test_the_first_has_no_earlier_one_to_choose(template: Rulebook) -> None:
    fact = flat(template, "job1", "job2").facts["job1.one_employer_with"]

    assert fact.applies is not None and show(fact.applies.expression) == "no" and fact.otherwise == "none"


# -- statements --------------------------------------------------------------------------------------------------------


def test_places_are_kept(template: Rulebook) -> None:
    for shape in (one_of_each(template.lists), TWO_BY_TWO):
        book = unroll(template, shape)
        for name, figure in book.figures.items():
            if "." not in name.removeprefix("job1.plan1."):
                assert figure.formula.span == template.figures[book.origin(name)].formula.span


def test_no_aggregate_is_left(template: Rulebook) -> None:
    book = unroll(template, most_of_each(template.lists))
    formulas = [figure.formula for figure in book.figures.values()]
    formulas += [conclusion.when for conclusion in book.conclusions.values()]
    formulas += [use.amount for limit in book.limits.values() for use in limit.uses]

    assert not [one for one in formulas for part in every(one.expression) if isinstance(part, Aggregate)]


def test_a_sentence_calls_the_item(template: Rulebook) -> None:
    several, one = unroll(template, TWO_BY_TWO), unroll(template, one_of_each(template.lists))

    assert one.conclusions["has_left"].because is not None and several.conclusions["job2.has_left"].because is not None
    assert one.conclusions["has_left"].because.text.startswith("You left your employer, and")
    assert several.conclusions["job2.has_left"].because.text.startswith("You left employer 2, and")


def test_a_route_of_each_plan_has_a_family(template: Rulebook) -> None:
    book = unroll(template, TWO_BY_TWO)
    family = book.routes["after_tax"]

    assert [route.name for route in family.items] == [f"{path}.after_tax" for path in TWO_BY_TWO if ".plan" in path]
    assert formula(book, "after_tax.amount").count(".after_tax.amount") == 4
    assert " and " in formula(book, "after_tax.closed") and " or " in formula(book, "after_tax.open")
    assert len(family.steps) == 4
    assert "after_tax.primary" in book.conclusions and "job1.plan1.after_tax.primary" not in book.conclusions


def test_without_a_plan_the_route_of_each_is_closed(template: Rulebook) -> None:
    book = flat(template, "job1")
    family = book.routes["after_tax"]

    assert family.items == () and family.closed_by == ("after_tax.none",)
    assert formula(book, "after_tax.closed") == "yes" and formula(book, "after_tax.amount") == "$0"


def test_a_stored_template_comes_back(jobs: Rulebook) -> None:
    assert from_data(to_data(jobs)) == jobs


def test_a_rulebook_without_lists_has_no_template() -> None:
    book = load_rulebook()

    assert (book.lists, book.items, book.template, book.for_each) == ((), (), None, ())


# -- the shipped rulebook with lists -----------------------------------------------------------------------------------
# Facts told of a job, a plan or a business, and the topics about them: wrong law for several of each, since nothing is
# shared out, but of the right size. For one of each it must be the very same program.

JOB = ("wages", "social_security_wages", "governmental_employer", "left_employer", "employment_started_on",
       "paydays_left", "pay_left_this_year", "prior_year_fica_wages", "prior_year_pay",
       "owns_over_five_percent")  # fmt: skip
PLAN = re.compile(
    "plan_|workplace_plan|employee_deferrals|employer_contributions|after_tax_|special_plan|deferrals_complete|simple_"
)
BUSINESS = re.compile("business|solo_|controls_business|has_solo|sep_on")
TOPICS = {"workplace_plan": "plan", "mega_backdoor": "plan", "deferrals": "plan", "solo_401k": "business",
          "solo_room": "business", "solo_sponsor": "business"}  # fmt: skip


def told_of(name: str) -> str:
    return "job" if name in JOB else "plan" if PLAN.match(name) else "business" if BUSINESS.match(name) else ""


def scoped(book: Rulebook) -> Rulebook:
    """The rulebook as a template: what reads over its own item reads an aggregate."""
    span = next(iter(book.facts.values())).span
    lists = (
        ItemList("job", span, "jobs", "employer", "", 3, "your employer", "You have no employer."),
        ItemList("plan", span, "plans", "plan", "job", 3, "your plan at work", "You have no plan."),
        ItemList("business", span, "businesses", "business", "", 2, "your business", "You have no business."),
    )
    facts = {name: fact._replace(of=told_of(name)) for name, fact in book.facts.items()}
    book = book._replace(facts=facts, lists=lists, for_each=tuple(TOPICS.items()))
    book = book._replace(
        routes={name: route._replace(of=book.scope(route.topic)) for name, route in book.routes.items()}
    )
    return _Scoping(book).book()


class _Scoping:
    def __init__(self, book: Rulebook) -> None:
        self.template, self.owners = book, owners(book)

    def book(self) -> Rulebook:
        book = self.template
        clashes = [one._replace(of=self.innermost(one.when, one.unless)) for one in book.contradictions]
        return book._replace(
            facts={name: self.of(one, one.of, "applies", "assume", "assume_when") for name, one in book.facts.items()},
            contradictions=tuple(self.of(one, one.of, "when", "unless") for one in clashes),
            figures={
                name: self.of(one, self.owners.get(name, ""), "formula", "applies")
                for name, one in book.figures.items()
            },
            conclusions={
                name: self.of(one, self.owners.get(name, ""), "when") for name, one in book.conclusions.items()
            },
            limits={
                name: self.of(one, book.scope(one.topic), "cap", "applies")._replace(
                    uses=tuple(self.of(use, book.scope(one.topic), "amount") for use in one.uses)
                )
                for name, one in book.limits.items()
            },
            properties=tuple(self.of(one, book.scope(one.topic), "given", "holds") for one in book.properties),
        )

    def innermost(self, *formulas: Formula | None) -> str:
        found = {told_of(name) for one in formulas if one for name in _read(one.expression)}
        return next((name for name in ("plan", "business", "job") if name in found), "")

    def of(self, statement: Fact, scope: str, *parts: str) -> Fact:  # any statement: Fact stands for all
        at = chain(self.template.lists, scope)
        changed = {}
        for part in parts:
            formula = getattr(statement, part)
            if formula is not None:
                changed[part] = formula._replace(expression=self.wrapped(formula.expression, at))
        return statement._replace(**changed)

    def wrapped(self, node: Expression, at: tuple[str, ...]) -> Expression:
        if isinstance(node, Name | Membership):
            name = node.name if isinstance(node, Name) else node.fact
            owner = self.owners.get(name, "")
            if owner in ("", *at) or name.rpartition(".")[0] in self.template.routes:
                return node
            plural = {one.name: one.plural for one in self.template.lists}[owner]
            fact, figure = self.template.facts.get(name), self.template.figures.get(name)
            if isinstance(node, Membership) or (fact is None and figure is None) or (fact and fact.unit == "yes_no"):
                return Aggregate("any", "", owner, None, node, node.place)
            return Aggregate("largest", "", plural, node, None, node.place)
        parts = children(node)
        return with_children(node, [self.wrapped(part, at) for part in parts]) if parts else node


def _read(node: Expression) -> Iterator[str]:
    for part in every(node):
        if isinstance(part, Name):
            yield part.name
        elif isinstance(part, Membership):
            yield part.fact


@pytest.fixture(scope="module")
def shipped() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="module")
def scoped_shipped(shipped: Rulebook) -> Rulebook:
    return scoped(shipped)


def test_there_is_much_to_unroll(scoped_shipped: Rulebook) -> None:
    formulas = [figure.formula for figure in scoped_shipped.figures.values()]
    formulas += [conclusion.when for conclusion in scoped_shipped.conclusions.values()]
    found = [part for one in formulas for part in every(one.expression) if isinstance(part, Aggregate)]

    assert len(found) > 50
    assert len(owners(scoped_shipped)) > 120


def test_one_item_of_each_list_is_the_same_rulebook(shipped: Rulebook, scoped_shipped: Rulebook) -> None:
    book = unroll(scoped_shipped, one_of_each(scoped_shipped.lists))
    bare = book._replace(
        lists=(),
        for_each=(),
        items=(),
        template=None,
        facts={name: fact._replace(of="") for name, fact in book.facts.items()},
        contradictions=tuple(one._replace(of="") for one in book.contradictions),
        routes={name: route._replace(of="") for name, route in book.routes.items()},
    )

    assert list(bare.figures) == list(shipped.figures)
    assert bare == shipped


def test_one_item_of_each_list_is_the_same_program(shipped: Rulebook, scoped_shipped: Rulebook) -> None:
    year = max(shipped.years)
    before = parts_of(compile_year(shipped, year))
    after = parts_of(compile_year(unroll(scoped_shipped, one_of_each(scoped_shipped.lists)), year))

    for part, expected in before.items():
        assert after[part] == expected, part


def parts_of(program: Program) -> Mapping[str, object]:
    """All that a program computes by."""
    return {
        "slots": program.slots,
        "denominators": program.denominators,
        "atoms": [(atom.key, atom.node, atom.level) for atom in program.atoms],
        "facts": {name: (one.applies_when, one.assumed, one.assumed_when) for name, one in program.facts.items()},
        "figures": {name: (one.expression, one.applies_when) for name, one in program.figures.items()},
        "conclusions": {name: (one.expression, one.establish, one.refute) for name, one in program.conclusions.items()},
        "clashes": program.clashes,
        "reads": program.reads,
    }


def test_several_items_compile_too(scoped_shipped: Rulebook) -> None:
    year = max(scoped_shipped.years)
    one = compile_year(unroll(scoped_shipped, one_of_each(scoped_shipped.lists)), year)
    more = compile_year(unroll(scoped_shipped, most_of_each(scoped_shipped.lists, 2)), year)

    assert len(more.slots) > 1.8 * len(one.slots)
