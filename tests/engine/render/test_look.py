"""Letters in the programs people read them with; each test is left out, and says so, where its program is not there.

    npm install --prefix /tmp/checks vnu-jar
    VNU_JAR=/tmp/checks/node_modules/vnu-jar/build/dist/vnu.jar

lets the test of valid HTML run (it needs Java); the others need Chromium.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rothroute.engine import Adviser
from rothroute.engine.letters import Draft, HouseholdDraft, LetterOptions, LetterWriter, draft, household_draft
from rothroute.engine.rulebook.source import parse

HOUSEHOLDS = Path(__file__).resolve().parents[3] / "examples" / "households"
DAY = date(2026, 6, 30)
OPEN = """household: {tax_year: 2026, as_of: 2026-06-30, filing_status: married_joint}
savers: [{name: Anna, facts: {age: 40, wages: 110000, workplace_plan: 401k}}, {name: Ben, facts: {}}]
"""
NAMES = ("couple-in-phase-out", "plan-features-unknown", "nothing-to-do")
CHECK = 'axe.run().then(found => document.documentElement.setAttribute("data-axe", JSON.stringify(found.violations)))'


@pytest.fixture(scope="session")
def browser() -> str:
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    if found is None:
        pytest.skip("no Chromium here")
    return found


@pytest.fixture
def shown(browser: str, tmp_path: Path) -> Callable[..., str]:
    def show(page: str, *options: str) -> str:
        file = tmp_path / "page.html"
        file.write_text(page, "utf-8")
        flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--virtual-time-budget=30000",
            f"--user-data-dir={tmp_path}/p",
        ]
        command = [browser, *flags, *options, file.as_uri()]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stdout

    return show


@pytest.fixture(scope="module")
def both(adviser: Adviser, writer: LetterWriter) -> dict[str, HouseholdDraft]:
    """Letters to two: a plan that is settled, and with much open and no working papers, so that messages follow."""
    told = {"one-earner": (HOUSEHOLDS / "one-earner.yaml").read_text("utf-8"), "open": OPEN}
    found = {name: adviser.advise_household(parse(text, name), DAY) for name, text in told.items()}
    options = {"one-earner": LetterOptions(), "open": LetterOptions(annex=False)}
    return {name: household_draft(one, options[name], writer.templates) for name, one in found.items()}


@pytest.mark.parametrize("name", [*NAMES, "one-earner", "open"])
@pytest.mark.parametrize("width", [390, pytest.param(1280, marks=pytest.mark.thorough)])
def test_axe_finds_no_violations(
    name: str,
    width: int,
    shown: Callable[..., str],
    drafts: dict[str, Draft],
    both: dict[str, HouseholdDraft],
    writer: LetterWriter,
) -> None:
    axe = Path(pytest.importorskip("axe_core_python").__path__[0]) / "axe.min.js"
    one = both.get(name) or drafts[name]
    page = re.sub(r"<meta http-equiv=[^>]*>", "", writer.written(one, "html").decode())
    script = axe.read_text("utf-8").replace("</script", "<\\/script")
    page = page.replace("</body>", f"<script>{script}</script><script>{CHECK}</script></body>")
    found = re.search(r'data-axe="([^"]*)"', shown(page, "--dump-dom", f"--window-size={width},2000"))
    assert found is not None
    assert json.loads(html.unescape(found[1])) == []


def test_pages_are_valid_html(
    tmp_path: Path, drafts: dict[str, Draft], both: dict[str, HouseholdDraft], writer: LetterWriter
) -> None:
    jar, java = os.environ.get("VNU_JAR", ""), shutil.which("java")
    if not Path(jar).is_file() or java is None:
        pytest.skip("no validator here: set VNU_JAR, and have Java")
    pages = []
    for name, one in (drafts | both).items():
        pages.append(str(tmp_path / f"{name}.html"))
        Path(pages[-1]).write_bytes(writer.written(one, "html"))
    # Errors alone: the validator does not know hashes in a content security policy and warns of each.
    found = subprocess.run(
        [java, "-jar", jar, "--errors-only", "--format", "gnu", *pages], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stderr.strip()) == (0, "")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(
    width: int, shown: Callable[..., str], drafts: dict[str, Draft], writer: LetterWriter
) -> None:
    page = re.sub(r"<meta http-equiv=[^>]*>", "", writer.written(drafts["big-tech-engineer"], "html").decode())
    frame = f'<iframe id="f" style="border:0;width:{width}px;height:900px" srcdoc="{html.escape(page)}"></iframe>'
    script = (
        'const f = document.getElementById("f"); f.onload = () => '
        'document.documentElement.setAttribute("data-wide", f.contentDocument.documentElement.scrollWidth)'
    )
    found = re.search(r'data-wide="(\d+)"', shown(f"<!DOCTYPE html>{frame}<script>{script}</script>", "--dump-dom"))
    assert found is not None and int(found[1]) <= width


def test_libreoffice_reads_the_word_file(tmp_path: Path, drafts: dict[str, Draft], writer: LetterWriter) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice here")
    pytest.importorskip("docx")
    pytest.importorskip("typst")
    file = tmp_path / "a.docx"
    file.write_bytes(writer.written(drafts["couple-in-phase-out"], "docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "txt:Text (encoded):UTF8",
        "--outdir",
        str(tmp_path),
        str(file),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    text = (tmp_path / "a.txt").read_text("utf-8-sig")
    assert "Your Roth plan for 2026" in text and "What could go wrong" in text and "$4,200" in text


def test_the_pdf_holds_the_words_used_and_the_receipt(
    tmp_path: Path, drafts: dict[str, Draft], writer: LetterWriter
) -> None:
    """Lists of small print, which a letter set in type once left empty."""
    pytest.importorskip("typst")
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext here")
    (tmp_path / "a.pdf").write_bytes(writer.written(drafts["couple-in-phase-out"], "pdf"))
    text = subprocess.run(["pdftotext", "a.pdf", "-"], cwd=tmp_path, capture_output=True, check=True).stdout
    held = " ".join(text.decode().split())
    written = writer.written(drafts["couple-in-phase-out"], "markdown").decode().partition("## Words used")[2]
    said = re.findall(r"^- \*\*(.+?:)\*\* `?(\w+)", written, re.MULTILINE)
    assert len(said) > 8 and [one for one in said if " ".join(one)[:40] not in held] == []


@pytest.mark.parametrize("paper", ["us-letter", "a4"])
def test_the_letter_part_takes_two_pages_in_word(
    paper: str,
    drafts: dict[str, Draft],
    written: Callable[[Draft, str], bytes],
    word_pages: Callable[[dict[str, bytes]], dict[str, int]],
) -> None:
    """With letterhead and signature, and in LibreOffice's font, which is wider than the one Word has."""
    options = {name: one.options._replace(annex=False, paper=paper) for name, one in drafts.items()}
    files = {name: written(draft(one.decision, options[name], one.templates), "docx") for name, one in drafts.items()}
    pages = word_pages(files)
    assert all(1 <= many <= 2 for many in pages.values()), pages
