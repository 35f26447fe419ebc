"""A file from a mail lands where a person said, under a harmless name, and nothing else is touched or run."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import ConfigError, MadoError, Refused
from core.attachments import forget_copies, open_with, safe_name, save


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("請求書.pdf", "請求書.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..\\..\\x.txt", "_.._x.txt"),
        ("/etc/passwd", "_etc_passwd"),
        (".bashrc", "bashrc"),
        ("-rf", "rf"),
        ("~root", "root"),
        ("a\x1b]0;x\x07\nb.txt", "a]0;x b.txt"),
        ("\u202egnp.exe", "gnp.exe"),
        ("", "attachment-1"),
        ("...", "attachment-1"),
        ("con.txt", "attachment-1-con.txt"),
        ("$(id) `x`; rm.txt", "$(id) `x`; rm.txt"),
    ],
)
def test_a_name_keeps_nothing_but_a_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_stays_in_its_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert "/" not in safe
    assert "\\" not in safe
    assert safe[0] not in ".-~"
    assert len(safe.encode()) <= 200
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in safe)


def test_a_file_is_new_private_and_whole(tmp_path: Path) -> None:
    path = save(b"data", tmp_path, "a.txt")
    assert path == tmp_path / "a.txt"
    assert path.read_bytes() == b"data"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_there_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("mine")
    assert save(b"theirs", tmp_path, "a.txt") == tmp_path / "a (2).txt"
    assert save(b"theirs", tmp_path, "a.txt") == tmp_path / "a (3).txt"
    assert (tmp_path / "a.txt").read_text() == "mine"


def test_a_link_that_lies_in_wait_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "a.txt").symlink_to(victim)
    assert save(b"data", folder, "a.txt") == folder / "a (2).txt"
    assert not victim.exists()


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for name in ("../out.txt", "/out.txt", "..", "a/../../out.txt"):
        assert save(b"x", folder, name).parent == folder
    assert [p.name for p in tmp_path.iterdir()] == ["saved"]


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(MadoError, match="Nothing was replaced"):
        save(b"x", tmp_path / "nowhere", "a.txt")


def test_the_viewer_gets_a_path_and_no_shell(tmp_path: Path) -> None:
    told = tmp_path / "told"
    program = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text('\\n'.join(sys.argv[2:]))"
    copy = open_with([sys.executable, "-c", program, str(told)], b"data", f"$(touch {tmp_path.name}).txt; x")
    until = time.monotonic() + 20
    while not (told.exists() and told.read_text()) and time.monotonic() < until:
        time.sleep(0.02)  # the viewer is a process of its own, and nothing waits for it
    assert told.read_text() == str(copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o400
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700


def test_copies_of_opened_files_do_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "mado-look-file").write_text("somebody's")
    (tmp_path / "mado-look-link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    old = open_with(["true"], b"old", "a.txt")
    os.utime(old.parent, (0, 0))
    new = open_with(["true"], b"new", "b.txt")
    assert not old.parent.exists()
    assert new.read_bytes() == b"new"
    assert forget_copies(older_than=3600) == 0
    assert forget_copies() == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["elsewhere", "mado-look-file", "mado-look-link"]


@pytest.mark.parametrize("name", ["setup.exe", "a.pdf.desktop", "x.SH", "run.lnk"])
def test_a_program_is_not_opened(name: str) -> None:
    with pytest.raises(Refused, match="is a program"):
        open_with(["true"], b"x", name)


def test_without_a_viewer_nothing_is_run() -> None:
    with pytest.raises(ConfigError, match="No program is chosen"):
        open_with([], b"x", "a.pdf")
    with pytest.raises(ConfigError, match="could not be run"):
        open_with(["/nonexistent/viewer"], b"x", "a.pdf")
