"""One ticket as one or two list lines: who, what, in which state, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.tickets import Ticket
from tui.labels import _, status_name
from tui.text.cells import fit, right, steady, width
from tui.text.lines import Line, Role, Span, line
from tui.text.when import age

ONE_LINE_FROM = 56
_AGE = 6
_LATE = 86400
_VERY_LATE = 3 * 86400


@dataclass(frozen=True, slots=True)
class RowState:
    """What the list knows of a row beyond its ticket."""

    marked: bool = False
    me: str = ""


def row_height(cells: int) -> int:
    """How many lines a ticket takes in a list of that width."""
    return 1 if cells >= ONE_LINE_FROM else 2


def row_lines(ticket: Ticket, cells: int, now: datetime, state: RowState) -> tuple[Line, ...]:
    """The lines of a ticket, each exactly `cells` wide."""
    if row_height(cells) == 1:
        return (_one_line(ticket, cells, now, state),)
    return _two_lines(ticket, cells, now, state)


def _mark(ticket: Ticket, state: RowState) -> Span:
    if state.marked:
        return Span("+ ", "mine")
    if ticket.priority == "high":
        return Span("! ", "alarm")
    return Span("* ", "link") if ticket.unread else Span("  ")


def _who(ticket: Ticket) -> str:
    return steady(ticket.customer.name or ticket.customer.address)


def _subject(ticket: Ticket) -> str:
    return steady(ticket.subject) or "-"


def _body_role(ticket: Ticket) -> Role:
    if ticket.unread:
        return "strong"
    return "text" if ticket.status == "open" else "muted"


def _clock(ticket: Ticket, now: datetime) -> Span:
    waiting = ticket.waiting_since if ticket.status == "open" else None
    shown = age(waiting or ticket.updated, now)
    seconds = (now - waiting).total_seconds() if waiting else 0
    role: Role = "alarm" if seconds > _VERY_LATE else "warn" if seconds > _LATE else "muted"
    return Span(right(shown, _AGE), role)


def _state_word(ticket: Ticket, state: RowState) -> Span:
    """The most telling word: who is answering, the status, who has it."""
    if ticket.claim and ticket.claim.by != state.me:
        return Span(f"»{steady(ticket.claim.by)}", "warn")
    if ticket.snoozed_until:
        return Span(_("snoozed"), "muted")
    if ticket.status != "open":
        return Span(status_name(ticket.status), "good" if ticket.status == "solved" else "muted")
    if any(flag.level == "red" for flag in ticket.flags):
        return Span("!!", "alarm")
    if ticket.assignee:
        return Span(steady(ticket.assignee), "mine" if ticket.assignee == state.me else "muted")
    return Span("")


def _one_line(ticket: Ticket, cells: int, now: datetime, state: RowState) -> Line:
    who, most = (12, 8) if cells < 80 else (18, 12)
    state_word = _state_word(ticket, state)
    word = min(width(state_word.text), most)
    subject = cells - 2 - who - 1 - 1 - word - _AGE
    return line(
        _mark(ticket, state),
        Span(fit(_who(ticket), who), _body_role(ticket)),
        " ",
        *_subject_spans(ticket, subject),
        " ",
        Span(fit(state_word.text, word), state_word.role),
        _clock(ticket, now),
    )


def _subject_spans(ticket: Ticket, cells: int) -> tuple[Span, ...]:
    """The subject, then what is left for message count and tags."""
    subject = _subject(ticket)
    extra = f" {ticket.messages}" if ticket.messages > 1 else ""
    extra += "".join(f" #{tag}" for tag in ticket.tags)
    left = cells - width(subject)
    if not extra or left < 4:
        return (Span(fit(subject, cells), _body_role(ticket)),)
    return Span(subject, _body_role(ticket)), Span(fit(steady(extra), left), "muted")


def _two_lines(ticket: Ticket, cells: int, now: datetime, state: RowState) -> tuple[Line, Line]:
    word = _state_word(ticket, state)
    room = min(width(word.text), 10)
    name = cells - 2 - 1 - room - 1 - _AGE - 1
    first = line(
        _mark(ticket, state),
        Span(fit(_who(ticket), name), _body_role(ticket)),
        " ",
        Span(fit(word.text, room), word.role),
        " ",
        _clock(ticket, now),
        " ",
    )
    second = line("  ", *_subject_spans(ticket, cells - 3), " ")
    return first, second
