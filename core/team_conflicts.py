"""Conflicts of offline edits: what somebody decided offline, too late to count, told to whoever decided it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tinydb import where

from config.languages import translator
from core.events import Event
from core.fold import in_force
from core.ledger import event_of
from core.log_batch import Batch
from core.meanwhile import word as field_word
from core.staleness import EXPECT, FIELDS, PROMISE, STALE_SECONDS, about_what, stale_ids
from core.text import clean

if TYPE_CHECKING:
    from core.ledger import Ledger

_ = translator("core")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A decision that changed nothing: who had set `field` to `stands` before its author's `wanted` arrived.

    `about` is a ticket's code, or a customer's address; `author` is who decided too late.
    """

    event: str
    about: str
    field: str
    wanted: str
    stands: str
    by: str
    at: datetime
    author: str


def may_conflict(batch: Batch) -> set[str]:
    """The tickets, by code, and customers, by address, of a batch of one's own about which something was decided
    long before it was shipped."""
    aged = zip(batch.events, batch.ages, strict=False)
    return {_about(e) for e, age in aged if age > STALE_SECONDS and e.kind in FIELDS} - {""}


def _about(event: Event) -> str:
    return event.ticket or str(event.data.get("address", ""))


def conflicts(ledger: Ledger, about: set[str], agents: frozenset[str]) -> Sequence[Conflict]:
    """What these agents decided about these tickets and customers, too late to count, in the log's order."""
    found: list[Conflict] = []
    people = {one for one in about if "@" in one}
    for code in sorted({ledger.resolve(code) for code in about - people}):
        found += _among(code, ledger.events_of([code, *ledger.aliases(code)]), agents)
    if people:
        said = ledger.store.table("events").search(where("kind").one_of([EXPECT, "undo"]))
        events = sorted((event_of(d, d.doc_id) for d in said), key=lambda e: e.position)
        for address in sorted(people):
            mine = [e for e in events if e.kind == "undo" or e.data["address"] == address]
            found += _among(address, mine, agents)
    return found


def _among(about: str, events: Sequence[Event], agents: frozenset[str]) -> Iterator[Conflict]:
    live = in_force(events)
    stale = stale_ids(live)
    for event in live:
        if event.id in stale and event.by in agents:
            yield _conflict(about, event, [e for e in live if e.id not in stale])


def _conflict(about: str, event: Event, counting: Sequence[Event]) -> Conflict:
    field = about_what(event)
    before = [e for e in counting if e.kind in FIELDS and about_what(e) == field and e.place < event.place]
    newest = before[-1] if before else event
    return Conflict(
        event.id,
        about,
        field[0],
        _value(event),
        _value(newest),
        newest.by,
        datetime.fromisoformat(newest.moment),
        event.by,
    )


def _value(event: Event) -> str:
    if FIELDS[event.kind] == PROMISE:
        return str(event.data.get("due") or "") if event.kind == "promise.move" else event.kind.partition(".")[2]
    if event.kind == "snooze":
        return str(event.data.get("until") or ("reply" if event.data.get("until_reply") else ""))
    return str(event.data.get("text" if event.kind == EXPECT else FIELDS[event.kind]) or "")


def conflict_sentence(conflict: Conflict, reader: str) -> str:
    """What was decided, and what stands instead, as a person reads it; named first where it is not the reader's."""
    said = _sentence(conflict)
    return said if conflict.author == reader else _("For {name}: {said}").format(name=conflict.author, said=said)


def _word(field: str, value: str) -> str:
    if field != PROMISE:
        return field_word(field, value)
    names = {"keep": _("promise kept"), "drop": _("no promise"), "": _("promise without a time")}
    if value in names:
        return names[value]
    until = f"{datetime.fromisoformat(value).astimezone():%Y-%m-%d %H:%M}"
    return _("promise due {when}").format(when=until)


def _sentence(conflict: Conflict) -> str:
    if conflict.field == FIELDS[EXPECT]:
        said = _(
            "{address}: what you wrote offline of their expectations (“{wanted}”) came too late. {name} had written "
            "“{stands}”; that stands. Your words are kept as a note on the customer."
        )
        ours, theirs = clean(conflict.wanted, one_line=True), clean(conflict.stands, one_line=True)
        return said.format(address=conflict.about, wanted=ours, stands=theirs, name=conflict.by)
    said = _("{code}: what you decided offline ({wanted}) came too late. {name} had decided {stands}; that stands.")
    wanted, stands = _word(conflict.field, conflict.wanted), _word(conflict.field, conflict.stands)
    return said.format(code=conflict.about, wanted=wanted, stands=stands, name=conflict.by)
