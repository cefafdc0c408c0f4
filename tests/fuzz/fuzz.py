"""Fuzzers: facts, letters, rulebooks, receipts and templates, made up and damaged at random.

python tests/fuzz/fuzz.py facts 100000       that many, on one core; a second number begins elsewhere
python tests/fuzz/fuzz.py facts 1 4711       the 4,711th alone, to see what failed

Whatever comes in, there is an answer or a refusal with a remedy; never another error (exit code 3), never a wrong
answer, never more than five seconds. `make check` tries a few of each.
"""

from __future__ import annotations

import gc
import json
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from rothroute.commands.common import in_words
from rothroute.engine import Adviser, Decision, Refusal
from rothroute.engine.diagnostic import render
from rothroute.engine.letters import LetterOptions, LetterWriter, draft, opened, verify
from rothroute.engine.reasoning.compile.program import compile_year
from rothroute.engine.reasoning.evaluate import evaluate
from rothroute.engine.resources import RULES, read_rules, read_templates, rulebook_from
from rothroute.engine.rulebook.load import load_rulebook
from rothroute.engine.rulebook.model import Fact
from rothroute.engine.rulebook.source import parse
from rothroute.engine.templates import overridden, templates_of
from rothroute.engine.value import show_value

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
BASE = ROOT / "tests" / "engine" / "rulebook" / "load" / "base"
DAY = date(2026, 6, 30)
LONGEST = 5.0  # seconds of processor time
TEXTS = (
    "", "~", "no", "-1", "1e400", "NaN", "$", "%", "{", "}", "[", "]", ":", "- a", "a: b", "é", "\x00", "\ufeff", "'",
    '"', "\\", "#", "|", ">", "&a", "*a", "!!x", "2026", "12:30", "72,000", "((", "min(", "if", "not", "x.closed",
    "$1 / 0", "9" * 40, "\x1b[31m", "\u202e", "½", "٣", "\ud7ff", "a" * 300, "{{", "%}", "{#", "`", "|", "\r", "\u2028",
    "unknown", "null", "$1,000.505", "0x1f", "1_000", "+5", ".5", "yes", "single", "2026-02-30", "0001-01-01",
)  # fmt: skip


class Hang(Exception):
    """It took longer than it may."""


class Wrong(AssertionError):
    """A wrong answer."""


@cache
def adviser() -> Adviser:
    return Adviser(rulebook_from())


@cache
def later() -> Adviser:
    """The same rules by another digest, as after a change that touches no answer."""
    return Adviser(adviser().rulebook._replace(digest="f" * 64))


@cache
def writer() -> LetterWriter:
    return LetterWriter(templates_of())


@cache
def examples() -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in EXAMPLES)


@cache
def told() -> tuple[dict[str, str], ...]:
    """The facts of the examples."""
    nodes: list[Any] = [parse(data, "a file") for data in examples()]
    pairs = ({key.text: getattr(value, "text", None) for key, value in node.entries} for node in nodes)
    return tuple({name: text for name, text in one.items() if text not in (None, "null")} for one in pairs)


def value_of(fact: Fact, chance: random.Random) -> str:
    """A value of a fact: at a bound, or anywhere sensible."""
    if fact.unit == "yes_no":
        return chance.choice(["yes", "no"])
    if fact.unit == "choice":
        return chance.choice([value for value, _ in fact.values])
    most = 600_000_00 if fact.unit == "dollars" else fact.highest
    low, high = max(fact.lowest, 0 if fact.unit == "dollars" else fact.lowest), min(fact.highest, most)
    number = chance.choice([low, high, chance.randint(low, high), chance.randint(low, max(low, high // 20))])
    return show_value(number, fact.unit)


def saver(chance: random.Random) -> dict[str, str]:
    """An example with some of its facts changed; or some facts, whether they apply or not, the others not known."""
    book = adviser().rulebook
    if chance.random() < 0.8:
        known = dict(chance.choice(told()))
        for name in chance.sample(sorted({*book.facts} - {"tax_year", "as_of"}), chance.randint(0, 4)):
            known[name] = value_of(book.facts[name], chance)
        known.pop(chance.choice(sorted(known)))
        return {"tax_year": "2026", **known}
    share = chance.choice([0.1, 0.4, 0.7])
    facts = {name: value_of(fact, chance) for name, fact in book.facts.items() if chance.random() < share}
    facts.pop("as_of", None)
    return {**facts, "tax_year": str(chance.choice(book.years))}


def damaged(data: bytes, chance: random.Random, most: int = 3) -> bytes:
    """A text with some lines gone, doubled, exchanged or spoiled."""
    lines = data.split(b"\n")
    for _ in range(chance.randint(1, most)):
        place, text = chance.randrange(len(lines)), chance.choice(TEXTS).encode("utf-8", "surrogatepass")
        key, colon, _ = lines[place].partition(b": ")
        match chance.randrange(8):
            case 0 if len(lines) > 1:
                del lines[place]
            case 1:
                lines.insert(place, lines[place])
            case 2:
                other = chance.randrange(len(lines))
                lines[place], lines[other] = lines[other], lines[place]
            case 3:
                lines[place] = b"  " + lines[place]
            case 4:
                lines[place] = lines[place][: chance.randrange(len(lines[place]) + 1)]
            case 5:
                lines[place] = key + colon + text
            case 6:
                middle = chance.randrange(len(lines[place]) + 1)
                lines[place] = lines[place][:middle] + text + lines[place][middle:]
            case _:
                lines.insert(place, chance.randbytes(chance.randrange(8)))
    return b"\n".join(lines)


def timely(call: Callable[..., Any], *arguments: Any) -> Any:
    """What a call gives back, unless it takes more processor time than it may: then Hang."""

    def late(*_: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        return call(*arguments)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def refused(refusal: Refusal, text: str = "") -> str:
    """A refusal names what is wrong, can be shown, and shows nothing that steers a terminal."""
    shown = render(refusal.diagnostics, {"a file": text}, colour=False)
    if not refusal.diagnostics or any(ord(one) < 32 and one != "\n" for one in shown):
        raise Wrong(repr(shown))
    return "refused"


def decided(facts: Any) -> Decision:
    """The decision, the same by the reference evaluator."""
    given = adviser().given(facts)
    decision = timely(adviser().advise, given, DAY)
    year, answers = adviser().answers(given)
    inferred, plain = adviser().inference(year).infer(answers), evaluate(adviser().program(year), answers)
    if (plain.values, plain.standings, plain.fired) != (inferred.values, inferred.standings, inferred.fired):
        raise Wrong("the reference evaluator says otherwise")
    return decision


def facts(chance: random.Random) -> str:
    """A facts file: an example or a made-up saver, as it is or damaged."""
    if chance.random() < 0.5:
        data = damaged(chance.choice(examples()), chance)
    else:
        lines = "\n".join(f"{name}: {json.dumps(value)}" for name, value in saver(chance).items()).encode()
        data = damaged(lines, chance) if chance.random() < 0.5 else lines
    try:
        decision = decided(parse(data, "a file"))
    except Refusal as refusal:
        return refused(refusal, data.decode("utf-8", "replace"))
    if chance.random() < 0.1:
        in_words(decision, chance.choice(["text", "markdown", "json"]))
    return "answered"


def answered(chance: random.Random) -> Decision:
    """The decision for some saver who is accepted."""
    known = saver(chance)
    for name in [*known, ""]:
        try:
            return timely(adviser().advise, known, DAY)
        except Refusal:
            known = {one: value for one, value in known.items() if one != name or one == "tax_year"}
    raise Wrong("nobody is accepted")


def letters(chance: random.Random) -> str:
    """A letter of some saver verifies; with a byte changed it does not, unless it shows what it showed."""
    names = (chance.choice(TEXTS).replace("\ud7ff", "") * chance.choice([1, 1, 40]) for _ in range(3))
    options = LetterOptions(*names, chance.choice(["us-letter", "a4"]), chance.random() < 0.5)
    format = chance.choice(["html", "markdown", "email", "calendar"] * 5 + ["docx", "pdf"])
    sent = timely(writer().written, draft(answered(chance), options, writer().templates), format)
    if not timely(verify, sent, "a letter", adviser(), writer()).holds:
        raise Wrong(f"a {format} letter is accused")
    whole = opened(sent, "a letter")
    place = chance.randrange(len(sent))
    spoiled = sent[:place] + chance.randbytes(chance.choice([0, 1, 1, 3])) + sent[place + chance.choice([0, 1, 3]) :]
    for rules in (adviser(), later()):
        try:
            found = timely(verify, spoiled, "a letter", rules, writer())
            again = opened(spoiled, "a letter")
        except Refusal as refusal:
            refused(refusal)
            continue
        shows = (again.receipt, again.content, again.lines) == (whole.receipt, whole.content, whole.lines)
        if found.change == "same" and not shows:
            raise Wrong(f"a change of a {format} letter is not noticed")
        if found.change != "same" and spoiled == sent:
            raise Wrong(f"a {format} letter is accused")
    return format


@cache
def base() -> dict[str, bytes]:
    return {path.relative_to(BASE).as_posix(): path.read_bytes() for path in BASE.rglob("*.yaml")}


@cache
def ours() -> dict[str, bytes]:
    return read_rules(RULES)


def rulebooks(chance: random.Random) -> str:
    """A rulebook with some of its files damaged; the shipped one now and then."""
    files = dict(ours() if chance.random() < 0.02 else base())
    for path in chance.sample(sorted(files), min(len(files), chance.randint(1, 2))):
        files[path] = damaged(files[path], chance)
    try:
        rulebook = timely(load_rulebook, files)
        for year in rulebook.years:
            evaluate(timely(compile_year, rulebook, year), {"tax_year": year})
    except Refusal as refusal:
        return refused(refusal)
    return "loaded"


def spoiled(node: Any, chance: random.Random) -> Any:
    """JSON with one of its parts another."""
    if isinstance(node, dict) and node and chance.random() < 0.85:
        name = chance.choice(sorted(node))
        if chance.random() < 0.1:
            return {one: value for one, value in node.items() if one != name}
        return {**node, name: spoiled(node[name], chance)}
    if isinstance(node, list) and node and chance.random() < 0.85:
        place = chance.randrange(len(node))
        return [*node[:place], spoiled(node[place], chance), *node[place + 1 :]]
    odd: list[Any] = [None, True, 0, -1, 10**30, 1.5, "", [], {}, [[]], {"a": 1}, [node], chance.choice(TEXTS)]
    return chance.choice(odd)


@cache
def sent() -> tuple[bytes, ...]:
    made = (
        draft(adviser().advise(parse(data, "a file"), DAY), LetterOptions(), writer().templates) for data in examples()
    )
    return tuple(writer().written(one, "markdown") for one in made)


def receipts(chance: random.Random) -> str:
    """A letter with its receipt changed, also by one who makes a new seal, is never what it was."""
    from rothroute.engine.letters.receipt import as_text
    from rothroute.engine.letters.seal import digest_of, seal_of

    letter = chance.choice(sent())
    receipt = opened(letter, "a letter").receipt
    other = spoiled(receipt, chance)
    head, fence, _ = letter.partition(b"```json rothroute-receipt\n")
    text = as_text(other) if isinstance(other, dict) else json.dumps(other)
    seal = str(opened(letter, "a letter").seal)
    made = head + fence + text.encode("utf-8", "surrogatepass") + f"\n{seal}\n```\n".encode()
    try:
        if chance.random() < 0.5:
            seal = str(seal_of(digest_of(opened(made, "a letter").content), None))
            made = head + fence + text.encode("utf-8", "surrogatepass") + f"\n{seal}\n```\n".encode()
        found = timely(verify, made, "a letter", adviser(), writer())
    except Refusal as refusal:
        return refused(refusal)
    digests = ("rulebook", "templates", "engine", "made_with")
    claimed = isinstance(other, dict) and any(other.get(name) != receipt[name] for name in digests)
    if found.change != "tampered" and other != receipt and not claimed:
        raise Wrong("a changed receipt is not noticed")
    return "other rules" if claimed else found.change


PIECES = (
    "{{ this.title }}", "{{ this.nothing }}", "{{ say(this.headline) }}", "{% for s in this.steps %}", "{% endfor %}",
    "{% if options.client %}", "{% endif %}", "{{ 1 // 0 }}", "{{ this.__class__ }}", "{{ self }}", "{{ [1][9] }}",
    "# A", "{% include 'letter/letter.md' %}", "{% include 'none' %}", "{{ 'a' * 1000 }}", "{{ range(9) | list }}",
    "{% macro f() %}", "{% endmacro %}", "{{ f() }}", "{.steps}", "```", "| a | b |", "|---|",
    "{% set x = 9 ** 9 ** 2 %}", "{{ x }}", "{{ cycler }}", "{{ this.steps | sort(attribute='x') }}",
    "{{ this | tojson }}", "{{ this.figures | map('upper') | list }}", "{% raw %}", "{{ ''.format }}",
    "{{ '{0.__class__}'.format(this) }}", "{{ lipsum() }}", "{{ joiner }}", "{% extends 'advice.md' %}",
    "{{ range(9) }}", "{{ this.steps | map('upper') }}", "{{ [1, 2] | random }}",
)  # fmt: skip


@cache
def shipped() -> dict[str, str]:
    return read_templates()


def templates(chance: random.Random) -> str:
    """A firm's own template: a shipped one, damaged, with pieces of others in it."""
    names = [name for name in shipped() if name.startswith("letter/") and not name.endswith(".typ")]
    name = chance.choice(names)
    lines = damaged(shipped()[name].encode(), chance).decode("utf-8", "replace").split("\n")
    for _ in range(chance.randint(0, 3)):
        lines.insert(chance.randrange(len(lines) + 1), chance.choice(PIECES))
    try:
        own = overridden(shipped(), {name.removeprefix("letter/"): "\n".join(lines)}, "own")
        decision = adviser().advise(parse(chance.choice(examples()), "a file"), DAY)
        made = timely(draft, decision, LetterOptions("Dana"), own)
        data = timely(LetterWriter(own).written, made, chance.choice(["html", "markdown", "email"]))
    except Refusal as refusal:
        return refused(refusal)
    if not verify(data, "a letter", adviser(), LetterWriter(own)).holds:
        raise Wrong("a letter by its own templates is accused")
    return "written"


FUZZERS: dict[str, Callable[[random.Random], str]] = {
    one.__name__: one for one in (facts, letters, rulebooks, receipts, templates)
}


def fuzzed(name: str, count: int, first: int = 0) -> tuple[Counter[str], list[str]]:
    """Try so many; how they came out, and what failed, by number."""
    came, failed = Counter[str](), list[str]()
    for _ in (adviser(), later(), writer(), base(), ours(), shipped(), sent()):
        pass  # what is loaded once is not part of a try
    for number in range(first, first + count):
        try:
            came[FUZZERS[name](random.Random(f"{name} {number}"))] += 1
        except Exception as problem:
            kind = type(problem).__name__
            came[kind] += 1
            failed.append(f"{name} {number}: {''.join(traceback.format_exception(problem)[-4:])}")
        if number % 500 == 0:
            gc.collect()
    return came, failed


if __name__ == "__main__":
    begun = time.monotonic()
    came, failed = fuzzed(sys.argv[1], int(sys.argv[2]), int((*sys.argv, 0)[3]))
    sys.stdout.write("\n".join([*failed, f"{sys.argv[1]}: {dict(came)}, {len(failed)} failed"]) + "\n")
    sys.stdout.write(f"{time.monotonic() - begun:.0f} seconds\n")
    sys.exit(1 if failed else 0)
