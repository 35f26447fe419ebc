"""Words beside the tables (the desk's key, how far things are): each stands twice, with a checksum over its name too.

So one that was altered is known, and what it said is still there; a name that was altered is found by the checksum.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.store.session import Session
from core.store.troubles import damaged_word

# As bytes, because text that was altered may be none.
_SHAPE = "CAST(key AS BLOB), CAST(value AS BLOB), CAST(again AS BLOB), proof"
_ONE = f"SELECT {_SHAPE} FROM meta WHERE key = ?"
_ALL = f"SELECT {_SHAPE} FROM meta"
_WRITE = "INSERT OR REPLACE INTO meta(key, value, again, proof) VALUES(?, ?, ?, ?)"
ADDED = ("again TEXT NOT NULL DEFAULT ''", "proof INTEGER NOT NULL DEFAULT 0")
"""Columns that words of older versions do not have."""


def _proof(key: bytes, value: bytes) -> int:
    return zlib.crc32(key, zlib.crc32(value + b"\0"))


def write_words(session: Session, words: Mapping[str, str]) -> None:
    """Keep words; inside the caller's transaction."""
    rows = [(k, v, v, _proof(k.encode(), v.encode("utf-8", "surrogatepass"))) for k, v in words.items()]
    session.run_many(_WRITE, rows)
    session.words.update(words)


def _sound(row: tuple[Any, ...]) -> bool:
    key, value, again, proof = row
    return isinstance(key, bytes) and isinstance(value, bytes) and value == again and proof == _proof(key, value)


def _mended(row: tuple[Any, ...]) -> tuple[str, str | None]:
    """What an altered row said: its name and its word; None where nothing tells any more."""
    key, value, again, proof = (part if part is not None else b"" for part in row)
    for text in (value, again):
        if _proof(key, text) == proof:
            return _text(key), _text(text)
    if value != again:
        return _text(key), None
    begun = zlib.crc32(value + b"\0")
    for place in range(len(key)):
        for byte in range(256):
            other = key[:place] + bytes((byte,)) + key[place + 1 :]
            if zlib.crc32(other, begun) == proof:
                return _text(other), _text(value)
    return _text(key), _text(value)  # name and word agree twice: it is the checksum that was altered


def _text(kept: bytes) -> str:
    return kept.decode("utf-8", "replace")


def altered_words(session: Session) -> dict[str, str | None]:
    """Every word whose row is not what was written, with what it said; None where that is gone."""
    return dict(_mended(row) for row in session.rows(_ALL) if not _sound(row))


class Words:
    """Reads the words of one store, also those whose rows were altered as long as anything tells what they said."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._altered: dict[str, str | None] | None = None

    def read(self, session: Session, key: str) -> str | None:
        """A word; None where there is none. Raises MadoError where it was altered and nothing tells what it said."""
        rows = session.rows(_ONE, (key,))
        if rows and _sound(rows[0]):
            return bytes(rows[0][1]).decode("utf-8", "surrogatepass")
        if rows or self._altered is None:
            # A name that was altered also hides others: SQLite finds no row behind one that is out of order.
            self._altered = altered_words(session)
        if key not in self._altered:
            return self._behind(session, key) if self._altered and not rows else None
        if (said := self._altered[key]) is None:
            raise damaged_word(self._path, key)
        return said

    def _behind(self, session: Session, key: str) -> str | None:
        found = (row for row in session.rows(_ALL) if row[0] == key.encode() and _sound(row))
        return next((bytes(row[1]).decode("utf-8", "surrogatepass") for row in found), None)

    def mend(self, session: Session) -> dict[str, str | None]:
        """Write altered words as they were, inside the caller's transaction; what was found. Those gone stay."""
        found = altered_words(session)
        if any(said is not None for said in found.values()):
            rows = session.rows(_ALL)
            session.run("DELETE FROM meta")
            whole = {_text(row[0]): bytes(row[1]).decode("utf-8", "surrogatepass") for row in rows if _sound(row)}
            write_words(session, {**{k: v for k, v in found.items() if v is not None}, **whole})
            gone = [row for row in rows if not _sound(row) and _mended(row)[1] is None]
            sql = "INSERT OR REPLACE INTO meta(key, value, again, proof) VALUES(?, ?, ?, ?)"
            session.run_many(sql, [(_text(k), _text(v or b""), _text(a or b""), 0) for k, v, a, _p in gone])
        self._altered = None
        session.words.clear()
        return found

    def drop_lost(self, session: Session) -> None:
        """Words that nothing tells any more go; inside the caller's transaction."""
        lost = [(key,) for key, said in altered_words(session).items() if said is None]
        session.run_many("DELETE FROM meta WHERE CAST(key AS TEXT) = ?", lost)
        self._altered = None
        session.words.clear()


def add_proofs(session: Session) -> None:
    """Words of an older version get their second copy and checksum; inside the caller's transaction."""
    there = {row[1] for row in session.rows("PRAGMA table_info(meta)")}
    for column in ADDED:
        if column.partition(" ")[0] not in there:
            session.run(f"ALTER TABLE meta ADD COLUMN {column}")
    old = session.rows("SELECT key, value FROM meta WHERE again = '' AND proof = 0")
    write_words(session, dict(old))
