"""A hostile mailbox in a real pseudo-terminal, seen in every place of the console: no byte of it acts.

Two walls stand before the terminal, each tried alone: the gate for text (core/text.py) and the guard on rendering.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from pathlib import Path

import pytest

from config.home import Home
from core.desk import Desk
from tests.tui.hostile import CONTROLS, MAILS, MARKUP, foreign, mails, mark, once
from tests.tui.seeded import settings
from tests.tui.terminal import Terminal

pytestmark = pytest.mark.timeout(240)
SIZE = (150, 40)
ESC, ENTER = "\x1b", "\r"


def _console(home: Path, *modes: str) -> Terminal:
    term = Terminal([sys.executable, "-m", "tests.tui.hostile_console", str(home), *modes], size=SIZE)
    term.wait_for(f"1/{MAILS}", 60)
    if "unclean" not in modes:
        term.wait_for("Enter Open", 60)  # the bar of keys comes last, and is waited for to go later on
    return term


def _go(term: Terminal, keys: str, text: str) -> None:
    term.type(keys)
    term.wait_for(text)


def _until_gone(term: Terminal, text: str) -> None:
    until = time.monotonic() + 30
    while text in term.text():
        assert time.monotonic() < until and term.read(0.2), term.text()


def _open(term: Terminal, number: int) -> None:
    """Open the ticket under the cursor, and wait until the keys are the reader's."""
    _go(term, ENTER, f"{mark(number)}-0")
    _until_gone(term, "Enter Open")


def _look(term: Terminal, keys: str, title: str) -> None:
    """Open a question or a page and leave it again, until the bar of keys is back.

    A key right after Escape would be taken for Alt and that key.
    """
    _go(term, keys, title)
    term.type(ESC)
    until = time.monotonic() + 30
    while title in term.text() or "Help" not in term.text().rstrip().rpartition("\n")[2]:
        assert time.monotonic() < until and term.read(0.2), term.text()


def _read(term: Terminal, count: int) -> None:
    """Open the first tickets of the list, one after another; the newest mail stands above."""
    for number in range(MAILS - 1, MAILS - 1 - count, -1):
        _open(term, number)
        _go(term, "X", f"{mark(number)}-0")
        _go(term, ESC, "Enter Open")
        if number:
            term.type("j")
            term.wait_for(f"{MAILS - number + 1}/{MAILS}")


def _everywhere(term: Terminal) -> None:
    """Views, pickers, palette, help, search, customer, composer, attachments, messages and outbox."""
    for key, title in (
        *(("v", "assignee:none"), ("\x10", "Reply to all"), ("?", "Keys in"), ("a", "Assign to")),
        *(("t", "one or more words"), ("n", "Colleagues see it"), ("z", "Snooze until")),
    ):
        _look(term, key, title)
    _go(term, "/", "words, from:")
    term.type("PWNED" + ENTER)
    _until_gone(term, "words, from:")
    _go(term, "1g", f"1/{MAILS}")
    _go(term, "D", "Save a file")
    _go(term, ENTER, "a folder that is there")
    _go(term, "\x15/nowhere" + ENTER, "Nothing was replaced")
    _go(term, "r", "Reply to M")
    _look(term, "\x1bOR", "a path; - and")
    _go(term, ESC, "Enter Open")
    _go(term, "O", "Enter decides")
    _look(term, ENTER, "Take it back")
    _look(term, ":messages" + ENTER, "Messages so far")


def _click_all_over(term: Terminal) -> None:
    """A press and a release of the mouse on every row of the reader, where the markup stands in plain letters."""
    _go(term, "1g", f"1/{MAILS}")
    _open(term, MAILS - 1)
    for row in range(2, SIZE[1] - 4):
        term.type(f"\x1b[<0;80;{row}M\x1b[<0;80;{row}m")
    _look(term, "?", "Keys in")


def _leave(term: Terminal) -> None:
    term.type("q")
    assert term.end() == 0, term.text()


def _hold(term: Terminal, home: Path, also: str = "") -> None:
    assert list(foreign(term.bytes, also)) == []
    assert [s for s in once(term.bytes) if b"1049" in s] == [b"\x1b[?1049h", b"\x1b[?1049l"]
    assert not re.search(rb"\x1b\](?!22;)", term.bytes), "title, clipboard or colours were touched"
    kept = (home / "window").read_bytes().partition(b"\n")[2]
    assert list(foreign(kept, "\n" + also)) == []


def test_the_samples_are_as_many_as_promised() -> None:
    assert len(CONTROLS) >= 34
    assert len(MARKUP) >= 17


async def test_a_hostile_mailbox_acts_in_no_place_of_the_console(tmp_path: Path) -> None:
    home = tmp_path / "home"
    before = set(Path.cwd().iterdir())
    term = _console(home)
    _read(term, MAILS)
    _everywhere(term)
    _click_all_over(term)
    _leave(term)
    _hold(term, home)
    assert set(Path.cwd().iterdir()) == before
    with Desk.open(Home(home), settings()) as desk:
        assert {t.status for t in desk.rows("")} == {"open"}
        assert not [e for t in desk.rows("") for e in desk.entries(t.code) if e.kind == "note"]


async def test_markup_is_shown_letter_for_letter_and_dresses_nothing(tmp_path: Path) -> None:
    term = _console(tmp_path / "home")
    texts = []
    for number in range(MAILS - 1, MAILS - 5, -1):
        _open(term, number)
        texts.append(term.text())
        assert _dressed(term) == []
        _go(term, ESC, "Enter Open")
        _go(term, "j", f"{MAILS - number + 1}/{MAILS}")
    assert [evil for evil in MARKUP if not any(evil[:16] in text for text in texts)] == []
    _leave(term)


def _dressed(term: Terminal) -> list[tuple[int, str]]:
    """Cells in a style that only a mail asked for."""
    cells = ((row, term.screen.buffer[row][column]) for row in range(SIZE[1]) for column in range(SIZE[0]))
    strong = ("red", "ff0000", "ffff00")
    return [(row, c.data) for row, c in cells if c.blink or c.strikethrough or c.bg in strong or c.fg in strong]


async def test_the_guard_that_the_console_installs_holds_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    term = _console(home, "unclean")
    term.type(ENTER + "X")
    term.type(ESC)
    assert term.end(signal.SIGTERM) == 128 + signal.SIGTERM
    _hold(term, home, also="\n\t")


async def test_the_gate_for_text_holds_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    term = _console(home, "unguarded")
    _read(term, MAILS if os.environ.get("MADO_TORTURE") else 2)
    _leave(term)
    _hold(term, home)


async def test_without_both_walls_the_terminal_is_reached(tmp_path: Path) -> None:
    """Shows that the other tests would see it."""
    term = Terminal(
        [sys.executable, "-m", "tests.tui.hostile_console", str(tmp_path / "home"), "unclean", "unguarded"], size=SIZE
    )
    found: list[str] = []
    while not found and term.read(5.0):
        found = [f for f in foreign(term.bytes, "\n\t") if "PWNED" in f or "\\x9b" in f]
    term.end(signal.SIGKILL)
    assert found


@pytest.mark.parametrize(
    "written", [b"\x1b]0;t\x07", b"\x9b1m", "\x9b1m".encode(), b"a\rb", b"\x1b[2J", b"\x1b[6n", b"\x07"]
)
def test_the_tokenizer_takes_only_what_the_console_says(written: bytes) -> None:
    assert list(foreign(b"text \x1b[1;2H\x1b[0m" + written))
    assert not list(foreign("本文 \x1b[1;2H\x1b[38;2;1;2;3mtext\x1b[?2026h".encode()))


def test_every_mail_is_read_whole() -> None:
    from core.mail.parse import parse

    for number, one in enumerate(mails()):
        message = parse(one.raw)
        assert message.subject.startswith(mark(number))
        assert len(message.attachments) >= 2
