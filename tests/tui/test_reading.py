"""Reading: words found in a ticket, links with their true host, copying, splitting, taking back."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import decisions
from core.arrivals import FolderState
from core.entries import MessageEntry
from tests.tui.conftest import Open, Running
from tests.tui.seeded import BOX, letter
from tui import copying
from tui.text.find import holding, pattern_of, pieces
from tui.text.links import host_of, links_of
from tui.text.wrap import wrap


def hits(text: str, typed: str, cells: int) -> list[str]:
    found = pattern_of(typed)
    return [span.text for spans in pieces(text, cells, "text", found) for span in spans if span.role == "hit"]


def test_a_hit_that_a_line_break_cuts_is_marked_on_both_lines() -> None:
    assert hits("あいうえおかきくけこ", "おか", 10) == ["お", "か"]


def test_marking_changes_no_letter_of_the_text() -> None:
    text = "Order 24-10871, ご注文番号２４－１０８７１ の返金について。 Order again"
    for cells in (8, 13, 40, 200):
        plain = ["".join(s.text for s in spans) for spans in pieces(text, cells, "text", pattern_of("order"))]
        assert plain == list(wrap(text, cells))


def test_case_and_width_do_not_matter() -> None:
    assert hits("ORDER Ｏｒｄｅｒ order", "order", 80) == ["ORDER", "Ｏｒｄｅｒ", "order"]
    assert hits("a+b (c)", "+b (", 80) == ["+b ("]
    assert pattern_of("  ") is None


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://shop.example/a?b#c", "shop.example"),
        ("https://bank.example@evil.example/login", "evil.example"),
        ("http://xn--bcher-kva.example:8080/", "xn--bcher-kva.example"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("https://shop.example\\@evil.example/", "shop.example"),
        ("mailto:a@b.example?subject=x", "b.example"),
        ("http://[::1]:80/x", "[::1]:80"),
    ],
)
def test_the_host_is_the_one_a_link_leads_to(url: str, host: str) -> None:
    assert host_of(url) == host


async def with_ticket(c: Running, text: str) -> str:
    mail = letter(950, "Eve <eve@example.org>", "Links and words", text)
    c.desk.take_in([mail], FolderState(BOX.name, "INBOX", 1))
    code = next(t.code for t in c.desk.rows("from:eve@example.org"))
    c.app.main.open(code)
    await c.settle()
    return code


async def test_words_are_found_in_the_ticket_and_stepped_through(console: Open) -> None:
    async with console(size=(120, 24)) as c:
        await with_ticket(c, "\n".join(f"line {n}" + (" needle" if n % 20 == 7 else "") for n in range(70)))
        await c.press("f")
        await c.type("needle")
        await c.press("enter")
        assert "Place 1 of 4" in c.said
        first = c.app.main.reader.scroll_offset.y
        await c.press("full_stop", "full_stop")
        assert "Place 3 of 4" in c.said
        assert c.app.main.reader.scroll_offset.y > first
        await c.press("comma")
        assert "Place 2 of 4" in c.said
        await c.press("escape")
        assert not c.app.main.reader.finding
        assert c.app.main.where == "ticket"


async def test_a_word_in_a_folded_message_opens_it(console: Open) -> None:
    async with console() as c:
        code = next(t.code for t in c.desk.rows("") if t.messages > 3)
        entries = c.desk.entries(code)
        old = next(e for e in entries if isinstance(e, MessageEntry))
        word = next(w for w in old.reply_text.split() if len(w) > 5)
        found = pattern_of(word)
        assert found is not None
        assert f"message-{old.id}" in holding(entries, found)[0]
        c.app.main.open(code)
        await c.settle()
        await c.press("f")
        await c.type(word)
        await c.press("enter")
        assert f"message-{old.id}" in c.app.main.reader._document.folding.open
        assert "Place" in c.said


async def test_what_is_not_there_is_said(console: Open) -> None:
    async with console() as c:
        await c.press("enter", "f")
        await c.type("zzzz")
        await c.press("enter")
        assert "zzzz is not in this ticket" in c.said


async def test_links_show_the_host_first_and_can_be_copied(console: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "copy_by_tool", lambda text: "")
    async with console() as c:
        copied: list[str] = []
        monkeypatch.setattr(c.app, "copy_to_clipboard", copied.append)
        code = await with_ticket(c, "See https://bank.example@evil.example/login, and https://shop.example/.")
        assert [k.host for k in links_of(c.desk.entries(code))] == ["evil.example", "shop.example"]
        await c.press("L")
        assert "evil.example  https://bank.example@evil.example/login" in c.text()
        await c.press("enter", "enter")
        assert copied == ["https://bank.example@evil.example/login"]
        assert "OSC 52" in c.said


async def test_copying_takes_the_code_in_the_list_and_the_message_in_the_ticket(
    console: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "copy_by_tool", lambda text: "xclip")
    async with console() as c:
        copied: list[str] = []
        monkeypatch.setattr(c.app, "copy_to_clipboard", copied.append)
        await c.press("y")
        assert copied == [c.code()]
        assert "xclip" in c.said
        await with_ticket(c, "Only this text.")
        await c.press("y")
        assert copied[-1].startswith("Only this text.")


def test_no_tool_is_asked_over_ssh_and_a_broken_one_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    assert list(copying.tools({"SSH_CONNECTION": "x", "DISPLAY": ":0"})) == []
    asked: list[str] = []

    def run(command: list[str], **_words: Any) -> subprocess.CompletedProcess[bytes]:
        asked.append(command[0])
        if command[0] == "wl-copy":
            raise OSError
        return subprocess.CompletedProcess(command, 1 if command[0] == "pbcopy" else 0)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("DISPLAY", ":0")
    assert copying.copy_by_tool("text") == "xclip"
    assert asked == ["pbcopy", "wl-copy", "xclip"]


async def test_a_message_is_split_off_from_the_reader_and_u_brings_it_back(console: Open) -> None:
    async with console() as c:
        code = next(t.code for t in c.desk.rows("") if t.messages > 2)
        before = c.desk.ticket(code).messages
        c.app.main.open(code)
        await c.settle()
        await c.press("B", "enter")
        assert c.desk.ticket(code).messages < before
        assert "now. u takes it back" in c.said
        await c.press("u")
        assert c.desk.ticket(code).messages == before


async def test_any_of_my_decisions_is_taken_back_from_the_log(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("i", "t")
        await c.type("kept")
        await c.press("enter", "U", "down", "enter")
        assert c.desk.ticket(code).assignee is None
        assert c.desk.ticket(code).tags == ("kept",)


async def test_the_late_view_holds_what_the_core_calls_late(console: Open) -> None:
    async with console() as c:
        code = c.code()
        c.desk.do(decisions.promise(code, "We call back", datetime.now(UTC) - timedelta(hours=1)))
        await c.press("6")
        assert c.app.main.view.name == "late"
        assert c.code() == code
        assert c.app.main.tickets.total == c.desk.count("is:late")


async def test_another_size_of_the_terminal_stays_with_what_is_being_read(console: Open) -> None:
    def read_now(c: Running) -> int:
        """The number of the paragraph at the top of the reader, or of the next one that begins."""
        reader = c.app.main.reader
        tops = (reader.line_at(y) for y in range(reader.scroll_offset.y, reader.scroll_offset.y + 12))
        return next(int(found[1]) for one in tops if one and (found := re.search(r"Paragraph (\d+):", one.plain)))

    async with console(size=(130, 30)) as c:
        text = "\n\n".join(f"Paragraph {n}: " + "words that make it long enough " * 6 for n in range(80))
        await with_ticket(c, text)
        await c.press("pagedown", "pagedown", "pagedown")
        before, entry = read_now(c), c.app.main.reader.reading
        assert 5 < before < 60
        for size in ((90, 30), (60, 20), (130, 30)):
            await c.pilot.resize_terminal(*size)
            await c.settle()
            assert c.app.main.reader.reading == entry
            assert abs(read_now(c) - before) <= 1, size
