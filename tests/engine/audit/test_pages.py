"""Every check has a page, and its examples do what they say."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from rothroute.engine.audit.pages import Page, documents, explained, pages
from rothroute.engine.audit.run import audit
from rothroute.engine.diagnostic import Refusal, render

ROOT = Path(__file__).resolve().parents[3]
WITH_EXAMPLES = [page for page in pages().values() if page.bad]


def _fragments() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fragments", Path(__file__).with_name("fragments.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FRAGMENTS = _fragments()


def found_in(fragment: str) -> tuple[set[str], str]:
    """The names of the checks that fire on the small rulebook changed by a fragment, and the findings as text."""
    report = audit(*FRAGMENTS.built(fragment))
    return {finding.check for finding in report.findings}, render(report.findings, report.texts)


def test_the_small_rulebook_is_clean() -> None:
    found, text = found_in("")

    assert found == set(), text


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.name)
def test_the_bad_example_fires_this_check_alone(page: Page) -> None:
    found, text = found_in(page.bad)

    assert found == {page.name}, text


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.name)
def test_the_good_example_is_silent(page: Page) -> None:
    found, text = found_in(page.good)

    assert found == set(), text
