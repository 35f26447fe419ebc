"""Care computed anew for every ticket: facts, promises' times and the risk of every customer.

What stands in a ticket is computed when something happens to it (core/fold.py). Here the same functions are asked
again about all of them, from messages and events alone, and what differs is named. Only what care counts with is
read: the letters themselves and the events that care never looks at are left where they are, half of the customers
are looked at by a fork where there is another core.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from core.care.facts import care_fields
from core.care.promised import KINDS
from core.care.risk import cleared_at, risk_flags, without_risk
from core.collecting import collecting_later
from core.events import Event
from core.fold import Record, in_force
from core.forked_process import forked, may_fork
from core.helper_process import answer, cores, pickled, send
from core.ledger import event_of
from core.staleness import without_stale
from core.store import Store

if TYPE_CHECKING:
    from core.ledger import Ledger

_RANGE = 300
"""Customers looked at in one go."""
_WORTH_A_FORK = 5_000
"""Tickets; fewer are done before another process has begun."""
_COUNTED = (*sorted(KINDS), "sent", "status")
"""The kinds of events that care counts with; a ticket without any needs none of its events."""
_AT_ONCE = 500
Range = tuple[int, int]
_IN_ORDER = attrgetter("when")


@dataclass(frozen=True, slots=True)
class Recounted:
    """How many tickets and customers were looked at, and the codes of the tickets that said something else."""

    tickets: int
    customers: int
    differing: tuple[str, ...]


def recount(store: Store) -> Recounted:
    """Compute the care of every ticket and compare it with what stands there. Reads only."""
    ranges = _ranges(store)
    total = store.table("tickets").total()
    if total >= _WORTH_A_FORK and cores() > 1 and may_fork() and store.let_go():
        found = _with_a_fork(store, ranges)
    else:
        found = _look(store, ranges)
    return Recounted(total, store.table("customers").total(), tuple(sorted(found)))


def put_right(ledger: Ledger, codes: Sequence[str]) -> None:
    """Fold these tickets once more, risk and all, some hundred in a transaction."""
    for start in range(0, len(codes), _AT_ONCE):
        with ledger.store.remembering():
            for code in codes[start : start + _AT_ONCE]:
                if (doc := ledger.ticket_doc(code)) is not None:
                    ledger.refold(code)
                    ledger.people.weigh(doc["customer"])


def _with_a_fork(store: Store, ranges: Sequence[Range]) -> list[str]:
    half = len(ranges) // 2
    child = forked(lambda asked: _look(store, asked))
    if child is None:
        return _look(store, ranges)
    send(child, pickled(ranges[half:]))
    found = _look(store, ranges[:half])
    theirs = answer(child)
    if child.stdin is not None:
        child.stdin.close()
    child.wait()
    return found + (theirs if theirs is not None else _look(store, ranges[half:]))


def _ranges(store: Store) -> list[Range]:
    sql = "SELECT min(c_customer), max(c_customer) FROM d_tickets WHERE typeof(c_customer) = 'integer'"
    [(first, last)] = store.engine.session.rows(sql)
    if first is None:
        return []
    return [(n, min(n + _RANGE - 1, last)) for n in range(first, last + 1, _RANGE)]


def _look(store: Store, ranges: Sequence[Range]) -> list[str]:
    """The codes of the tickets of some customers that say something else than is computed now."""
    found: list[str] = []
    with collecting_later():
        for one in ranges:
            with store.snapshot():
                found += _differing(store, one)
    return found


def _differing(store: Store, customers: Range) -> Iterator[str]:
    theirs: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    sql = "SELECT id, body FROM d_tickets WHERE c_customer BETWEEN ? AND ?"
    standing = [doc for _id, doc in store.table("tickets").rows.read(store.engine.session.rows(sql, customers))]
    events = _events(store, standing)
    records = _records(store, [doc["code"] for doc in standing])
    other = set()
    for doc in standing:
        fields = care_fields(sorted(records.get(doc["code"], ()), key=_IN_ORDER), events.get(doc["code"], ()))
        if any(doc.get(name) != value for name, value in fields.items()):
            other.add(doc["code"])
            doc = {**doc, **fields}
        theirs[doc["customer"]].append(doc)
    cleared = _cleared(store, customers)
    for number, docs in theirs.items():
        flags = risk_flags(docs, cleared.get(number, ""))
        other.update(d["code"] for d in docs if [*without_risk(d["flags"]), *flags] != d["flags"])
    yield from other


def _records(store: Store, codes: Sequence[str]) -> dict[str, list[Record]]:
    rows, found = store.table("messages").rows, defaultdict(list)
    for part in _parts(codes):
        sql = f"SELECT id, body FROM d_messages WHERE c_ticket IN ({_marks(part)})"
        for number, doc in rows.read(store.engine.session.rows(sql, part)):
            found[doc["ticket"]].append(Record(number, doc))
    return found


def _events(store: Store, standing: Sequence[Mapping[str, Any]]) -> dict[str, list[Event]]:
    """Of each ticket that has any that count, its events in force, in log order, those of its other codes as well."""
    home = {code: doc["code"] for doc in standing for code in (doc["code"], *doc["aliases"])}
    rows, session = store.table("events").rows, store.engine.session
    kinds = ", ".join(f"'{kind}'" for kind in _COUNTED)
    counting: set[str] = set()
    for part in _parts(list(home)):
        sql = f"SELECT DISTINCT c_ticket FROM d_events WHERE c_ticket IN ({_marks(part)}) AND c_kind IN ({kinds})"
        counting.update(home[code] for (code,) in session.rows(sql, part))
    found: dict[str, list[Event]] = defaultdict(list)
    for part in _parts([code for code, where in home.items() if where in counting]):
        sql = f"SELECT id, body FROM d_events WHERE c_ticket IN ({_marks(part)})"
        for position, doc in rows.read(session.rows(sql, part)):
            found[home[doc["ticket"]]].append(event_of(doc, position))
    return {code: without_stale(in_force(sorted(all_, key=attrgetter("position")))) for code, all_ in found.items()}


def _cleared(store: Store, customers: Range) -> dict[int, str]:
    sql = "SELECT id, body FROM d_customers WHERE id BETWEEN ? AND ? AND instr(body, CAST('\"cleared\"' AS BLOB))"
    rows = store.table("customers").rows.read(store.engine.session.rows(sql, customers))
    return {number: cleared_at(doc) for number, doc in rows}


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
