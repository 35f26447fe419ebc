"""The reader: the open ticket's messages, notes and events, from the one to read first."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events
from textual.timer import Timer

from tui.text.document import Document
from tui.text.entry_lines import Folding, first_folding, first_shown, key_of
from tui.text.find import holding, pattern_of
from tui.text.hits import Hits
from tui.text.lines import Line, Span, line
from tui.text.wrap import wrap
from tui.widgets.line_scroll import LineScroll

if TYPE_CHECKING:
    from core.entries import Entry

_EVERYTHING = 10**9
_SLICE = 0.004
_PAUSE = 0.03


class MessageView(LineScroll):
    """Shows a ticket's entries; remembers what was unfolded while the ticket stays the same."""

    def __init__(self, *, now: Callable[[], datetime], id: str) -> None:
        super().__init__(id=id)
        self._now = now
        self._timer: Timer | None = None
        self._document = Document((), Folding(), 80, now())
        self._hits: Hits | None = None
        self._at_hit = -1
        self.code = ""
        self.hint = ""

    def show(self, code: str, entries: Sequence[Entry]) -> None:
        """Show a ticket: another one from its newest letter, the same one without moving."""
        if code != self.code:
            self.code, self._at_hit = code, -1
            self._lay_out(entries, self._with_found(entries, first_folding(entries)))
            self._start_at(first_shown(entries))
            return
        if entries is self._document.entries:
            return
        known = {key_of(e) for e in self._document.entries}
        fresh = {key_of(e) for e in entries if key_of(e) not in known and e.kind != "event"}
        folding = self._document.folding
        place = self._place()
        self._lay_out(entries, Folding(folding.open | fresh, folding.quotes))
        self._return_to(place)

    def clear(self, hint: str = "") -> None:
        """Show nothing but a hint."""
        self.code, self.hint = "", hint
        self._lay_out((), Folding())
        self.jump(0)

    def line_count(self) -> int:
        """As many as there are; near enough until all are laid out."""
        return self._document.count if self.code else len(self._hint_lines())

    def line_at(self, y: int) -> Line | None:
        """A line; the wheel and the scroll bar may come where nothing is laid out yet."""
        if self.code:
            self._reach(y)
            return self._document.line(y)
        lines = self._hint_lines()
        return lines[y] if y < len(lines) else None

    def _reach(self, y: int) -> None:
        document = self._document
        if y >= document.length and not document.done:
            document.grow(y + self.scrollable_content_region.height)
            self.call_later(self._measure)

    def _hint_lines(self) -> list[Line]:
        lines = [line()]
        for text in self.hint.splitlines():
            lines += [line("  ", Span(piece, "muted")) for piece in wrap(text, self.cells - 4)]
        return lines

    @property
    def reading(self) -> str:
        """The key of the entry at the top of the window."""
        return self._document.entry_at(self.scroll_offset.y)

    @property
    def reading_text(self) -> str:
        """What the message or note at the top of the window says."""
        for entry in self._document.entries:
            if key_of(entry) == self.reading and entry.kind != "event":
                return entry.text if entry.kind == "note" else entry.reply_text or entry.text
        return ""

    # finding ---------------------------------------------------------------------------------
    @property
    def finding(self) -> bool:
        """Whether words are marked."""
        return self._hits is not None

    def find(self, typed: str) -> None:
        """Mark what was typed and open the messages in which it stands; nothing typed marks nothing."""
        self.mark(pattern_of(typed))

    def mark(self, hits: Hits | None) -> None:
        """Mark what fits a pattern."""
        if hits == self._hits:
            return
        self._hits, self._at_hit = hits, -1
        self._refold(self._with_found(self._document.entries, self._document.folding))
        self.step_hit(0)

    def _with_found(self, entries: Sequence[Entry], folding: Folding) -> Folding:
        return folding if self._hits is None else folding.holding(*holding(entries, self._hits))

    def step_hit(self, step: int) -> tuple[int, int]:
        """To the next place found (the first one from here on with 0), round at the end: (its number, how many)."""
        self._document.grow(_EVERYTHING)
        self._measure()
        places = self._document.hit_lines
        if not places:
            return 0, 0
        seen = self._at_hit if self._at_hit >= 0 else self.scroll_offset.y - (step >= 0)
        if step < 0:
            at = bisect_left(places, seen) - 1
        elif step == 0 and self._at_hit >= 0:
            at = bisect_left(places, self._at_hit)
        else:
            at = bisect_right(places, seen) % len(places)
        self._at_hit = places[at]
        height = self.scrollable_content_region.height
        if not self.scroll_offset.y <= self._at_hit < self.scroll_offset.y + height - 3:
            self.jump(self._at_hit - height // 3)
        return at % len(places) + 1, len(places)

    # layout ----------------------------------------------------------------------------------
    def _lay_out(self, entries: Sequence[Entry], folding: Folding) -> None:
        self._document = Document(entries, folding, self.cells, self._now(), self._hits)
        self._document.grow(self.scrollable_content_region.height + 50)
        self._grow_on()
        self.changed()

    def _grow_on(self) -> None:
        """Lay the rest out in idle slices, unseen: the scroll bar is right at once, but for a guess."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if not self._document.done:
            self._timer = self.set_interval(_PAUSE, self._slice)

    def _slice(self) -> None:
        self._document.grow_for(_SLICE)
        if self._document.done and self._timer is not None:
            self._timer.stop()
            self._timer = None
            self._measure()

    def _start_at(self, key: str) -> None:
        start = self._document.grow_to(key, self.scrollable_content_region.height + 1)
        self.changed()
        self.jump(start)

    def _place(self) -> tuple[str, int]:
        """Where the reader is: an entry, and how many lines into it."""
        top = self.scroll_offset.y
        key = self._document.entry_at(top)
        return key, top - self._document.start_of(key)

    def _return_to(self, place: tuple[str, int]) -> None:
        key, into = place
        start = self._document.grow_to(key, into + self.scrollable_content_region.height + 1)
        self.changed()
        self.jump(start + into)

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines anew and stay with the same entry."""
        if self._document.cells != max(8, self.cells) and self.code:
            key, into = self._place()
            share = self.cells / self._document.cells
            self._lay_out(self._document.entries, self._document.folding)
            self._return_to((key, round(into / share) if into > 1 else into))
        else:
            self.changed()

    # moving and folding ----------------------------------------------------------------------
    def move(self, lines: int) -> None:
        """Scroll by lines."""
        target = self.scroll_offset.y + lines
        self._document.grow(target + self.scrollable_content_region.height)
        self._measure()
        self.jump(target)

    def move_page(self, pages: int) -> None:
        """Turn pages."""
        self.move(pages * self.page())

    def go(self, index: int) -> None:
        """To a line; a very large number is the end."""
        self._document.grow(index + self.scrollable_content_region.height)
        self._measure()
        self.jump(min(index, self.line_count()))

    @property
    def at_end(self) -> bool:
        """Whether the last line is visible."""
        return (
            self._document.done and self.scroll_offset.y + self.scrollable_content_region.height >= self.line_count()
        )

    def step_message(self, step: int) -> None:
        """To the next message or note, or back."""
        self.jump(self._document.neighbour(self.scroll_offset.y, step))

    def toggle(self, key: str = "") -> None:
        """Open or close an entry: the given one, else the one at the top of the window."""
        key = key or self._document.entry_at(self.scroll_offset.y)
        self._refold(self._document.folding.toggled(key))

    def toggle_quotes(self, key: str = "") -> None:
        """Show or hide the quoted history of a message: the given one, else the one at the top."""
        key = key or self._document.entry_at(self.scroll_offset.y)
        self._refold(self._document.folding.quotes_toggled(key))

    def toggle_all(self) -> None:
        """Open every message, or go back to how it was first."""
        entries = self._document.entries
        every = frozenset(key_of(e) for e in entries)
        first = first_folding(entries)
        shut = self._document.folding.open >= every
        self._refold(first if shut else Folding(every, self._document.folding.quotes))

    def _refold(self, folding: Folding) -> None:
        place = self._place()
        self._lay_out(self._document.entries, folding)
        self._return_to(place)
