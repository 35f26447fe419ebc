"""Packing, mending and changing the key: everything that writes more into the log than decisions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from config.errors import TryLater
from config.languages import translator
from core.ledger import Ledger
from core.log import Log, Position
from core.log_batch import Pack, Packed, pack_content, packs_of
from core.team_read import Reader
from core.team_state import TeamBook, TeamState
from core.teamkeys import join_code, kid_of, new_team_key

_ = translator("core")
PACK_BYTES = 5 * 1024 * 1024
FULL = 4 * 1024 * 1024
Names = list[tuple[str, int]]


def pack(ledger: Ledger, book: TeamBook, log: Log, reader: Reader, *, keep: int = 50) -> tuple[int, int]:
    """Make packs of all but the newest `keep` plain messages and of packs that are not full; see `Team.pack`.

    Nothing is taken out before the new packs were read back and hold what they should.
    """
    state = _settled(book)
    if state.key_changed:
        return 0, 0
    messages = book.messages(state.era)
    plain = [m for m in messages if m[1] == "batch"]
    plain = plain[: max(0, len(plain) - keep)]
    small = [m for m in messages if m[1] == "pack" and m[2] < FULL]
    if len(plain) + max(0, len(small) - 1) < 1:
        return 0, 0
    old = [*plain, *small]
    names = {name for _uid, _kind, _size, held in old for name in held}
    batches = [packed for name, packed in book.batches() if name in names]
    written = _publish(book, log, reader, state, batches)
    if not names <= written:
        raise TryLater(_("The log does not show the new pack yet; nothing was taken out."), code="not_yet")
    gone = [Position(state.era, uid) for uid, *_rest in old]
    log.remove(gone)
    with ledger.store.transaction():
        book.forget_these(state.era, [p.uid for p in gone])
    return len(names), len(gone)


def clean_up(ledger: Ledger, book: TeamBook, log: Log, reader: Reader) -> int:
    """Replace messages of the folder that hold what was erased by packs that do not; how many. Raises TryLater."""
    reader.read(log, whole=True)
    state = _settled(book)
    old = [m for m in book.messages(state.era) if m[0] in reader.unclean]
    names = {name for _uid, _kind, _size, held in old for name in held}
    if names:
        batches = [packed for name, packed in book.batches() if name in names]
        if not names <= _publish(book, log, reader, state, batches):
            raise TryLater(_("The log does not show the new pack yet; nothing was taken out."), code="not_yet")
        log.remove([Position(state.era, uid) for uid, *_rest in old])
    with ledger.store.transaction():
        book.forget_these(state.era, [uid for uid, *_rest in old])
        state = _settled(book)
        state.clean_up = False
        book.save(state)
    return len(old)


def repair(ledger: Ledger, book: TeamBook, log: Log, reader: Reader) -> int:
    """Publish every batch that the folder does not hold; the reader has read, or reads now, all of it."""
    if not reader.listed and not reader.names:
        reader.read(log, whole=True)
    state = _settled(book)
    missing = [
        packed
        for name, packed in book.batches()
        if name not in reader.names or (packed.position.era not in (0, state.era) and state.republish)
    ]
    if missing or (state.rotations and not _tells_keys(book, state)):
        _publish(book, log, reader, state, missing)
    with ledger.store.transaction():
        state = _settled(book)
        state.republish = False
        book.save(state)
    return len(missing)


def rotate(ledger: Ledger, book: TeamBook, log: Log, reader: Reader) -> str:
    """Append the message that puts a new key in force, read it back, and return its code."""
    state = _settled(book)
    key, old = new_team_key(), state.current
    kid = kid_of(key)
    ring = state.ring.with_current(key)
    rotations = [*state.rotations, [old, 0, 0]]
    said = {"keys": dict(state.keys), "first": state.first, "rotations": rotations, "current": kid}
    with ledger.store.transaction():
        state.keys[kid] = key.hex()
        state.current = kid
        book.save(state)
    log.append(ring.seal("keys", orjson.dumps(said)))
    reader.read(log)
    return join_code(key)


def code_of(state: TeamState) -> str:
    """The code with which colleagues join now."""
    return join_code(bytes.fromhex(state.keys[state.current]))


def _settled(book: TeamBook) -> TeamState:
    state = book.load()
    assert state is not None
    return state


def _tells_keys(book: TeamBook, state: TeamState) -> bool:
    return any(kind in ("keys", "pack") for _uid, kind, *_rest in book.messages(state.era))


def _publish(
    book: TeamBook, log: Log, reader: Reader, state: TeamState, batches: Iterable[Packed]
) -> set[tuple[str, int]]:
    """Append packs and read them back; the names of the batches that the log shows in new packs by now."""
    before = max((uid for uid, *_rest in book.messages(state.era)), default=0)
    pieces = list(packs_of(list(batches), PACK_BYTES)) or [()]
    for piece in pieces:
        log.append(state.ring.seal("pack", pack_content(Pack(tuple(piece), _keys(state)))))
    for attempt in range(6):
        reader.read(log)
        fresh = [m for m in book.messages(state.era) if m[0] > before and m[1] == "pack"]
        if len(fresh) >= len(pieces):
            break
        log.wait(0.05 * 2**attempt)
    return {name for _uid, _kind, _size, names in fresh for name in names}


def _keys(state: TeamState) -> dict[str, Any] | None:
    if len(state.keys) < 2:
        return None
    return {"keys": state.keys, "first": state.first, "rotations": state.rotations, "current": state.current}
