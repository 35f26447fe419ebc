"""The main screen's bars: what they say now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.commands.base import COMPOSER
from tui.commands.key_names import shown_key
from tui.labels import _
from tui.text.bars import head_lines, keys_line, status_line, view_line
from tui.text.lines import Span
from tui.widgets.bar import Bar

if TYPE_CHECKING:
    from tui.console import Console
    from tui.screens.main import MainScreen

_SAID_FOR = 8.0
_ALARM_FOR = 60.0
_AGES_EVERY = 30


class Bars:
    """Writes the four bars; each write repaints only what changed."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._ticks = 0
        self._with_keys = False
        self._bars = {id: Bar(id=id) for id in ("views", "head", "status", "keys")}

    def __getitem__(self, id: str) -> Bar:
        """A bar by its id."""
        return self._bars[id]

    def _bar(self, id: str) -> Bar | None:
        bar = self._bars[id]
        return bar if bar.is_attached else None

    def all(self) -> None:
        """Write everything."""
        self.views()
        self.head()
        self.status()
        self.keys()

    def tick(self) -> None:
        """A second has passed."""
        self._ticks += 1
        self.status()
        if self._ticks % _AGES_EVERY == 0:
            self._screen.tickets.repaint()
            self._screen.look_at_clock()
            self.head()

    def views(self) -> None:
        """The views with their counts."""
        if bar := self._bar("views"):
            screen = self._screen
            bar.fill(lambda cells: (view_line(screen.views, screen.view, screen.counts, cells, screen.standing),))

    def head(self) -> None:
        """The open ticket."""
        bar, shown = self._bar("head"), self._screen.shown
        if bar and shown:
            console = self._screen.console
            bar.fill(lambda cells: head_lines(shown.ticket, cells, console.now(), console.me))

    def status(self) -> None:
        """What was said, and where we are."""
        if bar := self._bar("status"):
            tickets = self._screen.tickets
            place = f"{tickets.cursor + 1}/{tickets.total}" if tickets.total else ""
            if tickets.marked:
                place = _("marked: {n}").format(n=len(tickets.marked)) + "  " + place
            said = said_now(self._screen.console)
            bar.fill(lambda cells: (status_line(said, place, cells),))

    def begin_keys(self) -> None:
        """Show the keys from now on."""
        self._with_keys = True
        self.keys()

    def keys(self) -> None:
        """The keys that work here; once the list stands (`begin_keys`): the list waits for no command."""
        bar = self._bar("keys")
        if bar and self._with_keys:
            app = self._screen.console.app
            keys = bar_keys(app.front, self._screen.where)
            bar.fill(lambda cells: (keys_line(keys, cells),))


def bar_keys(console: Console, where: str) -> list[tuple[str, str]]:
    """(key, name) of the commands that belong into a place's key bar; help comes last."""
    registry = console.app.registry
    found = sorted((c for c in registry.of(where) if c.bar), key=lambda c: c.bar)
    ordered = [c for c in found if c.name != "help"] + [c for c in found if c.name == "help"]
    return [(shown_key(_key_for(registry.keys(c), where)), c.label) for c in ordered if registry.keys(c)]


def _key_for(keys: tuple[str, ...], where: str) -> str:
    """The first key that works there: in the composer letters and signs are text."""
    typed = (
        key
        for key in keys
        if where != COMPOSER or "+" in key or key == "escape" or key[0] == "f" and key[1:].isdigit()
    )
    return next(typed, keys[0])


def said_now(console: Console) -> list[Span]:
    """The sentence for the status line: the countdown of a reply, else what was said last, else the sync."""
    now, queued = console.now(), console.queued
    if queued is not None:
        left = (queued.not_before - now).total_seconds()
        if left > 0:
            text = _("Leaves in {n} s. u takes it back.").format(n=int(left) + 1)
            return [Span(text, "warn")]
    if console.log:
        last = console.log[-1]
        if (now - last.at).total_seconds() < (_ALARM_FOR if last.role == "alarm" else _SAID_FOR):
            return [Span(last.text, last.role)]
    return [console.app.sync_state.span()]
