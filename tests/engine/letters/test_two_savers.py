"""One letter for two savers: it says both answers, keeps its budgets, verifies in every format, and tells edits."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from rothroute.engine import Adviser, HouseholdDecision, Refusal
from rothroute.engine.advise.household_answers import SaverGiven, read_household
from rothroute.engine.explain import explanation_of
from rothroute.engine.explain.household import household_explanation_of
from rothroute.engine.letters import (
    SUFFIXES,
    HouseholdDraft,
    LetterOptions,
    LetterWriter,
    draft,
    household_draft,
    opened,
    verify,
)
from rothroute.engine.letters.receipt import answer_of
from rothroute.engine.render.markdown import plain_markdown
from rothroute.engine.render.parse import parsed
from rothroute.engine.render.terminal import Terminal, text_of
from rothroute.engine.rulebook.model import Fact
from rothroute.engine.rulebook.source import parse
from rothroute.engine.templates import Templates
from rothroute.engine.value import show_dollars, show_value

ROOT = Path(__file__).resolve().parents[3]
GOLDENS = ROOT / "tests" / "golden" / "household"
DAY = date(2026, 6, 30)
COUPLES = {path.stem: path.read_text("utf-8") for path in sorted((ROOT / "examples" / "households").glob("*.yaml"))}
EXAMPLES = tuple(COUPLES)
NAMES: Final = ("Anna", "Ben")
FULL: Final = LetterOptions("", "Rowan Ellery, CFP")


def couple(shared: str, mine: str, others: str, names: tuple[str, str] = NAMES) -> str:
    """A household file of flow mappings."""
    savers = "".join(
        f"  - name: {name}\n    facts: {{{facts}}}\n" for name, facts in zip(names, (mine, others), strict=True)
    )
    return f"household: {{tax_year: 2026, as_of: 2026-06-30, {shared}}}\nsavers:\n{savers}"


PLAIN = "workplace_plan: none, business: none, covered_by_workplace_plan: no, traditional_ira_balance: 0"
PLAN = "business: none, traditional_ira_balance: 0, workplace_plan: 401k, employee_deferrals: 24500"
COUPLES |= {
    "open-plans": couple(
        "filing_status: married_joint, modified_agi: 180000",
        f"age: 40, wages: 110000, {PLAN}, employer_contributions: 6600",
        f"age: 41, wages: 90000, {PLAN}, employer_contributions: 2000",
    ),
    "to-put-right": couple(
        "filing_status: married_joint, modified_agi: 246000",
        f"age: 40, wages: 110000, {PLAIN}, roth_ira_contributions: 7500",
        f"age: 41, wages: 90000, {PLAIN}",
    ),
    "nothing-known-of-one": couple(
        "filing_status: married_joint",
        f"age: 40, wages: 110000, {PLAN}, covered_by_workplace_plan: yes",
        "",
        ("Anna", "Maximiliana-Theodora Featherstonehaugh-Cholmondeley the 2nd"),
    ),
    "apart": couple(
        "filing_status: married_separate, lived_apart_all_year: no",
        f"age: 40, wages: 110000, modified_agi: 110000, {PLAIN}",
        f"age: 41, wages: 0, modified_agi: 500, {PLAIN}",
    ),
    "nothing-known": couple("filing_status: married_joint", "", ""),
}


@dataclass(frozen=True)
class Couple:
    """A household that was decided, and its letter."""

    name: str
    found: HouseholdDecision
    made: HouseholdDraft


@pytest.fixture(scope="module")
def couples(adviser: Adviser, templates: Templates) -> Callable[[str], Couple]:
    kept: dict[str, Couple] = {}

    def of(name: str) -> Couple:
        if name not in kept:
            found = adviser.advise_household(parse(COUPLES[name], f"{name}.yaml"), DAY)
            kept[name] = Couple(name, found, household_draft(found, FULL, templates))
        return kept[name]

    return of


@pytest.fixture(params=COUPLES)
def one(request: pytest.FixtureRequest, couples: Callable[[str], Couple]) -> Couple:
    return couples(str(request.param))


def letter_part(made: HouseholdDraft) -> str:
    return made.filled.markdown.split("\n# Working papers")[0]


def words(markdown: str) -> list[str]:
    """What a reader reads of a filled template."""
    text = plain_markdown(markdown, {})
    return re.sub(r"\[\^\d+\]|[|*#>`]|-{3,}", " ", text).split()


@pytest.mark.parametrize("format", SUFFIXES)
@pytest.mark.parametrize("name", ["one-earner", "nothing-known-of-one"])
def test_a_fresh_letter_verifies(
    name: str, format: str, couples: Callable[[str], Couple], adviser: Adviser, writer: LetterWriter
) -> None:
    data = writer.written(couples(name).made, format)
    found = verify(data, f"us{SUFFIXES[format]}", adviser, writer)
    assert found.holds and found.says == (
        "Not changed since it was made.",
        "Today's rules give this letter, word for word.",
    )


def test_the_receipt_holds_what_each_of_them_said_and_no_more(one: Couple, writer: LetterWriter) -> None:
    """What one's facts tell of the other is worked out again, not kept."""
    receipt = opened(writer.written(one.made, "markdown"), "us.md").receipt
    savers = read_household(one.found.savers[0].decision.trace.program.rulebook, parse(COUPLES[one.name], "us.yaml"))

    assert [saver["name"] for saver in receipt["savers"]] == [saver.name for saver in savers]
    assert [set(saver["facts"]) for saver in receipt["savers"]] == [set(saver.given.values) for saver in savers]
    assert [saver["answer"] for saver in receipt["answer"]["savers"]] == [
        answer_of(saver.decision.advice) for saver in one.found.savers
    ]


def test_the_letter_part_keeps_its_words(one: Couple) -> None:
    assert len(words(letter_part(one.made))) <= 900


def test_both_answers_stand_in_the_first_sixty_words(one: Couple) -> None:
    """The heading and the first sentences: what each one can put in, or has to put right, or what is open."""
    names = [saver.name for saver in one.found.savers]
    first = " ".join(words(letter_part(one.made))[: 60 + 2 * sum(len(name.split()) for name in names)])
    assert all(name in first for name in names)
    for saver in one.found.savers:
        low, high = saver.decision.advice.total
        corrections = saver.decision.advice.corrections
        amount = corrections[0].range[1] if corrections else high if low == high else low
        assert amount == 0 or show_dollars(amount) in first, first


def test_the_table_adds_up(one: Couple) -> None:
    *lines, total = household_explanation_of(one.found).lines
    assert total.total and not any(line.total for line in lines)
    if one.found.total[0] == one.found.total[1]:
        amounts = [int(line.both.replace("\u2212", "-").replace("$", "").replace(",", "")) for line in (*lines, total)]
        assert sum(amounts[:-1] or amounts) == amounts[-1] == one.found.total[1] // 100


def as_terminal(markdown: str) -> str:
    return text_of(parsed(markdown), Terminal(notes=False))


def test_the_first_screen_answers_for_both_together(one: Couple, templates: Templates) -> None:
    """What both come to and what to do first fill a screen; the rest is said of both, and each one's own on demand."""
    said = household_explanation_of(one.found)
    brief = as_terminal(templates.household(said, brief=True))
    both, full = templates.household(said), templates.household(said, full=True)
    assert len(brief.splitlines()) <= 24, brief
    assert len(as_terminal(both).splitlines()) <= 120 or len(said.open) > 8
    assert as_terminal(both).startswith(brief.rstrip("\n")) and full.startswith(both.split("\n---\n")[0])
    assert all(saver.name in brief for saver in one.found.savers)
    for saver in said.savers:
        assert f"\n## {saver.name}: " not in both
        assert f"\n## {saver.name}: " in full


def test_every_step_of_both_stands_in_the_answer_once_and_whole(one: Couple, templates: Templates) -> None:
    said = household_explanation_of(one.found)
    text = templates.household(said)
    for place, saver in enumerate(said.savers):
        for step in saver.own.steps:
            told = [
                entry
                for entry in (*said.first_steps, *said.later_steps)
                if entry.who in ("Each of you", one.found.savers[place].name)
                and any(shown.text.rule == step.text.rule for shown in entry.steps)
            ]
            assert told, step
            whole = next(shown for shown in told[-1].steps if shown.text.rule == step.text.rule)
            assert whole.text.text.replace("_", "\\_") in text or "$" in whole.text.text


@pytest.mark.parametrize("paper", ["us-letter", "a4"])
def test_the_letter_part_takes_two_pages(one: Couple, paper: str, writer: LetterWriter, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext here")
    options = one.made.options._replace(paper=paper, annex=False)
    made = household_draft(one.found, options, writer.templates)
    (tmp_path / "us.pdf").write_bytes(writer.written(made, "pdf"))
    text = subprocess.run(["pdftotext", "us.pdf", "-"], cwd=tmp_path, capture_output=True, check=True).stdout
    pages = text.decode().removesuffix("\f").split("\f")
    letter = [page for page in pages if not page.startswith("Messages to send")]
    assert len(letter) <= 2 and len(pages) - len(letter) <= 1
    assert "Next steps" in pages[0] or not one.made.explanation.next_steps


def test_the_letter_part_takes_two_pages_in_word(
    couples: Callable[[str], Couple], writer: LetterWriter, word_pages: Callable[[dict[str, bytes]], dict[str, int]]
) -> None:
    pytest.importorskip("docx")
    options = FULL._replace(annex=False)
    drafts = {name: household_draft(couples(name).found, options, writer.templates) for name in COUPLES}
    files = {name: writer.written(one, "docx") for name, one in drafts.items()}
    pages = word_pages(files)
    more = {name for name in COUPLES if "# Messages to send" in drafts[name].filled.markdown}
    assert all(1 <= many <= 2 + (name in more) for name, many in pages.items()), pages


@pytest.mark.parametrize("name", EXAMPLES)
def test_golden(name: str, couples: Callable[[str], Couple], writer: LetterWriter) -> None:
    """`ROTHROUTE_UPDATE_GOLDENS=1 pytest` writes them anew; look at the difference before you keep it."""
    made = household_draft(couples(name).found, FULL._replace(annex=False), writer.templates)
    text = writer.written(made, "markdown").decode().split("\n```json rothroute-receipt")[0] + "\n"
    golden = GOLDENS / f"{name}.md"
    if os.environ.get("ROTHROUTE_UPDATE_GOLDENS") == "1":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


def test_no_golden_is_left_over() -> None:
    assert {path.stem for path in GOLDENS.glob("*.md")} == set(EXAMPLES)


def test_each_has_their_own_working_papers_with_notes_of_their_own_facts(couples: Callable[[str], Couple]) -> None:
    """Notes and facts are numbered through, so that a number leads to one place."""
    one = couples("in-the-roth-range")
    text = one.made.filled.markdown
    for name in ("Peter", "Ruth"):
        for part in ("your facts and their sources", "every condition checked", "every step"):
            assert text.count(f"\n## {name}: {part}\n") == 1, (name, part)
    marks = set(re.findall(r"\[\^(\d+)\](?!:)", text))
    notes = re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE)
    assert marks == set(notes) and notes == [str(number) for number in range(1, len(notes) + 1)]
    assert len(one.made.filled.notes) == len(set(re.findall(r"\]\{r=(\d+)\}", text)))
    numbers = [number for saver in one.made.explanation.savers for number in saver.own.notes.places.values()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_what_stands_behind_a_sentence_is_the_law_for_the_one_it_is_about(couples: Callable[[str], Couple]) -> None:
    """A sentence of Ruth's rests on Ruth's facts: her age, not his."""
    one = couples("in-the-roth-range")
    notes = one.made.filled.notes
    ages = set()
    for text, key in re.findall(r"\[([^\[\]]*)\]\{r=(\d+)\}", one.made.filled.markdown.split("\n# Working papers")[1]):
        if text == "Age at the end of the year":
            ages.add(dict(notes[int(key) - 1].facts)["age at the end of the year"])
    assert ages == {"52", "48"}


def test_the_calendar_says_whose_each_day_is(couples: Callable[[str], Couple], writer: LetterWriter) -> None:
    pytest.importorskip("icalendar")
    text = writer.written(couples("in-the-roth-range").made, "calendar").decode().replace("\r\n ", "")
    said = [line.removeprefix("SUMMARY:").replace("\\", "") for line in text.splitlines() if "SUMMARY:" in line]

    assert said and all(line.startswith(("Peter: ", "Ruth: ", "Peter and Ruth: ")) for line in said)
    assert any(line.startswith("Peter: Pay up to $3,440 into a traditional IRA") for line in said)
    assert any(line.startswith("Ruth: Pay up to $3,000 into a traditional IRA") for line in said)
    assert any(line.startswith("Peter and Ruth: File Form 8606") for line in said)
    assert text.count("BEGIN:VCALENDAR") == 1


def test_each_employer_gets_a_message(couples: Callable[[str], Couple]) -> None:
    """With the same questions one message serves both; else each has their own, and none is left out altogether."""
    same = letter_part(couples("open-plans").made)
    assert same.count("To: HR or the plan administrator") == 1 and "**Each of you sends this:**" in same

    one = couples("nothing-known-of-one")
    text = one.made.filled.markdown
    for saver in one.made.explanation.savers:
        assert saver.own.messages
        papers = text.split(f"\n## {saver.name}: messages to send\n")[1].split("\n## ")[0]
        assert papers.count("To: ") == len(saver.own.messages)
    alone = household_draft(one.found, FULL._replace(annex=False), one.made.templates).filled.markdown
    assert all(alone.count(message.text) == 1 for message in one.made.explanation.messages)


def test_an_edited_letter_is_tampered_with(
    couples: Callable[[str], Couple], adviser: Adviser, writer: LetterWriter
) -> None:
    text = writer.written(couples("one-earner").made, "markdown").decode()
    for old, new in (("$15,000", "$16,000"), ("Maria", "Marie"), ('"name": "Tom"', '"name": "Tim"'), ("44", "54")):
        assert old in text
        found = verify(text.replace(old, new).encode(), "us.md", adviser, writer)
        assert found.change == "tampered", (old, new)


def test_a_letter_with_a_new_seal_is_found_out_by_its_facts(
    couples: Callable[[str], Couple], adviser: Adviser, writer: LetterWriter
) -> None:
    """Made again from what the receipt says, it must be this letter."""
    one = couples("one-earner").made
    forged = one._replace(
        filled=one.filled.__class__(one.filled.markdown.replace("$7,500", "$8,500"), one.filled.spans)
    )
    found = verify(writer.written(forged, "markdown"), "us.md", adviser, writer)
    assert found.change == "tampered" and "not what its facts" in found.says[0]


def test_changed_rules_are_told_by_name(
    couples: Callable[[str], Couple], tomorrow: Adviser, writer: LetterWriter
) -> None:
    found = verify(writer.written(couples("in-the-roth-range").made, "html"), "us.html", tomorrow, writer)
    assert (found.change, found.today) == ("same", "differs")
    assert any(line.startswith("Peter: direct roth ira: was") for line in found.details), found.details
    assert any(line.startswith("Ruth: direct roth ira: was") for line in found.details)


def test_without_facts_it_holds_none_and_is_checked_by_them(
    couples: Callable[[str], Couple], adviser: Adviser, writer: LetterWriter
) -> None:
    one = couples("two-after-tax-plans")
    made = household_draft(one.found, FULL._replace(annex=False), writer.templates, with_facts=False)
    data = writer.written(made, "html")
    assert b"290,000" not in data and b'"savers"' not in data
    assert verify(data, "us.html", adviser, writer).today == "not asked"

    def facts(name: str) -> tuple[SaverGiven, SaverGiven]:
        return read_household(adviser.rulebook, parse(COUPLES[name], name))

    assert verify(data, "us.html", adviser, writer, facts=facts("two-after-tax-plans")).holds
    assert verify(data, "us.html", adviser, writer, facts=facts("one-earner")).change == "tampered"
    single = adviser.given(parse((ROOT / "examples" / "freelancer.yaml").read_bytes(), "freelancer.yaml"))
    alone = verify(data, "us.html", adviser, writer, facts=single)
    assert not alone.holds and "this letter is to two savers" in alone.says[1]


@pytest.mark.parametrize(
    "damage",
    [
        '"savers": []',
        '"savers": [1, 2]',
        '"savers": [{"name": "A", "facts": {}}]',
        '"savers": [{"name": 5, "facts": {}}, {"name": "B", "facts": {}}]',
        '"savers": [{"name": "A", "facts": {"age": 5}}, {"name": "B", "facts": {}}]',
        '"savers": [{"name": "A", "facts": {}, "sources": {"age": 5}}, {"name": "B", "facts": {}}]',
    ],
)
def test_a_damaged_receipt_is_refused(damage: str, couples: Callable[[str], Couple], writer: LetterWriter) -> None:
    text = writer.written(couples("one-earner").made, "markdown").decode()
    broken = re.sub(r'"savers": \[\{"name": "Maria", "facts".*\](?=,\n)', lambda _: damage, text, count=1)
    assert broken != text
    with pytest.raises(Refusal, match="damaged"):
        opened(broken.encode(), "us.md")


def test_one_who_asks_alone_is_told_of_the_other(adviser: Adviser, templates: Templates) -> None:
    """Once in the letter and once in the answer, with dollars and how to ask; never where the spouse is looked at."""
    married = {"tax_year": "2026", "filing_status": "married_joint", "age": "40", "wages": "100000",
               "workplace_plan": "none", "business": "none", "covered_by_workplace_plan": "no",
               "spouse_covered_by_workplace_plan": "no", "spouse_compensation": "0", "modified_agi": "100000",
               "traditional_ira_balance": "0"}  # fmt: skip
    sentence = "Your spouse's side was not looked at: up to $7,500 may go into IRAs of your spouse too"
    for facts, told in (
        (married, True),
        ({**married, "wages": "7500"}, False),
        ({**married, "spouse_ira_contributions": "8600"}, False),
        ({**married, "filing_status": "single"}, False),
    ):
        decision = adviser.advise(dict(facts), DAY)
        letter = draft(decision, LetterOptions(), templates).filled.markdown
        answer = templates.advice(explanation_of(decision)).markdown
        assert letter.count(sentence) == answer.count(sentence) == told
    both = adviser.advise_household(parse(COUPLES["one-earner"], "us.yaml"), DAY)
    assert "not looked at" not in household_draft(both, FULL, templates).filled.markdown
    assert "not looked at" not in templates.household(household_explanation_of(both))


def test_names_are_text(adviser: Adviser, writer: LetterWriter) -> None:
    """A name may hold what Markdown, HTML and typst would read as their own."""
    hostile = ("<b>#*_A|", "`{{x}}` [y](z)")
    given = read_household(adviser.rulebook, parse(COUPLES["one-earner"], "us.yaml"))
    savers = tuple(one._replace(name=name) for one, name in zip(given, hostile, strict=True))
    found = adviser.advise_household((savers[0], savers[1]), DAY)
    made = household_draft(found, FULL, writer.templates)
    for format in ("markdown", "html", "email"):
        data = writer.written(made, format)
        assert verify(data, "us", adviser, writer).holds, format
        if format == "html":
            assert b"<b>#" not in data.split(b"rothroute-receipt")[0]


def test_a_name_with_a_full_stop_ends_no_sentence(adviser: Adviser, templates: Templates) -> None:
    """An e-mail says the first sentence of each step, whatever stands in the names."""
    given = read_household(adviser.rulebook, parse(COUPLES["in-the-roth-range"], "us.yaml"))
    savers = given[0]._replace(name="Dr. Peter A. Ames"), given[1]._replace(name="Ruth")
    made = household_draft(adviser.advise_household(savers, DAY), FULL, templates)
    assert (
        "Pay up to $3,440 (Dr. Peter A. Ames) or $3,000 (Ruth) into a traditional IRA for 2026 and treat it as "
        "nondeductible." in plain_markdown(made.email().markdown, {})
    )


def test_a_row_of_numbers_says_what_the_answer_says(one: Couple) -> None:
    """The route of one that is the other's second way has the same dollars in both tables."""
    explained = household_explanation_of(one.found)
    answer = {f"For the {line.label}".lower(): line.amounts for line in explained.lines}
    for row in explained.numbers:
        if row.total:
            assert row.amounts == answer[row.label.lower()]


def value_of(fact: Fact, chance: random.Random) -> str:
    """A value of a fact: at a bound, or anywhere sensible."""
    if fact.unit == "yes_no":
        return chance.choice(["yes", "no"])
    if fact.unit == "choice":
        return chance.choice([value for value, _ in fact.values])
    high = min(fact.highest, 600_000_00 if fact.unit == "dollars" else fact.highest)
    low = max(fact.lowest, 0 if fact.unit == "dollars" else fact.lowest)
    return show_value(chance.choice([low, high, chance.randint(low, high)]), fact.unit)


def some_couple(adviser: Adviser, chance: random.Random) -> HouseholdDecision:
    """Two savers of whom little or much is known; facts that contradict others are left out."""
    book = adviser.rulebook
    assert book.household is not None
    joint = chance.random() < 0.7
    shared = {
        "tax_year": str(chance.choice(book.years)),
        "filing_status": "married_joint" if joint else "married_separate",
    }
    sometimes = book.household.shared_when
    assert sometimes is not None
    both = (*book.household.shared, *(sometimes.facts if joint else ()))
    for name in both[4:]:
        if chance.random() < 0.6:
            shared[name] = value_of(book.facts[name], chance)
    own = []
    for _ in range(2):
        share = chance.choice([0.0, 0.2, 0.5, 0.8])
        names = [name for name in book.facts if name not in (*both, *book.household.linked)]
        own.append({name: value_of(book.facts[name], chance) for name in names if chance.random() < share})
    while True:
        savers = [SaverGiven(name, adviser.given({**facts, **shared})) for name, facts in zip(NAMES, own, strict=True)]
        try:
            return adviser.advise_household((savers[0], savers[1]), DAY)
        except Refusal:
            fuller = max(own, key=len)
            del fuller[chance.choice(list(fuller))]


def test_any_couple_gets_a_letter_that_verifies(
    adviser: Adviser, writer: LetterWriter, tries: Callable[[int, int], int]
) -> None:
    """One format each, in turn; whatever is known, the letter keeps its words and says both totals."""
    chance = random.Random(20261130)
    for number in range(tries(3, 90)):
        found = some_couple(adviser, chance)
        made = household_draft(found, FULL, writer.templates)
        format = tuple(SUFFIXES)[number % len(SUFFIXES)]
        told = [dict(one.given) for one in found.savers]
        assert verify(writer.written(made, format), "us", adviser, writer).holds, (format, told)
        assert len(words(letter_part(made))) <= 900, told
        lows, highs = zip(*(one.decision.advice.total for one in found.savers), strict=True)
        assert sum(lows) <= found.total[0] <= found.total[1] <= sum(highs), told
        total = household_explanation_of(found).lines[-1]
        assert all(amount in letter_part(made) for amount in (*total.amounts, total.both)) or found.total[1] == 0, told
