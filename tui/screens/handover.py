"""The handover between shifts on the screen: shown first where somebody left a note, and drawn up when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.care.handover import Handover, drafted, handover, leave
from tui.labels import N_, _
from tui.screens.page import PageScreen
from tui.text.lines import Line, Span, line
from tui.text.marked_lines import marked_lines
from tui.text.when import moment

if TYPE_CHECKING:
    from tui.console import Console

_LEAVE = "e"


async def handover_first(console: Console) -> None:
    """At the start: the note that somebody left and this person has not read yet. Raises MadoError."""
    desk, now = console.desk, console.now()
    note = await console.jobs.ask(desk.care.handover_note)
    if note is None or note.at.isoformat() == console.kept.handover:
        return
    today = now.astimezone().date()
    if note.by != console.me or note.at.astimezone().date() < today:
        await show_handover(console)


async def show_handover(console: Console) -> None:
    """Show it; a ticket in it is opened, and a new note may be left. Raises MadoError."""
    found = await console.jobs.ask(lambda: handover(console.desk, console.now()))
    if found.note is not None:
        console.kept.handover = found.note.at.isoformat()
    screen = PageScreen(_("Handover"), lambda cells: tuple(_lines(found, cells)), ((_LEAVE, N_("Leave a note")),))
    answer = await console.app.answer(screen)
    if answer == _LEAVE:
        await leave_note(console)
    elif answer and answer.startswith("ticket:"):
        console.main.open(answer.removeprefix("ticket:"))


async def leave_note(console: Console) -> None:
    """Leave a note for the next shift; it begins with how things stand. Raises MadoError."""
    found = await console.jobs.ask(lambda: handover(console.desk, console.now()))
    text = await console.write(_("Handover"), hint=_("for the next shift"), value=drafted(found))
    if text and text.strip():
        await console.jobs.write(lambda: console.desk.do(leave(text)))
        console.say(_("Left for the next shift; it is shown first."), "good")


def _lines(found: Handover, cells: int) -> Iterator[Line]:
    if found.note is not None:
        told = _("{name} left this {when}:").format(name=found.note.by, when=moment(found.note.at, found.now))
        yield line(" ", Span(told, "label"))
        yield from marked_lines(found.note.text, cells)
        yield line()
        yield line(" ", Span(_("As it stands now"), "strong"))
        yield line()
    yield from marked_lines(drafted(found), cells)
