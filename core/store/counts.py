"""Counts that are kept: added up now and then, and counted anew where they cannot be right."""

from __future__ import annotations

from core.store.layout import quoted, rows_of, tally_of
from core.store.schema import DECLARED, TableSchema
from core.store.session import Session

EVERY = 256
"""After so many commits somebody looks whether there is anything to add up."""
_MANY = 400


def add_up(session: Session) -> None:
    """Make one row of all that belong together, inside the caller's transaction."""
    for schema in DECLARED.values():
        if not schema.tally:
            continue
        tally, columns = tally_of(schema.name), _columns(schema)
        if (session.rows(f"SELECT max(rowid) FROM {tally}")[0][0] or 0) < _MANY:
            continue
        sums = session.rows(f"SELECT {columns}, sum(n) FROM {tally} GROUP BY {columns} HAVING sum(n) <> 0")
        session.run(f"DELETE FROM {tally}")
        marks = ", ".join("?" * (len(schema.tally) + 1))
        session.run_many(f"INSERT INTO {tally} VALUES({marks})", sums)


def count_anew(session: Session, schema: TableSchema) -> None:
    """Count the documents of a table, inside the caller's transaction."""
    tally, columns = tally_of(schema.name), _columns(schema)
    session.run(f"DELETE FROM {tally}")
    session.run(f"INSERT INTO {tally} SELECT {columns}, count(*) FROM {rows_of(schema.name)} GROUP BY {columns}")


def mend_counts(session: Session) -> list[str]:
    """The tables whose counts were not what is there; they are counted anew. Inside the caller's transaction."""
    wrong = []
    for schema in DECLARED.values():
        if not schema.tally:
            continue
        columns = _columns(schema)
        kept = f"SELECT {columns}, sum(n) AS n FROM {tally_of(schema.name)} GROUP BY {columns} HAVING sum(n) <> 0"
        there = f"SELECT {columns}, count(*) AS n FROM {rows_of(schema.name)} GROUP BY {columns}"
        if set(session.rows(kept)) != set(session.rows(there)):
            wrong.append(schema.name)
            count_anew(session, schema)
    return wrong


def _columns(schema: TableSchema) -> str:
    return ", ".join(quoted("c_" + name) for name in schema.tally)
