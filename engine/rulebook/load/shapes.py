"""What each kind of rulebook file may hold: one table, read by the loader and by the published JSON Schemas."""

from __future__ import annotations

from typing import Final, NamedTuple


class ShapeField(NamedTuple):
    """One key of a mapping: what kind of value it takes, whether it must be there, and what it means.

    Kinds: text, texts, name, names, words, formula, value, yes_no, whole, year, cite, cites, one_of (with `values`),
    type (one of `values`, or `earlier` and the name of a list),
    choices (value: its words), pairs (name: value), synonyms (value: list of words), and with `shape`: one (a
    mapping), map (name: mapping), list, years (tax year: mapping).
    """

    kind: str
    meaning: str
    required: bool = False
    shape: Shape | None = None
    values: tuple[str, ...] = ()


Shape = dict[str, ShapeField]

LIST: Final[Shape] = {
    "plural": ShapeField("name", "the key under which a facts file lists the items, and the word after `over`", True),
    "label": ShapeField("text", "a noun phrase for one item, used before its number", True),
    "of": ShapeField("name", "the list each item belongs to an item of"),
    "most": ShapeField("whole", "how many items there may be, from 1 to 9 (in each item of the list it is `of`)", True),
    "said": ShapeField("text", "what the only item is called in sentences, as in `your plan at work`"),
    "none": ShapeField("text", "what is said where there is none, as in `You have no plan at work.`"),
}
FACT: Final[Shape] = {
    "type": ShapeField(
        "type",
        "what the answer is",
        True,
        values=("tax_year", "date", "years", "number", "dollars", "percent", "yes_no", "choice"),
    ),
    "role": ShapeField("one_of", "as_of: the date on which the advice is given", values=("as_of",)),
    "label": ShapeField("text", "a noun phrase used inside sentences", True),
    "meaning": ShapeField("text", "the exact meaning", True),
    "lowest": ShapeField("value", "the lowest value that can be right"),
    "highest": ShapeField("value", "the highest value that can be right"),
    "values": ShapeField("choices", "the values of a choice and their words"),
    "applies": ShapeField("formula", "where the fact makes sense; reads facts only"),
    "otherwise": ShapeField("value", "its value where it does not apply"),
    "assume": ShapeField("formula", "a default that may stand in when it is not given"),
    "assume_when": ShapeField("formula", "where the default may stand in"),
    "why_assumed": ShapeField("text", "why the default holds for most savers"),
    "of": ShapeField("name", "the list of whose items it is told"),
}
FACT_NEEDS: Final = (
    ("applies", "otherwise"),
    ("otherwise", "applies"),
    ("assume", "why_assumed"),
    ("assume_when", "assume"),
)
CONTRADICTION: Final[Shape] = {
    "when": ShapeField("formula", "answers that cannot both be right", True),
    "unless": ShapeField("formula", "where they can be right after all"),
    "message": ShapeField("words", "what clashes, with the values in {slots}", True),
    "remedy": ShapeField("text", "which answer to correct", True),
    "of": ShapeField("name", "the list at whose items it looks, one by one"),
}
SOURCE: Final[Shape] = {
    "title": ShapeField("text", "the full title", True),
    "kind": ShapeField(
        "one_of",
        "what kind of authority it is",
        True,
        values=(
            "statute",
            "regulation",
            "notice",
            "form",
            "publication",
            "legislative",
            "secondary",
            "convention",
        ),
    ),
    "checked": ShapeField("text", "how its text was checked", True),
    "amounts_for": ShapeField("year", "the tax year whose amounts it announces, for a yearly notice"),
    "from": ShapeField("year", "the first tax year its text is in effect"),
    "until": ShapeField("year", "the last tax year its text is in effect"),
    "sections": ShapeField("choices", "the sections citations may name, each with what it says"),
    "unread": ShapeField("cites", "those of its sections that nobody has read"),
    "announces": ShapeField("cites", "the laws whose yearly amounts it publishes"),
}
PUBLISHED: Final[Shape] = {
    "amount": ShapeField("value", "the published amount, rate or date"),
    "absent": ShapeField("text", "why there is none in this year"),
    "source": ShapeField("cite", "the document that published it", True),
    "verified": ShapeField("text", "what it was checked against"),
    "unverified": ShapeField("text", "why it is not confirmed"),
}
FIGURE: Final[Shape] = {
    "label": ShapeField("text", "a noun phrase used inside sentences", True),
    "meaning": ShapeField("text", "the exact meaning", True),
    "unit": ShapeField(
        "one_of",
        "the unit",
        True,
        values=("dollars", "exact dollars", "percent", "years", "days", "number", "date"),
    ),
    "formula": ShapeField("formula", "how it is computed", True),
    "applies": ShapeField("formula", "where it makes sense; elsewhere its published value is empty"),
    "cite": ShapeField("cites", "where the law says so", True),
    "unverified": ShapeField("text", "what no primary text confirms"),
}
CONCLUSION: Final[Shape] = {
    "when": ShapeField("formula", "the condition under which it holds", True),
    "because": ShapeField("words", "what is said when it holds"),
    "because_not": ShapeField("words", "what is said when it does not hold"),
    "caution": ShapeField("words", "the cost or risk it names"),
    "unlock": ShapeField("words", "what would open the route it shuts"),
    "unlock_when": ShapeField("name", "the conclusion: the unlock is not said once that does not hold"),
    "step": ShapeField("words", "a thing to do where it holds"),
    "by": ShapeField("name", "the date parameter or figure by which to do the step"),
    "act": ShapeField("text", "when to act, where that is sooner than the last day"),
    "while_open": ShapeField("name", "the fact: the step is said only while it is open"),
    "alternative": ShapeField(
        "yes_no", "the step is a choice beside the step listed before it, not one more thing to do"
    ),
    "amount": ShapeField("name", "the figure: the dollars the step takes"),
    "owner": ShapeField("text", "who does the step"),
    "before": ShapeField("names", "conclusions whose steps need this one done first"),
    "say": ShapeField("words", "what to say to whoever carries the step out"),
    "pay": ShapeField("name", "the fact or figure: pay still to come that the amount is taken from"),
    "paydays": ShapeField("name", "the fact: the number of paydays that pay comes on"),
    "check": ShapeField("words", "how to see that the step worked"),
    "undo": ShapeField("words", "how to undo the step"),
    "convention": ShapeField("yes_no", "good practice rather than law"),
    "cite": ShapeField("cites", "where the law says so", True),
    "unverified": ShapeField("text", "what no primary text confirms"),
}
STEP_PARTS: Final = (
    *("by", "act", "while_open", "alternative", "amount", "owner", "before", "say", "pay", "paydays", "check", "undo"),
)
DEADLINE: Final[Shape] = {
    "by": ShapeField("name", "a date parameter or date figure", True),
    "what": ShapeField("words", "what must be done by then", True),
    "when": ShapeField("name", "the conclusion under which it matters"),
}
FORM: Final[Shape] = {
    "name": ShapeField("text", "the form's name", True),
    "what": ShapeField("words", "what it is for and who sends it", True),
    "when": ShapeField("name", "the conclusion under which it comes"),
}
ROUTE: Final[Shape] = {
    "label": ShapeField("text", "the route's name in sentences", True),
    "meaning": ShapeField("text", "what the route is", True),
    "closed_by": ShapeField("names", "conclusions of which any shuts the route", True),
    "grounds": ShapeField("names", "conclusions that say, where they hold, why the route works"),
    "cautions": ShapeField("names", "conclusions that name a cost or risk"),
    "amount": ShapeField("name", "the figure: dollars still possible by this route", True),
    "never_main": ShapeField("yes_no", "it may stand in the plan, but is never the recommendation"),
    "tie_order": ShapeField("whole", "the lower wins a tie for the recommendation", True),
    "doing_order": ShapeField("whole", "its place in the plan", True),
    "steps": ShapeField("names", "conclusions with a step, in the order of doing"),
    "deadlines": ShapeField("list", "the dates that matter", shape=DEADLINE),
    "forms": ShapeField("list", "the tax forms it brings", shape=FORM),
}
COST: Final[Shape] = {
    "amount": ShapeField("name", "the figure: the dollars it costs", True),
    "text": ShapeField("words", "what it costs, in words", True),
    "when": ShapeField("name", "the conclusion under which it costs that"),
}
CORRECTION: Final[Shape] = {
    "label": ShapeField("text", "the correction's name in sentences", True),
    "meaning": ShapeField("text", "what has gone wrong", True),
    "when": ShapeField("name", "the conclusion under which it is needed; its `because` is what is said", True),
    "amount": ShapeField("name", "the figure or fact: the dollars to put right", True),
    "by": ShapeField("name", "the date parameter or figure by which to do it"),
    "cost": ShapeField("one", "what it costs", shape=COST),
    "order": ShapeField("whole", "its place among the corrections", True),
    "steps": ShapeField("names", "conclusions with a step"),
    "forms": ShapeField("list", "the tax forms it brings", shape=FORM),
}
USE: Final[Shape] = {
    "label": ShapeField("text", "what uses the limit", True),
    "amount": ShapeField("formula", "how much of it", True),
    "route": ShapeField("name", "the route by which the plan would add it"),
    "planned": ShapeField("yes_no", "the plan would add it, though not by a route; the rest is in already"),
    "for_each": ShapeField("name", "the list for each of whose items there is such an entry"),
    "where": ShapeField("formula", "which of them count"),
}
LIMIT: Final[Shape] = {
    "label": ShapeField("text", "the limit's name in sentences", True),
    "cap": ShapeField("formula", "the cap", True),
    "applies": ShapeField("formula", "where the limit exists"),
    "uses": ShapeField("list", "what uses it up", True, shape=USE),
    "left": ShapeField("name", "the figure: what is left of it before the plan adds anything"),
    "cite": ShapeField("cites", "where the law says so", True),
}
QUESTION: Final[Shape] = {
    "section": ShapeField("text", "the heading it stands under", True),
    "question": ShapeField("text", "the question", True),
    "help": ShapeField("text", "what helps to answer it", True),
    "why": ShapeField("text", "what the answer decides", True),
    "who": ShapeField("text", "who can tell", True),
    "where": ShapeField("text", "where the answer is written", True),
    "example": ShapeField("text", "an example answer"),
    "not_the_same": ShapeField("text", "what people confuse it with"),
    "listed": ShapeField("text", "what a yes means, for the list in which rare cases are asked together"),
    "if_yes": ShapeField("text", "a yes in full, as the saver would go on after it"),
    "if_no": ShapeField("text", "a no in full, as the saver would go on after it"),
    "effort": ShapeField("whole", "1 (you know it) to 5 (you must ask someone)", True),
    "synonyms": ShapeField("synonyms", "other words people type for a value, value by value"),
}
REJECTED: Final[Shape] = {
    "answer": ShapeField("name", "the answer that is easily got wrong", True),
    "value": ShapeField("text", "the tempting value, which it must not have", True),
    "why": ShapeField("text", "why that reading is wrong", True),
}
TWIN: Final[Shape] = {
    "given": ShapeField("pairs", "the one fact that is another, or unknown", True),
    "expect": ShapeField("pairs", "the answers then", True),
}
CASE: Final[Shape] = {
    "name": ShapeField("text", "the example in a sentence", True),
    "given": ShapeField("pairs", "the facts", True),
    "expect": ShapeField("pairs", "the answers; without them, `unknown`"),
    "unknown": ShapeField("names", "what must not be known yet"),
    "not": ShapeField("list", "tempting wrong answers, each with its reason", shape=REJECTED),
    "twin": ShapeField("one", "the same saver but for one fact, with answers of its own", shape=TWIN),
    "source": ShapeField("text", "where the expected answers come from", True),
}
PLAN: Final[Shape] = {
    "total": ShapeField("name", "the figure: all dollars of the plan", True),
    "parts": ShapeField("names", "the figures the total adds up besides the routes' amounts"),
    "steps": ShapeField("names", "conclusions with a step that belongs to no single route"),
    "drawbacks": ShapeField("names", "conclusions that name a cost or risk, said in letters; no verdict reads them"),
    "preview": ShapeField("names", "figures that fill the lines of a tax form, shown in letters"),
    "bands": ShapeField("name", "the fact in dollars by whose bands a screening of many savers tells who gains"),
    "counted": ShapeField("name", "the conclusion that such a screening counts among those who gain"),
    "counted_said": ShapeField("text", "what is said of that count"),
}
SHARED_FACTS: Final[Shape] = {
    "when": ShapeField("formula", "the condition", True),
    "facts": ShapeField("names", "the facts it is about", True),
}
IN_TURN: Final[Shape] = {
    "by": ShapeField("name", "the figure: who has more of it is decided first", True),
    "first": ShapeField("pairs", "fact of the first: figure or conclusion of the other, as things stand", True),
    "second": ShapeField("pairs", "fact of the second: figure or conclusion of the first, the advice followed", True),
}
HOUSEHOLD: Final[Shape] = {
    "when": ShapeField("formula", "what the facts of at least one must be for two savers to be one household", True),
    "each": ShapeField("formula", "what the facts of each of them must be", True),
    "message": ShapeField("text", "what is said to two savers who are no household", True),
    "shared": ShapeField("names", "facts that are said once and are the same for both", True),
    "own_when": ShapeField("one", "where each may have shared facts of their own", shape=SHARED_FACTS),
    "shared_when": ShapeField("one", "facts that are the same for both under a condition", shape=SHARED_FACTS),
    "from_the_other": ShapeField("pairs", "fact of one saver: figure or conclusion of the other", True),
    "in_turn": ShapeField(
        "one", "facts that rest on what the other has done, one saver after the other", True, IN_TURN
    ),
    "said_to_both": ShapeField("names", "conclusions whose words say what the two share, said in a letter to both"),
    "room_of_the_other": ShapeField("name", "the figure: dollars open to the other, told to one who asks alone"),
    "room_said": ShapeField("words", "what is said of them, as {room}"),
    "other": ShapeField("text", "what a saver calls the other one, as in `your spouse`"),
}
PROPERTY: Final[Shape] = {
    "meaning": ShapeField("text", "what must be so, in a sentence", True),
    "given": ShapeField("formula", "the savers it is about; everyone where absent"),
    "holds": ShapeField("formula", "the condition that must hold for each of them"),
    "figure": ShapeField("name", "the figure that may not move the wrong way"),
    "never_rises_with": ShapeField("name", "the fact that may not raise the figure"),
    "never_falls_with": ShapeField("name", "the fact that may not lower the figure"),
    "feature": ShapeField("name", "the yes/no fact that may only help"),
    "helps": ShapeField("names", "the figures and routes the feature may not make worse"),
    "cite": ShapeField("cites", "where the law says so"),
}
TOTAL_WORDING: Final[Shape] = {
    "label": ShapeField("text", "the dollars it adds up, as in `Roth dollars` in all"),
    "saver": ShapeField("words", "what the saver can still do with {total}, as in `put {total} into Roth accounts`"),
    "saver_briefly": ShapeField("words", "the same in short, as in `put in {total}`"),
    "dollars": ShapeField("text", "what the dollars can do, as in `go into Roth accounts`"),
    "dollars_briefly": ShapeField("text", "the same in short, as in `go in`"),
    "less": ShapeField("text", "what is taken off where the total is below the sum of its lines"),
    "also": ShapeField("text", "what it counts besides the routes"),
}
START: Final[Shape] = {
    "question": ShapeField("text", "the question the first page in a browser answers"),
    "heading": ShapeField("text", "its heading"),
    "at_hand": ShapeField("texts", "what to have at hand"),
}
WORDING: Final[Shape] = {
    "title": ShapeField("text", "the title of a plan, said before `for 2026`"),
    "total": ShapeField("one", "what the plan adds up to", shape=TOTAL_WORDING),
    "start": ShapeField("one", "the first page in a browser", shape=START),
    "planning": ShapeField("text", "what the saver plans, as a message to others says it: `my savings`"),
    "advice": ShapeField("text", "the kinds of advice that no letter is"),
    "scope": ShapeField("text", "whose law is looked at, said before `for 2026 as of` a day"),
    "beyond": ShapeField("text", "the law that is not looked at"),
    "keep_forms": ShapeField("text", "how long forms are kept"),
    "professional": ShapeField("text", "who should see a professional"),
    "look_again": ShapeField("texts", "when to ask for a new letter"),
    "outside": ShapeField("texts", "what a letter does not look at"),
    "papers": ShapeField("texts", "those of the questions' `who` that are looked up and not asked"),
    "opposites": ShapeField("texts", "pairs of words that are easily taken for one another, as `one | other`"),
    "asked_in_writing": ShapeField("texts", "words in the questions' `who` by which those are known who get a message"),
    "names": ShapeField("texts", "words that keep their capital inside a sentence"),
    "glossary": ShapeField("choices", "words a letter explains where it uses them: `word | other spelling: meaning`"),
}
FILES: Final[dict[str, Shape]] = {
    "wording": WORDING,
    "facts": {
        "lists": ShapeField("map", "what a saver may have several of", shape=LIST),
        "facts": ShapeField("map", "the facts by name", True, shape=FACT),
        "contradictions": ShapeField("map", "answers that cannot both be right", shape=CONTRADICTION),
    },
    "sources": {"sources": ShapeField("map", "the documents citations may name", True, shape=SOURCE)},
    "parameter": {
        "label": ShapeField("text", "a noun phrase used inside sentences", True),
        "unit": ShapeField(
            "one_of",
            "the unit",
            True,
            values=("dollars", "percent", "years", "days", "number", "date", "yes_no"),
        ),
        "law": ShapeField("cite", "the law that sets it", True),
        "step": ShapeField("value", "the statutory rounding step"),
        "step_from": ShapeField("value", "the amount the steps are counted from, where that is not zero"),
        "values": ShapeField("years", "what was published for each tax year", True, shape=PUBLISHED),
    },
    "rules": {
        "topic": ShapeField("name", "the topic, as its folder is named", True),
        "for_each": ShapeField("name", "the list for each of whose items every statement of the topic exists"),
        "exports": ShapeField("names", "figures and conclusions other topics may read"),
        "figures": ShapeField("map", "computed amounts by name", shape=FIGURE),
        "conclusions": ShapeField("map", "conclusions by name", shape=CONCLUSION),
        "routes": ShapeField("map", "the ways that are looked at", shape=ROUTE),
        "corrections": ShapeField("map", "what has gone wrong and must be put right first", shape=CORRECTION),
        "limits": ShapeField("map", "caps and what uses them", shape=LIMIT),
        "properties": ShapeField("map", "what must be so for every saver; the audit proves it", shape=PROPERTY),
        "plan": ShapeField("one", "the routes together; in one topic only", shape=PLAN),
        "household": ShapeField("one", "how two savers belong together; in one topic only", shape=HOUSEHOLD),
    },
    "questions": {"questions": ShapeField("map", "wording by fact", True, shape=QUESTION)},
    "cases": {"cases": ShapeField("list", "worked examples", True, shape=CASE)},
}
