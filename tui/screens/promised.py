"""The promises in a reply, before it leaves: one key confirms, another corrects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.containers import Vertical

from tui.labels import N_, _
from tui.screens.base import Question
from tui.text.cells import clip, fit, steady
from tui.text.lines import Line, Span, line
from tui.text.when import moment
from tui.widgets.bar import Bar
from tui.widgets.line_scroll import LineScroll

_WHEN = 18


@dataclass(slots=True)
class Proposed:
    """A promise that was read from our words: when it seems to be due, and whether it is one at all."""

    text: str
    due: datetime | None
    meant: bool = True


class _List(LineScroll):
    def __init__(self, found: Sequence[Proposed], now: datetime) -> None:
        super().__init__(id="promise-list")
        self.found = found
        self.cursor = 0
        self._now = now

    def line_count(self) -> int:
        """One line each."""
        return len(self.found)

    def line_at(self, y: int) -> Line | None:
        """A promise: whether it counts, when it is due, its words."""
        if y >= len(self.found):
            return None
        one = self.found[y]
        when = moment(one.due, self._now) if one.due else _("no time")
        said = clip(steady(" ".join(one.text.split())), self.cells - _WHEN - 8)
        if not one.meant:
            return line(
                "  ", Span("- ", "muted"), Span(fit(_("no promise"), _WHEN), "muted"), " ", Span(said, "muted")
            )
        return line("  ", Span("+ ", "good"), Span(fit(when, _WHEN), "warn"), " ", Span(said))

    def under_cursor(self, y: int) -> bool:
        """The promise that the keys mean."""
        return y == self.cursor


class PromiseScreen(Question[Literal["right", "move"]]):
    """Shows what a reply promises; Enter confirms it, d says that it is none, e gives another time."""

    BINDINGS: ClassVar = [
        ("enter,ctrl+s", "right", ""),
        ("d", "drop", ""),
        ("e", "move_due", ""),
        ("down,j", "move(1)", ""),
        ("up,k", "move(-1)", ""),
    ]
    KEYS: ClassVar = (
        ("Enter", N_("It is right")),
        ("e", N_("Due at another time")),
        ("d", N_("No promise")),
        ("Esc", N_("Back to the text")),
    )

    def __init__(self, found: Sequence[Proposed], now: datetime, cursor: int = 0) -> None:
        super().__init__()
        self.list = _List(found, now)
        self.list.cursor = cursor

    def compose(self) -> ComposeResult:
        """A title, the promises, the keys."""
        with Vertical(id="promises"):
            yield Bar(id="promise-title")
            yield self.list
            yield Bar(id="promise-keys")

    def on_mount(self) -> None:
        """Be ready for keys."""
        title = _("This reply promises; the ledger keeps it")
        self.query_one("#promise-title", Bar).write(line(" ", Span(title, "strong")))
        spans = [s for key, name in self.KEYS for s in (Span(f" {key} ", "key"), Span(_(name), "muted"), Span(" "))]
        self.query_one("#promise-keys", Bar).write(line(*spans))
        self.list.styles.height = max(1, min(len(self.list.found), 12))
        self.begin(self.list)

    def action_right(self) -> None:
        """They are right."""
        self.dismiss("right")

    def action_move_due(self) -> None:
        """The one under the cursor is due at another time."""
        self.dismiss("move")

    def action_drop(self) -> None:
        """The one under the cursor is no promise, or is one after all."""
        one = self.list.found[self.list.cursor]
        one.meant = not one.meant
        self.list.changed()

    def action_move(self, steps: int) -> None:
        """Another promise."""
        self.list.cursor = max(0, min(self.list.cursor + steps, len(self.list.found) - 1))
        self.list.changed()
