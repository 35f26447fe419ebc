"""Everything that leans on Textual's inside, in one place, so that an upgrade has one file to look at."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from rich.segment import Segment
from textual.app import App
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip

_ACTS_ON_TERMINAL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
_INSTALLED = "_madoguchi_guard"


class CellScrollBar(ScrollBarRender):
    """A scroll bar of whole cells: its usual glyphs are two cells wide on some Japanese terminals."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]


def install_guard() -> None:
    """Let no control character of a text reach the terminal, whatever widget shows it.

    Textual writes ESC, C1 and bidi characters of user text as they are; all of its output passes
    through `Strip.render_style`, so that is where they are dropped. Text is cleaned long before
    (core/text.py); this is the second wall. Doing it twice changes nothing.
    """
    if getattr(Strip, _INSTALLED, False):
        return
    original = Strip.render_style.__func__  # type: ignore[attr-defined]  # a classmethod's function

    def render_style(cls: type[Strip], style: Any, text: str, color_system: Any) -> Any:
        return original(cls, style, _ACTS_ON_TERMINAL.sub("", text), color_system)

    Strip.render_style = classmethod(render_style)  # type: ignore[method-assign,assignment]  # that is the guard
    setattr(Strip, _INSTALLED, True)
    ScrollBar.renderer = CellScrollBar


def screen_lines(app: App[Any]) -> list[str]:
    """The text of the screen, row by row, as the terminal gets it (for golden screens and `--plain`)."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in Segment.strip_styles(strip)) for strip in strips]
