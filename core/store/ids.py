"""The highest id that a table has ever given: no id is given twice, also after its document has gone.

SQLite keeps it for most tables in a page of its own; of the log it stands in the stamp's row, which every commit
writes anyhow.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.store.layout import sql_name
from core.store.schema import TableSchema
from core.store.stamp import keep

if TYPE_CHECKING:
    from core.store.engine import Engine


def given_id(engine: Engine, schema: TableSchema) -> int:
    """The highest id that was given, as far as it is kept."""
    if schema.appended:
        return engine.moment().newest
    sql = "SELECT seq FROM sqlite_sequence WHERE name = ?"
    kept = engine.session.rows(sql, (sql_name(schema.name),))
    return int(kept[0][0]) if kept else 0


def set_given_id(engine: Engine, schema: TableSchema, newest: int) -> None:
    """Give ids after this one from now on; inside the caller's transaction."""
    session = engine.session
    assert session.depth
    if schema.appended:
        session.newest = 0
        keep(session, replace(engine.moment(), newest=newest))
    else:
        name = sql_name(schema.name)
        session.run("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
        session.run("INSERT INTO sqlite_sequence(name, seq) VALUES(?, ?)", (name, newest))
    session.given.pop(schema.name, None)
