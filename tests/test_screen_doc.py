"""The commands and the program of docs/screen.md do what the page says they print."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rothroute.cli import run

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "screen.md").read_text("utf-8")
BLOCKS = [re.sub(r"(?m)^ {4}", "", block).strip() for block in re.findall(r"(?m)(?:^ {4}.*\n|^\n(?= {4}))+", PAGE)]


def test_the_commands_of_the_page_print_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (ROOT / "docs" / "screen").iterdir():
        shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    shell = [block for block in BLOCKS if "import polars" not in block]
    commands = [line for block in shell for line in block.splitlines() if re.match(r"#> |rothroute |python ", line)]

    out = ""
    for line in commands:
        if line.startswith("#> "):
            assert line.removeprefix("#> ") in re.sub(r"[ #]*(?=\b[\d,]+ +[\d.]+%)", "", out), line
        elif line.startswith("python "):
            subprocess.run([sys.executable, *line.split()[1:]], check=True)
        else:
            assert run(line.split()[1:]) == 0, (line, capsys.readouterr())
            out = capsys.readouterr().out

    assert (tmp_path / "later.changes.parquet").exists()


def test_the_program_of_the_page_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    (program,) = (block for block in BLOCKS if "import polars" in block and "pyspark" not in block)

    exec(compile(program, "docs/screen.md", "exec"), {})

    assert capsys.readouterr().out.splitlines() == re.findall(r"(?m)^#> (.*)", program)


def test_the_program_for_spark_prints_what_it_says(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="Spark is half a gigabyte and needs Java: it is tried where it is installed")
    (program,) = (block for block in BLOCKS if "pyspark" in block)
    (tmp_path / "program.py").write_text(program, "utf-8")

    surroundings = {**os.environ, "PYSPARK_PYTHON": sys.executable}
    command = [sys.executable, "program.py"]
    done = subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=True)

    said = re.findall(r"(?m)^#> (.*)", program)
    assert said
    assert [line for line in done.stdout.splitlines() if line in said] == said


def test_the_mapping_of_the_page_is_one() -> None:
    from rothroute.engine.api import load_rulebook
    from rothroute.engine.rulebook.source import parse
    from rothroute.engine.screen.mapping import mapping_of

    (text,) = (block for block in BLOCKS if block.startswith("id:"))

    assert [one.fact for one in mapping_of(load_rulebook(), parse(text, "docs/screen.md")).columns][1] == "age"
