"""Exemplary replies: a reply of ours that somebody starred, with the reason, so that all can learn from it.

A star is an event of the log on the reply's ticket; it names the message as the log does (core/records.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tinydb import where

from config.errors import NothingMatched, UsageError
from config.languages import translator
from core.entries import MessageEntry
from core.events import Decision, Event
from core.text import clean

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
STAR, UNSTAR = "star", "unstar"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Star:
    """A starred reply: its ticket's code and the message's name, why, by whom and when (aware)."""

    ticket: str
    message: str
    why: str
    by: str
    at: datetime


def star(code: str, message: str, why: str) -> Decision:
    """Star a reply, by its message's name, with the reason. Raises UsageError where no reason is given."""
    if not why.strip():
        raise UsageError(_("The reason is empty."), hint=_("Say what others can learn from this reply."))
    return Decision(STAR, code, {"message": message, "why": clean(why, one_line=True).strip()[:_LONGEST]})


def unstar(code: str, message: str) -> Decision:
    """Take the star off a reply."""
    return Decision(UNSTAR, code, {"message": message})


def fold_stars(events: Iterable[Event]) -> list[Star]:
    """The stars that stand, from the events in force in log order; the newest reason for a message counts."""
    found: dict[str, Star] = {}
    for event in events:
        if event.kind not in (STAR, UNSTAR):
            continue
        name = str(event.data["message"])
        found.pop(name, None)
        if event.kind == STAR:
            at = datetime.fromisoformat(event.at)
            found[name] = Star(event.ticket or "", name, str(event.data["why"]), event.by, at)
    return list(found.values())


def stars(desk: Desk) -> Sequence[Star]:
    """Every starred reply, the newest star first."""
    from core.fold import in_force
    from core.ledger import event_of

    docs = desk.store.table("events").search(where("kind").one_of([STAR, UNSTAR, "undo"]))
    events = sorted((event_of(d, d.doc_id) for d in docs), key=lambda e: e.position)
    found = fold_stars(in_force(events))
    known = [Star(desk.ledger.resolve(s.ticket), s.message, s.why, s.by, s.at) for s in found]
    return sorted(known, key=lambda s: s.at, reverse=True)


def newest_reply(desk: Desk, code: str, message: str = "") -> MessageEntry:
    """The reply of ours that is meant: by the message's name or record id, else the newest. Raises NothingMatched."""
    ours = [
        e
        for e in desk.entries(code)
        if isinstance(e, MessageEntry) and e.direction == "out" and e.id > 0 and not e.auto_submitted
    ]
    wanted = [e for e in ours if message in (e.name, str(e.id))] if message else ours
    if not wanted:
        raise NothingMatched(_("There is no reply of ours in {code}.").format(code=code), code="no_reply")
    return wanted[-1]
