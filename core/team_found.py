"""Becoming a team: one person's log is published as the first pack; a colleague enters with the team's code."""

from __future__ import annotations

import secrets
import time as clock
from dataclasses import replace

from config.errors import Refused
from config.languages import translator
from core.events import FILED, PENDING
from core.identity import mint_code
from core.ledger import Ledger, event_doc, event_of
from core.log import START, Log, Position
from core.log_batch import Batch, Pack, Packed, batch_content, pack_content, packs_of
from core.store.ids import set_given_id
from core.store.schema import DECLARED
from core.team_state import TeamBook, TeamState, new_replica
from core.teamkeys import NotOurs, join_code, key_of_code, kid_of, kind_said

_ = translator("core")
PACK_BYTES = 5 * 1024 * 1024
_FOUNDING = 500


def begin(ledger: Ledger, book: TeamBook, mailbox: str, folder: str) -> None:
    """Write down that this desk founds a team: its whole log is the beginning, everything later is shipped."""
    with ledger.store.transaction():
        old = book.load()
        if old is not None and not old.founding:
            raise Refused(
                _("This desk is in a team already."), hint=_("`mado team status` shows it."), code="in_a_team"
            )
        if old is not None:
            return
        book.lay_out()
        kid = kid_of(ledger.key)
        state = TeamState(
            mailbox, folder, new_replica(ledger.agent), {kid: ledger.key.hex()}, kid, kid, founding=True
        )
        _founding_batches(ledger, book, state)
        _pending_from_now_on(ledger)
        book.save(state)


def _founding_batches(ledger: Ledger, book: TeamBook, state: TeamState) -> None:
    table, now = ledger.store.table("events"), int(clock.time())
    docs = list(table.rows.each())
    for start in range(0, len(docs), _FOUNDING):
        part = [event_of(doc, number) for number, doc in docs[start : start + _FOUNDING]]
        places = tuple(e.position for e in part)
        batch = Batch(state.replica, state.seq, secrets.token_hex(6), now, tuple(part), places)
        book.put(batch, Packed(Position(0, state.seq), now, batch_content(batch)))
        state.seq += 1
        for event in part:
            if event.kind == FILED:
                for name, code, *maybe in event.data["messages"]:
                    book.file(name, event.position, code, maybe)


def _pending_from_now_on(ledger: Ledger) -> None:
    """Later events stand behind everything that the log will bring."""
    with ledger.store.transaction():
        set_given_id(ledger.store.engine, DECLARED["events"], PENDING)


def found(ledger: Ledger, book: TeamBook, log: Log) -> str:
    """Publish the beginning and return the code. Raises Refused where the folder holds a team's log."""
    state = book.load()
    assert state is not None
    ring = state.ring
    reading = log.read(START)
    ours = 0
    for item in reading.items:
        try:
            ring.open(item.payload or b"")
            ours += 1
        except NotOurs:
            if item.payload and kind_said(item.payload):
                _give_up(ledger, book)
                raise Refused(
                    _("There is a team in the folder {folder} already.").format(folder=state.folder),
                    hint=_("Ask a colleague for the code (`mado team code`), then `mado team join CODE`."),
                    code="team_exists",
                ) from None
    if not ours:
        batches = [batch for _name, batch in book.batches("era = 0")]
        for part in packs_of(batches, PACK_BYTES) if batches else [()]:
            log.append(ring.seal("pack", pack_content(Pack(tuple(part)))))
    with ledger.store.transaction():
        state = book.load()
        assert state is not None
        state.founding = False
        book.save(state)
    return join_code(ring.keys[ring.current])


def _give_up(ledger: Ledger, book: TeamBook) -> None:
    """Alone as before: the store forgets that it wanted to found a team."""
    store = ledger.store
    with store.transaction():
        for table in ("team_batches", "team_outgoing", "team_messages", "team_filed"):
            with store.engine.transaction() as session:
                session.run(f"DELETE FROM {table}")
        newest = store.engine.session.rows("SELECT max(id) FROM d_events WHERE id < ?", (PENDING,))[0][0] or 0
        for number, doc in list(store.table("events").rows.each()):
            if number >= PENDING:
                newest += 1
                store.table("events").rows.remove([number])
                store.table("events").put(newest, doc)
        set_given_id(store.engine, DECLARED["events"], newest)
        store.drop_meta("team", "team mark")


def join(ledger: Ledger, book: TeamBook, log: Log, mailbox: str, folder: str, code: str) -> None:
    """Enter the team of a code, or take its new key. The log must hold something that this key opens."""
    key = key_of_code(code)
    kid = kid_of(key)
    state = book.load()
    if state is not None and kid in state.keys:
        if state.key_changed:
            raise Refused(
                _("That code is the former one: the team's key was changed since."),
                hint=_("Ask a colleague for the new code (`mado team code`), then `mado team join CODE`."),
                code="former_code",
            )
        return
    _must_open(log, key, folder)
    with ledger.store.transaction():
        state = book.load()
        if state is not None:
            # The key was changed: read from the beginning with both; what the old one no longer may say is left out.
            state.keys[kid] = key.hex()
            state.current = kid
            state.era = state.uid = 0
            state.key_changed = False
            book.save(state)
            return
        book.lay_out()
        state = TeamState(mailbox, folder, new_replica(ledger.agent), {kid: key.hex()}, kid, kid)
        _take_key(ledger, key)
        _own_log_waits(ledger)
        _pending_from_now_on(ledger)
        book.save(state)


def _must_open(log: Log, key: bytes, folder: str) -> None:
    from core.teamkeys import Keyring

    ring = Keyring.of(key)
    others = 0
    for item in reversed(log.read(START).items):
        try:
            ring.open(item.payload or b"")
            return
        except NotOurs:
            others += bool(item.payload and kind_said(item.payload))
    if others:
        said = _("The team in the folder {folder} does not know this code.")
        hint = _("Its key was changed since: ask for the new code.")
    else:
        said = _("There is no team in the folder {folder} of this mailbox.")
        hint = _("Is it the same mailbox? Whoever founded the team sees its folder in `mado team status`.")
    raise Refused(said.format(folder=folder), hint=hint, code="no_such_team")


def _take_key(ledger: Ledger, key: bytes) -> None:
    """Codes and Message-IDs are bound to the team's key from now on; one's own codes follow from the same roots."""
    old = ledger.key
    events = ledger.store.table("events")
    new_codes = {}
    for number, doc in list(events.rows.each()):
        if doc["kind"] == "open" and doc["ticket"] == mint_code(doc["data"]["root"], old):
            new_codes[doc["ticket"]] = mint_code(doc["data"]["root"], key)
        if new_codes:
            events.put(number, _renamed(doc, new_codes))
    ledger.store.set_meta("key", key.hex())
    ledger.key = key
    messages = ledger.store.table("messages")
    for number, doc in list(messages.rows.each()):
        fields = {f: new_codes.get(doc[f], doc[f]) for f in ("ticket", "home")}
        messages.put(number, {**doc, **fields, "maybe": [new_codes.get(c, c) for c in doc["maybe"]]})
    _rename_rest(ledger, new_codes)


def _renamed(doc: dict[str, object], codes: dict[str, str]) -> dict[str, object]:
    data = dict(doc["data"]) if isinstance(doc["data"], dict) else {}
    for word in ("into", "kept"):
        if word in data:
            data[word] = codes.get(data[word], data[word])
    if doc["kind"] == FILED:
        data["messages"] = [[name, *(codes.get(c, c) for c in rest)] for name, *rest in data["messages"]]
    ticket = doc["ticket"]
    return {**doc, "ticket": codes.get(ticket, ticket) if isinstance(ticket, str) else ticket, "data": data}


def _rename_rest(ledger: Ledger, codes: dict[str, str]) -> None:
    store = ledger.store
    for name in ("outbox", "drafts", "read"):
        for number, doc in list(store.table(name).rows.each()):
            if doc["ticket"] in codes:
                store.table(name).put(number, {**doc, "ticket": codes[doc["ticket"]]})
    for old, new in codes.items():
        ledger.search.move(old, new)
    tickets = store.table("tickets")
    for number, doc in list(tickets.rows.each()):
        aliases = sorted(codes.get(a, a) for a in doc["aliases"])
        tickets.put(number, {**doc, "code": codes.get(doc["code"], doc["code"]), "aliases": aliases})
    for doc in tickets.all():
        ledger.refold(doc["code"])


def _own_log_waits(ledger: Ledger) -> None:
    """What was decided here before is shipped like everything decided later, behind what the team has."""
    from core.note_search import forget_notes

    events = ledger.store.table("events")
    docs = list(events.rows.each())
    forget_notes(ledger.store, ledger.search, [n for n, _doc in docs])
    events.rows.remove([n for n, _doc in docs])
    tags: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for number, doc in docs:
        event = event_of(doc, number)
        about = (event.ticket or "", str(event.data.get("tag", "")))
        if event.kind == "tag":
            tags.setdefault(about, []).append((number, event.id))
        elif event.kind == "untag" and "adds" not in event.data:
            adds = [id for at, id in tags.get(about, []) if at <= event.seen.position]
            event = replace(event, data={**event.data, "adds": adds})
        seen = replace(event.seen, position=0)
        events.put(PENDING + number, event_doc(replace(event, position=PENDING + number, seen=seen)))
    for doc in ledger.store.table("tickets").all():
        ledger.refold(doc["code"])
