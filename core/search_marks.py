"""Where frequent words stand, as one bit a message: read at once, where FTS5 would be asked message by message.

Many pairs of words are one that is rare and one that is frequent. The rare one leads; whether the frequent one
stands in each of its tickets takes FTS5 some fifteen microseconds a message, a bit a tenth of one. The marks are made
after much has come in (`SearchIndex.settle`) and hold for the messages up to a number. Those after it, and those
that were written anew since, are looked up as ever.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from core.grams import Lookup
from core.store.engine import Engine
from core.store.session import Session

WORTHWHILE = 20_000
"""Fewer messages than this need no marks."""
_LEAST, _MOST = 50, 4
"""A word is marked that stands in one of fifty messages; not where it is in one of four: there FTS5 soon says yes."""
_SOME_WORDS = 20
_LAST = "\U0010ffff"
_TABLES = (
    "CREATE TABLE IF NOT EXISTS marks(word TEXT PRIMARY KEY, bits BLOB)",
    "CREATE TABLE IF NOT EXISTS unmarked(message INTEGER PRIMARY KEY)",
)
_UPTO = "upto"


@dataclass(frozen=True, slots=True)
class Marks:
    """Of one term: the bits of its words. `alone` says that it is a single word, so that its bits tell all."""

    bits: tuple[bytes, ...]
    alone: bool
    upto: int
    unmarked: frozenset[int]

    def tell(self, message: int) -> bool | None:
        """Whether the term stands in a message; None where only the index knows."""
        if message <= 0 or message > self.upto or message in self.unmarked:
            return None
        place, bit = message >> 3, 1 << (message & 7)
        for bits in self.bits:
            if not bits[place] & bit:
                return False
        return True if self.alone else None


def marks_of(session: Session, found: Lookup) -> Marks | None:
    """The marks of a term, if any of its words has some."""
    words = found.match.strip('"').split(" ")
    if found.match != f'"{" ".join(words)}"' or not (upto := marked_upto(session)):
        return None
    bits = [b for word in dict.fromkeys(words) if (b := _bits(session, f"{found.table} {word}", upto)) is not None]
    if not bits:
        return None
    changed = frozenset(number for (number,) in session.rows("SELECT message FROM unmarked"))
    return Marks(tuple(bits), len(words) == 1, upto, changed)


def marked_upto(session: Session) -> int:
    """The newest message that was there when the marks were made; 0 where none were."""
    if not session.rows("SELECT 1 FROM sqlite_master WHERE name = 'marks'"):
        return 0
    rows = session.rows("SELECT CAST(bits AS BLOB) FROM marks WHERE word = ?", (_UPTO,))
    return int(rows[0][0]) if rows else 0


def _bits(session: Session, word: str, upto: int) -> bytes | None:
    for (packed,) in session.rows("SELECT CAST(bits AS BLOB) FROM marks WHERE word = ?", (word,)):
        try:
            bits = zlib.decompress(packed)  # its checksum tells whether these are the bits that were written
        except (zlib.error, TypeError):
            return None
        return bits if len(bits) == (upto >> 3) + 1 else None
    return None


def unmark(session: Session, messages: list[int]) -> None:
    """These messages are written anew; inside the caller's transaction."""
    upto = marked_upto(session)
    again = [(number,) for number in messages if 0 < number <= upto]
    if again:
        session.run_many("INSERT OR IGNORE INTO unmarked(message) VALUES(?)", again)


def forget_marks(session: Session) -> None:
    """There are no marks any more; inside the caller's transaction."""
    if session.rows("SELECT 1 FROM sqlite_master WHERE name = 'marks'"):
        session.run("DELETE FROM marks")
        session.run("DELETE FROM unmarked")


def make_marks(engine: Engine) -> Iterator[None]:
    """Make the marks anew, a few words at each step; whoever stops leaves fewer marks, never wrong ones."""
    with engine.transaction() as session:
        for statement in _TABLES:
            session.run(statement)
        forget_marks(session)
        ((upto, count),) = session.rows("SELECT ifnull(max(message), 0), count(*) FROM hits WHERE message > 0")
        # From now on whatever is written anew is noted, also while the words are still being read.
        session.run("INSERT INTO marks(word, bits) VALUES(?, ?)", (_UPTO, upto))
    yield
    if count < WORTHWHILE:
        return
    for table in ("grams", "starts"):
        for words in _frequent(engine.session, table, count):
            if not words:
                yield
                continue
            made = [(f"{table} {word}", _packed(engine.session, table, word, upto)) for word in words]
            with engine.transaction() as session:
                if marked_upto(session) != upto:
                    return  # somebody else makes them
                session.run_many("INSERT OR REPLACE INTO marks(word, bits) VALUES(?, ?)", made)
            yield


def _frequent(session: Session, table: str, count: int) -> Iterator[list[str]]:
    """The words to be marked, those of a stretch of the vocabulary at a time."""
    session.run(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.counted_{table} USING fts5vocab(main, {table}, row)")
    sql = f"SELECT term, doc FROM temp.counted_{table} WHERE term >= ? AND term <= ? LIMIT {_SOME_WORDS}"
    after = ""
    while rows := session.rows(sql, (after, _LAST)):
        after = rows[-1][0] + "\x01"
        yield [word for word, times in rows if count // _LEAST <= times <= count // _MOST]


def _packed(session: Session, table: str, word: str, upto: int) -> bytes:
    sql = (
        f"SELECT json_group_array(hits.message) FROM {table} CROSS JOIN hits ON hits.place = {table}.rowid "
        f"WHERE {table} MATCH ? AND hits.message BETWEEN 1 AND ?"
    )
    bits = bytearray((upto >> 3) + 1)
    for message in orjson.loads(session.rows(sql, (f'"{word}"', upto))[0][0]):
        bits[message >> 3] |= 1 << (message & 7)
    return zlib.compress(bits, 1)
