"""What the customer asks, beside the reply: ticked where the reply has a word on it, or where its writer says so."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from core.care.checks.answered import touched
from tui.labels import _
from tui.text.cells import clip, steady
from tui.text.lines import Line, Span, line
from tui.widgets.line_scroll import LineScroll

_MOST = 5


class Checklist(LineScroll, can_focus=False):
    """One line a question below a heading; hidden where nothing is asked. `ticked` are the writer's own ticks."""

    def __init__(self, questions: Sequence[str], ticked: Sequence[str], key: str) -> None:
        super().__init__(id="checklist")
        self._questions = tuple(questions)
        self._key = key
        self._said: frozenset[str] = frozenset()
        self.ticked = tuple(t for t in ticked if t in self._questions)
        self.display = bool(self._questions)
        self.styles.height = min(len(self._questions), _MOST) + 1

    def read(self, own: str) -> None:
        """Look which questions our words take up."""
        folded = unicodedata.normalize("NFKC", own).casefold()
        said = frozenset(q for q in self._questions if own.strip() and touched(q, folded))
        if said != self._said:
            self._said = said
            self.changed()

    @property
    def open(self) -> Sequence[str]:
        """The questions that are neither taken up nor ticked."""
        return [q for q in self._questions if q not in self._said and q not in self.ticked]

    def tick(self) -> str:
        """Tick the first open question and return it; with none open take every tick away, and return ""."""
        first = next(iter(self.open), "")
        self.ticked = (*self.ticked, first) if first else ()
        self.changed()
        return first

    def tick_one(self, question: str) -> None:
        """Tick a question by its words."""
        wanted = " ".join(question.split())
        if wanted in self._questions and wanted not in self.ticked:
            self.ticked = (*self.ticked, wanted)
            self.changed()

    def line_count(self) -> int:
        """The heading and a line each."""
        return len(self._questions) + 1 if self._questions else 0

    def line_at(self, y: int) -> Line | None:
        """The heading, then the questions, the open ones first so that none is out of sight."""
        if y == 0:
            done = len(self._questions) - len(self.open)
            head = _("They ask: {done} of {n} answered").format(done=done, n=len(self._questions))
            return line(
                " ", Span(clip(head, self.cells - 12), "label"), "  ", Span(self._key, "key"), " ", _("ticks")
            )
        ordered = [*self.open, *(q for q in self._questions if q not in self.open)]
        if y > len(ordered):
            return None
        question = ordered[y - 1]
        done = question not in self.open
        role = "muted" if done else "warn"
        mark = "[x] " if done else "[ ] "
        return line(" ", Span(mark, "good" if done else "warn"), Span(clip(steady(question), self.cells - 6), role))  # type: ignore[arg-type]  # roles
