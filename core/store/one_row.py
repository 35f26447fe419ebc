"""One document, read and written by who does little else in a transaction: a statement each, and nothing twice.

Where the transaction remembers what it reads (`Engine.remembering`), its memory is asked and told instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.store.row_writes import change_many, insert_many
from core.store.rows import Found, Rows
from core.store.values import encode


def only(rows: Rows, field: str, value: str) -> Found | None:
    """The first document with this value in a rare field of one value."""
    session = rows.engine.session
    if session.memories is not None:
        return next(iter(rows.having(field, (value,)) or ()), None)
    found = session.rows(rows.shape.only[field], (value,))
    return next(rows.read(found), None) if found else None


def add(rows: Rows, doc_id: int, document: Mapping[str, Any]) -> None:
    """Insert a document whose id was just given out by `Rows.next_id`, in the same transaction."""
    session, shape = rows.engine.session, rows.shape
    if session.memories is not None:
        rows.put(doc_id, document)
    elif shape.schema.multis:
        insert_many(session, shape, {doc_id: document})
    else:
        session.run(shape.insert, shape.row(doc_id, document))
        session.wrote(shape.schema, (doc_id,))


def change(rows: Rows, doc_id: int, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Replace a document that was read in this transaction, its old form being that which stands there."""
    session, shape = rows.engine.session, rows.shape
    if session.memories is not None:
        rows.put(doc_id, new)
        return
    names, values, multis = shape.altered(old, new)
    if multis:
        change_many(session, shape, [(doc_id, old, new)])
        return
    session.run(shape.update(names), [*values, encode(new, shape.schema), doc_id])
    session.wrote(shape.schema, (doc_id,))
