"""Every key that works, from the place in front outward, made from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult

from tui.commands.base import COMPOSER, CUSTOMER, GROUPS, LIST, TICKET, Command
from tui.commands.registry import Registry, shown_key
from tui.labels import N_, _
from tui.screens.base import Question
from tui.text.cells import fit, width
from tui.text.lines import Line, Span, line
from tui.text.wrap import wrap
from tui.widgets.line_scroll import LineScroll

_PLACES = {
    LIST: N_("the ticket list"),
    TICKET: N_("the ticket"),
    CUSTOMER: N_("the customer"),
    COMPOSER: N_("the reply"),
}
_KEYS = 16


class HelpText(LineScroll):
    """The help as lines."""

    def __init__(self, registry: Registry, where: str) -> None:
        super().__init__(id="help")
        self._registry = registry
        self._where = where
        self._lines: list[Line] = []

    def line_count(self) -> int:
        """All of them."""
        return len(self._lines)

    def line_at(self, y: int) -> Line | None:
        """A line."""
        return self._lines[y] if y < len(self._lines) else None

    def changed(self) -> None:
        """Lay out at this width."""
        self._lines = list(self._all())
        super().changed()

    def move(self, steps: int) -> None:
        """Scroll."""
        self.jump(self.scroll_offset.y + steps)

    def _all(self) -> Iterator[Line]:
        place = _(_PLACES[self._where]) if self._where in _PLACES else _("the console")
        title = _("Keys in {place}").format(place=place)
        yield line(" ", Span(title, "strong"))
        yield line(" ", Span(_("Esc closes this page; ^P finds any command by name."), "muted"))
        here = list(self._registry.of(self._where))
        for group in GROUPS:
            members = [c for c in here if c.group == group]
            if members:
                yield line()
                yield line(" ", Span(_(group), "label"))
            for command in members:
                yield from self._command(command)
        elsewhere = [c for c in self._registry if c not in here and c.keys]
        if elsewhere:
            yield line()
            yield line(" ", Span(_("In other places"), "label"))
        for command in elsewhere:
            yield from self._command(command)

    def _command(self, command: Command) -> Iterator[Line]:
        keys = " ".join(shown_key(key) for key in self._registry.keys(command)[:3])
        text = f"{command.label}: {command.summary}" if command.label else command.summary
        room = max(10, self.cells - _KEYS - 4)
        if width(keys) > _KEYS:
            keys = " ".join(shown_key(key) for key in self._registry.keys(command)[:2])
        for index, piece in enumerate(wrap(text, room)):
            yield line("  ", Span(fit(keys if index == 0 else "", _KEYS), "key"), " ", piece)


class HelpScreen(Question[None]):
    """The page behind `?`."""

    BINDINGS: ClassVar = [
        ("question_mark,f1,q", "give_up", ""),
        ("j,down", "move(1)", ""),
        ("k,up", "move(-1)", ""),
        ("pagedown,space,ctrl+d", "move(18)", ""),
        ("pageup,ctrl+u", "move(-18)", ""),
        ("home,g", "move(-9999)", ""),
        ("end,G", "move(9999)", ""),
    ]

    def __init__(self, registry: Registry, where: str) -> None:
        super().__init__()
        self._text = HelpText(registry, where)

    def compose(self) -> ComposeResult:
        """The text alone."""
        yield self._text

    def on_mount(self) -> None:
        """Be ready for keys."""
        self.begin(self._text)

    def action_move(self, steps: int) -> None:
        """Scroll the page."""
        self._text.move(steps)
