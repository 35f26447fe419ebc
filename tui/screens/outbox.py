"""What has not left yet, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.drafts import Queued
from tui.labels import _
from tui.screens.pick import Choice, PickScreen
from tui.text.when import moment

if TYPE_CHECKING:
    from tui.console import Console


def state_word(state: str) -> str:
    """A state of the outbox in words."""
    return {
        "queued": _("waits"),
        "sending": _("is being sent"),
        "refused": _("refused"),
        "unknown": _("perhaps sent"),
        "cancelled": _("taken back"),
        "sent": _("sent"),
    }.get(state, state)


async def look_at_outbox(console: Console) -> None:
    """Choose an entry, then what becomes of it."""
    waiting = await console.jobs.ask(console.desk.outbox.waiting)
    if not waiting:
        console.say(_("The outbox is empty: everything has left."))
        return
    choices = [
        Choice(q.id, f"{', '.join(q.to)}  {q.subject}", (q.subject, *q.to), state_word(q.state), _said(q))
        for q in waiting
    ]
    chosen = await console.app.answer(PickScreen(_("Outbox"), choices, _("Enter decides what becomes of it")))
    entry = next((q for q in waiting if q.id == chosen), None)
    if entry is not None:
        await _decide(console, entry)


def _said(entry: Queued) -> str:
    lines = [_("May leave: {when}").format(when=moment(entry.not_before, entry.not_before))]
    if entry.attempts:
        lines.append(_("Attempts so far: {n}").format(n=entry.attempts))
    lines += [f"{address}: {answer}" for address, answer in entry.refused_recipients.items()]
    return "\n".join([*lines, *([entry.error] if entry.error else [])])


async def _decide(console: Console, entry: Queued) -> None:
    outbox = console.desk.outbox
    if entry.state == "unknown":
        offered = [("sent", _("It arrived: count it as sent")), ("again", _("It did not arrive: send it again"))]
    else:
        offered = [("retry", _("Send it now")), ("cancel", _("Take it back; its text becomes a draft again"))]
    what = await console.choose(entry.subject, [*offered, ("show", _("Open the ticket"))])
    if what == "show":
        console.main.open(entry.ticket)
    elif what == "retry":
        await console.jobs.write(lambda: outbox.retry(entry.id))
        console.sync_now()
        console.say(_("It leaves with the next sync."))
    elif what == "cancel":
        await console.jobs.write(lambda: outbox.cancel(entry.id))
        console.say(_("Not sent. The text is kept as a draft; r takes it up."), "good")
    elif what in ("sent", "again"):
        await console.jobs.write(lambda: outbox.resolve(entry.id, what == "sent"))
        console.say(_("Settled."), "good")
    console.main.reload()
