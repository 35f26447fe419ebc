"""What speaks against sending a reply, all of it at once, and the decision on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.containers import Vertical

from core.problems import Problem
from tui.labels import N_, _
from tui.screens.base import Question
from tui.text.cells import steady
from tui.text.lines import Line, Role, Span, line
from tui.text.wrap import wrap
from tui.widgets.bar import Bar
from tui.widgets.line_scroll import LineScroll

Verdict = Literal["send", "back"]
_MARKS: dict[str, tuple[str, Role]] = {"stop": ("!!", "alarm"), "warn": ("! ", "warn"), "hint": ("? ", "link")}


class _Findings(LineScroll):
    """The findings, one below the other."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(id="check-list")
        self._problems = problems
        self._lines: list[Line] = []

    def changed(self) -> None:
        """Lay out at this width."""
        self._lines = [one for problem in self._problems for one in _finding(problem, self.cells)]
        super().changed()

    def line_count(self) -> int:
        """All of them."""
        return len(self._lines)

    def line_at(self, y: int) -> Line | None:
        """A line."""
        return self._lines[y] if y < len(self._lines) else None


def _finding(problem: Problem, cells: int) -> Iterator[Line]:
    mark, role = _MARKS[problem.level]
    for index, piece in enumerate(wrap(steady(" ".join(problem.reason.split())), max(8, cells - 6))):
        yield line("  ", Span(mark if index == 0 else "  ", role), " ", Span(piece))
    if problem.text and problem.text not in problem.reason:
        for piece in wrap(steady(" ".join(problem.text.split())), max(8, cells - 8)):
            yield line("       ", Span(piece, "quote"))


class CheckScreen(Question[Verdict]):
    """Shows findings; Enter looks again, ^S sends all the same."""

    BINDINGS: ClassVar = [
        ("enter", "look", ""),
        ("ctrl+s", "send", ""),
        ("down,j", "move(1)", ""),
        ("up,k", "move(-1)", ""),
    ]
    KEYS: ClassVar = (("Enter", N_("Look again")), ("^S", N_("Send all the same")))

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        self._findings = _Findings(problems)
        self._count = len(problems)

    def compose(self) -> ComposeResult:
        """A title, the findings, the keys."""
        with Vertical(id="checks"):
            yield Bar(id="check-title")
            yield self._findings
            yield Bar(id="check-keys")

    def on_mount(self) -> None:
        """Be ready for keys."""
        title = _("Before it leaves: {n} things to look at").format(n=self._count)
        self.query_one("#check-title", Bar).write(line(" ", Span(title, "strong")))
        keys = [s for key, name in self.KEYS for s in (Span(f" {key} ", "key"), Span(_(name), "muted"), Span("  "))]
        self.query_one("#check-keys", Bar).write(line(*keys))
        self.begin(self._findings)

    def action_look(self) -> None:
        """Back to the text."""
        self.dismiss("back")

    def action_send(self) -> None:
        """Send it."""
        self.dismiss("send")

    def action_move(self, steps: int) -> None:
        """Scroll."""
        self._findings.jump(self._findings.scroll_offset.y + steps)
