"""Golden screens: what stands on the screen, at every width, in both languages.

`MADO_GOLDEN=1 pytest tests/tui/test_screens.py` writes them anew; look at the difference before keeping it.
"""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from rich.cells import cell_len

from config.languages import set_language
from tests.tui.conftest import Open
from tests.tui.seeded import NOW
from tui.compat import screen_lines

_FOLDER = Path(__file__).parent.parent / "screens"
_SIZES = ((60, 20), (80, 24), (120, 40), (160, 50))
# Name, the keys that lead there from the list, the keys that lead back.
_SCREENS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("list", (), ()),
    ("palette", ("ctrl+p",), ("escape",)),
    ("help", ("question_mark",), ("escape",)),
    ("ask", ("z",), ("escape",)),
    ("note", ("n", *"memo"), ("escape",)),
    ("ticket", ("j", "j", "enter"), ("escape", "g")),
    ("customer", ("enter", "C"), ("escape", "escape")),
    ("compose", ("r",), ()),
    ("suggest", (*";re",), ("escape", *("backspace",) * 3)),
    ("checks", (*"Monday, 26 November", "ctrl+s"), ("escape",)),
    ("canned", ("ctrl+o",), ("escape", "escape")),
    ("place", ("E",), ("escape",)),
    ("prompt", ("colon", *"tag"), ("escape",)),
    ("split", ("enter", "B"), ("escape", "escape", "g")),
    ("find", ("enter", "f", *"11", "enter"), ("escape", "escape", "g")),
    ("search", ("slash", *"24-10871", "enter"), ("escape",)),
    ("empty", ("5",), ("1",)),
)


_RUNS = [(size, lang) for size in _SIZES[:3] for lang in ("en", "ja")] + [(_SIZES[3], "ja")]


@pytest.mark.parametrize(("size", "lang"), _RUNS, ids=[f"{s[0]}x{s[1]}-{lang}" for s, lang in _RUNS])
async def test_every_screen_looks_as_kept(
    console: Open, size: tuple[int, int], lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_language(lang)
    monkeypatch.setattr("tui.screens.compose._SAVE_AFTER", 3600.0)  # what a pause brings is another screen
    monkeypatch.setattr("tui.screens.compose.ComposeScreen._each_second", lambda screen: screen.show_said())
    async with console(size=size, clock=lambda: NOW) as c:
        for name, there, back in _SCREENS:
            await c.press(*there)
            await c.settle()
            compare(name, size, lang, screen_lines(c.app))
            await c.press(*back)


def compare(name: str, size: tuple[int, int], lang: str, lines: list[str]) -> None:
    """Hold a screen against the kept one, and each row against the terminal's width."""
    assert len(lines) == size[1]
    assert {cell_len(line) for line in lines} == {size[0]}, "a row is not as wide as the terminal"
    kept = _FOLDER / f"{name}-{size[0]}x{size[1]}-{lang}.txt"
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    if os.environ.get("MADO_GOLDEN"):
        kept.write_text(text, "utf-8")
    assert text == kept.read_text("utf-8"), name


async def test_a_row_shows_eight_letters_of_the_subject_at_60_columns(console: Open) -> None:
    async with console(size=(60, 20)) as c:
        text = c.text()
        for ticket in c.desk.rows("status:open -is:snoozed", 0, 15):
            assert ticket.subject[:8] in text


def test_our_own_words_use_no_sign_of_uncertain_width() -> None:
    """Signs that some Japanese terminals draw two cells wide would shift whole rows."""
    found = set()
    for path in (Path(__file__).parent.parent.parent / "tui").rglob("*.py"):
        if path.name == "wrap.py":
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            code = line.split("#")[0]
            found |= {f"{path.name}:{number} {s}" for s in code if unicodedata.east_asian_width(s) == "A"}
    assert not found
