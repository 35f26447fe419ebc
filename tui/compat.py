"""What leans on Textual's inside, with tui/painting.py the one place, so that an upgrade has two files to look at."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from textual.app import App
from textual.document import _wrapped_document
from textual.driver import Driver
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from tui.first_paint import ENTER, Picture
from tui.painting import install_scroll_bar
from tui.pens import PLAIN, pen, step
from tui.text.wrap import break_offsets

_ACTS_ON_TERMINAL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
_INSTALLED = "_madoguchi_guard"


def harmless(text: str) -> str:
    """The text without anything that acts on a terminal."""
    return _ACTS_ON_TERMINAL.sub("", text)


def install_guard() -> None:
    """Let no control character of a text reach the terminal, whatever widget shows it.

    Textual writes ESC, C1 and bidi characters of user text as they are; all of its output passes
    through `Strip.render` and `Strip.render_style`, so that is where they are dropped. Text is cleaned long before
    (core/text.py); this is the second wall. Doing it twice changes nothing.
    """
    if getattr(Strip, _INSTALLED, False):
        return
    original = Strip.render_style.__func__  # type: ignore[attr-defined]  # a classmethod's function

    def render_style(cls: type[Strip], style: Any, text: str, color_system: Any) -> Any:
        return original(cls, style, _ACTS_ON_TERMINAL.sub("", text), color_system)

    def render(self: Strip, console: Console) -> str:
        if self._render_cache is None:
            self._render_cache = written(self, console._color_system or ColorSystem.TRUECOLOR)
        return self._render_cache

    Strip.render_style = classmethod(render_style)  # type: ignore[method-assign,assignment]  # that is the guard
    Strip.render = render  # type: ignore[method-assign]  # the same, in a third of the bytes
    setattr(Strip, _INSTALLED, True)
    name = "compute_wrap_offsets"
    setattr(_wrapped_document, name, _breaks(getattr(_wrapped_document, name)))
    install_scroll_bar()


def _breaks(original: Callable[..., list[int]]) -> Callable[..., list[int]]:
    """Textual's line breaking for Latin text; ours where there are wide letters, which it breaks anywhere."""

    def breaks(text: str, width: int, tab_size: int, *rest: Any, **named: Any) -> list[int]:
        if text.isascii() or "\t" in text or width < 2:
            return original(text, width, tab_size, *rest, **named)
        return break_offsets(text, width)

    return breaks


def written(strip: Strip, system: ColorSystem) -> str:
    """A strip as the terminal gets it; between two pieces only what changes is said (ECMA-48, SGR).

    Textual says every colour again for every piece: for a list row that is four times its text.
    """
    parts: list[str] = []
    now = PLAIN
    for text, style, control in strip._segments:
        if control or style is None or style._link:
            if now != PLAIN:
                parts.append("\x1b[0m")
                now = PLAIN
            parts.append(text if style is None or control else Strip.render_style(style, text, system))
            continue
        text = _ACTS_ON_TERMINAL.sub("", text)
        change, now = step(now, pen(style, system), blank=text.isspace())
        parts.append(f"\x1b[{change}m{text}" if change else text)
    return "".join(parts) + ("\x1b[0m" if now != PLAIN else "")


def resize_content(widget: ScrollView, size: Size) -> None:
    """Tell a widget how much it has to scroll through, without laying the screen out again.

    `virtual_size` is a reactive that asks for a layout, though with a stable gutter only the scroll bar changes.
    """
    if widget.virtual_size != size:
        widget.set_reactive(Widget.virtual_size, size)
        widget._scroll_update(size)


def screen_lines(app: App[Any]) -> list[str]:
    """The text of the screen, row by row, as the terminal gets it (for golden screens and `--plain`)."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in Segment.strip_styles(strip)) for strip in strips]


def taking_over(picture: Picture) -> type[Driver]:
    """A terminal driver that goes on from the first picture: no second clearing of the screen, no flicker."""
    from textual.drivers.linux_driver import LinuxDriver

    class TakingOver(LinuxDriver):
        """Enters no alternate screen the first time; at the end the terminal is what the picture found."""

        def write(self, data: str) -> None:
            """As usual, but for the one sequence that would blank the picture."""
            if data == ENTER and not picture.taken_over:
                picture.taken_over = True
                return
            super().write(data)

        def start_application_mode(self) -> None:
            """As usual; what is restored at the end is what was there before the picture."""
            super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's is untyped
            self.attrs_before = picture.attributes

    return TakingOver
