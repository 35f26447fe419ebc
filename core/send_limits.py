"""How much a mailbox may send in a minute and in a day, by its settings: providers lock accounts that send more."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from config.languages import translator
from config.settings import Mailbox

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Room:
    """How many mails may leave now (None: no limit); if not enough, when there is room again, and why."""

    count: int | None
    next: datetime
    said: str = ""


def room_now(desk: Desk, mailbox: Mailbox, now: datetime) -> Room:
    """What the limits of a mailbox leave room for at this moment."""
    if not (mailbox.per_minute or mailbox.per_day):
        return Room(None, now)
    kept = _kept(desk, mailbox, now)
    minute = _minute(now)
    rooms = []
    if mailbox.per_minute:
        left = mailbox.per_minute - kept.get(minute, 0)
        said = _("It waits: at most {n} mails a minute leave this mailbox.").format(n=mailbox.per_minute)
        rooms.append(Room(max(0, left), _moment(minute + 1), said))
    if mailbox.per_day:
        left = mailbox.per_day - sum(kept.values())
        oldest = min(kept, default=minute)
        said = _("It waits: at most {n} mails a day leave this mailbox.").format(n=mailbox.per_day)
        rooms.append(Room(max(0, left), _moment(oldest + _DAY + 1), said))
    return min(rooms, key=lambda r: r.count or 0)


def count_sent(desk: Desk, mailbox: Mailbox, count: int, now: datetime) -> None:
    """Count mails that have just left, in the caller's transaction."""
    if count and (mailbox.per_minute or mailbox.per_day):
        kept = _kept(desk, mailbox, now)
        kept[_minute(now)] = kept.get(_minute(now), 0) + count
        desk.store.set_meta(_key(mailbox), json.dumps(kept))


def _kept(desk: Desk, mailbox: Mailbox, now: datetime) -> dict[int, int]:
    """Mails that left, by the minute, of the last 24 hours."""
    said = json.loads(desk.store.meta(_key(mailbox)) or "{}")
    return {int(minute): count for minute, count in said.items() if int(minute) > _minute(now) - _DAY}


def _key(mailbox: Mailbox) -> str:
    return f"sent by the minute {mailbox.name}"


def _minute(moment: datetime) -> int:
    return int(moment.timestamp() // 60)


def _moment(minute: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(minutes=minute)
