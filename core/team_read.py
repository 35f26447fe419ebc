"""Reading the log: what it lists becomes batches in their places, and nothing is passed over."""

from __future__ import annotations

import time as clock
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from config.languages import translator
from core.collecting import collecting_later
from core.ledger import Ledger
from core.log import START, Item, Log, Position, Reading
from core.log_batch import Batch, Malformed, Packed, batch_content, batch_of, unpacked
from core.placing import Placing, Touched
from core.team_conflicts import conflict_sentence, conflicts, may_conflict
from core.team_erase import without_erased
from core.team_here import take_word
from core.team_state import TeamBook, TeamState, new_replica
from core.teamkeys import Keyring, NotOurs, Opened, kind_said
from core.text import clean

_ = translator("core")
LOOKS = 3
GAP_SECONDS = 60
MOST_FOREIGN = 200


@dataclass(slots=True)
class _Found:
    """One batch of a reading: the message it came in (`via`), and whether that was a pack."""

    where: Packed
    batch: Batch
    via: int
    packed: bool


@dataclass(slots=True)
class _Sorted:
    """A reading after every payload was opened."""

    found: list[_Found] = field(default_factory=list)
    bad: list[tuple[Item, str]] = field(default_factory=list)
    notes: list[tuple[Item, str, list[tuple[str, int]]]] = field(default_factory=list)
    overtaken: list[_Found] = field(default_factory=list)


class Reader:
    """Reads a log into one store. `changed` are the tickets folded anew, `problems` what a person should hear of."""

    def __init__(self, ledger: Ledger, book: TeamBook) -> None:
        self._ledger = ledger
        self._book = book
        self.received = 0
        self.changed: set[str] = set()
        self.problems: list[str] = []
        self.upto = START
        self._doubtful: set[str] = set()
        self._authors: set[str] = set()
        self.listed: frozenset[int] = frozenset()
        self.names: set[tuple[str, int]] = set()
        self.unclean: set[int] = set()
        self._known: dict[tuple[str, int], tuple[str, Position]] = {}
        self._fresh: list[tuple[Batch, Packed]] = []
        self._opened: dict[Position, Opened] = {}

    def read(self, log: Log, *, whole: bool = False) -> None:
        """Read what stands after the watermark (or all there is) and fold it. Raises MadoError (network, disk)."""
        state = self._state()
        with collecting_later():
            for look in range(1, LOOKS + 1):
                reading = log.read(START if whole else Position(state.era, state.uid))
                keys = self._keys_in(reading.items, state)
                if not any(self._odd(item, keys, state) for item in reading.items) or look == LOOKS:
                    break
            with self._ledger.store.remembering():
                self._take(reading, whole)
            self.upto = Position(reading.era, reading.upto)
            self._opened = {}

    def _state(self) -> TeamState:
        state = self._book.load()
        assert state is not None
        return state

    def _odd(self, item: Item, ring: Keyring, state: TeamState) -> bool:
        """Whether a message must be looked at again: listed, and (as yet) no payload, and not known as foreign."""
        if [item.position.era, item.position.uid] in [f[:2] for f in state.foreign]:
            return False
        try:
            self._open(item, ring)
        except NotOurs:
            return True
        return False

    def _open(self, item: Item, ring: Keyring) -> Opened:
        """An item's payload, opened once in a reading. Raises NotOurs."""
        known = self._opened.get(item.position)
        if known is None:
            known = self._opened[item.position] = ring.open(item.payload or b"")
        return known

    # one reading ---------------------------------------------------------------------------
    def _take(self, reading: Reading, whole: bool) -> None:
        state = self._state()
        if state.era and state.era != reading.era:
            state.uid = 0
            state.republish = True
        state.era = reading.era
        self._take_keys(reading.items, state)
        found = self._sorted(reading.items, state)
        placing = Placing(self._ledger, self._book, state.eras)
        for era in sorted({f.where.position.era for f in found.found} | {reading.era}):
            placing.begin_era(era)
        touched = Touched()
        self._take_back(found.overtaken, placing, state, touched)
        placing.expect(event.id for one in found.found for event in one.batch.events)
        seen_gaps: dict[str, int] = {}
        hole = self._hole(found.bad, state, seen_gaps)
        ready = [f for f in found.found if hole is None or f.via < hole]
        held = self._place(ready, placing, state, touched, seen_gaps)
        held = min((h for h in (hole, held) if h is not None), default=None)
        self._report([(i, why) for i, why in found.bad if hole is None or i.position.uid < hole], state)
        for item, kind, names in found.notes:
            self._book.note_message(item.position, kind, len(item.payload or b""), names)
        if whole:
            self.listed = reading.listed
            self.names = {name for _item, _kind, names in found.notes for name in names}
            self._book.forget_messages(reading.era, reading.listed, max(reading.listed, default=1 << 32))
        highest = max(reading.listed, default=0)
        state.uid = max(state.uid, min(highest, held - 1) if held is not None else highest)
        state.clean_up |= bool(self.unclean)
        state.last_read = int(clock.time())
        self._book.save(state)

    def _sorted(self, items: Sequence[Item], state: TeamState) -> _Sorted:
        found, ring = _Sorted(), state.ring
        for item in items:
            try:
                opened = self._open(item, ring)
            except NotOurs as reason:
                found.bad.append((item, str(reason)))
                continue
            try:
                batches = list(_batches(opened, item))
                told = [take_word(state, opened.content, item.time)] if opened.kind == "here" else []
            except Malformed:
                found.bad.append((item, "malformed"))
                continue
            if _too_late(opened, item.position, state):
                if opened.kind == "here":
                    continue
                found.bad.append((item, "a former key"))
                found.overtaken += batches
                continue
            found.found += self._cleaned(batches)
            names = [(f.batch.replica, f.batch.seq) for f in batches]
            found.notes.append((item, opened.kind, names or [(replica, 0) for replica in told]))
        found.found.sort(key=lambda f: (f.where.position, f.batch.replica, f.batch.seq, f.batch.nonce))
        return found

    def _cleaned(self, batches: Sequence[_Found]) -> Iterator[_Found]:
        """Batches without what was erased; messages that hold such a thing are `unclean`."""
        erasures = self._ledger.erasures()
        for one in batches:
            left = without_erased(one.batch, erasures)
            if left is not one.batch:
                self.unclean.add(one.via)
                where = replace(one.where, content=batch_content(left))
                yield _Found(where, left, one.via, one.packed)
            else:
                yield one

    def _take_back(self, overtaken: Sequence[_Found], placing: Placing, state: TeamState, touched: Touched) -> None:
        """What was written with a former key after it was out of force counts for nobody, also where it was taken
        for good before the new key was known here. Our own is shipped once more, under its old name."""
        for one in overtaken:
            batch, name = one.batch, (one.batch.replica, one.batch.seq)
            known = self._book.names_from({batch.replica: batch.seq}).get(name)
            if known != (batch.nonce, one.where.position):
                continue
            placing.unplace(batch, touched)
            self._book.forget(*name)
            if batch.replica == state.replica:
                self._ledger.put_off(batch.events)
                self._book.put_outgoing(batch.seq, batch.nonce, [e.id for e in batch.events])

    def _hole(self, bad: Iterable[tuple[Item, str]], state: TeamState, seen: dict[str, int]) -> int | None:
        """The first message that the server lists and does not give: it is asked for again for a minute.

        What a colleague has packed meanwhile is not listed the next time; some servers show a new message late.
        """
        known = {(f[0], f[1]) for f in state.foreign}
        holes = [i.position for i, _why in bad if i.payload is None and tuple(i.position) not in known]
        waits = [p.uid for p in sorted(holes) if self._waits(f"message {p.uid}", state, seen)]
        return min(waits, default=None)

    def _place(
        self, found: Sequence[_Found], placing: Placing, state: TeamState, touched: Touched, seen_gaps: dict[str, int]
    ) -> int | None:
        """Place what may be placed; the message before which the watermark must stay, if any."""
        first: dict[str, int] = {}
        for one in found:
            first[one.batch.replica] = min(one.batch.seq, first.get(one.batch.replica, one.batch.seq))
        self._known = self._book.names_from(first)
        here: dict[str, set[int]] = {}
        for one in found:
            here.setdefault(one.batch.replica, set()).add(one.batch.seq)
        last: dict[str, int] = {}
        held: int | None = None
        for one in found:
            replica, seq = one.batch.replica, one.batch.seq
            if replica not in last:
                last[replica] = self._book.last_of(replica)
            before = last[replica]
            missing = next((s for s in range(before + 1, seq) if s not in here[replica]), None)
            if missing is not None and self._waits(f"{replica}:{missing}", state, seen_gaps):
                held = min(f.via for f in found if f.where.position >= one.where.position)
                break
            self._place_one(one, placing, state, touched)
            last[replica] = max(before, seq)
        self._keep()
        state.gaps = seen_gaps
        self.changed |= placing.settle(touched)
        self._tell_conflicts(state)
        if touched.late:
            state.count("late", touched.late)
        return held

    def _tell_conflicts(self, state: TeamState) -> None:
        """Decisions of our own that were overtaken while we were offline: told once, never silently dropped."""
        agents = frozenset(self._authors) | {self._ledger.agent}
        for one in conflicts(self._ledger, self._doubtful, agents):
            if one.event not in state.conflicts:
                state.conflicts = [*state.conflicts, one.event][-MOST_FOREIGN:]
                self.problems.append(conflict_sentence(one, self._ledger.agent))
        self._doubtful, self._authors = set(), set()

    def _waits(self, name: str, state: TeamState, seen: dict[str, int]) -> bool:
        """A batch is missing: for a minute nothing behind it is folded, then the log goes on without it."""
        now = int(clock.time())
        seen[name] = state.gaps.get(name, now)
        return now - seen[name] < GAP_SECONDS

    def _place_one(self, one: _Found, placing: Placing, state: TeamState, touched: Touched) -> None:
        batch, where = one.batch, one.where
        known = self._known.get((batch.replica, batch.seq))
        if batch.replica == state.replica:
            self._own(batch, known, state)
            self._doubtful |= may_conflict(batch)
            self._authors |= {e.by for e in batch.events}
        if known is not None and known[1] <= where.position:
            if known[0] != batch.nonce or (known[1] != where.position and not one.packed):
                state.count("duplicate")
            return
        if known is not None and known[0] != batch.nonce:
            self._keep()
            for _name, old in list(self._book.batches("replica = ? AND seq = ?", (batch.replica, batch.seq))):
                placing.unplace(batch_of(old.content), touched)
        placing.place(batch, where.position, where.time, touched)
        self._known[batch.replica, batch.seq] = (batch.nonce, where.position)
        self._fresh.append((batch, where))
        if batch.passed_over:
            state.count("malformed", batch.passed_over)
        if known is None and batch.replica != state.replica:
            self.received += len(batch.events)

    def _keep(self) -> None:
        """Write the batches down that were placed."""
        self._book.put_many(self._fresh)
        self._fresh = []

    def _own(self, batch: Batch, known: tuple[str, Position] | None, state: TeamState) -> None:
        """Our own name: it is what we shipped, or somebody else goes by our name and we take another."""
        sealed = {seq: nonce for seq, nonce, _ids in self._book.outgoing()}
        if batch.nonce in (known[0] if known else "", sealed.get(batch.seq)):
            self._book.drop_outgoing(batch.seq)
        else:
            state.replica, state.seq = new_replica(self._ledger.agent), 1
            self._book.drop_outgoing()
            state.count("renamed")

    # keys that the log hands on ------------------------------------------------------------
    def _keys_in(self, items: Iterable[Item], state: TeamState) -> Keyring:
        """The keys of the store and those that the log itself hands to whoever has the newest one."""
        ring = state.ring
        for _item, said in self._key_messages(items, ring):
            ring = Keyring({**ring.keys, **{k: bytes.fromhex(v) for k, v in said["keys"].items()}}, ring.current)
        return ring

    def _take_keys(self, items: Iterable[Item], state: TeamState) -> None:
        for item, said in self._key_messages(items, state.ring):
            state.keys |= said["keys"]
            state.first = said["first"]
            place = item.position
            for kid, era, uid in said["rotations"]:
                # A rotation stands where its message stands; a pack tells of it by its first place.
                at = [kid, era, uid] if era or uid else [kid, *place]
                if kid not in [r[0] for r in state.rotations]:
                    state.rotations.append(at)
            state.current = said["current"]

    def _key_messages(self, items: Iterable[Item], ring: Keyring) -> Iterator[tuple[Item, dict[str, Any]]]:
        for item in items:
            if not item.payload or kind_said(item.payload) not in ("keys", "pack"):
                continue
            try:
                opened = self._open(item, ring)
                said = _keys_of(opened)
            except (NotOurs, ValueError):
                continue
            if said and opened.kid == ring.current and {"keys", "first", "rotations", "current"} <= said.keys():
                yield item, said

    # what is not ours ----------------------------------------------------------------------
    def _report(self, bad: Iterable[tuple[Item, str]], state: TeamState) -> None:
        known = {(f[0], f[1]) for f in state.foreign}
        for item, reason in bad:
            if tuple(item.position) in known:
                continue
            ours = bool(item.payload and kind_said(item.payload))
            word = {"no payload": "foreign", "another key": "other_key", "a former key": "former_key"}.get(reason)
            state.count(word or ("malformed" if reason == "malformed" else "forged"))
            if reason == "another key" and item.payload and kind_said(item.payload) == "keys":
                state.key_changed = True
                self.problems.append(
                    _("The team's key was changed: ask a colleague for the new code, then `mado team join CODE`.")
                )
            subject = clean(item.subject, one_line=True)[:200]
            state.foreign = [*state.foreign, [*item.position, subject, reason]][-MOST_FOREIGN:]
            if not ours:
                said = _("A message in the team's folder is not the team's: “{subject}”. Move it where it belongs.")
                self.problems.append(said.format(subject=subject))


def _batches(opened: Opened, item: Item) -> Iterator[_Found]:
    if opened.kind == "batch":
        where = Packed(item.position, item.time, opened.content)
        batch = batch_of(opened.content)
        if batch.founding:
            raise Malformed("a founding batch outside of a pack")
        yield _Found(where, batch, item.position.uid, False)
    elif opened.kind == "pack":
        for where, batch in unpacked(opened.content):
            yield _Found(where, batch, item.position.uid, True)


def _too_late(opened: Opened, at: Position, state: TeamState) -> bool:
    """Whether a former key speaks after it was taken out of force."""
    return any(kid == opened.kid and at > Position(era, uid) for kid, era, uid in state.rotations)


def _keys_of(opened: Opened) -> dict[str, Any] | None:
    """What a message says of the team's keys. Raises ValueError."""
    if opened.kind in ("batch", "here") or (opened.kind == "pack" and b'"k":' not in opened.content):
        return None  # most packs say nothing of keys, and are large
    said = orjson.loads(opened.content)
    said = said.get("k") if opened.kind == "pack" else said
    return said if isinstance(said, dict) else None
