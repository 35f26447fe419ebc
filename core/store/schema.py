"""Which tables there are and what of their documents is indexed: the one place to declare it.

A document's body is JSON; what is named here is also kept in real columns (`Column`) or side tables
(`Multi`), so that a query on it is an index walk. A query on anything else still answers, by a scan.
Whoever changes a declaration raises VERSION; `core/store/upgrade.py` lays older stores out anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

VERSION = 6


@dataclass(frozen=True, slots=True)
class Column:
    """A field with one value. `path` leads to it in the document.

    `rare` says that few documents share a value, so that a query had best begin there; `sparse` that most documents
    have no value, so that a query for a range had.
    `folded` keeps the folded text instead, for the "contains" test of names. `walked` says that it leads no index
    but stands in one, which is gone through.
    """

    name: str
    path: tuple[str, ...] = ()
    rare: bool = False
    sparse: bool = False
    folded: bool = False
    walked: bool = False
    way: tuple[str, ...] = field(init=False)
    """The path into the document."""
    plain: bool = field(init=False)
    """Whether the document's own value of this name is kept as it is."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "way", self.path or (self.name,))
        object.__setattr__(self, "plain", not self.path and not self.folded)


@dataclass(frozen=True, slots=True)
class Multi:
    """A field with many values, kept in a side table. `key` takes that entry of each value (a mapping)."""

    name: str
    key: str = ""
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Parted:
    """The order in which a table is mostly looked at, kept apart for the few documents that are lived with.

    `live` are the values of `column` that they have. Each part has one index in the order of `order`, in which
    `covered` stand as well, so that whatever a view asks is answered from the index of its part. A document that
    changes moves in one of them, or from one to the other, and in no other index.
    """

    order: str
    column: str
    live: tuple[str, ...]
    covered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table. Declared tables never give an id twice. `packed` compresses bodies where that pays.

    `tally` names columns with few different values: how many documents share them is kept, not counted, so
    that a query over these columns alone is counted at once, however many documents there are.
    `sparse` are indexes of the documents that have a value there, one column each. Of an `appended` table the store
    keeps the newest id in its stamp (`core/store/stamp.py`), of a `followed` one which documents changed last.
    """

    name: str
    columns: tuple[Column, ...] = ()
    multis: tuple[Multi, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    packed: bool = False
    declared: bool = True
    tally: tuple[str, ...] = ()
    sparse: tuple[str, ...] = ()
    parted: Parted | None = None
    appended: bool = False
    followed: bool = False


def _tickets() -> TableSchema:
    return TableSchema(
        "tickets",
        columns=(
            Column("code", rare=True),
            Column("subject", folded=True),
            Column("status"),
            Column("assignee"),
            Column("priority"),
            Column("customer", rare=True),
            Column("customer_name", folded=True),
            Column("base_subject", rare=True),
            Column("mailbox"),
            Column("created"),
            Column("updated"),
            Column("waiting_since"),
            Column("due", sparse=True),
            Column("snoozed_until", sparse=True),
            Column("claim_until", path=("claim", "until")),
            Column("unread"),
            Column("attachments"),
            Column("notes"),
            Column("messages"),
            Column("last_direction"),
            Column("rev"),
            Column("first_in"),
            Column("first_out"),
            Column("last_out"),
            Column("customer_address"),
        ),
        multis=(
            Multi("aliases", rare=True),
            Multi("tags"),
            Multi("addresses", rare=True),
            Multi("may_belong_to", rare=True),
            Multi("flags", key="level"),
        ),
        indexes=(
            ("code",),
            ("assignee",),
            ("customer",),
            ("created",),
            ("unread",),
            ("customer_name",),
            ("subject",),
        ),
        sparse=("due", "snoozed_until"),
        tally=("status", "assignee", "snoozed_until", "unread", "priority", "mailbox"),
        parted=Parted(
            "updated",
            "status",
            ("open", "pending"),
            ("status", "assignee", "unread", "snoozed_until", "waiting_since", "priority", "mailbox", "rev", "code"),
        ),
        followed=True,
    )


def _messages() -> TableSchema:
    return TableSchema(
        "messages",
        columns=(
            Column("ticket", rare=True),
            Column("message_id", rare=True),
            Column("raw", rare=True),
            Column("name", rare=True),
            Column("arrived"),
        ),
        multis=(Multi("refs", rare=True), Multi("places", rare=True)),
        indexes=(("ticket",), ("message_id",), ("raw",), ("name",), ("arrived",)),
        packed=True,
    )


def _outbox() -> TableSchema:
    return TableSchema(
        "outbox",
        columns=(
            Column("id", rare=True),
            Column("state"),
            Column("ticket", rare=True),
            Column("message_id", rare=True),
            Column("not_before"),
        ),
        indexes=(("id",), ("state", "not_before"), ("ticket",), ("message_id",)),
    )


def _events() -> TableSchema:
    return TableSchema(
        "events",
        columns=(Column("id", rare=True, walked=True), Column("ticket", rare=True), Column("kind"), Column("by")),
        # One index for all: an event is looked for by its ticket a thousand times, by its name or kind once.
        indexes=(("ticket", "id", "kind", "by"),),
        appended=True,
    )


def _keyed(name: str, key: str) -> TableSchema:
    return TableSchema(name, columns=(Column(key, rare=True),), indexes=((key,),))


DECLARED: Mapping[str, TableSchema] = {
    table.name: table
    for table in (
        _tickets(),
        _messages(),
        TableSchema("texts", packed=True),
        TableSchema(
            "customers",
            columns=(Column("updated"),),
            multis=(Multi("addresses", rare=True),),
            indexes=(("updated",),),
        ),
        _events(),
        _outbox(),
        TableSchema(
            "drafts",
            columns=(Column("id", rare=True), Column("ticket", rare=True)),
            indexes=(("id",), ("ticket",)),
        ),
        _keyed("sync", "key"),
        _keyed("aside", "key"),
        _keyed("read", "ticket"),
    )
}


def schema_of(name: str) -> TableSchema:
    """The declaration of a table; an undeclared one has no index and TinyDB's own way with ids."""
    return DECLARED.get(name) or TableSchema(name, declared=False)
