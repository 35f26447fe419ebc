"""Reading a colleague's reply before it leaves: send it, change it, or give it back with a word why."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.text import clean
from tui.labels import _
from tui.screens.compose_start import taken
from tui.screens.pick import Choice, PickScreen
from tui.text.when import moment

if TYPE_CHECKING:
    from core.approvals import Approval
    from tui.console import Console


async def look_at_approvals(console: Console) -> None:
    """Choose one of those that wait, or of one's own that came back. Raises MadoError."""
    found = await console.jobs.ask(lambda: _shown(console))
    if not found:
        console.say(_("No reply waits to be read."))
        return
    choices = [
        Choice(a.id, f"{a.by}: {a.subject}", (a.by, a.subject, a.ticket), _state(a, console), _preview(a))
        for a in found
    ]
    hint = _("Enter decides what becomes of it")
    chosen = await console.app.answer(PickScreen(_("Replies to be read by a colleague"), choices, hint))
    one = next((a for a in found if a.id == chosen), None)
    if one is not None:
        await _decide(console, one)


def _shown(console: Console) -> Sequence[Approval]:
    mine = [a for a in console.desk.approvals.all() if a.state == "returned" and a.by == console.me]
    return [*console.desk.approvals.waiting(), *mine[:10]]


def _state(one: Approval, console: Console) -> str:
    return (
        _("returned") if one.state == "returned" else moment(one.at.astimezone(console.now().tzinfo), console.now())
    )


def _preview(one: Approval) -> str:
    if one.state == "returned":
        return (
            _("Returned by {name}: {note}").format(name=one.reviewer, note=clean(one.note)) + "\n\n" + clean(one.body)
        )
    if one.before:
        return "\n".join(difference(one.before, one.body))
    return clean(one.body)


def difference(old: str, new: str) -> list[str]:
    """Two texts line by line: what went behind "-", what came behind "+"."""
    made = list(difflib.unified_diff(clean(old).splitlines(), clean(new).splitlines(), lineterm="", n=100))
    return made[3:]


async def _decide(console: Console, one: Approval) -> None:
    approvals, mine = console.desk.approvals, one.by == console.me
    offered = [("show", _("Open the ticket"))]
    if one.state == "returned":
        offered = [("again", _("Write it anew from this text")), *offered]
    elif mine:
        offered = [("back", _("Take it back; its text becomes a draft again")), *offered]
    else:
        offered = [
            ("send", _("Open it as a reply, to send it")),
            ("back", _("Give it back with a word why")),
            *offered,
        ]
    what = await console.choose(clean(one.subject, one_line=True), offered)
    if what == "show":
        console.main.open(one.ticket)
    elif what == "send":
        draft = await console.jobs.write(lambda: approvals.take(one.id))
        await console.compose_draft(draft)
    elif what == "again" or (what == "back" and mine):
        draft = await console.jobs.write(lambda: taken(console.desk, one))
        await console.compose_draft(draft)
    elif what == "back":
        note = await console.write(_("What is to be changed?"), _("Its author sees it; the customer never does."))
        if note and note.strip():
            await console.jobs.write(lambda: approvals.give_back(one.id, note))
            console.say(
                _("Given back to {name}; nothing was sent.").format(name=clean(one.by, one_line=True)), "good"
            )
            console.main.reload()
