"""What speaks against sending a reply, all of it at once by level, and the decision on it; a fix on one key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.containers import Vertical

from core.problems import Problem
from tui.labels import N_, _
from tui.screens.base import Keys, Question
from tui.text.cells import clip, steady
from tui.text.lines import Line, Role, Span, line
from tui.text.when import moment
from tui.text.wrap import wrap
from tui.widgets.bar import Bar
from tui.widgets.line_scroll import LineScroll

_MARKS: dict[str, tuple[str, Role]] = {"stop": ("!!", "alarm"), "warn": ("! ", "warn"), "hint": ("? ", "link")}
_LEVELS = {
    "stop": (N_("1 stop"), N_("{n} stops")), "warn": (N_("1 warning"), N_("{n} warnings")),
    "hint": (N_("1 hint"), N_("{n} hints")),
}  # fmt: skip
_ORDER = ("stop", "warn", "hint")
BY_KEY = {
    "missing_attachment": N_("attach a file"),
    "unanswered_question": N_("tick it as answered"),
    "unfilled_placeholder": N_("go there"),
    "wrong_language": N_("choose a canned response in their language"),
}
"""What the key of a fix does where no text can be put in."""

_MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of it: send all the same, back to the text (at the finding), mend one finding, or discard."""

    what: Literal["send", "back", "fix", "discard"]
    problem: Problem | None = None


class _Findings(LineScroll):
    """The findings, one below the other; the cursor stands on one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(id="check-list")
        self.problems = sorted(problems, key=lambda p: _ORDER.index(p.level))
        self.cursor = 0
        self._lines: list[tuple[Line, int]] = []

    def changed(self) -> None:
        """Lay out at this width."""
        self._lines = [(one, number) for number, p in enumerate(self.problems) for one in _finding(p, self.cells)]
        super().changed()

    def line_count(self) -> int:
        """All of them."""
        return len(self._lines)

    def line_at(self, y: int) -> Line | None:
        """A line."""
        return self._lines[y][0] if y < len(self._lines) else None

    def under_cursor(self, y: int) -> bool:
        """The finding that the keys mean."""
        return y < len(self._lines) and self._lines[y][1] == self.cursor

    @property
    def chosen(self) -> Problem | None:
        """The finding under the cursor."""
        return self.problems[self.cursor] if self.problems else None

    def move(self, steps: int) -> None:
        """To another finding, which comes into sight."""
        self.cursor = max(0, min(self.cursor + steps, len(self.problems) - 1))
        self.changed()
        rows = [y for y, (_line, number) in enumerate(self._lines) if number == self.cursor]
        top, visible = self.scroll_offset.y, max(1, self.scrollable_content_region.height)
        if rows and not (top <= rows[0] and rows[-1] < top + visible):
            self.jump(rows[0] if rows[0] < top else rows[-1] - visible + 1)


def _finding(problem: Problem, cells: int) -> Iterator[Line]:
    mark, role = _MARKS[problem.level]
    change, said = problem.change, " ".join(problem.reason.split())
    if change is not None:
        said = f"{moment(change.at, datetime.now(UTC))}  {said}"
    for index, piece in enumerate(wrap(steady(said), max(8, cells - 6))):
        yield line("  ", Span(mark if index == 0 else "  ", role), " ", Span(piece))
    if change is not None:
        for row in change.text.strip().splitlines()[:_MOST_LINES]:
            for piece in wrap(steady(row), max(8, cells - 9)):
                yield line("     ", Span("| ", "muted"), Span(piece, "quote"))
    elif problem.text and problem.text not in problem.reason:
        for piece in wrap(steady(" ".join(problem.text.split())), max(8, cells - 8)):
            yield line("       ", Span(piece, "quote"))
    if fix := fix_word(problem):
        yield line("       ", Span("f", "key"), " ", Span(clip(steady(fix), max(8, cells - 10)), "good"))


def fix_word(problem: Problem) -> str:
    """What the key of a fix would do; "" where nobody can tell."""
    if problem.fix is not None:
        return _("write: {text}").format(text=" ".join(problem.fix.split())) if problem.fix else _("take it out")
    return _(BY_KEY[problem.code]) if problem.code in BY_KEY else ""


class CheckScreen(Question[Verdict]):
    """Shows findings; Enter looks again at the place, f mends, ^S sends all the same."""

    BINDINGS: ClassVar = [
        ("enter", "look", ""),
        ("f", "fix", ""),
        ("ctrl+s", "send", ""),
        ("down,j,tab", "move(1)", ""),
        ("up,k,shift+tab", "move(-1)", ""),
    ]
    KEYS: ClassVar[Keys] = (("Enter", N_("Look again")), ("f", N_("Mend it")), ("^S", N_("Send all the same")))

    def __init__(self, problems: Sequence[Problem], *, sending: bool = True) -> None:
        super().__init__()
        self._findings = _Findings(problems)
        self._sending = sending

    def compose(self) -> ComposeResult:
        """A title, the findings, the keys."""
        with Vertical(id="checks"):
            yield Bar(id="check-title")
            yield self._findings
            yield Bar(id="check-keys")

    def on_mount(self) -> None:
        """Be ready for keys."""
        self.query_one("#check-title", Bar).write(line(" ", Span(self.title_text(), "strong")))
        keys = [k for k in self.KEYS if self._sending or k[0] != "^S"]
        spans = [s for key, name in keys for s in (Span(f" {key} ", "key"), Span(_(name), "muted"), Span("  "))]
        self.query_one("#check-keys", Bar).write(line(*spans))
        self.begin(self._findings)

    def title_text(self) -> str:
        """What the list is about."""
        found = self._findings.problems
        counts = [(sum(p.level == level for p in found), level) for level in _ORDER]
        told = _(", ").join(_(_LEVELS[level][n > 1]).format(n=n) for n, level in counts if n)
        return _("Before it leaves: {what}").format(what=told or _("nothing to look at"))

    @property
    def problems(self) -> Sequence[Problem]:
        """The findings, the gravest first."""
        return self._findings.problems

    def action_look(self) -> None:
        """Back to the text, to the place that is meant."""
        self.dismiss(Verdict("back", self._findings.chosen))

    def action_fix(self) -> None:
        """Mend the finding under the cursor."""
        chosen = self._findings.chosen
        if chosen is not None and fix_word(chosen):
            self.dismiss(Verdict("fix", chosen))

    def action_send(self) -> None:
        """Send it."""
        if self._sending:
            self.dismiss(Verdict("send"))

    def action_move(self, steps: int) -> None:
        """Another finding."""
        self._findings.move(steps)


class ChangedScreen(CheckScreen):
    """What changed in the ticket while the reply was written: go on writing, send all the same, or discard."""

    BINDINGS: ClassVar = [("f8", "discard", "")]
    KEYS: ClassVar[Keys] = (
        ("Enter", N_("Go on writing")),
        ("f", N_("Mend it")),
        ("^S", N_("Send all the same")),
        ("F8", N_("Discard the draft")),
    )

    def title_text(self) -> str:
        """Others were faster."""
        changes = sum(p.change is not None for p in self.problems)
        return _("Changed while you were writing ({n})").format(n=changes)

    def action_discard(self) -> None:
        """Throw the text away; it is asked once more."""
        self.dismiss(Verdict("discard"))
