"""Mail coming in: bytes → raw copy → parse → which ticket → one transaction with the folder's new state.

A crash between any two steps repeats the step and changes nothing else: the raw copy is found by its
hash, a place that is known is passed over, and everything the views need is in one transaction.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from tinydb import where

from core import read_by
from core.arrivals import Arrival, FolderState, Intake, SetAside
from core.by_settings import read_by_settings
from core.care.facts import read_mood
from core.collecting import collecting_later
from core.events import FILED, RULE, Seen
from core.fold import AGED, writer
from core.folder_states import put_aside, save_folder_state
from core.grams import Tokens
from core.history import aged_before
from core.identity import mint_code, ticket_of_message_id
from core.join import MOST_OF_ONE, Found, Joiner, Sought
from core.ledger import Ledger
from core.pace import Pace
from core.reading import Understood, understood
from core.records import Direction, Doc, kept_text, message_name, people, place_key, written
from core.times import stored

LONGEST, MOST = 0.2, 100
"""Seconds and messages of one transaction where somebody else has waited lately to write: few transactions cost less
than many, but whoever comes meanwhile waits for the search index, which takes the messages in at the end."""
ALONE_LONGEST, ALONE_MOST = 1.0, 500
"""The same where nobody has."""
_LOOK_EVERY = 0.001
"""Seconds after which it is looked again whether somebody waits: a look costs a part of a message."""


class _Read(NamedTuple):
    """An arrival after the steps that need no lock: its raw copy is kept and its text understood.

    `doc` is what its bytes tell, `key` its place, `came` when it arrived (stored time).
    """

    arrival: Arrival
    raw: str
    said: Understood
    doc: Doc
    key: str
    arrived: datetime
    came: str


@dataclass(slots=True)
class _Changes:
    fetched: int = 0
    filed: list[list[str]] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    joined: set[str] = field(default_factory=set)
    aside: int = 0
    aged_before: dict[str, str] = field(default_factory=dict)


def take_in(ledger: Ledger, batch: Sequence[Arrival], state: FolderState | None, aside: Iterable[SetAside]) -> Intake:
    """Store, parse, thread and fold a batch; see `Desk.take_in`."""
    with collecting_later():
        return _taken_in(ledger, batch, state, aside)


def _taken_in(
    ledger: Ledger, batch: Sequence[Arrival], state: FolderState | None, aside: Iterable[SetAside]
) -> Intake:
    store = ledger.store
    read = list(_reading(ledger, batch))
    left = [(s, store.raw.put(s.raw) if s.raw is not None else None) for s in aside]
    store.raw.sync()
    changes = _Changes()
    changes.aged_before = {m: aged_before(ledger, m) for m in {r.arrival.place.mailbox for r in read}}
    pace = ledger.pace
    while True:
        with store.remembering(durable=False):
            read = _take_some(ledger, read, pace, changes)
            if not read:
                for said, raw in left:
                    changes.aside += put_aside(ledger, said, raw)
                if state is not None:
                    save_folder_state(ledger, state)
        if not read:
            break
    store.sync()
    changed = ledger.resolve_all(changes.touched)
    return Intake(changes.fetched, frozenset(changes.opened) & changed, changed - changes.opened, changes.aside)


def _take_some(ledger: Ledger, read: list[_Read], pace: Pace, changes: _Changes) -> list[_Read]:
    """As many as fit into one transaction, which ends soon once somebody else waits to write; what is left.

    Where a crash leaves the rest, the next sync brings it again.
    """
    read_by.note(ledger.store, ledger.settings)
    joiner = Joiner(ledger)
    longest, most = (ALONE_LONGEST, ALONE_MOST) if pace.alone else (LONGEST, MOST)
    enough, done = time.perf_counter() + longest, 0
    _read_ahead(ledger, read[:most])
    while done < min(most, len(read)):
        with pace.measured(min(most, len(read)) - done) as size:
            done += _take_group(ledger, joiner, read[done : done + size], changes)
            ledger.store.settle()
        if awaited := ledger.store.awaited():
            pace.somebody_waits()
        if awaited or time.perf_counter() > enough:
            break
    return read[done:]


def _take_group(ledger: Ledger, joiner: Joiner, group: Sequence[_Read], changes: _Changes) -> int:
    """Take in some messages; how many, which is fewer where somebody waits to write."""
    changes.filed, changes.joined = [], set()
    known = _known_places(ledger, {r.key for r in group})
    taken, looked = 0, time.perf_counter()
    for item in group:
        seen = (item.key, item.raw)
        if seen not in known:
            known.add(seen)
            changes.fetched += 1
            _take_one(ledger, joiner, item, changes)
        taken += 1
        if (now := time.perf_counter()) - looked > _LOOK_EVERY:
            looked = now
            if ledger.store.awaited():
                break
    if changes.filed:
        ledger.append(FILED, None, {"messages": changes.filed}, by=RULE)
    joiner.fold_opened()
    for code in sorted({ledger.resolve(c) for c in changes.joined}):
        ledger.refold(code)
    return taken


def _reading(ledger: Ledger, batch: Sequence[Arrival]) -> Iterator[_Read]:
    """Understand the text and keep the raw copies; not a byte is kept of what was erased."""
    erased = ledger.erasures()
    kept = []
    for arrival, said in zip(batch, understood(batch), strict=True):
        raw = said.digest.hex()
        arrived = arrival.internal_date or datetime.now(UTC)
        arrived = arrived if arrived.tzinfo is UTC else arrived.astimezone(UTC)
        if erased and erased.covers({**said.doc, "at": written(said.date, arrived), "name": raw}, ledger.key):
            continue
        kept.append((said.digest, said.record))
        yield _Read(arrival, raw, said, said.doc, place_key(arrival.place), arrived, stored(arrived))
    ledger.store.raw.put_records(kept)


def cut_short(doc: Doc, whole_size: int) -> None:
    """Note in a message's document that only its beginning was fetched."""
    doc["whole_size"] = whole_size
    doc["warnings"].append(f"only the beginning was fetched of {whole_size} bytes")


def _read_ahead(ledger: Ledger, read: Sequence[_Read]) -> None:
    """Ask the store once for what each message of a transaction will ask for."""
    table = ledger.store.table
    messages, tickets = table("messages"), table("tickets")
    messages.remember("raw", (r.raw for r in read))
    messages.remember("places", (r.key for r in read))
    names = {n for r in read for n in (r.doc["message_id"], *r.doc["refs"]) if n}
    messages.remember("message_id", names)
    messages.remember("refs", names)
    table("customers").remember("addresses", {a for r in read for a in people(r.doc)})
    codes = {mint_code(_root(r), ledger.key) for r in read}
    tickets.remember("code", codes)
    tickets.remember("aliases", codes)
    for name in ("messages", "events", "read"):
        table(name).remember("ticket", codes)
    writers = {a[1].lower() for r in read for a in writer(r.doc, ledger.own)[:1]}
    tickets.remember_newest("addresses", writers, MOST_OF_ONE)


def _known_places(ledger: Ledger, keys: set[str]) -> set[tuple[str, str]]:
    """Places with the bytes that stood there. A server restored from a backup gives UIDs a second time."""
    if not keys:
        return set()
    found = ledger.store.table("messages").having("places", *keys)
    return {(key, doc["raw"]) for doc in found for key in doc["places"] if key in keys}


def _take_one(ledger: Ledger, joiner: Joiner, item: _Read, changes: _Changes) -> None:
    messages = ledger.store.table("messages")
    key = item.key
    direction = _direction(ledger, item)
    copies = messages.having("raw", item.raw)
    twin = _twin(ledger, item, direction, copies)
    if twin is not None:
        messages.put(twin.doc_id, {**_back(twin), "places": [*twin["places"], key]})
        return
    doc = item.doc
    size, at = len(item.arrival.raw), written(item.said.date, item.arrived)
    doc.update(direction=direction, at=at, arrived=item.came, raw=item.raw, size=size)
    doc["name"] = message_name(item.raw, doc["message_id"], direction, ledger.key, len(copies))
    doc["mailbox"] = item.arrival.place.mailbox
    doc["places"] = [key]
    doc["read"] = "\\Seen" in item.arrival.flags
    doc["history"] = item.arrival.history or _aged(item, changes)
    text = kept_text(doc, item.said.text)
    read_mood(doc, text)
    read_by_settings(doc, text, item.arrival.raw, ledger.settings)
    if item.arrival.whole_size is not None:
        cut_short(doc, item.arrival.whole_size)
    told = ledger.filed(doc["name"])
    found = joiner.find(_sought(doc, direction)) if told is None else Found(told.code, maybe=told.maybe)
    doc["maybe"] = sorted(found.maybe)
    record = messages.next_id()
    code = found.code or _open(ledger, joiner, item, doc)
    if not found.code:
        changes.opened.add(code)
    if found.also:
        joiner.fold_opened()
    for other in found.also:
        kept = ledger.older(other, code)
        ledger.append("merge", other, {"into": code, "kept": kept, "why": "thread"}, by=RULE)
        code = ledger.merge(other, code)
        joiner.forget(code)
    doc["ticket"] = doc["home"] = code
    if told is None:
        changes.filed.append([doc["name"], code, *doc["maybe"]])
    else:
        doc["home"] = told.home
    store_message(ledger, record, doc, text, item.said.tokens)
    joiner.remember(code, doc)
    changes.touched.add(code)
    if joiner.waits(code):
        return
    if ledger.exists(code):
        changes.joined.add(code)
    else:
        joiner.opened(code, doc)


def _aged(item: _Read, changes: _Changes) -> str | bool:
    """Whether the first sync of its mailbox found it old."""
    return AGED if item.came < changes.aged_before[item.arrival.place.mailbox] else False


def _back(doc: Doc) -> Doc:
    """A message that stands on the server again; one that was moved is gone only between two looks."""
    return {name: value for name, value in doc.items() if name != "gone"}


def store_message(ledger: Ledger, record: int, doc: Doc, text: Mapping[str, Any], kept: Tokens | None = None) -> None:
    """Write one message with its text and its search entry (`kept`, if known), inside the caller's transaction."""
    ledger.store.table("messages").put(record, doc)
    ledger.store.table("texts").put(record, text)
    ledger.make_findable(record, doc, text, kept)


def _direction(ledger: Ledger, item: _Read) -> Direction:
    """Out is what we wrote: all of the Sent folder, and our own address anywhere but in the inbox."""
    sender = item.doc["from"]
    ours = sender is not None and sender[1].lower() in ledger.own
    if item.arrival.role == "sent":
        return "out"
    return "out" if ours and item.arrival.role != "inbox" else "in"


def _twin(ledger: Ledger, item: _Read, direction: Direction, copies: Sequence[Any]) -> Any:
    """The same message seen before: equal bytes in another place, or our own reply come back through Sent."""
    messages = ledger.store.table("messages")
    for doc in copies:
        if doc["mailbox"] == item.arrival.place.mailbox:
            return doc
    name = item.doc["message_id"]
    if direction == "out" and name and ticket_of_message_id(name, ledger.key):
        return messages.get((where("message_id") == name) & (where("direction") == "out"))
    return None


def _sought(doc: Doc, direction: Direction) -> Sought:
    return Sought(
        message_id=doc["message_id"],
        refs=tuple(doc["refs"]),
        doc=doc,
        direction=direction,
        bounced=doc["bounce"][3] if doc["bounce"] else None,
        subject=doc["subject"],
    )


def _root(item: _Read) -> str:
    """The name of the thread's first message, as far as this one tells; its code is minted from it."""
    return str((item.doc["refs"] or [item.doc["message_id"] or item.raw])[0])


def _open(ledger: Ledger, joiner: Joiner, item: _Read, doc: Doc) -> str:
    """Mint the ticket's code, once, from the thread's root, and log it."""
    root = _root(item)
    tickets = ledger.store.table("tickets")
    attempt = 0
    while True:
        code = mint_code(root, ledger.key, attempt)
        if not (joiner.waits(code) or tickets.has("code", code) or tickets.has("aliases", code)):
            break
        attempt += 1
    ledger.append("open", code, {"root": root}, by=RULE, seen=Seen(messages=(doc["name"],)))
    return code
