"""The bodies of documents as they are kept: where two are equal, so are their documents, and neither need be read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.store.layout import rows_of

if TYPE_CHECKING:
    from core.store.rows import Rows

_PAGE = 400
Body = tuple[int, bytes]
"""The id of a document and its body; `Rows.read` makes the document of it."""


def bodies_having(rows: Rows, column: str, value: str) -> list[Body]:
    """Of every document with this value in a declared column, by their ids."""
    rows.flush()
    return [(doc_id, body) for doc_id, body in rows.engine.session.rows(rows.shape.only[column], (value,))]


def bodies_of(rows: Rows, ids: Iterable[int]) -> dict[int, bytes]:
    """Of the documents with these ids, by their ids."""
    rows.flush()
    wanted, found = sorted(ids), dict[int, bytes]()
    for start in range(0, len(wanted), _PAGE):
        part = wanted[start : start + _PAGE]
        sql = f"SELECT id, body FROM {rows_of(rows.schema.name)} WHERE id IN ({', '.join('?' * len(part))})"
        found.update(rows.engine.session.rows(sql, part))
    return found
