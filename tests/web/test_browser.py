"""The pages in a real browser: with scripts allowed and without, by keyboard, on a phone, and looked over by axe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from .conftest import ROOT, Running

pytestmark = pytest.mark.xdist_group("browser")

EXAMPLES = ROOT / "examples"
FACTS = EXAMPLES / "big-tech-engineer.yaml"


@contextmanager
def page_of(browser: Any, width: int = 1280, scripts: bool = False, **more: Any) -> Iterator[Any]:
    """A page of a new browser profile that fails the test where it asks another host, or a policy is broken."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=scripts, locale="en-US", **more
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: said.append(request.url) if "127.0.0.1" not in request.url else None)
    yield page
    context.close()
    usual = ("Failed to load resource", "Clear-Site-Data")
    assert [text for text in said if not text.startswith(usual)] == []


def opened(page: Any, server: Running, facts: Path = FACTS) -> str:
    """Open an answers file; the address of the run."""
    page.goto(server.base)
    page.set_input_files("input[type=file]", facts)
    page.get_by_role("button", name="Open these answers").click()
    page.wait_for_url("**/review")
    return str(page.url).removesuffix("/review")


@pytest.mark.parametrize(
    "scripts", [False, pytest.param(True, marks=pytest.mark.thorough)], ids=["without scripts", "with scripts"]
)
def test_from_the_first_page_to_the_letter(browser: Any, server: Running, scripts: bool, tmp_path: Path) -> None:
    with page_of(browser, scripts=scripts) as page:
        page.goto(server.base)
        page.get_by_role("button", name="Start").click()
        heading = page.locator("h1").inner_text()
        for _ in range(3):
            page.locator("label", has_text="I don’t know").click()
            page.get_by_role("button", name="Continue").click()
        assert page.locator("h1").inner_text() != heading
        page.get_by_role("link", name="‹ Back").click()
        assert page.locator("input:checked").count() == 1, "the answer given before is there"
        page.get_by_role("link", name="See my result so far").click()
        page.wait_for_url("**/result")
        assert page.get_by_role("link", name="Go on with the questions").count() == 1

        run = opened(page, server)
        page.get_by_role("link", name="See my result").click()
        page.wait_for_url("**/result")
        assert "$42,750" in page.locator("h1").inner_text()
        page.get_by_label("MAGI").fill("$100,000")
        page.get_by_role("button", name="Try it").click()
        assert page.get_by_role("button", name="Keep these values").count() == 1
        page.goto(f"{run}/result")
        with page.expect_download() as waiting:
            page.get_by_role("link", name="Your answers", exact=True).click()
        waiting.value.save_as(tmp_path / "again.yaml")
        page.get_by_role("link", name="Your letter").click()
        page.wait_for_url("**/letter.html")
        assert "$42,750" in page.locator("h1").inner_text()
        page.go_back()
        page.reload()
        assert "$42,750" in page.locator("h1").inner_text(), "Back and reload show the result again"
        assert opened(page, server, tmp_path / "again.yaml") != run, "an opened file is a new run"
        page.get_by_role("button", name="Clear my answers").click()
        page.go_back()
        assert "not in this browser" in page.locator("h1").inner_text()


def test_two_tabs_keep_apart(browser: Any, server: Running) -> None:
    with page_of(browser) as one:
        run = opened(one, server)
        other = one.context.new_page()
        opened(other, server, EXAMPLES / "nothing-to-do.yaml")
        one.goto(f"{run}/result")

        assert "$42,750" in one.locator("h1").inner_text()
        other.goto(other.url.replace("/review", "/result"))
        assert "$42,750" not in other.locator("main").inner_text()


def test_a_question_is_answered_by_keyboard_alone(browser: Any, server: Running) -> None:
    with page_of(browser, scripts=True) as page:
        run = opened(page, server)
        page.goto(f"{run}/q/filing_status")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the question"
        page.keyboard.press("Enter")
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.type") == "radio":
                break
        page.keyboard.press("ArrowDown")
        chosen = page.evaluate("document.activeElement.value")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.goto(f"{run}/q/filing_status")

        assert page.locator("input:checked").get_attribute("value") == chosen != "single"


def both(page: Any, server: Running) -> str:
    """Open a household file; the address of the answer for both."""
    page.goto(server.base)
    page.set_input_files("input[type=file]", EXAMPLES / "households" / "one-earner.yaml")
    page.get_by_role("button", name="Open these answers").click()
    page.wait_for_url("**/both")
    return str(page.url)


def by_tabs(page: Any, wanted: str) -> None:
    """Press Tab until what is wanted, a text or the kind of a field, has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focus = page.evaluate("[document.activeElement.type, document.activeElement.innerText]")
        if wanted in (focus[0], (focus[1] or "").strip()):
            return
    raise AssertionError(f"{wanted} cannot be reached by Tab")


def test_from_the_first_page_to_the_result_by_keyboard_alone(browser: Any, server: Running) -> None:
    """Fields written, choices made, a list ticked, another value tried: no pointer."""
    given = {"age": "29", "wages": "$95,000", "modified_agi": "$90,000"}
    with page_of(browser, scripts=True) as page:
        page.goto(server.base)
        by_tabs(page, "Start")
        page.keyboard.press("Enter")
        page.wait_for_url("**/q/*")
        for _ in range(12):
            fact, at = page.url.rpartition("/q/")[2], page.url
            if page.locator("[name=cases]").count():
                by_tabs(page, "checkbox")
                page.keyboard.press("Space")
                assert page.locator("input:checked").count() == 1
                break
            by_tabs(page, "text" if fact in given else "radio")
            if fact in given:
                page.keyboard.type(given[fact])
            else:
                page.keyboard.press("Space")
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url, at=at: url != at)
        else:
            raise AssertionError("the list of rare cases never comes")
        by_tabs(page, "See my result so far")
        page.keyboard.press("Enter")
        page.wait_for_url("**/result")
        by_tabs(page, "text")
        page.keyboard.press("Control+A")
        page.keyboard.type("$500,000")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.get_by_role("button", name="Keep these values").count() == 1


def places(run: str, base: str) -> list[str]:
    """The address of each kind of page."""
    own = ["q/age", "q/plan_allows_after_tax", "q/special_plan_case", "review", "result", "none"]
    every = [
        "",
        "verify",
        "rules",
        "rules?q=roth",
        "rules/routes",
        "rules/roth_ira_limit",
        "rules/roth_ira_limit?year=2026",
    ]
    return [f"{base}/{one}" for one in every] + [f"{run}/{one}" for one in own]


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), pytest.param(1280, "light", marks=pytest.mark.thorough)])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    browser: Any, server: Running, width: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_core_python.sync_playwright")
    with page_of(browser, width, True, color_scheme=scheme, bypass_csp=True) as page:
        run = opened(page, server, EXAMPLES / "plan-features-unknown.yaml")
        pair = opened(page, server, EXAMPLES / "couple-in-phase-out.yaml")
        for place in [*places(run, server.base), f"{pair}/second", both(page, server)]:
            page.goto(place)
            found = axe.Axe().run(page)["violations"]

            assert [(one["id"], one["nodes"][0]["html"][:90]) for one in found] == [], place
            assert page.evaluate("document.documentElement.scrollWidth") <= width, place


def test_twice_as_large_and_without_our_colours_nothing_is_lost(browser: Any, server: Running) -> None:
    """A page of 1,280 pixels at twice its size is one of 640; colours are those the reader chose."""
    with page_of(browser, 640, True, forced_colors="active", reduced_motion="reduce") as page:
        run = opened(page, server)
        for place in places(run, server.base):
            page.goto(place)
            assert page.evaluate("document.documentElement.scrollWidth") <= 640, place
