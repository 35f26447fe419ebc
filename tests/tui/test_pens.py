"""What goes to the terminal is short, and looks exactly as the long form would."""

from __future__ import annotations

import sys
from pathlib import Path

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tests.tui.seeded import seed
from tests.tui.terminal import Terminal
from tui.compat import written

_COLOURS = st.sampled_from([None, "#102030", "#ffeedd", "red", "bright_blue", "color(200)", "default"])
_STYLES = st.builds(
    Style,
    color=_COLOURS,
    bgcolor=_COLOURS,
    bold=st.booleans(),
    dim=st.booleans(),
    italic=st.booleans(),
    underline=st.booleans(),
    reverse=st.booleans(),
    strike=st.booleans(),
)
_PIECES = st.lists(st.tuples(st.sampled_from(["a", "  ", "茶", "x y", " "]), _STYLES), min_size=1, max_size=8)
_SYSTEMS = st.sampled_from([ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT, ColorSystem.STANDARD])


def _cells(data: str) -> list[tuple[object, ...]]:
    screen = pyte.Screen(40, 1)
    pyte.Stream(screen).feed(data)
    cells: list[tuple[object, ...]] = []
    for x in range(40):
        cell = screen.buffer[0][x]
        marks = (cell.underscore, cell.reverse, cell.strikethrough)
        seen = any(marks) or bool(cell.data.strip())
        cells.append((cell.data, cell.bg, marks, (cell.fg, cell.bold, cell.italics) if seen else None))
    return cells


@given(_PIECES, _SYSTEMS)
def test_the_short_form_looks_like_the_long_one(pieces: list[tuple[str, Style]], system: ColorSystem) -> None:
    strip = Strip([Segment(text, style) for text, style in pieces])
    long = "".join(Strip.render_style(style, text, system) for text, style in pieces)
    short = written(strip, system)
    assert _cells(short + "end") == _cells(long + "end")


def test_a_cursor_move_inside_the_window_takes_little_of_the_line(tmp_path: Path) -> None:
    """Over a slow line every byte is time. Other news may come between; the smallest of some moves counts."""
    home = tmp_path / "home"
    seed(home).close()
    (home / "config.toml").write_text('[agent]\nname = "mai"\n', encoding="utf-8")
    program = "import sys; sys.argv[0] = 'mado'; from cli.entry import main; main()"
    argv = [sys.executable, "-c", program, "--home", str(home)]
    terminal = Terminal(argv, size=(120, 40), env={"MADO_LANG": "en", "NO_COLOR": ""})
    terminal.wait_for(" 1/")
    sizes = []
    for place in range(2, 7):
        before = len(terminal.bytes)
        terminal.type("j")
        terminal.wait_for(f" {place}/")
        sizes.append(terminal.bytes.index(f"{place}/".encode(), before) - before)
    terminal.type("q")
    assert terminal.end() == 0
    assert min(sizes) <= 1_200
