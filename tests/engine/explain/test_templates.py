"""Templates: a firm's own stand in for ours, what does not fit is said with its place, and words are text."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from rothroute.engine import Adviser, Refusal, Rulebook
from rothroute.engine.advise.formatting import inner
from rothroute.engine.explain import Explanation, LetterOptions, explanation_of
from rothroute.engine.explain.formatting import escaped, within
from rothroute.engine.render.parse import parsed
from rothroute.engine.render.terminal import Terminal, text_of
from rothroute.engine.resources import read_templates
from rothroute.engine.templates import Templates, templates_of

HOSTILE = "{{ 7*7 }} *a* _b_ | <b>c</b> `d` [e](f) {.g} {% raw %} \x1b[31m \u202e {# g #}"


def own(folder: Path, name: str, text: str) -> Templates:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return templates_of(str(folder))


def test_a_firms_own_piece_stands_in_for_ours(one: Explanation, tmp_path: Path) -> None:
    shipped = read_templates()["letter/parts/sign.md"]  # the firm's is as long, so that as much stands before it
    said = "If a figure looks wrong to you, have it checked before you act."
    piece = shipped.replace(said, "Yours, the firm, which asks you to check a figure.").replace("With good", "Good")
    ours, theirs = templates_of(), own(tmp_path, "parts/sign.md", piece)
    before, after = (found.letter(one, LetterOptions()).markdown for found in (ours, theirs))
    assert "Yours, the firm" in after and "With good wishes" not in after
    assert before.split("{.sign}")[0] == after.split("{.sign}")[0]
    assert ours.digest != theirs.digest


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{{ this.headings }}", "`explanation` has no field `headings`"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ say(this.tax_year) }}", "what cannot be done"),
        ("{% include 'letter/parts/none.md' %}", "is missing"),
    ],
)
def test_what_does_not_fit_is_said_with_its_place(one: Explanation, tmp_path: Path, text: str, says: str) -> None:
    templates = own(tmp_path, "parts/why.md", f"\n{text}\n")
    with pytest.raises(Refusal) as caught:
        templates.letter(one, LetterOptions())
    (problem,) = caught.value.diagnostics
    assert says in problem.message
    assert problem.span is not None and problem.span.file.endswith("parts/why.md") and problem.span.line == 2


def test_a_template_that_cannot_be_read_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        own(tmp_path, "parts/why.md", "{% if %}")


def test_a_name_that_replaces_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="replaces no template") as caught:
        own(tmp_path, "parts/whys.md", "text")
    assert "parts/why.md" in str(caught.value.diagnostics[0].help)


@pytest.mark.parametrize("text", ["{{ ''.__class__.__mro__ }}", "{{ this.decision.trace.values.clear() }}"])
def test_a_template_reaches_nothing_but_data(one: Explanation, tmp_path: Path, text: str) -> None:
    templates = own(tmp_path, "parts/why.md", text)
    with pytest.raises(Refusal):
        templates.letter(one, LetterOptions())


def test_words_are_text(rulebook: Rulebook) -> None:
    routes = {name: route._replace(label=HOSTILE, meaning=HOSTILE) for name, route in rulebook.routes.items()}
    facts = {name: fact._replace(label=HOSTILE) for name, fact in rulebook.facts.items()}
    poisoned = rulebook._replace(digest="poisoned", routes=routes, facts=facts)
    facts_given = {"tax_year": 2026, "age": 36, "filing_status": "single", "wages": 90_000, "modified_agi": 85_000}
    one = explanation_of(Adviser(poisoned).advise(facts_given, date(2026, 6, 30)))
    letter = templates_of().letter(one, LetterOptions(HOSTILE, HOSTILE)).markdown
    shown = text_of(parsed(letter), Terminal(200, notes=False))
    assert "\x1b" not in letter and "\u202e" not in letter
    assert "Dear {{ 7*7 }} *a* _b_ | <b>c</b> `d` [e](f) {.g} {% raw %} [31m {# g #}," in shown


@pytest.mark.parametrize("text", ["# a", "- a", "1. a", "a|b", "a [b](c) {.d}", "***", "=====", "&amp; <i>", "a\\b"])
def test_escaped_text_reads_as_it_was(text: str) -> None:
    shown = text_of(parsed(escaped(text)), Terminal(200)).strip()
    assert shown.replace("\u2019", "'") == text


def test_a_day_does_not_break() -> None:
    assert escaped("By December 31, 2026") == "By December\u00a031, 2026"


def test_words_inside_a_sentence() -> None:
    assert [inner(text, ("Roth",)) for text in ("MAGI", "Roth IRA", "Plan's cap", "A plan", "401(k)")] == [
        "MAGI",
        "Roth IRA",
        "plan's cap",
        "a plan",
        "401(k)",
    ]
    assert within("One two. Three four. Five six.", 4) == "One two. Three four."


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "rothroute"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows with each template that is compiled from its text."""
    found: list[str] = []
    compile_ = Environment.compile

    def noted(self: Environment, source: Any, name: str | None = None, *rest: Any, **more: Any) -> Any:
        found.append(name or "")
        return compile_(self, source, name, *rest, **more)

    monkeypatch.setattr(Environment, "compile", noted)
    return found


def test_what_was_compiled_before_is_not_compiled_again(one: Explanation, kept: Path, compiled: list[str]) -> None:
    first = templates_of().advice(one).markdown
    assert compiled
    compiled.clear()
    assert templates_of().advice(one).markdown == first
    assert not compiled
    assert {path.stat().st_mode & 0o777 for path in kept.iterdir()} == {0o600}


def test_an_edited_template_is_compiled_anew(kept: Path) -> None:
    for text in ("one", "two", "one"):
        assert Templates({"advice.md": text})._template("advice.md").render() == text


@pytest.mark.parametrize("harm", ["damaged", "others may write it", "others may write the folder", "another template"])
def test_compiled_code_that_cannot_be_trusted_is_not_run(
    one: Explanation, kept: Path, compiled: list[str], harm: str
) -> None:
    first = templates_of().advice(one).markdown
    files = list(kept.iterdir())
    if harm == "others may write the folder":
        kept.chmod(0o770)
    elif harm == "another template":
        files[0].write_bytes(files[1].read_bytes())
    for path in files:
        if harm == "damaged":
            path.write_bytes(path.read_bytes()[:-1] + b"?")
        elif harm == "others may write it":
            path.chmod(0o620)
    compiled.clear()
    assert templates_of().advice(one).markdown == first
    assert compiled
