"""The console in a real pseudo-terminal: bytes in, bytes out."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path

from config.home import Home
from core.desk import Desk
from core.mail.parse import parse
from tests.tui.seeded import settings
from tests.tui.terminal import Terminal, console

_CLEAN = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l")


async def test_a_reply_typed_in_one_burst_is_queued_and_a_resize_keeps_it(tmp_path: Path) -> None:
    term = console(tmp_path / "home")
    term.wait_for("Enter")
    term.wait_for("1/37")
    term.type("rThank you very much.")
    term.wait_for("Thank you very much.")
    term.resize(70, 24)
    term.wait_for("Thank you very much.")
    term.type("\x13")
    term.wait_for("u takes it back")
    term.type("q")
    assert term.end() == 0
    assert all(piece in term.bytes for piece in _CLEAN)
    with Desk.open(Home(tmp_path / "home"), settings()) as desk:
        (queued,) = desk.outbox.waiting()
        assert queued.state == "queued"
        assert parse(desk.raw(queued.raw)).text.startswith("Thank you very much.")


async def test_sigterm_leaves_a_clean_terminal_and_keeps_the_reply(tmp_path: Path) -> None:
    term = console(tmp_path / "home")
    term.wait_for("1/37")
    term.type("rhalf a thought")
    term.wait_for("half a thought")
    code = term.end(signal.SIGTERM)
    assert code != 0
    assert all(piece in term.bytes for piece in _CLEAN)
    with Desk.open(Home(tmp_path / "home"), settings()) as desk:
        assert [d.body.startswith("half a thought") for d in desk.replies.drafts()] == [True]


async def test_suspended_it_leaves_the_terminal_and_comes_back_whole(tmp_path: Path) -> None:
    term = console(tmp_path / "home")
    for shown in ("1/37", "6 Late", "? Help", "haruka.mori@example.jp", "33 lines of signature"):
        term.wait_for(shown)
    before = term.text()
    term.type("\x1a")
    term.wait_for_stop()
    assert term.bytes.endswith(b"\x1b[?1049l\x1b[?25h") or all(piece in term.bytes for piece in _CLEAN)
    term.screen.reset()
    os.kill(term.pid, signal.SIGCONT)
    term.wait_for(before)
    term.type("q")
    assert term.end() == 0


async def test_a_bug_ends_with_one_sentence_a_clean_terminal_and_no_word_of_a_mail(tmp_path: Path) -> None:
    term = Terminal([sys.executable, "-m", "tests.tui.broken_console", str(tmp_path / "home")])
    term.wait_for("1/37")
    term.type("G")
    assert term.end() == 1
    assert all(piece in term.bytes for piece in _CLEAN)
    after = term.bytes.rpartition(b"\x1b[?1049l")[2].decode()
    assert "The console had to stop (LookupError). Your mail and drafts are kept." in " ".join(after.split())
    assert "Traceback" not in after and "Haruka" not in after
    (report,) = (tmp_path / "home").glob("crash-*.txt")
    assert report.stat().st_mode & 0o777 == 0o600
    assert "Haruka" not in report.read_text("utf-8") and "broken_console.py" in report.read_text("utf-8")


async def test_a_terminal_that_goes_away_ends_the_console_and_keeps_the_reply(tmp_path: Path) -> None:
    term = console(tmp_path / "home")
    term.wait_for("1/37")
    term.type("rhalf a thought")
    term.wait_for("half a thought")
    assert term.hang_up() != 0
    with Desk.open(Home(tmp_path / "home"), settings()) as desk:
        assert [d.body.startswith("half a thought") for d in desk.replies.drafts()] == [True]


async def test_a_console_that_hangs_ends_all_the_same_when_its_terminal_goes_away(tmp_path: Path) -> None:
    term = console(tmp_path / "home", "stuck")
    term.wait_for("1/37")
    assert term.hang_up() == 128 + signal.SIGHUP


async def test_no_control_byte_of_a_mail_reaches_the_terminal(tmp_path: Path) -> None:
    term = console(tmp_path / "home", "hostile")
    term.wait_for("1/44")
    for number in range(6, -1, -1):
        term.type("\r")
        term.wait_for("r Reply")
        term.wait_for(f" {number} ")
        term.type("\x1b")
        term.wait_for("Enter Open")
        term.type("j")
    term.type("q")
    assert term.end() == 0
    for evil in (
        b"PWNED\x07",
        b"\x1b]2;",
        b"\x1b]0;",
        b"\x1b]52;",
        b"\x9b31m",
        "\u202e".encode(),
        b"\x0e",
        b"\x0f",
        b"\x00",
        b"\x7f",
    ):
        assert evil not in term.bytes, evil
    assert b"\x1b[c" not in term.bytes


async def test_the_guard_stops_what_any_widget_would_let_through() -> None:
    from rich.color import ColorSystem
    from rich.style import Style
    from textual.strip import Strip

    from tui.compat import install_guard

    install_guard()
    out = Strip.render_style(Style(), "a\x1b]2;X\x07\x9b1mb\u202ec\td\n", ColorSystem.TRUECOLOR)
    assert re.sub(r"\x1b\[[0-9;]*m", "", out) == "a]2;X1mbc\td\n"


async def test_the_titles_of_the_terminal_are_left_alone(tmp_path: Path) -> None:
    term = console(tmp_path / "home")
    term.wait_for("1/37")
    term.type("q")
    term.end()
    assert not re.search(rb"\x1b\](0|1|2);", term.bytes)
