"""Computing every view anew from raw mail, its places and the log, in a store that holds nothing else.

Of a message's old document only what the mailbox said of it is taken over (where it stands, when it
arrived, whether it was read); which ticket it is in, the log says; everything else comes from its bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tinydb import where

from core.by_settings import read_by_settings
from core.care.facts import read_mood
from core.events import FILED, Event
from core.intake import cut_short, store_message
from core.ledger import Ledger, event_of
from core.lineage import Lineage
from core.mail.guard import read_guarded
from core.persons import PERSON_KINDS, TAKEN_BACK
from core.read_by import ReadBy, in_force
from core.records import Direction, Doc, kept_text, message_doc
from core.splits import SPLIT, Splits
from core.store import Store
from core.store.ids import set_given_id
from core.store.packs import RawDamaged
from core.store.schema import DECLARED
from core.times import read

_FACTS = ("name", "mailbox", "places", "read", "history", "arrived", "direction", "raw", "home", "maybe")
_BATCH = 200
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Log:
    """What the log says about tickets and persons, read once, in its order."""

    position: int = 0
    filed: dict[str, list[str]] = field(default_factory=dict)
    about_merges: list[Event] = field(default_factory=list)
    about_persons: list[Event] = field(default_factory=list)
    about_splits: list[Event] = field(default_factory=list)


def read_log(store: Store) -> Log:
    """Go through the events of a store; a damaged one is passed over."""
    log = Log()
    for position, doc in store.table("events").rows.each():
        log.position = position
        if doc["kind"] == FILED:
            for name, *where in doc["data"]["messages"]:
                log.filed.setdefault(name, where)
        elif doc["kind"] == SPLIT:
            log.about_splits.append(event_of(doc, position))
        elif doc["kind"] == "merge":
            log.about_merges.append(event_of(doc, position))
        elif doc["kind"] in PERSON_KINDS:
            log.about_persons.append(event_of(doc, position))
        elif doc["kind"] == "undo":
            kept = {"merge": log.about_merges, SPLIT: log.about_splits} | dict.fromkeys(TAKEN_BACK, log.about_persons)
            kept.get(doc["data"]["kind"], []).append(event_of(doc, position))
    return log


class Builder:
    """Builds the views of `old` in `new`. `kept` are messages whose bytes cannot be read: they stay as they were.

    Each message is read by the settings that were in force when it came, as `said` knows them; else by the new ones.
    """

    def __init__(self, old: Store, new: Ledger, said: Sequence[ReadBy] = ()) -> None:
        self._old = old
        self._new = new
        self._said = said
        self.kept: list[tuple[int, Doc]] = []
        self.recovered: list[str] = []
        self.last_message = 0
        self.log = Log()
        self._lineage = Lineage(())
        self._splits = Splits()
        self._codes: set[str] = set()

    def build(self, progress: Progress) -> None:
        """All of it."""
        self.log = read_log(self._new.store)
        self._lineage = Lineage(self.log.about_merges)
        self._splits = Splits(self.log.about_splits)
        self._persons()
        self._messages(progress)
        aliases = self._lineage.by_root()
        for batch in _batches(iter(sorted(self._codes))):
            with self._new.store.transaction():
                for code in batch:
                    self._new.refold(code, aliases.get(code, []))

    # persons -------------------------------------------------------------------------------
    def _persons(self) -> None:
        people = self._new.people
        people.known_ids = {a: n for n, doc in self._old.table("customers").rows.each() for a in doc["addresses"]}
        with self._new.store.transaction():
            self._reserve("customers")
            people.say(self.log.about_persons)

    def _reserve(self, table: str) -> None:
        """Ids that are new here are new in the old store too."""
        newest = self._old.table(table).next_id() - 1
        set_given_id(self._new.store.engine, DECLARED[table], newest)

    # messages ------------------------------------------------------------------------------
    def _messages(self, progress: Progress) -> None:
        total, done = self._old.table("messages").total(), 0
        for batch in _batches(self._facts()):
            with self._new.store.transaction():
                for record, facts in batch:
                    self._message(record, facts)
            done += len(batch)
            progress(done, total)

    def _facts(self) -> Iterator[tuple[int, Doc]]:
        """What the mailbox said of each message, in the order in which they came; those without a record last."""
        seen: set[str] = set()
        for record, doc in self._old.table("messages").rows.each():
            self.last_message = record
            seen.add(doc["name"])
            yield record, doc
        for record, doc in self._damaged():
            seen.add(doc["name"])
            yield record, doc
        record = self._old.table("messages").next_id() - 1
        for name in self.log.filed:
            if name not in seen and (raw := self._raw_of(name)):
                record += 1
                self.recovered.append(name)
                yield record, {"name": name, "raw": raw, "places": []}

    def _damaged(self) -> Iterator[tuple[int, Doc]]:
        """Records whose document is damaged: its columns stand beside it and tell what is needed."""
        session = self._old.engine.session
        for record in [i for name, i in sorted(self._old.engine.damaged) if name == "messages"]:
            ((raw, message_id, arrived),) = session.rows(
                "SELECT c_raw, c_message_id, c_arrived FROM d_messages WHERE id = ?", (record,)
            )
            sql = "SELECT value FROM m_messages_places WHERE id = ?"
            places = [place for (place,) in session.rows(sql, (record,))]
            name = message_id if message_id in self.log.filed else raw
            self.last_message = max(self.last_message, record)
            self.recovered.append(name)
            yield record, {"name": name, "raw": raw, "places": places, "arrived": arrived}

    def _raw_of(self, name: str) -> str | None:
        sha = name.partition(".")[0]
        if len(sha) == 64 and self._old.raw.contains(sha):
            return sha
        entry = self._old.table("outbox").get(where("message_id") == name)
        return str(entry["raw"]) if entry is not None else None

    def _message(self, record: int, facts: Doc) -> None:
        where_to: list[Any] = self.log.filed.get(facts["name"]) or [facts.get("home"), *facts.get("maybe", [])]
        home, *maybe = where_to
        home = self._splits.home(facts["name"], home)
        try:
            raw = self._old.raw.get(facts["raw"])
        except (KeyError, RawDamaged):
            self._as_it_was(record, facts, home)
            return
        message = read_guarded(raw, own_words=False)
        arrived = read(facts.get("arrived")) or message.date or datetime.now(UTC)
        sender = message.sender.address.lower() if message.sender else ""
        direction: Direction = facts.get("direction") or ("out" if sender in self._new.own else "in")
        doc = message_doc(message, direction=direction, raw=facts["raw"], size=len(raw), arrived=arrived)
        doc |= {key: facts[key] for key in _FACTS if key in facts}
        if "whole_size" in facts:
            cut_short(doc, facts["whole_size"])
        if "mailbox" not in facts:  # recovered: as little as its places tell
            place = next(iter(facts["places"]), "\n").split("\n")[0]
            doc |= {"mailbox": place or _a_mailbox(self._old), "read": True, "history": True}
        if home is None:
            return
        by = in_force(self._said, record)
        text = kept_text(doc, {"text": message.text})
        read_mood(doc, text)
        read_by_settings(doc, text, raw, by.settings(self._new.settings) if by else self._new.settings)
        doc |= {"home": home, "ticket": self._lineage.root(home), "maybe": maybe}
        self._codes.add(doc["ticket"])
        store_message(self._new, record, doc, text)

    def _as_it_was(self, record: int, facts: Doc, home: str | None) -> None:
        """Its bytes cannot be read: what was known of it stays."""
        self.kept.append((record, facts))
        text = self._old.table("texts").rows.some([record])
        if home is None or "at" not in facts:
            return
        doc = {**facts, "home": home, "ticket": self._lineage.root(home)}
        self._codes.add(doc["ticket"])
        store = self._new.store
        store.table("messages").put(record, doc)
        kept: Mapping[str, Any] = text[0][1] if text else kept_text(facts, {"text": ""})
        store.table("texts").put(record, kept)
        self._new.make_findable(record, doc, kept)


def _a_mailbox(store: Store) -> str:
    doc = next((d for _i, d in store.table("tickets").rows.each()), None)
    return str(doc["mailbox"]) if doc else ""


def _batches(items: Iterator[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
