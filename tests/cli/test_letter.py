"""`rothroute letter` and `rothroute verify`, by whole sessions."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rothroute.cli import run
from rothroute.engine import load_rulebook

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def facts(name: str) -> str:
    return str(EXAMPLES / f"{name}.yaml")


def test_several_at_once_and_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, text = str(tmp_path / "a.html"), str(tmp_path / "a.md")
    assert (
        run(["letter", facts("big-tech-engineer"), "-o", page, "-o", text, "--client", "D", "--date", "2026-06-30"])
        == 0
    )
    assert capsys.readouterr().out.splitlines() == [page, text]
    assert run(["verify", page]) == 0 and run(["verify", text]) == 0
    Path(page).write_text(Path(page).read_text().replace("$35,250", "$36,250", 1))
    capsys.readouterr()
    assert run(["verify", page]) == 1
    assert "Tampered" in capsys.readouterr().out


def test_a_folder_goes_on_where_one_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clients = tmp_path / "clients"
    clients.mkdir()
    (clients / "ann.yaml").write_text(Path(facts("part-time-student")).read_text())
    (clients / "bob.yaml").write_text("tax_year: 2026\nwages: plenty\n")
    (clients / "cid.json").write_text('{"tax_year": 2026}')
    letters = str(tmp_path / "letters")
    assert run(["letter", str(clients), "-o", letters, "--format", "markdown", "--date", "2026-06-30"]) == 2
    told = capsys.readouterr()
    assert "ann.md" in told.out and "cid.md (provisional)" in told.out and "2 written, 1 failed" in told.out
    assert "bob.yaml was not written" in told.err and "`wages` must be dollars" in told.err
    assert sorted(path.name for path in Path(letters).iterdir()) == ["ann.md", "cid.md"]


def test_provisional_is_exit_code_four(tmp_path: Path) -> None:
    out = str(tmp_path / "a.html")
    assert run(["letter", facts("income-unknown"), "-o", out]) == 4
    assert run(["letter", facts("income-unknown"), "-o", out]) == 2
    assert run(["letter", facts("income-unknown"), "-o", out, "--force"]) == 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "a.xyz"], "has no ending of a letter format"),
        (["-o", "a.html", "--templates", "/no/such"], "is not a folder"),
        (["-o", "a.html", "--letterhead", "/no/such"], "does not exist"),
        (["-o", "a.html", "--date", "soon"], "must be a date"),
        (["-o", "no/such/a.html"], "cannot be written"),
        (["-o", "a", "-o", "b"], "one output folder"),
    ],
)
def test_bad_use_is_said(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["letter", facts("part-time-student"), *arguments]) == 2
    assert words in capsys.readouterr().err


def test_what_is_missing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    assert run(["letter", facts("part-time-student"), "-o", str(tmp_path / "a.pdf")]) == 2
    assert 'pip install "rothroute[letters]"' in capsys.readouterr().err


def test_facts_from_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    piped = io.TextIOWrapper(io.BytesIO(Path(facts("part-time-student")).read_bytes()))
    monkeypatch.setattr("sys.stdin", piped)
    out = str(tmp_path / "a.md")
    assert run(["letter", "-", "-o", out, "--date", "2026-06-30"]) == 0
    assert run(["verify", out]) == 0
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"tax_year: 2026\nwages: plenty\n")))
    assert run(["letter", "-", "-o", str(tmp_path), "--format", "markdown"]) == 2
    assert "`wages` must be dollars" in capsys.readouterr().err
    assert not (tmp_path / "letter.md").exists()


def test_a_letter_follows_the_last_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = str(tmp_path / "old.html"), str(tmp_path / "new.md")
    assert run(["letter", facts("couple-in-phase-out"), "-o", old, "--date", "2026-06-30"]) == 0
    more = ["--since", old, "--date", "2026-07-15", "--set", "modified_agi=243000"]
    assert run(["letter", facts("couple-in-phase-out"), "-o", new, *more]) == 0
    text = Path(new).read_text()
    assert "## What changed since the last letter" in text and "| $246,400 | $243,000 |" in text
    capsys.readouterr()
    assert run(["verify", new]) == 0 and "Not changed since it was made." in capsys.readouterr().out
    Path(old).write_text(Path(old).read_text().replace('"age": "41"', '"age": "42"'))
    assert run(["letter", facts("couple-in-phase-out"), "-o", new, "--force", *more]) == 2
    assert "the earlier letter was changed" in capsys.readouterr().err
    assert Path(new).read_text() == text
    assert run(["letter", facts("couple-in-phase-out"), "-o", new, "--force", "--since", facts("freelancer")]) == 2
    assert "holds no receipt" in capsys.readouterr().err


def test_a_letter_to_two_follows_the_last_one_to_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = str(tmp_path / "old.html"), str(tmp_path / "new.md")
    us = facts("households/one-earner")
    assert run(["letter", us, "-o", old, "--date", "2026-06-30"]) == 0
    assert run(["letter", us, "-o", new, "--since", old, "--date", "2026-07-15", "--set", "Tom.age=51"]) == 0
    assert "| Tom | " in Path(new).read_text() and "What changed since the last letter" in Path(new).read_text()
    assert run(["verify", new]) == 0
    capsys.readouterr()
    assert run(["letter", facts("freelancer"), "-o", new, "--force", "--since", old]) == 2
    assert "the earlier letter is to two savers" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("data", "words"), [(b"\x89PNG\r\n\x1a\n\xff", "is not UTF-8 text"), (b"a\n" * 13, "13 lines")]
)
def test_a_letterhead_is_a_few_lines_of_text(
    data: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head, out = tmp_path / "head", tmp_path / "a.md"
    head.write_bytes(data)
    assert run(["letter", facts("part-time-student"), "-o", str(out), "--letterhead", str(head)]) == 2
    assert words in capsys.readouterr().err and not out.exists()


def test_nothing_is_written_where_one_file_is_there_already(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("as it was")
    out = ["-o", str(tmp_path / "a.md"), "-o", str(tmp_path / "b.md")]
    assert run(["letter", facts("part-time-student"), *out]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["b.md"]


def test_a_folder_follows_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clients, before, after = (tmp_path / name for name in ("clients", "before", "after"))
    clients.mkdir()
    for name in ("ann", "bob"):
        (clients / f"{name}.yaml").write_text(Path(facts("part-time-student")).read_text())
    first = ["--format", "markdown", "--date", "2026-06-30"]
    assert run(["letter", str(clients / "ann.yaml"), "-o", str(before), *first]) == 0
    assert run(["letter", str(clients), "-o", str(after), *first, "--since", str(before)]) == 0
    assert "Nothing changed" in (after / "ann.md").read_text()
    assert "last letter" not in (after / "bob.md").read_text()
    assert run(["letter", str(clients), "-o", str(after), "--force", "--since", str(before / "ann.md")]) == 2
    assert "folder of earlier letters" in capsys.readouterr().err


def test_sources_of_answers_are_shown(tmp_path: Path) -> None:
    file, out = tmp_path / "me.yaml", tmp_path / "me.md"
    noted = "answers:\n  said:\n    wages: {source: payslip, day: 2026-06-12}\n    age: {source: memory}\n"
    file.write_text(Path(facts("part-time-student")).read_text() + noted)
    assert run(["letter", str(file), "-o", str(out), "--date", "2026-06-30"]) == 0
    assert "Payslip, June 12, 2026" in out.read_text().replace("\u00a0", " ") and "From memory" in out.read_text()
    assert run(["verify", str(out)]) == 0


def test_a_long_folder_is_written_by_several_processes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the order of the files, the same bytes as one by one, and one saver's mistake stops no other."""
    clients, many = tmp_path / "clients", tmp_path / "many"
    clients.mkdir()
    for number in range(9):
        wages = "plenty" if number == 4 else str(5_000 + number)
        text = Path(facts("part-time-student")).read_text()
        (clients / f"c{number}.yaml").write_text(re.sub(r"(?m)^wages:.*$", f"wages: {wages}", text))
    more = ["--format", "markdown", "--date", "2026-11-02"]
    assert run(["letter", str(clients), "-o", str(many), *more]) == 2
    told = capsys.readouterr()
    written = [line for line in told.out.splitlines() if line.endswith(".md")]
    assert written == sorted(written) and len(written) == 8 and "8 written, 1 failed" in told.out
    assert "c4.yaml was not written" in told.err
    for name in ("c0", "c8"):
        assert run(["letter", str(clients / f"{name}.yaml"), "-o", str(tmp_path / f"{name}.md"), *more[2:]]) == 0
        assert (tmp_path / f"{name}.md").read_bytes() == (many / f"{name}.md").read_bytes()


def test_working_papers_come_with_some_formats_or_as_asked(tmp_path: Path) -> None:
    usual, without = tmp_path / "a.md", tmp_path / "b.md"
    assert run(["letter", facts("part-time-student"), "-o", str(usual)]) == 0
    assert run(["letter", facts("part-time-student"), "-o", str(without), "--no-annex"]) == 0
    assert "# Working papers" in usual.read_text() and "# Working papers" not in without.read_text()
    assert run(["verify", str(usual)]) == 0 and run(["verify", str(without)]) == 0


def test_an_edited_word_letter_is_no_error_where_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docx = pytest.importorskip("docx")
    out = tmp_path / "a.docx"
    assert run(["letter", facts("part-time-student"), "-o", str(out)]) == 0
    document = docx.Document(str(out))
    document.add_paragraph("Call me first.")
    document.save(str(out))
    capsys.readouterr()
    assert run(["verify", str(out)]) == 1 and run(["verify", str(out), "--edited-ok"]) == 0
    told = capsys.readouterr().out
    assert "Edited" in told and "put in: Call me first." in told and "the text it had when it was made" in told


def test_a_signed_letter_names_its_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ed25519 = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ed25519")
    kinds = pytest.importorskip("cryptography.hazmat.primitives.serialization")
    key, out = ed25519.Ed25519PrivateKey.generate(), tmp_path / "a.html"
    private, public = tmp_path / "key.pem", tmp_path / "pub.pem"
    private.write_bytes(key.private_bytes(kinds.Encoding.PEM, kinds.PrivateFormat.PKCS8, kinds.NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(kinds.Encoding.PEM, kinds.PublicFormat.SubjectPublicKeyInfo))
    assert run(["letter", facts("part-time-student"), "-o", str(out), "--sign", str(private)]) == 0
    capsys.readouterr()
    assert run(["verify", str(out), "--key", str(public)]) == 0
    assert "Signed by the owner of this key." in capsys.readouterr().out
    assert run(["letter", facts("part-time-student"), "-o", str(out), "--force"]) == 0
    assert run(["verify", str(out), "--key", str(public)]) == 1
    assert "It is not signed." in capsys.readouterr().out
    assert run(["letter", facts("part-time-student"), "-o", str(tmp_path / "b.md"), "--sign", str(public)]) == 2
    assert "not an Ed25519 private key" in capsys.readouterr().err


def test_the_text_of_a_mail_is_verified_with_its_attachment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import email
    from email import policy

    out = tmp_path / "a.eml"
    assert run(["letter", facts("part-time-student"), "-o", str(out)]) == 0
    message = email.message_from_bytes(out.read_bytes(), policy=policy.default)
    text, receipt = tmp_path / "mail.txt", tmp_path / "rothroute-receipt.json"
    text.write_text(message.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    receipt.write_bytes(next(iter(message.iter_attachments())).get_content())  # type: ignore[attr-defined]
    assert run(["verify", str(out)]) == 0 and run(["verify", str(text), "--receipt", str(receipt)]) == 0
    assert run(["verify", str(text)]) == 2
    assert "--receipt" in capsys.readouterr().err


def in_a_process_without_rights(arguments: list[str], room: int = 0) -> subprocess.CompletedProcess[str]:
    """The command where permissions count even if tests run as root, and where files may not grow beyond `room`.

    A first letter is written with all rights, so that what is imported late is there when the rights are given up.
    """
    code = """
import os, resource, signal, sys, tempfile
from rothroute.cli import run
"".encode("unicode-escape")  # Jinja needs it to compile, and nobody may read the folder Python itself is in
with tempfile.TemporaryDirectory() as home:
    assert run([*sys.argv[2:4], "-o", home + "/a.md", "-o", home + "/a.html"]) == 0
    os.mkdir(home + "/none")
    assert run([*sys.argv[2:4], "-o", home + "/b.md", "--templates", home + "/none"]) == 0
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65_534), os.setuid(65_534)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
if room := int(sys.argv[1]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
sys.exit(run(sys.argv[2:]))
"""
    command = [sys.executable, "-c", code, str(room), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder anybody may write to, under parents anybody may enter."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o777)
        yield Path(name)


def test_an_unwritable_folder_is_said(open_to_all: Path) -> None:
    shut = open_to_all / "shut"
    shut.mkdir(mode=0o555)
    found = in_a_process_without_rights(["letter", facts("part-time-student"), "-o", str(shut / "a.md")])
    assert found.returncode == 2 and "Permission denied" in found.stderr, found.stderr
    assert list(shut.iterdir()) == []
    inside = in_a_process_without_rights(["letter", facts("part-time-student"), "-o", str(shut / "more")])
    assert inside.returncode == 2 and "cannot be made a folder" in inside.stderr


def test_no_room_leaves_nothing_half_written(open_to_all: Path) -> None:
    out = open_to_all / "a.html"
    arguments = ["letter", facts("part-time-student"), "-o", str(out)]
    found = in_a_process_without_rights(arguments, 8_192)
    assert found.returncode == 2 and "File too large" in found.stderr, found.stderr
    assert list(open_to_all.iterdir()) == []
    out.write_text("as it was")
    os.chmod(out, 0o666)
    assert in_a_process_without_rights([*arguments, "--force"], 8_192).returncode == 2
    assert out.read_text() == "as it was" and len(list(open_to_all.iterdir())) == 1


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        (("a.md", "sub/../a.md"), "two letters would both write"),
        (("-", "a.md", "./a.md"), "two letters would both write"),
        (("a.md", "nowhere/b.html"), "cannot be written: No such file or directory"),
    ],
)
def test_of_several_letters_all_are_written_or_none(
    outputs: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    named = [part for path in outputs for part in ("-o", path)]
    assert run(["letter", facts("part-time-student"), *named]) == 2
    told = capsys.readouterr()
    assert said in told.err and not told.out
    assert list(tmp_path.iterdir()) == []


class TestPassedOn:
    """`--no-facts`: nothing of the facts but what the letter itself says, and verify says what it cannot check."""

    @pytest.fixture
    def sent(self, tmp_path: Path) -> Path:
        out = tmp_path / "a.html"
        assert run(["letter", facts("couple-in-phase-out"), "-o", str(out), "--no-facts", "--date", "2026-06-30"]) == 0
        return out

    def test_it_carries_no_facts(self, sent: Path) -> None:
        text = sent.read_text()
        assert "246400" not in text and "data-facts=" not in text and "Working papers" not in text
        assert '"facts_digest"' in text and '"facts":' not in text and '"answer":' not in text

    def test_verify_says_what_it_cannot_check(self, sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
        capsys.readouterr()
        assert run(["verify", str(sent)]) == 1
        told = capsys.readouterr().out
        assert "Not changed since it was made." in told and "Its facts were left out (--no-facts)." in told
        assert "Today's rules give" not in told
        sent.write_text(sent.read_text().replace("$4,200", "$7,200", 1))
        assert run(["verify", str(sent)]) == 1
        told = capsys.readouterr().out
        assert "Tampered" in told and "Not changed" not in told

    def test_with_its_facts_all_is_checked(self, sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
        capsys.readouterr()
        assert run(["verify", str(sent), "--facts", facts("couple-in-phase-out")]) == 0
        assert "Today's rules give this letter, word for word." in capsys.readouterr().out
        assert run(["verify", str(sent), "--facts", facts("freelancer")]) == 1
        assert "These are not the facts it was made from" in capsys.readouterr().out

    def test_a_signature_is_enough(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        ed25519 = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ed25519")
        kinds = pytest.importorskip("cryptography.hazmat.primitives.serialization")
        key, out = ed25519.Ed25519PrivateKey.generate(), tmp_path / "a.md"
        (tmp_path / "key").write_bytes(
            key.private_bytes(kinds.Encoding.PEM, kinds.PrivateFormat.PKCS8, kinds.NoEncryption())
        )
        public = key.public_key().public_bytes(kinds.Encoding.PEM, kinds.PublicFormat.SubjectPublicKeyInfo)
        (tmp_path / "pub").write_bytes(public)
        signed = ["letter", facts("freelancer"), "-o", str(out), "--no-facts", "--sign", str(tmp_path / "key")]
        assert run(signed) == 0 and run(["verify", str(out)]) == 1
        capsys.readouterr()
        assert run(["verify", str(out), "--key", str(tmp_path / "pub")]) == 0
        assert "what today's rules would say" in capsys.readouterr().out

    @pytest.mark.parametrize("more", [["--annex"], ["--since", "old.html"]])
    def test_what_shows_facts_is_refused(
        self, more: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["letter", facts("freelancer"), "-o", str(tmp_path / "a.md"), "--no-facts", *more]) == 2
        assert "which shows facts" in capsys.readouterr().err

    def test_nothing_follows_it(self, sent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        later = ["letter", facts("couple-in-phase-out"), "-o", str(tmp_path / "b.md"), "--since", str(sent)]
        assert run(later) == 2
        assert "was written with --no-facts" in capsys.readouterr().err

    def test_it_cannot_be_compared(self, sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
        from rothroute.commands.diff import _letters
        from rothroute.engine.audit.laboratory import Place

        assert not list(_letters(Place("today", load_rulebook()), sent.parent))
        assert "a.html was written with --no-facts" in capsys.readouterr().err


def test_a_letter_with_a_correction_is_compared(tmp_path: Path) -> None:
    from rothroute.commands.diff import _letters
    from rothroute.engine.audit.laboratory import Place

    out = tmp_path / "a.md"
    assert run(["letter", facts("couple-in-phase-out"), "-o", str(out), "--set", "roth_ira_contributions=7500"]) in (
        0,
        4,
    )
    [kept] = _letters(Place("today", load_rulebook()), tmp_path)
    assert kept.corrections and all(low <= high for low, high in kept.corrections.values())
