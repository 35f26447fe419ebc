"""What one store knows of its team's log: keys, its own name in it, how far it has read, what it has received."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from core.events import RULE
from core.ledger import TEAM_MARK
from core.log import Position
from core.log_batch import Batch, Packed
from core.store import Store
from core.teamkeys import Keyring

_KEY = "team"
_TABLES = (
    "CREATE TABLE IF NOT EXISTS team_batches(replica TEXT, seq INTEGER, nonce TEXT, era INTEGER, uid INTEGER, "
    "time INTEGER, agent TEXT, events INTEGER, pack INTEGER, content BLOB, PRIMARY KEY(replica, seq))",
    "CREATE INDEX IF NOT EXISTS team_batches_order ON team_batches(era, uid)",
    "CREATE TABLE IF NOT EXISTS team_outgoing(seq INTEGER PRIMARY KEY, nonce TEXT, ids TEXT)",
    "CREATE TABLE IF NOT EXISTS team_messages(era INTEGER, uid INTEGER, kind TEXT, size INTEGER, names TEXT, "
    "PRIMARY KEY(era, uid))",
    "CREATE TABLE IF NOT EXISTS team_filed(name TEXT PRIMARY KEY, place INTEGER, code TEXT, maybe TEXT)",
    "CREATE INDEX IF NOT EXISTS team_messages_kind ON team_messages(kind)",
    # A team asks at every exchange for the few decisions of some kinds.
    "CREATE INDEX IF NOT EXISTS team_events_kind ON d_events(c_kind)",
    # And for events by their names.
    "CREATE INDEX IF NOT EXISTS team_events_id ON d_events(c_id)",
)


@dataclass(frozen=True, slots=True)
class Foreign:
    """A message in the log's folder that is no payload of the team: where, its subject, and why it is none."""

    era: int
    uid: int
    subject: str
    reason: str


@dataclass(slots=True)
class TeamState:
    """Everything but the batches. `era` and `uid` are the watermark: all up to there was read and folded.

    `eras` are all that ever were, in order; `rotations` say from which place on a former key counts no more;
    `gaps` when a missing batch was first missed (seconds since 1970); `clean_up` that the folder may still hold
    decisions that were erased; `here` what each replica last said of itself, `said_here` when this one did, and who
    was there (core/team_here.py).
    """

    mailbox: str
    folder: str
    replica: str
    keys: dict[str, str]
    current: str
    first: str
    seq: int = 1
    era: int = 0
    uid: int = 0
    eras: list[int] = field(default_factory=list)
    rotations: list[list[Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    foreign: list[list[Any]] = field(default_factory=list)
    gaps: dict[str, int] = field(default_factory=dict)
    founding: bool = False
    republish: bool = False
    key_changed: bool = False
    clean_up: bool = False
    last_read: int = 0
    conflicts: list[str] = field(default_factory=list)
    here: dict[str, list[Any]] = field(default_factory=dict)
    said_here: list[Any] = field(default_factory=lambda: [0, []])

    @property
    def ring(self) -> Keyring:
        """The keys as something that opens and seals."""
        return Keyring({kid: bytes.fromhex(key) for kid, key in self.keys.items()}, self.current)

    def count(self, what: str, by: int = 1) -> None:
        """One more of what is reported in `team status`."""
        self.counts[what] = self.counts.get(what, 0) + by


def new_replica(agent: str) -> str:
    """A name for this store in the log; never given twice."""
    return f"{agent[:24]}.{secrets.token_hex(4)}"


class TeamBook:
    """The team's tables of one store. Everything that writes belongs into a transaction of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self) -> TeamState | None:
        """The state; None where this desk has no team."""
        kept = self._store.meta(_KEY)
        return TeamState(**orjson.loads(kept)) if kept else None

    def save(self, state: TeamState) -> None:
        """Keep the state."""
        self._store.set_meta(_KEY, orjson.dumps(asdict(state)).decode())

    def lay_out(self) -> None:
        """Make the tables."""
        with self._store.engine.transaction() as session:
            for statement in _TABLES:
                session.run(statement)

    def set_mark(self, era: int, low: int) -> None:
        """The newest place of the log that was folded."""
        kept = self._store.meta(TEAM_MARK) or "0 0"
        if (era, low) > tuple(int(n) for n in kept.split()):
            self._store.set_meta(TEAM_MARK, f"{era} {low}")

    # batches -------------------------------------------------------------------------------
    def last_of(self, replica: str) -> int:
        """The highest seq received of a replica; 0 where none."""
        sql = "SELECT max(seq) FROM team_batches WHERE replica = ?"
        return int(self._store.engine.session.rows(sql, (replica,))[0][0] or 0)

    def names_from(self, first: Mapping[str, int]) -> dict[tuple[str, int], tuple[str, Position]]:
        """(nonce, position) of every batch that was received of these replicas, from these seqs on."""
        sql = "SELECT seq, nonce, era, uid FROM team_batches WHERE replica = ? AND seq >= ?"
        return {
            (replica, seq): (nonce, Position(era, uid))
            for replica, lowest in first.items()
            for seq, nonce, era, uid in self._store.engine.session.rows(sql, (replica, lowest))
        }

    def forget(self, replica: str, seq: int) -> None:
        """A batch that was received does not count."""
        with self._store.engine.transaction() as session:
            session.run("DELETE FROM team_batches WHERE replica = ? AND seq = ?", (replica, seq))

    def put(self, batch: Batch, where: Packed) -> None:
        """Keep a batch with its place, in the stead of the same one at a later place."""
        self.put_many([(batch, where)])

    def put_many(self, batches: Sequence[tuple[Batch, Packed]]) -> None:
        """Keep batches; of two of one name the last."""
        sql = "INSERT OR REPLACE INTO team_batches VALUES(?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)"
        with self._store.engine.transaction() as session:
            session.run_many(
                sql,
                [
                    (b.replica, b.seq, b.nonce, *w.position, w.time, _author(b), len(b.events), w.content)
                    for b, w in batches
                ],
            )

    def batches(self, where: str = "1", parameters: Sequence[Any] = ()) -> Iterator[tuple[tuple[str, int], Packed]]:
        """((replica, seq), batch) in the log's order. `where` is SQL of our own."""
        sql = f"SELECT replica, seq, era, uid, time, content FROM team_batches WHERE {where} ORDER BY era, uid"
        for replica, seq, era, uid, time, content in self._store.engine.session.rows(sql, tuple(parameters)):
            yield (replica, seq), Packed(Position(era, uid), time, content)

    # what the folder holds -----------------------------------------------------------------
    def note_message(self, where: Position, kind: str, size: int, names: Sequence[tuple[str, int]]) -> None:
        """A message of the log: plain batch, pack, keys; and the names of the batches in it."""
        with self._store.engine.transaction() as session:
            sql = "INSERT OR REPLACE INTO team_messages VALUES(?, ?, ?, ?, ?)"
            session.run(sql, (*where, kind, size, orjson.dumps(names).decode()))

    def messages(self, era: int) -> list[tuple[int, str, int, list[tuple[str, int]]]]:
        """(uid, kind, size, names) of every message of an era that was seen and not removed."""
        sql = "SELECT uid, kind, size, names FROM team_messages WHERE era = ? ORDER BY uid"
        rows = self._store.engine.session.rows(sql, (era,))
        return [(uid, kind, size, [(r, s) for r, s in orjson.loads(names)]) for uid, kind, size, names in rows]

    def forget_messages(self, era: int, kept: frozenset[int], upto: int) -> None:
        """Messages up to a uid that are not there any more."""
        with self._store.engine.transaction() as session:
            gone = [(era, uid) for uid, *_rest in self.messages(era) if uid <= upto and uid not in kept]
            session.run_many("DELETE FROM team_messages WHERE era = ? AND uid = ?", gone)

    def forget_these(self, era: int, uids: Sequence[int]) -> None:
        """Messages that were taken out."""
        with self._store.engine.transaction() as session:
            session.run_many("DELETE FROM team_messages WHERE era = ? AND uid = ?", [(era, uid) for uid in uids])

    # what was filed where ------------------------------------------------------------------
    def file(self, name: str, place: int, code: str, maybe: Sequence[str]) -> None:
        """The log says under which ticket a message was filed; the lowest place counts."""
        sql = (
            "INSERT INTO team_filed VALUES(?, ?, ?, ?) ON CONFLICT(name) DO UPDATE SET "
            "place = excluded.place, code = excluded.code, maybe = excluded.maybe WHERE excluded.place <= place"
        )
        with self._store.engine.transaction() as session:
            session.run(sql, (name, place, code, " ".join(maybe)))

    def filed(self, name: str) -> tuple[str, list[str]] | None:
        """(code, may belong to) of a message that the log has filed; None for any other."""
        rows = self._store.engine.session.rows("SELECT code, maybe FROM team_filed WHERE name = ?", (name,))
        return (rows[0][0], rows[0][1].split()) if rows else None

    # what waits to be shipped --------------------------------------------------------------
    def outgoing(self) -> list[tuple[int, str, list[str]]]:
        """(seq, nonce, ids of events) of batches that were sealed and not seen in the log yet."""
        rows = self._store.engine.session.rows("SELECT seq, nonce, ids FROM team_outgoing ORDER BY seq")
        return [(seq, nonce, ids.split()) for seq, nonce, ids in rows]

    def put_outgoing(self, seq: int, nonce: str, ids: Sequence[str]) -> None:
        """A batch is sealed: written before the first attempt to ship it."""
        with self._store.engine.transaction() as session:
            session.run("INSERT OR REPLACE INTO team_outgoing VALUES(?, ?, ?)", (seq, nonce, " ".join(ids)))

    def drop_outgoing(self, seq: int | None = None) -> None:
        """It stands in the log; or (None) all are to be sealed anew."""
        with self._store.engine.transaction() as session:
            session.run("DELETE FROM team_outgoing WHERE ? IS NULL OR seq = ?", (seq, seq))


def _author(batch: Batch) -> str:
    """Who decided what is in it: a person, where there is one."""
    first = batch.events[0].by if batch.events else ""
    return next((e.by for e in batch.events if e.by != RULE), first)
