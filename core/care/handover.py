"""The handover between shifts: what is promised, who is at risk, what wakes up, who waits; and the note left.

All but the note is computed when it is looked at. A note is an event of the log, so colleagues see it first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tinydb import where

from config.errors import UsageError
from config.languages import translator
from core.care.promised import Promised
from core.events import LEFT, Decision
from core.text import clean
from core.tickets import Ticket
from core.times import stored

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
_MOST = 20


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody left for the next shift."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Handover:
    """What the next shift must know at `now`; lists hold twenty at most, `waiting_count` counts all.

    `promises` are late or due by the end of the next working day; `waking` are snoozed no longer than that.
    """

    now: datetime
    note: Note | None
    promises: Sequence[Promised]
    red: Sequence[Ticket]
    late: Sequence[Ticket]
    waking: Sequence[Ticket]
    waiting: Sequence[Ticket]
    waiting_count: int


def leave(text: str) -> Decision:
    """Leave a note for the next shift. Raises UsageError where empty."""
    if not text.strip():
        raise UsageError(_("The note is empty."), hint=_("Write what the next shift should know."))
    return Decision(LEFT, None, {"text": clean(text).strip()})


def handover(desk: Desk, now: datetime) -> Handover:
    """Draw it up for a moment (aware). Raises ConfigError (charter)."""
    calendar = desk.care.calendar
    next_day = calendar.workday_after(now.astimezone(calendar.zone).date())
    until = calendar.end_of(next_day)
    promised = [p for p in desk.care.all_promised() if p.state == "open" and p.due is not None and p.due <= until]
    table = desk.store.table("tickets")
    waking = table.search(
        (where("snoozed_until") != None)  # noqa: E711 (a TinyDB query)
        & (where("snoozed_until") > stored(now))
        & (where("snoozed_until") <= stored(until + timedelta(hours=6)))
    )
    waiting = table.window(
        (where("status") == "open") & (where("waiting_since") != None),  # noqa: E711 (the same)
        order_by="waiting_since",
        descending=False,
        start=0,
        stop=_MOST,
    )
    return Handover(
        now=now,
        note=last_note(desk),
        promises=promised[:_MOST],
        red=desk.rows("risk:red (status:open OR status:pending)", 0, _MOST),
        late=desk.rows("is:late -is:snoozed", 0, _MOST),
        waking=desk.tickets([d["code"] for d in sorted(waking, key=lambda d: d["snoozed_until"])][:_MOST]),
        waiting=desk.tickets([d["code"] for d in waiting]),
        waiting_count=desk.count("status:open is:waiting -is:snoozed"),
    )


def last_note(desk: Desk) -> Note | None:
    """The newest note that was not taken back."""
    table = desk.store.table("events")
    undone = {d["data"]["event"] for d in table.search(where("kind") == "undo")}
    left = [d for d in table.search(where("kind") == LEFT) if d["id"] not in undone]
    if not left:
        return None
    newest = max(left, key=lambda d: (d["at"], d.doc_id))
    return Note(datetime.fromisoformat(newest["at"]), newest["by"], newest["data"]["text"])


def drafted(found: Handover) -> str:
    """The handover as Markdown in the language in force, to be read or left."""
    parts = [
        _list(_("Promises until the next working day"), [_promise(p, found.now) for p in found.promises]),
        _list(_("At high risk"), [_ticket(t) for t in found.red]),
        _list(_("Late"), [_ticket(t) for t in found.late]),
        _list(_("Waking up"), [_ticket(t) for t in found.waking]),
        _list(_("Waiting longest ({count} in all)").format(count=found.waiting_count), map(_ticket, found.waiting)),
    ]
    return "\n\n".join(part for part in parts if part) or _("Nothing is open. Well done.")


def _list(title: str, rows: Iterable[str]) -> str:
    lines = [f"- {row}" for row in rows]
    return "\n".join([f"## {title}", "", *lines]) if lines else ""


def _promise(promise: Promised, now: datetime) -> str:
    due = promise.due.astimezone(now.tzinfo) if promise.due else None
    late = " " + _("LATE") if promise.late(now) else ""
    when = f"{due:%m-%d %H:%M}" if due else _("no time")
    return f"{promise.ticket} {when}{late}: {' '.join(clean(promise.text).split())}"


def _ticket(ticket: Ticket) -> str:
    who = f" ({ticket.assignee})" if ticket.assignee else ""
    return f"{ticket.code}{who}: {clean(ticket.subject, one_line=True)}"
