"""A team on one log: shipping this desk's decisions, reading everybody's, packing and mending the log.

The rules that hold here were found by torture (docs/team.md tells of each): the watermark moves only after a
whole listing; what is listed and cannot be read is looked at again before anything behind it is folded; no
batch is folded past a missing one of the same replica; a batch has a name, so that the same one twice is one;
whoever meets their own name in another's hands takes a new one.
"""

from __future__ import annotations

import secrets
import time as clock
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from config.errors import NothingMatched, TryLater
from config.home import Home
from config.languages import translator
from core.events import PENDING, RULE, Event
from core.here import people as here_now
from core.ledger import Ledger
from core.log import START, Log, Position
from core.log_batch import Batch, batch_content
from core.placing import pending_events
from core.team_found import begin, found, join
from core.team_here import Present, behind, present, say_here
from core.team_pack import clean_up, code_of, pack, repair, rotate
from core.team_read import Reader
from core.team_state import Foreign, TeamBook, TeamState, new_replica

_ = translator("core")
MOST_IN_BATCH = 200
MOST_BATCH_BYTES = 200_000
PACK_ABOVE = 500
_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What one exchange with the log did: events shipped and events of others read; tickets that changed.

    `waiting` events could not be shipped, or were not seen in the log yet. `upto` is the place of the log before
    which everything was listed (START: the transport does not say).
    """

    shipped: int = 0
    received: int = 0
    changed: frozenset[str] = frozenset()
    waiting: int = 0
    problems: tuple[str, ...] = ()
    upto: Position = START


@dataclass(frozen=True, slots=True)
class Colleague:
    """A replica of the log: who works there (several names on one home), its newest batch (seconds since 1970), how
    many it has written.

    `heard` is the last sign of it, a decision or its word that somebody is there; `behind` how many decisions of
    others it had not read then (None: it never said, or it is this one).
    """

    replica: str
    agent: str
    last: int
    batches: int
    me: bool
    heard: int = 0
    behind: int | None = None


@dataclass(frozen=True, slots=True)
class TeamStatus:
    """How the team's log stands, seen from this desk.

    `waiting_since` is when the oldest of what waits to be shipped was decided. `here` is who sits at a console now;
    `newest` when the newest decision in the log was taken by the server (0: there is none).
    """

    folder: str
    mailbox: str
    replica: str
    last_read: int
    pending: int
    batches: int
    events: int
    plain: int
    packs: int
    colleagues: Sequence[Colleague] = ()
    counts: dict[str, int] = field(default_factory=dict)
    foreign: Sequence[Foreign] = ()
    missing: Sequence[str] = ()
    waiting_since: str | None = None
    here: Sequence[Present] = ()
    newest: int = 0


class Team:
    """The team's room of one desk. `active` says whether there is a team at all."""

    def __init__(self, ledger: Ledger, home: Home) -> None:
        self._ledger = ledger
        self._home = home
        self._book = TeamBook(ledger.store)

    @property
    def active(self) -> bool:
        """Whether this desk shares its log."""
        return self._ledger.store.meta("team") is not None

    @property
    def state(self) -> TeamState:
        """What is known of the log. Raises NothingMatched where there is no team."""
        state = self._book.load()
        if state is None:
            raise NothingMatched(
                _("This desk is in no team."),
                hint=_("`mado team init` makes one, `mado team join CODE` brings you into one."),
                code="no_team",
            )
        return state

    def pending(self) -> int:
        """How many events the log has not shown yet."""
        return len(pending_events(self._ledger)) if self.active else 0

    def newest_pending(self) -> int:
        """A number that grows with every decision that waits to be shipped; 0 where none does, and without a team."""
        sql = "SELECT max(id) FROM d_events WHERE id >= ?"
        return int(self._ledger.store.engine.session.rows(sql, (PENDING,))[0][0] or 0) if self.active else 0

    # becoming a team -----------------------------------------------------------------------
    def init(self, log: Log, mailbox: str, folder: str) -> str:
        """Share this desk's log; the code for colleagues. Raises Refused where a team is there already."""
        begin(self._ledger, self._book, mailbox, folder)
        return found(self._ledger, self._book, log)

    def join(self, log: Log, mailbox: str, folder: str, code: str) -> Exchanged:
        """Enter a team, or take the key it has now. Raises UsageError (code), Refused (no such team here)."""
        join(self._ledger, self._book, log, mailbox, folder, code)
        return self.exchange(log)

    # every day -----------------------------------------------------------------------------
    def exchange(self, log: Log) -> Exchanged:
        """Read what is new, ship what waits, and read until it stands in the log. Raises MadoError (network)."""
        reader = Reader(self._ledger, self._book)
        if self.state.founding:
            found(self._ledger, self._book, log)
        before = self._waiting()
        sent: set[int] = set()
        # Nothing unsure is under way: what is new is shipped before the log is read, which saves a round trip.
        ship_first = before > 0 and not self._book.outgoing()
        for attempt in range(_ROUNDS):
            if attempt or not ship_first:
                reader.read(log)
            if self.state.republish:
                repair(self._ledger, self._book, log, reader)
            if self.state.key_changed:
                break
            fresh = [(seq, payload) for seq, payload in self.sealed() if seq not in sent]
            for seq, payload in fresh:
                log.append(payload)
                sent.add(seq)
            if not fresh and not self._book.outgoing():
                break
            if not fresh:
                log.wait(min(0.05 * 2**attempt, 1.0))
                sent &= {seq for seq, *_rest in self._book.outgoing()}
        waiting = self._waiting()
        if self.state.clean_up and not self.state.key_changed:
            with suppress(TryLater):  # it stays to be done
                clean_up(self._ledger, self._book, log, Reader(self._ledger, self._book))
        return Exchanged(
            max(0, before - waiting),
            reader.received,
            frozenset(reader.changed),
            waiting,
            tuple(reader.problems),
            reader.upto,
        )

    def read(self, log: Log) -> Exchanged:
        """Read what is new, and ship nothing."""
        reader = Reader(self._ledger, self._book)
        reader.read(log)
        return Exchanged(0, reader.received, frozenset(reader.changed), self._waiting(), tuple(reader.problems))

    def _waiting(self) -> int:
        return len(pending_events(self._ledger))

    def sealed(self) -> list[tuple[int, bytes]]:
        """What is to be appended, by seq: batches sealed before that no reading has shown, and a new one.

        A batch keeps its name and its events; they are written down before it is handed out.
        """
        with self._ledger.store.transaction():
            state = self.state
            known = [id for _seq, _nonce, ids in self._book.outgoing() for id in ids]
            fresh = pending_events(self._ledger, known)
            while fresh:
                ids: list[str] = []
                weight = 0
                for event in fresh[:MOST_IN_BATCH]:
                    weight += len(repr(event.data)) + 100
                    if ids and weight > MOST_BATCH_BYTES:
                        break
                    ids.append(event.id)
                self._book.put_outgoing(state.seq, secrets.token_hex(6), ids)
                state.seq += 1
                fresh = fresh[len(ids) :]
            self._book.save(state)
        ring = state.ring
        return [(seq, ring.seal("batch", batch_content(b))) for seq, b in self._batches(state)]

    def _batches(self, state: TeamState) -> list[tuple[int, Batch]]:
        now = int(clock.time())
        pending = {e.id: e for e in pending_events(self._ledger)}
        made = []
        for seq, nonce, ids in self._book.outgoing():
            events = [replace(pending[i], data=self._as_shipped(pending[i])) for i in ids if i in pending]
            made.append((seq, Batch(state.replica, seq, nonce, now, tuple(events))))
        return made

    def _as_shipped(self, event: Event) -> dict[str, object]:
        """A tag's removal from before removals named the adds: it names them now."""
        data = dict(event.data)
        if event.kind == "untag" and "adds" not in data and event.ticket:
            adds = self._ledger.events_of([event.ticket])
            data["adds"] = [
                e.id
                for e in adds
                if e.kind == "tag" and e.data.get("tag") == data["tag"] and e.position <= event.seen.position
            ]
        return data

    def say_here(self, log: Log) -> None:
        """Tell the others who sits at a console of this home, now and then; nothing where nobody does."""
        say_here(self._ledger, self._book, log, here_now(self._home))

    # care ----------------------------------------------------------------------------------
    def pack(self, log: Log, *, keep: int = 50) -> tuple[int, int]:
        """Make one message of many; (batches packed, messages taken out). Raises MadoError (network, quota)."""
        self.exchange(log)
        return pack(self._ledger, self._book, log, Reader(self._ledger, self._book), keep=keep)

    def pack_if_many(self, log: Log) -> None:
        """Pack where the folder holds many plain messages; where it cannot be done now, it is done later."""
        state = self.state
        plain = sum(kind == "batch" for _uid, kind, *_rest in self._book.messages(state.era))
        if plain > PACK_ABOVE and secrets.randbelow(4) == 0:
            pack(self._ledger, self._book, log, Reader(self._ledger, self._book))

    def repair(self, log: Log) -> int:
        """Put back every batch that this desk has and the log has not; how many."""
        state = self.state
        if state.founding:
            found(self._ledger, self._book, log)
        reader = Reader(self._ledger, self._book)
        reader.read(log, whole=True)
        put_back = repair(self._ledger, self._book, log, reader)
        self.exchange(log)
        return put_back

    def rotate(self, log: Log) -> str:
        """A new key: whoever has only the old one reads and writes nothing from now on; the new code."""
        done = self.exchange(log)
        if done.waiting:
            raise TryLater(
                _("The log does not show what was just shipped, so the key was not changed."), code="not_yet"
            )
        return rotate(self._ledger, self._book, log, Reader(self._ledger, self._book))

    def rename(self) -> str:
        """Take a new name in the log, as a copied store does; what waits is sealed anew."""
        with self._ledger.store.transaction():
            state = self.state
            state.replica, state.seq = new_replica(self._ledger.agent), 1
            self._book.drop_outgoing()
            self._book.save(state)
        return state.replica

    @property
    def code(self) -> str:
        """With what colleagues join."""
        return code_of(self.state)

    def status(self) -> TeamStatus:
        """How it stands; no network."""
        state = self.state
        rows = self._ledger.store.engine.session.rows(
            "SELECT replica, max(time), count(*), sum(events), "
            "(SELECT group_concat(agent, ', ') FROM (SELECT DISTINCT agent FROM team_batches b "
            "WHERE b.replica = a.replica AND agent NOT IN ('', ?) ORDER BY agent)) "
            "FROM team_batches a GROUP BY replica ORDER BY max(time) DESC",
            (RULE,),
        )
        people = [self._colleague(state, r, a or r.rpartition(".")[0], t, n) for r, t, n, _e, a in rows]
        kinds = [kind for _uid, kind, *_rest in self._book.messages(state.era)]
        waiting = pending_events(self._ledger)
        return TeamStatus(
            folder=state.folder,
            mailbox=state.mailbox,
            replica=state.replica,
            last_read=state.last_read,
            pending=len(waiting),
            batches=sum(n for _r, _t, n, *_rest in rows),
            events=sum(e or 0 for *_rest, e, _a in rows),
            plain=kinds.count("batch"),
            packs=kinds.count("pack"),
            colleagues=people,
            counts=dict(state.counts),
            foreign=[Foreign(*f) for f in state.foreign],
            missing=sorted(state.gaps),
            waiting_since=min((e.at for e in waiting), default=None),
            here=present(state, here_now(self._home)),
            newest=max((t for _r, t, *_rest in rows), default=0),
        )

    def _colleague(self, state: TeamState, replica: str, agent: str, last: int, batches: int) -> Colleague:
        me = replica == state.replica
        heard = max(last, state.here.get(replica, [0])[0])
        lag = None if me else behind(self._ledger, state, replica)
        return Colleague(replica, agent, last, batches, me, heard, lag)
