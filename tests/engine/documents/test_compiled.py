"""Templates compiled ahead say what their texts say. ROTHROUTE_UPDATE_GOLDENS=1 writes compiled.py anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import TemplateNotFound, UndefinedError
from jinja2.environment import Environment
from jinja2.exceptions import SecurityError

from rothroute.engine import Advice
from rothroute.engine.documents import compiled
from rothroute.engine.documents.environment import MAKER, compiled_text, environment_of


@pytest.fixture(scope="module")
def shipped(templates: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in templates.items() if not name.startswith("letter/")}


@pytest.fixture
def texts_compiled(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The names of the templates that are compiled from their texts from here on."""
    found: list[str | None] = []
    compile_text = Environment.compile

    def noted(self: Environment, source: str, name: str | None = None, *rest: object, **more: object) -> object:
        found.append(name)
        return compile_text(self, source, name, *rest, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", noted)
    return found


def test_compiled_ahead_are_the_shipped_texts(shipped: dict[str, str]) -> None:
    if os.environ.get("ROTHROUTE_UPDATE_GOLDENS") == "1":
        Path(compiled.__file__).write_text(compiled_text(shipped), "utf-8")
    if compiled.MAKER != MAKER:
        pytest.skip("another Jinja: it compiles every template when it is needed")
    assert Path(compiled.__file__).read_text("utf-8") == compiled_text(shipped)


def test_what_was_compiled_ahead_is_not_compiled_again(
    advice: Advice, rendered: Callable[..., str], texts_compiled: list[str | None]
) -> None:
    if compiled.MAKER != MAKER:
        pytest.skip("another Jinja")
    rendered(advice)
    assert texts_compiled == []


def test_what_another_jinja_compiled_is_not_used(
    advice: Advice,
    rendered: Callable[..., str],
    texts_compiled: list[str | None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = rendered(advice)
    monkeypatch.setattr(compiled, "MAKER", "0")
    assert rendered(advice) == before
    assert f"{'decided' if advice.recommendation != 'none' else 'nothing'}.md" in texts_compiled or not advice.decided


def test_another_text_is_compiled_and_the_rest_is_not(
    shipped: dict[str, str], texts_compiled: list[str | None]
) -> None:
    environment = environment_of({**shipped, "parts/act.md": "Your own words."}, str)
    environment.get_template("parts/act.md")
    environment.get_template("parts/why.md")
    assert "parts/act.md" in texts_compiled
    assert environment.get_template("parts/act.md").render() == "Your own words."


def test_a_template_that_is_not_given_is_not_there(shipped: dict[str, str]) -> None:
    del (given := dict(shipped))["parts/act.md"]
    with pytest.raises(TemplateNotFound):
        environment_of(given, str).get_template("parts/act.md")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{{ unheard_of }}", UndefinedError),
        ("{{ x.__class__.__mro__ }}", SecurityError),
        ("{{ x.append(1) }}", SecurityError),
    ],
)
def test_the_sandbox_holds_either_way(text: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"a.md": text}
    space: dict[str, object] = {"__file__": compiled.__file__}
    exec(compiled_text(given), space)
    for ahead in ({}, space["TEMPLATES"]):
        monkeypatch.setattr(compiled, "TEMPLATES", ahead)
        with pytest.raises(error):
            environment_of(given, str).get_template("a.md").render(x=[])
