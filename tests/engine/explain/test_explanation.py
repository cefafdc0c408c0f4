"""What is said of a decision: within the budget of two pages, tied to rules, and the same in every text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import textstat
from hypothesis import given, settings
from hypothesis import strategies as st

from rothroute.engine import Decision, Rulebook, advice_json
from rothroute.engine.advise.formatting import filled, inner
from rothroute.engine.advise.schedule import served_by
from rothroute.engine.explain import Explanation, LetterOptions, explanation_of
from rothroute.engine.explain.formatting import count, said_range
from rothroute.engine.explain.shapes import SourcedText
from rothroute.engine.templates import Templates
from rothroute.engine.value import MONTHS, read_dollars

ANNEX = "\n# Working papers\n"
SPAN = re.compile(r"\[((?:[^\\\[\]]|\\.)*)\]\{r=\d+\}")
MARK = re.compile(r"\[\^\d+\]")
PARTS = ("closed", "caution", "open", "primary", "amount", "held")
CERTAIN = re.compile(r"\b(guarantee[ds]?|certainly|definitely|undoubtedly|no doubt|risk-free)\b", re.IGNORECASE)
METHOD = re.compile(
    r"\b(was not read|not read in|from memory|gates?|verdicts?|hash|digest|trace|rothroute|[a-z0-9]+_\w+)\b"
)
RAW = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b", re.IGNORECASE)
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
BREAKING = re.compile(rf"\b({'|'.join(MONTHS)}) \d{{1,2}}\b")
ISO = re.compile(r"\b20\d\d-\d\d-\d\d\b")


def text_of(markdown: str) -> str:
    """The words of a filled template, without its marks."""
    return MARK.sub("", SPAN.sub(r"\1", markdown)).replace("\\", "").replace("\u00a0", " ")


def words(markdown: str) -> int:
    return count(re.sub(r"^\{.*\}$|[|*#>`-]", " ", text_of(markdown), flags=re.MULTILINE))


def letter_part(letter: str) -> str:
    return letter.split(ANNEX, maxsplit=1)[0]


def said_by(value: Any) -> Iterator[SourcedText]:
    """Every text with a rule that a part of the explanation holds."""
    if isinstance(value, SourcedText):
        yield value
    elif isinstance(value, tuple) and not isinstance(value, Decision):
        for part in value:
            yield from said_by(part)


def is_rule(name: str, book: Rulebook) -> bool:
    route, _, part = name.partition(".")
    kinds = (book.facts, book.figures, book.parameters, book.conclusions, book.limits, book.routes)
    return any(name in kind for kind in kinds) or (route in {*book.routes, *book.corrections} and part in PARTS)


def test_every_sentence_rests_on_a_rule(one: Explanation, rulebook: Rulebook) -> None:
    found = list(said_by(one))
    assert found
    assert all(said.text and is_rule(said.rule, rulebook) for said in found)


def test_the_letter_keeps_to_two_pages_of_words(letter: str, one: Explanation) -> None:
    assert words(letter_part(letter)) <= 900
    assert count(one.heading.text) <= 16 and len(one.heading.text) <= 70
    assert sum(count(said.text) for said in one.lead) <= 55
    assert len(one.next_steps) <= 5 and len(one.numbers) <= 8
    for bullets in (one.wrong, one.change, one.unchecked):
        assert len(bullets) <= 4
    assert len(one.strip) <= 3


def test_the_answer_stands_in_the_first_words(letter: str, one: Explanation) -> None:
    first = " ".join(text_of(letter).split()[:75])
    if one.corrections:
        assert one.corrections[0].amount.text in first
    elif one.outcome == "decided":
        assert one.total.text in first
        assert all(line.amount.text in first for line in one.lines[:2])


def test_lines_add_up_to_the_total(one: Explanation) -> None:
    if one.total_known and not any(line.open for line in one.lines):
        assert sum(read_dollars(line.amount.text.replace("\u2212", "-")) for line in one.lines) == read_dollars(
            one.total.text
        )


def test_most_of_it_is_more_than_half(decisions: dict[str, Decision], one: Explanation) -> None:
    said = " ".join(text.text for text in one.lead)
    if "Most of it" in said:
        main = next(line for line in one.lines if line.main)
        assert 2 * read_dollars(main.amount.text) > one.decision.advice.total[1]
    assert "Your main route is the direct Roth IRA" in explanation_of(decisions["saves-most-at-work"]).lead[0].text


def test_steps_stand_in_time_order(one: Explanation) -> None:
    days = [step.day for step in one.steps if step.day is not None and not step.at_once]
    assert days == sorted(days)
    waiting = [step.day is not None and not step.at_once for step in one.steps]
    at_once = [place for place, step in enumerate(one.steps) if step.at_once]
    assert not any(waiting[: max(at_once, default=0)])
    assert len({step.text.rule for step in one.steps}) == len(one.steps)


def test_a_route_without_a_day_waits_for_the_corrections(one: Explanation) -> None:
    routes = one.decision.advice.routes
    put_right = {step.rule for correction in one.decision.advice.corrections for step in correction.steps}
    due = [at for at, step in enumerate(one.steps) if step.text.rule in put_right and step.day and not step.passed]
    free = [step for step in one.steps[: max(due, default=0)] if step.day is None and step.route in routes]
    assert not [step.text.text for step in free if not (step.at_once or step.alternative)]


def test_the_excess_goes_back_before_the_rest_is_converted(decisions: dict[str, Decision]) -> None:
    """Money above the limit may not be converted, so who has a year to convert in is not told to do that first."""
    steps = explanation_of(decisions["excess-before-converting-late"]).steps
    when = {step.text.rule: step.when for step in steps}
    assert list(when) == ["file_form_8606", "take_back_traditional_excess", "excess_may_fill_a_later_year",
                          "convert_ira_after_year_end"]  # fmt: skip
    assert when["convert_ira_after_year_end"] == "Then"


def test_the_numbers_that_matter_add_up(one: Explanation) -> None:
    """From the limit, less what is in and what holds it down, or from its parts, to the dollars of the route."""
    *rows, total = one.numbers or (None,)
    if total is not None and total.amount.startswith("$") and " " not in total.amount:
        start = next((place for place, row in enumerate(rows) if row.label.text.endswith(", limit")), None)
        law = {row.label.rule for row in rows if row.label.rule in (*one.notes.book.facts, *one.notes.book.parameters)}
        parts = rows[start:] if start is not None else [row for row in rows if row.label.rule in one.notes.book.figures]
        if start is None:  # what is held against a line of law comes before the parts
            held = {
                test.needed_label
                for route in one.decision.advice.routes.values()
                for why in route.reasons
                for test in why.tests
            }
            parts = [row for row in parts if inner(row.label.text) not in held and row.label.rule not in law]
        amounts = [read_dollars(row.amount.replace("\u2212 ", "-")) for row in parts]
        assert not amounts or sum(amounts) == read_dollars(total.amount), (rows, total)


def test_a_form_that_is_due_is_filled_though_no_route_is_open(decisions: dict[str, Decision]) -> None:
    one = explanation_of(decisions["converted-alone"])
    assert not one.decision.advice.plan
    (form,) = one.previews
    lines = {line.line: line.amount for line in form.lines}
    assert (lines["2"], lines["6"], lines["11"], lines["14"], lines["18"]) == (
        "$20,000",
        "$80,000",
        "$4,000",
        "$16,000",
        "$16,000",
    )
    assert not explanation_of(decisions["nothing-to-do"]).previews


def test_what_is_taxed_twice_is_the_biggest_risk(decisions: dict[str, Decision], templates: Templates) -> None:
    one = explanation_of(decisions["deferred-twice"])
    assert one.risk and "taxed twice" in one.risk.text and "April 15, 2027" in one.risk.text
    for text in (
        templates.letter(one, LetterOptions(annex=False)),
        templates.advice(one, brief=True),
        templates.email(one, LetterOptions()),
    ):
        assert "taxed twice" in text_of(text.markdown)


def test_the_most_urgent_correction_comes_first(decisions: dict[str, Decision]) -> None:
    one = explanation_of(decisions["two-corrections"])
    assert [correction.by for correction in one.corrections] == ["", "December 31, 2026"]
    assert one.steps[0].text.rule in {step.text.rule for step in one.corrections[0].steps}
    assert one.heading.rule == one.corrections[0].amount.rule


def test_money_above_the_limit_is_out_before_it_taxes_a_conversion(decisions: dict[str, Decision]) -> None:
    one = explanation_of(decisions["too-much"])
    (correction,) = one.corrections
    assert correction.by == "December 31, 2026" and "December 31, 2026" in correction.steps[0].when
    assert any("line 6" in said.said.text for said in one.wrong)


def test_a_date_of_the_plan_is_listed_only_where_a_step_of_the_plan_has_it(one: Explanation) -> None:
    advice, book = one.decision.advice, one.notes.book
    if one.outcome == "provisional":
        return
    done = {step.rule for step in advice.steps}
    for name in advice.plan:
        shown = {deadline.what: deadline.date for deadline in advice.routes[name].deadlines}
        for dated in book.routes[name].deadlines:
            serving = {
                rule
                for rule in book.routes[name].steps
                if (step := book.conclusions[rule].step) is not None and step.by == dated.by
            }
            said = shown.get(filled(one.decision.trace, dated.what))
            if serving and said is not None:
                assert serving & done or said in {step.by for step in advice.routes[name].steps}, dated.what.text


def test_who_has_no_ira_room_reads_no_day_to_pay_in(decisions: dict[str, Decision], templates: Templates) -> None:
    one = explanation_of(decisions["moved"])
    assert not any("Pay in" in dated.text.text for dated in one.dates)
    assert any("Convert" in dated.text.text for dated in one.dates)


def test_a_choice_beside_a_step_has_no_number_of_its_own(one: Explanation, letter: str, templates: Templates) -> None:
    texts = (letter, templates.advice(one).markdown, templates.email(one, LetterOptions()).markdown)
    numbered = [line for text in texts for line in text_of(text).splitlines() if re.match(r"\d+\. ", line)]
    for step in one.steps:
        if step.alternative:
            assert not any(
                re.match(rf"\d+\. \*\*[^*]*\*\* {re.escape(step.text.text[:40])}", line) for line in numbered
            )
            assert step.text.text in text_of(letter)


def test_an_excess_of_more_than_a_year_is_not_said_to_cost_once(
    decisions: dict[str, Decision], templates: Templates
) -> None:
    for name, tax in (("far-too-much", "$750"), ("far-too-much-late", "$300")):
        part = letter_part(text_of(templates.letter(explanation_of(decisions[name]), LetterOptions()).markdown))
        assert "takes $7,500 of it" in part and "$5,000 stays" in part and "each year after" in part and tax in part
        assert "costs no more" not in part and " once" not in part
    part = letter_part(
        text_of(templates.letter(explanation_of(decisions["little-too-much"]), LetterOptions()).markdown)
    )
    assert "pay in $1,500 less for the next year" in part and "$90" in part


def test_what_an_excess_leaves_of_nondeductible_money_is_worked_out(
    decisions: dict[str, Decision], templates: Templates
) -> None:
    part = letter_part(text_of(templates.letter(explanation_of(decisions["part-deducted"]), LetterOptions()).markdown))
    assert "Only $1,000 of your nondeductible money counts here: $7,500 less the $6,500 above the limit" in part


def test_nobody_reads_that_nothing_waits_in_a_plan_they_did_not_tell_of(
    decisions: dict[str, Decision], templates: Templates
) -> None:
    one = explanation_of(decisions["left-and-told-little"])
    for markdown in (templates.letter(one, LetterOptions()).markdown, templates.advice(one).markdown):
        assert "none waits" not in text_of(markdown)
    assert "Look at the plan's balance" in text_of(templates.letter(one, LetterOptions()).markdown)


def test_a_correction_says_why_it_is_to_be_made_before_the_day_the_law_gives(
    decisions: dict[str, Decision], templates: Templates
) -> None:
    one = explanation_of(decisions["moved"])
    (correction,) = one.corrections
    assert (correction.by, correction.lawful) == ("December 31, 2026", "October 15, 2027")
    for text in (templates.letter(one, LetterOptions()).markdown, templates.advice(one, brief=True).markdown):
        assert "law gives until October 15, 2027" in text_of(text)


def test_messages_go_to_people_the_saver_has(decisions: dict[str, Decision]) -> None:
    for name in ("freelancer", "plan-unknown-yet"):
        assert not [message.who for message in explanation_of(decisions[name]).messages if "solo plan" in message.who]
    assert any("solo plan" in message.who for message in explanation_of(decisions["s-corp-owner"]).messages)


def test_nobody_is_asked_to_write_to_the_payroll_of_a_business_they_may_not_have(
    decisions: dict[str, Decision],
) -> None:
    one = explanation_of(decisions["little-known"])
    assert "business_wages" in {fact.fact for fact in one.decision.advice.open_facts}
    assert one.messages and not any("payroll provider" in message.who for message in one.messages)
    assert {fact.label.text for fact in one.open[:2]} == {"Business", "Workplace plan"}


def test_every_message_of_an_open_plan_stands_in_the_letter(one: Explanation, templates: Templates) -> None:
    letter = templates.letter(one, LetterOptions()).markdown
    alone = templates.letter(one, LetterOptions(annex=False)).markdown
    for message in one.messages:
        assert letter.count(f"\n{message.text}\n") == 1
        assert one.outcome != "provisional" or alone.count(f"\n{message.text}\n") == 1
    assert "the working papers list" not in alone and "those in the working papers" not in alone


def test_a_letter_closes_with_a_name_or_not_at_all(one: Explanation, templates: Templates) -> None:
    assert "With good wishes" not in templates.letter(one, LetterOptions()).markdown
    assert "With good wishes" in templates.letter(one, LetterOptions(adviser="Rowan Ellery")).markdown


def test_no_reader_is_told_of_a_fact_that_does_not_apply_as_if_it_did(one: Explanation) -> None:
    shown = [condition for route in one.routes for condition in route.conditions]
    assert not any("2100" in condition.yours or "26,6" in condition.margin for condition in shown)
    if one.decision.answers.get("business") in ("none", "sole_proprietor"):
        assert not any("partnership" in condition.sentence.text.lower() for condition in shown)


def test_the_texts_read_aloud_without_stumbling(one: Explanation, letter: str, templates: Templates) -> None:
    texts = (letter, templates.advice(one).markdown, templates.email(one, LetterOptions()).markdown)
    for text in map(text_of, texts):
        assert not re.search(r"not known to (have|lack|be)|\bof it instead\b|January 1 of|across all employers", text)
        assert not re.search(r"^(?!\|).*\*\*[^:*]*:\*\*[^:.;\n]*: (no|yes|\$0)\.", text, re.MULTILINE)


def test_a_year_that_has_not_begun_is_waited_for(decisions: dict[str, Decision], templates: Templates) -> None:
    one = explanation_of(decisions["not-begun"])
    assert one.steps[0].when == "First" and "January 1, 2026" in one.steps[0].text.text
    for text in (
        templates.letter(one, LetterOptions()),
        templates.advice(one, brief=True),
        templates.email(one, LetterOptions()),
    ):
        assert "Wait until January 1, 2026" in text_of(text.markdown)
    assert "January 1, 2026" in " ".join(said.text for said in one.lead)
    assert not any(step.when in ("This week", "Before your next payday") for step in one.steps)


def test_payroll_is_told_before_the_next_payday(decisions: dict[str, Decision]) -> None:
    one = explanation_of(decisions["big-tech-engineer"])
    whens = {step.text.rule: step.when for step in one.steps}
    assert whens["set_after_tax_share"] == whens["convert_in_plan"] == "Before your next payday"
    assert any("next payday" in said.text for said in one.lead)


def test_who_has_left_reads_of_no_room_for_new_money(decisions: dict[str, Decision], templates: Templates) -> None:
    one = explanation_of(decisions["left"])
    part = letter_part(text_of(templates.letter(one, LetterOptions()).markdown))
    assert "after-tax room" not in part and "end of your job with this employer: no" not in part
    assert "$1,818.18" in part  # of a backdoor of 7,500 beside growth of 2,400 in a traditional IRA


def test_what_is_known_by_heart_is_not_turned_in_the_letter_part(one: Explanation) -> None:
    questions = one.notes.book.questions
    turned = [said.said.rule for said in one.change if said.said.rule in {flip.label.rule for flip in one.flips}]
    assert all(questions[rule].effort > 1 for rule in turned if rule in questions)


def test_a_line_of_law_far_away_is_not_named(decisions: dict[str, Decision], templates: Templates) -> None:
    """$5,400 is not near $168,000; a couple within their range reads how far its end is."""
    student, couple = (explanation_of(decisions[name]) for name in ("part-time-student", "couple-in-phase-out"))
    assert "$162,600 away" not in templates.advice(student).markdown
    assert [one.line for one in couple.near] and "away" in templates.advice(couple).markdown


def test_what_could_go_wrong_has_a_head_each(one: Explanation) -> None:
    assert all(found.label for found in one.wrong)


def test_the_first_steps_leave_out_none_that_another_needs(one: Explanation) -> None:
    needs = served_by(one.notes.book, [step.text.rule for step in one.steps])
    shown = {step.text.rule for entry in one.first_steps for step in entry.steps}
    settled = {step.text.rule for step in one.steps if step.settled and not step.passed}
    for rule in settled - shown:
        assert shown.isdisjoint(needs[rule]), (rule, shown)


def test_the_first_steps_have_what_the_first_sentences_start_with(one: Explanation) -> None:
    starts = [said.text for said in one.lead if said.text.startswith("Start ")]
    whens = [one.notes.inner(entry.when) for entry in one.first_steps]
    assert all(any(when in said for when in whens) for said in starts)


def test_the_strip_says_three_amounts_as_dollars(one: Explanation) -> None:
    if len(one.lines) == 3 and not one.corrections and not any(cell.label.startswith("in all") for cell in one.strip):
        assert {cell.big.text for cell in one.strip} == {line.amount.text for line in one.lines}


def test_no_dollars_are_nothing_rather_than_an_open_way(one: Explanation) -> None:
    assert not one.heading.text.startswith("$0")


def test_every_day_is_american(letter: str, one: Explanation, templates: Templates) -> None:
    for markdown in (letter, templates.email(one, LetterOptions()).markdown, templates.advice(one).markdown):
        assert not ISO.search(text_of(markdown))
        assert not BREAKING.search(markdown)


def test_the_letter_part_confesses_no_method(letter: str) -> None:
    assert not METHOD.search(text_of(letter_part(letter)))
    assert not CERTAIN.search(text_of(letter_part(letter)))


def test_no_reader_meets_a_name_of_the_rulebook(one: Explanation, letter: str, templates: Templates) -> None:
    for markdown in (letter, templates.advice(one).markdown, templates.email(one, LetterOptions()).markdown):
        assert not re.findall(RAW, text_of(re.sub(CODE, "", markdown)))
    for route in one.decision.advice.routes.values():
        for test in (test for reason in (*route.reasons, *route.cautions, *route.unlocks) for test in reason.tests):
            assert not re.findall(RAW, f"{test.label} {test.needed} {test.needed_label}")


def test_what_does_not_concern_the_saver_is_left_out(letter: str, one: Explanation, rulebook: Rulebook) -> None:
    if one.decision.answers.get("business") == "none":
        assert "solo" not in text_of(letter_part(letter)).lower()
    if one.decision.answers.get("workplace_plan") == "none":
        assert "mega" not in text_of(letter_part(letter)).lower()
    if one.decision.answers.get("workplace_plan") not in ("403b", None):
        assert "403(b)" not in text_of(letter_part(letter))


def test_every_text_says_what_the_program_reads(one: Explanation, letter: str, templates: Templates) -> None:
    data = advice_json(one.decision.advice)
    advice, email = templates.advice(one).markdown, templates.email(one, LetterOptions()).markdown
    for text in map(text_of, (letter, advice, email)):
        assert said_range(one.decision.advice.total) in text or one.corrections or one.outcome != "decided"
        for route in one.lines:
            assert route.amount.text in text
        for correction in one.corrections:
            assert correction.amount.text in text
    for text in map(text_of, (letter, advice)):
        for doubt in one.doubts:
            assert doubt.said.text in text
        for fact in data["open_facts"]:
            assert fact["question"] in text
        for route in one.routes:
            assert not route.concerns or route.label in text


def test_each_open_fact_says_who_can_tell(one: Explanation, templates: Templates) -> None:
    text = text_of(templates.advice(one).markdown)
    assert all(fact.who in text for fact in one.open)


def test_told_though_it_does_not_apply_is_listed_as_such(decisions: dict[str, Decision], templates: Templates) -> None:
    letter = templates.letter(explanation_of(decisions["not-applicable"]), LetterOptions()).markdown
    assert re.search(r"\| – \| \[[^|]*\]\{r=\d+\} \| \$0 \(does not apply\) \|", letter)


def test_what_was_told_in_vain_is_named_once_in_every_text(
    decisions: dict[str, Decision], templates: Templates
) -> None:
    one = explanation_of(decisions["told-in-vain"])
    said = (
        "Spouse's compensation: you told us $50,000, but that does not count here. It counts only where the filing "
        "status is married filing jointly."
    )
    assert len(one.not_counted) == 2 and one.not_counted[0].text == said
    for text in (templates.letter(one, LetterOptions()).markdown, templates.advice(one).markdown):
        assert text_of(text).count(said) == 1
    assert said not in letter_part(text_of(templates.letter(one, LetterOptions()).markdown))
    assert [(row["fact"], row["value"]) for row in advice_json(one.decision.advice)["told_but_not_counted"]] == [
        ("spouse_compensation", "$50,000"),
        ("employee_deferrals", "$3,000"),
    ]
    assert not explanation_of(decisions["not-applicable"]).not_counted  # $0 is what counts anyway


@pytest.mark.parametrize(
    ("pays", "converts"),
    [
        ("pay_into_traditional_ira", "convert_ira_this_year"),
        ("pay_into_traditional_ira", "convert_ira_after_year_end"),
        ("pay_solo_after_tax", "convert_solo_after_tax"),
    ],
)
def test_paying_in_and_converting_by_one_day_stand_in_one_entry(one: Explanation, pays: str, converts: str) -> None:
    """However long the entry is: who pays in and waits to convert is taxed on what the money earns."""
    days = {step.text.rule: step.day for step in one.steps}
    for entry in one.next_steps:
        rules = [step.text.rule for step in entry.steps]
        if converts in rules and pays in days and days[pays] == days[converts]:
            assert pays in rules


def test_what_is_to_be_done_at_once_is_an_entry_each(decisions: dict[str, Decision]) -> None:
    entries = [
        [step.text.rule for step in entry.steps] for entry in explanation_of(decisions["big-tech-engineer"]).next_steps
    ]
    asked, share = (
        next(place for place, rules in enumerate(entries) if rule in rules)
        for rule in ("keep_room_for_employer_money", "set_after_tax_share")
    )
    assert asked + 1 == share


def test_a_provisional_letter_asks_and_says_what_it_is_worth(one: Explanation, letter: str) -> None:
    part = text_of(letter_part(letter))
    if one.outcome == "provisional":
        assert "What to ask, and what it is worth" in part
        assert all(fact.label.text in part or fact.question in part for fact in one.open[:3])
        assert not one.messages or f"To: {one.messages[0].who}" in part
    else:
        assert "What to ask" not in part


def test_brief_fits_a_screen(one: Explanation, templates: Templates) -> None:
    from rothroute.engine.render.parse import parsed
    from rothroute.engine.render.terminal import Terminal
    from rothroute.engine.render.terminal import text_of as terminal_text

    brief = terminal_text(parsed(templates.advice(one, brief=True).markdown), Terminal(notes=False))
    whole = terminal_text(parsed(templates.advice(one).markdown), Terminal(notes=False))
    assert len(brief.splitlines()) <= 24
    assert whole.startswith(brief.rstrip("\n"))


@given(data=st.data())
@settings(max_examples=40)
def test_any_saver_is_explained(
    data: st.DataObject,
    savers: st.SearchStrategy[dict[str, Any]],
    decided: Callable[[dict[str, Any]], Decision | None],
    templates: Templates,
    rulebook: Rulebook,
) -> None:
    found = decided(data.draw(savers))
    if found is None:
        return
    one = explanation_of(found)
    letter = templates.letter(one, LetterOptions()).markdown
    assert all(is_rule(said.rule, rulebook) for said in said_by(one))
    assert words(letter_part(letter)) <= 1000
    assert len(one.next_steps) <= 5 and len(one.numbers) <= 8
    if one.total_known and not any(line.open for line in one.lines):
        assert sum(read_dollars(line.amount.text.replace("\u2212", "-")) for line in one.lines) == read_dollars(
            one.total.text
        )
    assert templates.letter(one, LetterOptions()).markdown == letter


def test_the_letter_part_reads_easily(letter: str) -> None:
    """Grade nine of school at most; names of forms, accounts and amounts are read as one short word."""
    part = text_of(letter_part(letter)).split("## Next steps")[-1].split("## The numbers that matter")[0]
    prose = re.sub(r"^(\||\{|#|!|```|To:|Subject:).*$", "", part, flags=re.MULTILINE)
    prose = re.sub(r"\*\*[^*]*\*\*|^[\d.\s]+", "", prose, flags=re.MULTILINE)
    spoken = re.sub(r"\$[\d,.]*\d|\b\d[\d,.]*%?", "ten", prose)
    spoken = re.sub(rf"\b({'|'.join(MONTHS)}) ten, ten\b", "that day", spoken)
    spoken = re.sub(
        r"\b(traditional|Roth|direct|backdoor|mega|solo)\b ?|\b(IRAs?|401\(k\)|403\(b\)|MAGI)\b", "it ", spoken
    )
    if len(spoken.split()) > 100:
        assert textstat.flesch_kincaid_grade(spoken) <= 9
