"""Where frequent words stand, as one bit a message: read at once, where FTS5 would be asked message by message.

Many pairs of words are one that is rare and one that is frequent. The rare one leads; whether the frequent one
stands in each of its tickets takes FTS5 some fifteen microseconds a message, a bit a tenth of one. The marks are made
after much has come in (`SearchIndex.settle`) and hold for the messages up to a number. Those after it, and those
that were written anew since, are looked up as ever.
"""

from __future__ import annotations

import weakref
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
_SOME_WORDS, _AT_A_TIME = 200, 8
_INDEXES = ("grams", "starts")
_NEXT, _LAST = "\x01", "\U0010ffff"
_TABLES = (
    "CREATE TABLE IF NOT EXISTS marks(word TEXT PRIMARY KEY, bits BLOB)",
    "CREATE TABLE IF NOT EXISTS unmarked(message INTEGER PRIMARY KEY)",
)
_UPTO, _AFTER = "upto", "after"
_with_marks: weakref.WeakSet[Session] = weakref.WeakSet()


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
    if not _there_are_marks(session):
        return 0
    rows = session.rows("SELECT CAST(bits AS BLOB) FROM marks WHERE word = ?", (_UPTO,))
    return int(rows[0][0]) if rows else 0


def _there_are_marks(session: Session) -> bool:
    """Whether their table was ever made. It is never taken away, but with the transaction that made it."""
    if session in _with_marks:
        return True
    there = bool(session.rows("SELECT 1 FROM sqlite_master WHERE name = 'marks'"))
    if there and not session.depth:
        _with_marks.add(session)
    return there


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
    if _there_are_marks(session):
        session.run("DELETE FROM marks")
        session.run("DELETE FROM unmarked")


def marked(session: Session) -> tuple[int, str | None]:
    """The newest message when marks were begun (0: never), and after which word to go on; None where all are made."""
    upto = marked_upto(session)
    rows = session.rows("SELECT CAST(bits AS TEXT) FROM marks WHERE word = ?", (_AFTER,)) if upto else []
    return upto, rows[0][0] if rows else None


def begin_marks(engine: Engine) -> None:
    """Begin anew: there are none now, and from now on whatever is written anew is noted."""
    with engine.transaction() as session:
        for statement in _TABLES:
            session.run(statement)
        forget_marks(session)
        ((upto,),) = session.rows("SELECT ifnull(max(message), 0) FROM hits")
        session.run_many("INSERT INTO marks(word, bits) VALUES(?, ?)", [(_UPTO, upto), (_AFTER, "grams ")])


def make_marks(engine: Engine) -> Iterator[None]:
    """Go on making the marks that were begun, some words a step; whoever stops leaves fewer, never wrong ones."""
    upto, after = marked(engine.session)
    if after is None:
        return
    ((count,),) = engine.session.rows("SELECT count(*) FROM hits WHERE message > 0")
    begun, _space, word = after.partition(" ")
    for table in _INDEXES[_INDEXES.index(begun) :] if count >= WORTHWHILE else ():
        for words in _frequent(engine.session, table, count, word):
            for start in range(0, len(words), _AT_A_TIME):
                some = words[start : start + _AT_A_TIME]
                made = [(f"{table} {one}", _packed(engine.session, table, one, upto)) for one in some]
                with engine.transaction() as session:
                    if marked_upto(session) != upto:
                        return  # somebody else has begun anew
                    session.run_many("INSERT OR REPLACE INTO marks(word, bits) VALUES(?, ?)", made)
                    session.run("UPDATE marks SET bits = ? WHERE word = ?", (f"{made[-1][0]}{_NEXT}", _AFTER))
                yield
            yield
        word = ""
    with engine.transaction() as session:
        if marked_upto(session) == upto:
            session.run("DELETE FROM marks WHERE word = ?", (_AFTER,))


def _frequent(session: Session, table: str, count: int, after: str) -> Iterator[list[str]]:
    """The words to be marked, those of a stretch of the vocabulary at a time."""
    session.run(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.counted_{table} USING fts5vocab(main, {table}, row)")
    sql = f"SELECT term, doc FROM temp.counted_{table} WHERE term >= ? AND term <= ? LIMIT {_SOME_WORDS}"
    while rows := session.rows(sql, (after, _LAST)):
        after = rows[-1][0] + _NEXT
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
