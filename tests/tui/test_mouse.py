"""The mouse in a real pseudo-terminal: a text is selected where it stands, seen as selected, and copied."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from tests.tui.terminal import Terminal, console

pytestmark = pytest.mark.timeout(60)


def place(term: Terminal, text: str) -> tuple[int, int]:
    """The column and row of a text on the screen, from 1 as a mouse tells them; wide letters take two columns."""
    for y in range(term.screen.lines):
        row = term.screen.buffer[y]
        cells = [row[x].data for x in range(term.screen.columns)]
        for x in range(term.screen.columns):
            if "".join(cells[x:]).startswith(text):
                return x + 1, y + 1
    raise AssertionError(f"no {text!r} in\n{term.text()}")


def drag(term: Terminal, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Press at one cell, move to another, let go (SGR mouse reports)."""
    term.type(f"\x1b[<0;{start[0]};{start[1]}M")
    term.type(f"\x1b[<32;{(start[0] + end[0]) // 2};{start[1]}M")
    term.type(f"\x1b[<32;{end[0]};{end[1]}M")
    term.type(f"\x1b[<0;{end[0]};{end[1]}m")


def copied(term: Terminal) -> list[str]:
    """What the terminal was asked to put on its clipboard (OSC 52)."""
    return [base64.b64decode(found).decode() for found in re.findall(rb"\x1b\]52;c;([^\x07\x1b]*)", term.bytes)]


def selected(term: Terminal) -> str:
    """The text whose ground is another one than beside it in its row, of the reader's rows."""
    grounds: dict[str, int] = {}
    cells = [
        term.screen.buffer[y][x] for y in range(3, term.screen.lines - 2) for x in range(45, term.screen.columns)
    ]
    for cell in cells:
        grounds[cell.bg] = grounds.get(cell.bg, 0) + 1
    usual = max(grounds, key=lambda ground: grounds[ground])
    return "".join(cell.data for cell in cells if cell.bg != usual)


async def test_what_is_dragged_over_is_seen_and_y_copies_it(tmp_path: Path) -> None:
    term = console(tmp_path / "home", size=(120, 36))
    term.wait_for("1/37")
    term.wait_for("33 lines of signature")
    term.type("jj\r")
    term.wait_for("f Find in the ticket")
    term.wait_for("there are fine lines")
    start, end = place(term, "fine lines all over"), place(term, "tea. It does not leak.")
    drag(term, start, (end[0] + 3, end[1]))
    term.type("y")
    term.wait_for("Copied the selection")
    (text,) = copied(term)
    rows = text.splitlines()
    assert rows[0].startswith("fine lines all over the glaze")
    assert rows[-1].strip().startswith("tea.")
    assert len(rows) == 3
    assert "fine lines all over" in selected(term)
    term.type("\x1b[<0;60;8M\x1b[<0;60;8m")  # a click elsewhere: nothing is selected any more
    term.type("y")
    term.wait_for("Copied the message")
    assert "fine lines all over" not in selected(term)
    term.type("q")
    assert term.end() == 0


async def test_a_click_moves_the_cursor_a_double_click_opens_and_the_wheel_scrolls(tmp_path: Path) -> None:
    term = console(tmp_path / "home", size=(120, 36))
    term.wait_for("1/37")
    term.wait_for("33 lines of signature")
    x, y = place(term, "Linn")
    for _time in range(2):
        term.type(f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m")
    term.wait_for("3/37")
    term.wait_for("f Find in the ticket")
    before = term.text()
    for _time in range(4):
        term.type("\x1b[<65;5;10M")
    term.wait_for("Grace Kim") if "Grace Kim" not in before else term.read(0.5)
    assert term.text() != before
    term.type("q")
    assert term.end() == 0
