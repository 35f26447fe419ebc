"""The first picture: the list stands before Textual is there, and is handed over without harm."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import termios
import time
from pathlib import Path

import pyte
import pytest

from config.home import Home
from core.store.schema import VERSION
from tests.faults.ways import as_version_2
from tests.tui.seeded import seed
from tests.tui.terminal import ROOT, Terminal
from tests.tui.terminal import picture as what_is_seen

SURROUNDINGS = {"MADO_LANG": "en", "LANG": "", "LC_ALL": "", "LC_MESSAGES": "", "NO_COLOR": ""}
MADO = [sys.executable, "-c", "import sys; sys.argv[0] = 'mado'; from cli.entry import main; main()"]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home on which the console has been open once, so that it knows what to show first."""
    folder = tmp_path_factory.mktemp("once") / "home"
    seed(folder).close()
    (folder / "config.toml").write_text('[agent]\nname = "mai"\n', encoding="utf-8")
    first = start(folder)
    first.wait_for("? Help")
    first.type("q")
    assert first.end() == 0
    assert b"Opening" not in first.bytes
    return folder


def wait_for_picture(terminal: Terminal) -> None:
    """Wait until the picture has been written, however soon the console follows."""
    until = time.monotonic() + 30
    while b"Opening" not in terminal.bytes:
        assert time.monotonic() < until
        assert terminal.read(0.2)


@pytest.fixture
def home(once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(once, tmp_path / "home"))


def start(home: Path) -> Terminal:
    return Terminal([*MADO, "--home", str(home)], env=SURROUNDINGS)


def test_the_screen_is_on_the_terminal_also_where_errors_go_into_a_file(home: Path, tmp_path: Path) -> None:
    shell = ["/bin/sh", "-c", 'log=$1; shift; exec "$@" 2>"$log"', "sh", str(tmp_path / "errors")]
    console = Terminal([*shell, *MADO, "--home", str(home)], env=SURROUNDINGS)
    console.wait_for("? Help")
    console.type("q")
    assert console.end() == 0


def test_a_terminal_that_can_place_nothing_gets_the_console_as_lines(home: Path) -> None:
    console = Terminal([*MADO, "--home", str(home)], env=SURROUNDINGS | {"TERM": "dumb"})
    console.wait_for("1. ")
    assert b"\x1b" not in console.bytes
    console.type("q\r")
    assert console.end() == 0


def test_the_list_stands_before_textual_is_there_and_is_the_one_that_stays(home: Path) -> None:
    window = home / "window"
    assert window.stat().st_mode & 0o777 == 0o600
    again = start(home)
    again.wait_for("? Help")
    late = again.text().splitlines()
    picture, textual = again.bytes.split(b"\x1b[?1000h", 1)
    screen = pyte.Screen(100, 30)
    pyte.ByteStream(screen).feed(picture)
    early = what_is_seen(screen).splitlines()
    assert "Opening" in early[-2], "\n".join(early)
    assert [row[:30] for row in early[1:10]] == [row[:30] for row in late[1:10]]
    assert b"\x1b[2J" not in textual, "the picture was wiped before the console was painted"
    assert again.bytes.count(b"\x1b[?1049h") == 1
    again.type("q")
    assert again.end() == 0
    assert b"\x1b[?1049l" in again.bytes


def test_keys_typed_onto_the_picture_reach_the_console_unseen(home: Path) -> None:
    again = start(home)
    wait_for_picture(again)
    again.type("?")
    again.wait_for("Keys in the ticket list")
    again.type("qq")
    assert again.end() == 0


def test_an_end_from_outside_under_the_picture_gives_the_terminal_back(home: Path) -> None:
    again = start(home)
    before = termios.tcgetattr(again._fd)[3]
    wait_for_picture(again)
    os.kill(again.pid, signal.SIGTERM)
    again.end()
    assert b"\x1b[?1049l" in again.bytes
    assert b"\x1b[?25h" in again.bytes
    assert termios.tcgetattr(again._fd)[3] & termios.ECHO == before & termios.ECHO


def test_a_picture_made_in_other_surroundings_or_open_to_others_is_not_shown(home: Path) -> None:
    window = home / "window"
    window.chmod(0o644)
    again = start(home)
    again.wait_for("? Help")
    assert b"Opening" not in again.bytes
    again.type("q")
    assert again.end() == 0
    window.chmod(0o600)
    other = Terminal([*MADO, "--home", str(home)], env={**SURROUNDINGS, "MADO_LANG": "ja"})
    other.wait_for("受信箱")
    assert b"Opening" not in other.bytes
    other.type("q")
    assert other.end() == 0


def test_what_goes_wrong_under_the_picture_is_told_on_a_terminal_given_back(home: Path) -> None:
    (home / "config.toml").write_text("nonsense = [", encoding="utf-8")
    again = start(home)
    assert again.end() == 2
    assert again.bytes.rstrip().rfind(b"\x1b[?1049l") < again.bytes.find(b"config.toml")
    assert b"Traceback" not in again.bytes


def test_the_first_picture_loads_nothing_heavy() -> None:
    heavy = "('textual', 'rich', 'click', 'tinydb', 'asyncio', 'pathlib')"
    probe = f"import sys; import cli.entry; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-S", "-c", probe], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr


def test_what_the_first_list_does_not_need_is_not_loaded_for_it() -> None:
    """Every module before the first frame is time in which nobody can work."""
    program = "import sys, core.desk, tui.app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    needless = {"core.attachments", "core.relevance", "core.snippets", "core.mail.parse", "email"}
    needless |= {
        "tui.screens.compose",
        "tui.screens.pick",
        "tui.screens.help",
        "core.act",
        "core.arrivals",
        "core.canned_file",
        "core.customers",
        "core.entries",
        "core.mail.message",
        "tui.bridge",
        "tui.commands.registry",
        "tui.screens.handover",
        "mailsync",
        "imapclient",
    }
    assert not needless & set(done.stdout.split())


def test_who_opens_a_store_of_an_older_version_reads_that_and_how_far_it_is_laid_out_anew(home: Path) -> None:
    as_version_2(Home(home), home)
    upgrading = start(home)
    upgrading.wait_for("? Help")
    said = upgrading.bytes.decode(errors="replace")
    picture, _space, rest = said.partition("This store is from an older version")
    assert "Opening" in picture, "the picture of the last time stood first"
    assert "A copy of it is kept beside it." in " ".join(rest.split())
    assert "upgrading the store" in rest
    assert rest.index("upgrading the store") < rest.index("\x1b[?1000h"), "before the console took the terminal"
    assert "older version" not in upgrading.text(), "the console covers what was said before"
    upgrading.type("q")
    assert upgrading.end() == 0
    with sqlite3.connect(home / "store.sqlite3") as conn:
        assert conn.execute("PRAGMA user_version").fetchone() == (VERSION,)
    conn.close()
    assert list(home.glob("store.sqlite3.before-*"))
