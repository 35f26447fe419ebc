"""Sending in a team: who holds the ticket, and who has said that this very mail leaves now.

Before a reply leaves, its desk claims the ticket and says `sending` with the mail's Message-ID; both must stand
in the log, and be the first of their kind there. So of two desks, of two copies of one store, and after any
crash, one sends. What was said to be sending and never said to be sent is shown to everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from config.languages import translator
from core.approvals import answered_first
from core.drafts import Queued
from core.events import Event
from core.ledger import event_of
from core.placing import SETTLED

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
SENDING = "sending"
_SETTLE_EVERY = 200


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A mail of which a desk said that it leaves, and of which nobody has said yet that it left."""

    ticket: str
    message_id: str
    by: str
    since: datetime
    mine: bool


def announce(desk: Desk, due: Sequence[Queued]) -> None:
    """Claim what is free and say `sending` for each mail; saying it again changes nothing."""
    ledger = desk.ledger
    with desk.store.transaction():
        for entry in due:
            code = ledger.resolve(entry.ticket)
            doc = ledger.ticket_doc(code)
            if doc is None:
                continue
            claim = doc["claim"]
            held = claim and datetime.fromisoformat(claim["until"]) > datetime.now(UTC)
            if not held or (entry.override and claim["by"] != entry.by):
                force = {"force": True} if held else {}
                ledger.append("claim", code, force, by=entry.by, seen=ledger.seen(code))
                ledger.refold(code)
            if not _said(desk, entry):
                data = {"message_id": entry.message_id, "outbox": entry.id}
                ledger.append(SENDING, code, data, by=entry.by, seen=ledger.seen(code))


def obstacle(desk: Desk, entry: Queued) -> str | None:
    """Why a mail must not leave from here, as a sentence; None where the log has shown that it may."""
    said = _said(desk, entry)
    if not said or said[0].team is None:
        return _("The team's log has not shown yet that this desk sends it.")
    if said[0].team.origin != desk.team.state.replica:
        return _("Another desk has begun to send this very mail: look whether it arrived before you send it again.")
    if (first := answered_first(_about(desk, entry), entry.message_id)) is not None:
        return _("{name} has answered that already.").format(name=first.by)
    return None if entry.override else _answered(desk, entry, said[0])


def _answered(desk: Desk, entry: Queued, ours: Event) -> str | None:
    """Whether a colleague began to answer before us, after the writer of this reply had looked."""
    for event in _about(desk, entry):
        if event.kind not in (SENDING, "sent") or event.data["message_id"] == entry.message_id:
            continue
        fresh = event.position > entry.seen.position and event.place < ours.place
        if fresh and event.team is not None and event.team.origin != desk.team.state.replica:
            return _("{name} has answered since you began.").format(name=event.by)
    return None


def _said(desk: Desk, entry: Queued) -> list[Event]:
    return [e for e in _about(desk, entry) if e.kind == SENDING and e.data["message_id"] == entry.message_id]


def _about(desk: Desk, entry: Queued) -> list[Event]:
    code = desk.ledger.resolve(entry.ticket)
    return desk.ledger.events_of({code, *desk.ledger.aliases(code), entry.ticket})


def first_said(desk: Desk, entry: Queued) -> Event | None:
    """The first `sending` of this mail in the log, whoever said it."""
    return next(iter(_said(desk, entry)), None)


def unfinished(desk: Desk) -> Sequence[Unfinished]:
    """Mails that were said to be sending and not said to be sent, oldest first."""
    return [one for _place, one in _unfinished(desk)]


def _unfinished(desk: Desk) -> list[tuple[int, Unfinished]]:
    """The same with their places in this desk's log; what lies before the mark is all finished."""
    session = desk.store.engine.session
    sql = "SELECT id FROM d_events WHERE c_kind IN (?, 'sent') AND id > ? ORDER BY id"
    numbers = [n for (n,) in session.rows(sql, (SENDING, _settled(desk)))]
    events = [event_of(doc, n) for n, doc in desk.store.table("events").rows.some(numbers)]
    sent = {e.data["message_id"] for e in events if e.kind == "sent"}
    found: dict[str, tuple[int, Unfinished]] = {}
    me = desk.team.state.replica
    for event in sorted(events, key=lambda e: e.position):
        name = event.data["message_id"]
        if event.kind != SENDING or name in sent or name in found:
            continue
        mine = event.team is None or event.team.origin == me
        since = datetime.fromisoformat(event.moment)
        one = Unfinished(desk.ledger.resolve(event.ticket or ""), name, event.by, since, mine)
        found[name] = (event.position, one)
    return list(found.values())


def _settled(desk: Desk) -> int:
    return int(desk.store.meta(SETTLED) or 0)


def _settle(desk: Desk, left: Sequence[tuple[int, Unfinished]]) -> None:
    """Move the mark on, now and then, to the first that is not finished."""
    upto = min([desk.ledger.position(), *(place - 1 for place, _one in left)])
    sql = "SELECT count(*) FROM d_events WHERE c_kind = 'sent' AND id > ? AND id <= ?"
    if desk.store.engine.session.rows(sql, (_settled(desk), upto))[0][0] >= _SETTLE_EVERY:
        desk.store.set_meta(SETTLED, str(upto))


def finish_seen(desk: Desk) -> Sequence[str]:
    """Say `sent` for what a colleague's dead desk had begun and whose copy has come from the server; the codes."""
    done = []
    with desk.store.transaction():
        left = _unfinished(desk)
        _settle(desk, left)
        for _place, one in left:
            copies = desk.store.table("messages").having("message_id", one.message_id)
            if one.mine or not any(d["direction"] == "out" for d in copies):
                continue
            data = {"message_id": one.message_id, "outbox": "", "status": "pending", "canned": []}
            desk.ledger.append("sent", one.ticket, data, by=one.by, seen=desk.ledger.seen(one.ticket))
            desk.ledger.refold(one.ticket)
            done.append(one.ticket)
    return done
