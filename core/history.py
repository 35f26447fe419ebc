"""The first sync of a mailbox finds history: where it begins, and what of it is too old to be anybody's turn.

Both stand in the log, so that a rebuild and every replica of a team see the same tickets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tinydb import where

from core.events import RULE
from core.ledger import Ledger
from core.times import stored

KIND = "history"
FRESH_DAYS = 14


@dataclass(frozen=True, slots=True)
class History:
    """When a mailbox was first synced (stored time), and from which day on it is read (None: all of it)."""

    at: str
    since: date | None

    @property
    def aged_before(self) -> str:
        """Whoever wrote before this does not wait for an answer any more."""
        return stored(datetime.fromisoformat(self.at) - timedelta(days=FRESH_DAYS))


def history_of(ledger: Ledger, mailbox: str) -> History | None:
    """What the log says of a mailbox's history; None where it was never synced first, or before this was kept.

    The first sync anywhere decides what is old; the earliest day that anybody asked for is where reading begins.
    """
    said = [d for d in _said(ledger) if d["mailbox"] == mailbox]
    if not said:
        return None
    days = [d["since"] for d in said]
    since = None if None in days else date.fromisoformat(min(days))
    return History(min(d["at"] for d in said), since)


def _said(ledger: Ledger) -> list[Mapping[str, Any]]:
    """The data of every such event. Those that were read stay read: every sync asks, and a log grows long.

    In a team events get other places once the team's log has them; there all are read each time.
    """
    rows, depth = ledger.store.engine.session.rows, ledger.store.engine.session.depth
    if depth:
        ledger.store.settle()
    upto, known = ledger.histories if ledger.store.meta("team") is None else (0, [])
    ((newest,),) = rows("SELECT ifnull(max(id), 0) FROM d_events")
    if newest < upto:
        upto, known = 0, []
    if newest > upto:
        ids = [i for (i,) in rows("SELECT id FROM d_events WHERE id > ? AND c_kind = ?", (upto, KIND))]
        known = [*known, *(doc["data"] for _id, doc in ledger.store.table("events").rows.some(ids))]
    if not depth:
        ledger.histories = (newest, known)
    return known


def aged_before(ledger: Ledger, mailbox: str) -> str:
    """The stored time before which mail of this mailbox was old at its first sync; "" where nothing was."""
    if mailbox not in ledger.aged_before:
        found = history_of(ledger, mailbox)
        if found is None:
            return ""
        # what the log says of it stays, and every batch asks
        ledger.aged_before[mailbox] = found.aged_before
    return ledger.aged_before[mailbox]


def begin_history(ledger: Ledger, mailbox: str, since: date | None, *, asked: bool) -> tuple[date | None, bool]:
    """Where to begin reading a mailbox, and whether that is earlier than it was read before.

    `since` counts at the first sync; later only where a person asked for it now (`asked`) and it is earlier.
    """
    known = history_of(ledger, mailbox)
    if known is not None and not asked:
        return known.since, False
    with ledger.store.transaction():
        known = history_of(ledger, mailbox)
        read_before = ledger.store.table("sync").contains(where("mailbox") == mailbox)
        if known is None and read_before:
            return None, False
        earlier = known is not None and asked and known.since is not None and (since is None or since < known.since)
        if known is not None and not earlier:
            return known.since, False
        at = known.at if known else stored(datetime.now(UTC))
        data = {"mailbox": mailbox, "at": at, "since": since.isoformat() if since else None}
        ledger.append(KIND, None, data, by=RULE)
        return since, known is not None
