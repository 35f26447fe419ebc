"""Every key that works, from the focused place outward, made from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult

from tui.commands.base import COMPOSER, CUSTOMER, GROUPS, LIST, MAIN, TICKET, Command
from tui.commands.key_names import shown_key
from tui.commands.registry import Registry
from tui.labels import N_, _
from tui.screens.base import Keys, Question
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
    """The help as lines: the question in front, the focused place, the screen around it, then everywhere else."""

    def __init__(self, registry: Registry, where: str, question: Keys = ()) -> None:
        super().__init__(id="help")
        self._registry = registry
        self._where = where
        self._question = question
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
        yield line(" ", Span(_("Keys in {place}").format(place=place), "strong"))
        yield line(" ", Span(_("Esc closes this page; ^P finds any command by name."), "muted"))
        if self._question:
            yield from self._heading(_("In this question"))
            for key, text in (*self._question, ("Esc", N_("Back"))):
                yield from self._row(key, _(text))
        left = list(self._registry)
        for heading, members in self._circles():
            found = [c for c in left if c in members]
            left = [c for c in left if c not in members]
            yield from self._circle(heading, found)
        yield from self._circle(_("In other places"), [c for c in left if c.keys])

    def _circles(self) -> Iterator[tuple[str, Sequence[Command]]]:
        """(heading, commands) from the focused widget outward."""
        here = list(self._registry.of(self._where))
        if self._where in _PLACES:
            yield _("Only in {place}").format(place=_(_PLACES[self._where])), [c for c in here if len(c.where) == 1]
        around = [c for c in here if c.where < MAIN or c.where == MAIN]
        yield _("In list, ticket and customer"), around
        yield _("Everywhere"), here

    def _circle(self, heading: str, members: Sequence[Command]) -> Iterator[Line]:
        if not members:
            return
        yield from self._heading(heading)
        for group in GROUPS:
            grouped = [c for c in members if c.group == group]
            if grouped and len(members) > len(grouped):
                yield line("  ", Span(_(group), "muted"))
            for command in grouped:
                yield from self._command(command)

    def _heading(self, text: str) -> Iterator[Line]:
        yield line()
        yield line(" ", Span(text, "label"))

    def _command(self, command: Command) -> Iterator[Line]:
        keys = " ".join(shown_key(key) for key in self._registry.keys(command)[:3])
        if width(keys) > _KEYS:
            keys = " ".join(shown_key(key) for key in self._registry.keys(command)[:2])
        yield from self._row(keys, f"{command.label}: {command.summary}")

    def _row(self, keys: str, text: str) -> Iterator[Line]:
        room = max(10, self.cells - _KEYS - 4)
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

    def __init__(self, registry: Registry, where: str, question: Keys = ()) -> None:
        super().__init__()
        self._text = HelpText(registry, where, question)

    def compose(self) -> ComposeResult:
        """The text alone."""
        yield self._text

    def on_mount(self) -> None:
        """Be ready for keys."""
        self.begin(self._text)

    def action_move(self, steps: int) -> None:
        """Scroll the page."""
        self._text.move(steps)
