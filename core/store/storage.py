"""TinyDB's Storage and TinyDB over the engine, so that any code written for TinyDB works on the store."""

from __future__ import annotations

from typing import Any, cast

from tinydb import TinyDB
from tinydb.storages import Storage

from core.store.engine import Engine
from core.store.layout import table_name
from core.store.schema import DECLARED
from core.store.table import StoreTable


class SQLiteStorage(Storage):
    """The whole database as TinyDB sees it. Tables do not go through `read` and `write`; exports do."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def names(self) -> set[str]:
        """The tables that hold documents, and those that were made by name."""
        with self.engine.snapshot() as session:
            found = session.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'd_*'")
            names = [table_name(n) for (n,) in found]
            return {n for n in names if n not in DECLARED or len(StoreTable(self, n))}

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Every table with every document, of one moment. None where there is nothing."""
        with self.engine.snapshot():
            return {n: cast(dict[str, Any], StoreTable(self, n)._read_table()) for n in sorted(self.names())} or None

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Make this the content of the whole database, in one transaction."""
        with self.engine.transaction():
            for name in self.names() - data.keys():
                StoreTable(self, name).rows.drop()
            for name, documents in data.items():
                rows = StoreTable(self, name).rows
                rows.lay_out()
                kept = {int(doc_id): document for doc_id, document in documents.items()}
                rows.remove([doc_id for doc_id, _document in rows.each() if doc_id not in kept])
                for doc_id, document in kept.items():
                    rows.put(doc_id, document)

    def close(self) -> None:
        """Close every connection."""
        self.engine.close()


class StoreDB(TinyDB):
    """A TinyDB whose tables are StoreTables."""

    table_class = StoreTable

    def tables(self) -> set[str]:
        """The names of the tables that hold documents."""
        return cast(SQLiteStorage, self.storage).names()

    def drop_table(self, name: str) -> None:
        """Remove a table with its documents."""
        self._tables.pop(name, None)
        StoreTable(self.storage, name).rows.drop()
