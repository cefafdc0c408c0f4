"""What each kind of rulebook file may hold: one table, read by the loader and by the published JSON Schemas."""

from __future__ import annotations

from typing import Final, NamedTuple


class Field(NamedTuple):
    """One key of a mapping: what kind of value it takes, whether it must be there, and what it means.

    Kinds: text, name, names, words, formula, value, yes_no, whole, year, cite, cites, one_of (with `values`), choices
    (value: its words), pairs (name: value), synonyms (value: list of words), and with `shape`: one (a mapping), map
    (name: mapping), list, years (tax year: mapping).
    """

    kind: str
    meaning: str
    required: bool = False
    shape: Shape | None = None
    values: tuple[str, ...] = ()


Shape = dict[str, Field]

FACT: Final[Shape] = {
    "type": Field(
        "one_of",
        "what the answer is",
        True,
        values=("tax_year", "date", "years", "number", "dollars", "percent", "yes_no", "choice"),
    ),
    "label": Field("text", "a noun phrase used inside sentences", True),
    "meaning": Field("text", "the exact meaning", True),
    "lowest": Field("value", "the lowest value that can be right"),
    "highest": Field("value", "the highest value that can be right"),
    "values": Field("choices", "the values of a choice and their words"),
    "applies": Field("formula", "where the fact makes sense; reads facts only"),
    "otherwise": Field("value", "its value where it does not apply"),
    "assume": Field("formula", "a default that may stand in when it is not given"),
    "assume_when": Field("formula", "where the default may stand in"),
    "why_assumed": Field("text", "why the default holds for most savers"),
}
FACT_NEEDS: Final = (
    ("applies", "otherwise"),
    ("otherwise", "applies"),
    ("assume", "why_assumed"),
    ("assume_when", "assume"),
)
CONTRADICTION: Final[Shape] = {
    "when": Field("formula", "answers that cannot both be right", True),
    "unless": Field("formula", "where they can be right after all"),
    "message": Field("words", "what clashes, with the values in {slots}", True),
    "remedy": Field("text", "which answer to correct", True),
}
SOURCE: Final[Shape] = {
    "title": Field("text", "the full title", True),
    "kind": Field(
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
    "checked": Field("text", "how its text was checked", True),
    "amounts_for": Field("year", "the tax year whose amounts it announces, for a yearly notice"),
    "from": Field("year", "the first tax year its text is in effect"),
    "until": Field("year", "the last tax year its text is in effect"),
}
PUBLISHED: Final[Shape] = {
    "amount": Field("value", "the published amount, rate or date"),
    "absent": Field("text", "why there is none in this year"),
    "source": Field("cite", "the document that published it", True),
    "verified": Field("text", "what it was checked against"),
    "unverified": Field("text", "why it is not confirmed"),
}
FIGURE: Final[Shape] = {
    "label": Field("text", "a noun phrase used inside sentences", True),
    "meaning": Field("text", "the exact meaning", True),
    "unit": Field(
        "one_of",
        "the unit",
        True,
        values=("dollars", "exact dollars", "percent", "years", "days", "number", "date"),
    ),
    "formula": Field("formula", "how it is computed", True),
    "applies": Field("formula", "where it makes sense; elsewhere its published value is empty"),
    "cite": Field("cites", "where the law says so", True),
    "unverified": Field("text", "what no primary text confirms"),
}
CONCLUSION: Final[Shape] = {
    "when": Field("formula", "the condition under which it holds", True),
    "because": Field("words", "what is said when it holds"),
    "because_not": Field("words", "what is said when it does not hold"),
    "caution": Field("words", "the cost or risk it names"),
    "unlock": Field("words", "what would open the route it shuts"),
    "step": Field("words", "a thing to do where it holds"),
    "by": Field("name", "the date parameter or figure by which to do the step"),
    "amount": Field("name", "the figure: the dollars the step takes"),
    "owner": Field("text", "who does the step"),
    "before": Field("names", "conclusions whose steps need this one done first"),
    "say": Field("words", "what to say to whoever carries the step out"),
    "pay": Field("name", "the fact or figure: pay still to come that the amount is taken from"),
    "paydays": Field("name", "the fact: the number of paydays that pay comes on"),
    "check": Field("words", "how to see that the step worked"),
    "undo": Field("words", "how to undo the step"),
    "convention": Field("yes_no", "good practice rather than law"),
    "cite": Field("cites", "where the law says so", True),
    "unverified": Field("text", "what no primary text confirms"),
}
STEP_PARTS: Final = ("by", "amount", "owner", "before", "say", "pay", "paydays", "check", "undo")
DEADLINE: Final[Shape] = {
    "by": Field("name", "a date parameter or date figure", True),
    "what": Field("words", "what must be done by then", True),
    "when": Field("name", "the conclusion under which it matters"),
}
FORM: Final[Shape] = {
    "name": Field("text", "the form's name", True),
    "what": Field("words", "what it is for and who sends it", True),
    "when": Field("name", "the conclusion under which it comes"),
}
ROUTE: Final[Shape] = {
    "label": Field("text", "the route's name in sentences", True),
    "meaning": Field("text", "what the route is", True),
    "closed_by": Field("names", "conclusions of which any shuts the route", True),
    "cautions": Field("names", "conclusions that name a cost or risk"),
    "amount": Field("name", "the figure: Roth dollars still possible by this route", True),
    "tie_order": Field("whole", "the lower wins a tie for the recommendation", True),
    "doing_order": Field("whole", "its place in the plan", True),
    "steps": Field("names", "conclusions with a step, in the order of doing"),
    "deadlines": Field("list", "the dates that matter", shape=DEADLINE),
    "forms": Field("list", "the tax forms it brings", shape=FORM),
}
COST: Final[Shape] = {
    "amount": Field("name", "the figure: the dollars it costs", True),
    "text": Field("words", "what it costs, in words", True),
    "when": Field("name", "the conclusion under which it costs that"),
}
CORRECTION: Final[Shape] = {
    "label": Field("text", "the correction's name in sentences", True),
    "meaning": Field("text", "what has gone wrong", True),
    "when": Field("name", "the conclusion under which it is needed; its `because` is what is said", True),
    "amount": Field("name", "the figure or fact: the dollars to put right", True),
    "by": Field("name", "the date parameter or figure by which to do it"),
    "cost": Field("one", "what it costs", shape=COST),
    "order": Field("whole", "its place among the corrections", True),
    "steps": Field("names", "conclusions with a step"),
    "forms": Field("list", "the tax forms it brings", shape=FORM),
}
USE: Final[Shape] = {
    "label": Field("text", "what uses the limit", True),
    "amount": Field("formula", "how much of it", True),
    "route": Field("name", "the route by which the plan would add it"),
    "planned": Field("yes_no", "the plan would add it, though not by a route; the rest is in already"),
}
LIMIT: Final[Shape] = {
    "label": Field("text", "the limit's name in sentences", True),
    "cap": Field("formula", "the most there may be", True),
    "applies": Field("formula", "where the limit exists"),
    "uses": Field("list", "what uses it up", True, shape=USE),
    "cite": Field("cites", "where the law says so", True),
}
QUESTION: Final[Shape] = {
    "section": Field("text", "the heading it stands under", True),
    "question": Field("text", "the question", True),
    "help": Field("text", "what helps to answer it", True),
    "why": Field("text", "what the answer decides", True),
    "who": Field("text", "who can tell", True),
    "where": Field("text", "where the answer is written", True),
    "example": Field("text", "an example answer"),
    "not_the_same": Field("text", "what people confuse it with"),
    "effort": Field("whole", "1 (you know it) to 5 (you must ask someone)", True),
    "synonyms": Field("synonyms", "other words people type for a value, value by value"),
}
REJECTED: Final[Shape] = {
    "answer": Field("name", "the answer that is easily got wrong", True),
    "value": Field("text", "the tempting value, which it must not have", True),
    "why": Field("text", "why that reading is wrong", True),
}
TWIN: Final[Shape] = {
    "given": Field("pairs", "the one fact that is another, or unknown", True),
    "expect": Field("pairs", "the answers then", True),
}
CASE: Final[Shape] = {
    "name": Field("text", "the example in a sentence", True),
    "given": Field("pairs", "the facts", True),
    "expect": Field("pairs", "the answers", True),
    "unknown": Field("names", "what must not be known yet"),
    "not": Field("list", "tempting wrong answers, each with its reason", shape=REJECTED),
    "twin": Field("one", "the same saver but for one fact, with answers of its own", shape=TWIN),
    "source": Field("text", "where the expected answers come from", True),
}
PLAN: Final[Shape] = {
    "total": Field("name", "the figure: all Roth dollars of the plan", True),
    "parts": Field("names", "the figures the total adds up besides the routes' amounts"),
    "steps": Field("names", "conclusions with a step that belongs to no single route"),
    "drawbacks": Field("names", "conclusions that name a cost or risk, said in letters; no verdict reads them"),
    "preview": Field("names", "figures that fill the lines of a tax form, shown in letters"),
}
PROPERTY: Final[Shape] = {
    "meaning": Field("text", "what must be so, in a sentence", True),
    "given": Field("formula", "the savers it is about; everyone where absent"),
    "holds": Field("formula", "the condition that must hold for each of them"),
    "figure": Field("name", "the figure that may not move the wrong way"),
    "never_rises_with": Field("name", "the fact that may not raise the figure"),
    "never_falls_with": Field("name", "the fact that may not lower the figure"),
    "feature": Field("name", "the yes/no fact that may only help"),
    "helps": Field("names", "the figures and routes the feature may not make worse"),
    "cite": Field("cites", "where the law says so"),
}
FILES: Final[dict[str, Shape]] = {
    "facts": {
        "facts": Field("map", "the facts by name", True, shape=FACT),
        "contradictions": Field("map", "answers that cannot both be right", shape=CONTRADICTION),
    },
    "sources": {"sources": Field("map", "the documents citations may name", True, shape=SOURCE)},
    "parameter": {
        "label": Field("text", "a noun phrase used inside sentences", True),
        "unit": Field(
            "one_of",
            "the unit",
            True,
            values=("dollars", "percent", "years", "days", "number", "date", "yes_no"),
        ),
        "law": Field("cite", "the law that sets it", True),
        "step": Field("value", "the statutory rounding step"),
        "values": Field("years", "what was published for each tax year", True, shape=PUBLISHED),
    },
    "rules": {
        "topic": Field("name", "the topic, as its folder is named", True),
        "exports": Field("names", "figures and conclusions other topics may read"),
        "figures": Field("map", "computed amounts by name", shape=FIGURE),
        "conclusions": Field("map", "conclusions by name", shape=CONCLUSION),
        "routes": Field("map", "ways to put Roth dollars away", shape=ROUTE),
        "corrections": Field("map", "what has gone wrong and must be put right first", shape=CORRECTION),
        "limits": Field("map", "caps and what uses them", shape=LIMIT),
        "properties": Field("map", "what must be so for every saver; the audit proves it", shape=PROPERTY),
        "plan": Field("one", "the routes together; in one topic only", shape=PLAN),
    },
    "questions": {"questions": Field("map", "wording by fact", True, shape=QUESTION)},
    "cases": {"cases": Field("list", "worked examples", True, shape=CASE)},
}
