"""One term of a search: how it stands in SQL, a stream of its hits, and where else it stands."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

import orjson

from core.grams import Lookup, Term
from core.search_marks import marks_of
from core.store.session import Row, Session

_PEEK = 20
_PAGE = 24
_WORDS = 64
_A_MISS = 4
_PATIENCE = 1600
_LAST = "\U0010ffff"
_VOCABULARY = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, grams, instance)"

Said = tuple[int, int]
"""A place, and the message (or, negative, the note) that stands there."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A term with its SQL: all its places, all its tickets, its hits newest first."""

    term: Term
    found: Lookup

    @property
    def places(self) -> str:
        """Where it stands."""
        return f"SELECT rowid FROM {self.found.table} WHERE {self.found.table} MATCH ?"

    @property
    def _joined(self) -> str:
        table = self.found.table
        return f"FROM {table} CROSS JOIN hits ON hits.place = {table}.rowid WHERE {table} MATCH ? AND hits.message"

    @property
    def tickets(self) -> str:
        """The tickets of its messages, each as often as it has such."""
        return f"SELECT hits.ticket {self._joined}"

    @property
    def newest(self) -> str:
        """(place, ticket, message) of its hits, newest first."""
        return f"SELECT hits.place, hits.ticket, hits.message {self._joined} ORDER BY {self.found.table}.rowid DESC"


def spelled_out(session: Session, one: Sought) -> Sought:
    """A beginning of words as the words that begin so, if they are few.

    FTS5 gathers all places of a beginning before it tells the first; those of several words it merges as it goes.
    """
    match = one.found.match
    if not match.endswith("*") or " " in match.removesuffix(" *"):
        return one
    start = match.removesuffix(" *").strip('"')
    session.run(_VOCABULARY)
    words: list[str] = []
    sql = "SELECT term FROM temp.words WHERE term >= ? AND term <= ? LIMIT 1"
    after = start
    while rows := session.rows(sql, (after, start + _LAST)):
        if len(words) == _WORDS:
            return one
        words.append(rows[0][0])
        after = words[-1] + "\x01"  # every word that follows is not smaller
    if not words:
        return one
    return replace(one, found=Lookup(one.found.table, " OR ".join(f'"{word}"' for word in words)))


class Stream:
    """The hits (place, ticket, message) of a term, newest first; the first few are looked at ahead."""

    def __init__(self, session: Session, one: Sought) -> None:
        self.sought = one
        self._rows = session.stream(one.newest, (one.found.match,), page=_PAGE)
        self._ahead = list(itertools.islice(self._rows, _PEEK))

    @property
    def reaches(self) -> int:
        """The place to which the first hits reach back: the smaller, the rarer the term of late."""
        return self._ahead[-1][0] if len(self._ahead) == _PEEK else -1

    def hits(self) -> Generator[Row, None, None]:
        """All of them, once."""
        yield from self._ahead
        yield from self._rows

    def close(self) -> None:
        """Let go of the moment it holds."""
        self._rows.close()


class Teller:
    """Tells where a term stands, of single messages or of a ticket.

    Its marks tell most of it, where it has some. Asking FTS5 for one place is quick where the term is frequent. Where
    it keeps saying no, the term is rare, and all its places are read at once. `near` is how far apart two places may
    be to be asked for together.
    """

    def __init__(self, session: Session, one: Sought, *, frequent: bool, near: int) -> None:
        self.sought = one
        self._session = session
        self._near = near
        self._marks = marks_of(session, one.found)
        self._asked = 0 if frequent else _PATIENCE
        self._known: frozenset[int] | None = None

    def among(self, said: Sequence[Said]) -> Iterator[Said]:
        """Of what was said in a ticket, newest first, that in which the term stands."""
        together = self._marks is None and len(said) > 1 and said[0][0] - said[-1][0] <= self._near
        if not together or self._at_once():
            return (one for one in said if self.stands_at(*one))
        sql = f"{self.sought.places} AND rowid BETWEEN ? AND ?"
        rows = self._session.rows(sql, (self.sought.found.match, said[-1][0], said[0][0]))
        self._asked += 1 if rows else _A_MISS
        found = {place for (place,) in rows}
        return (one for one in said if one[0] in found)

    def stands_at(self, place: int, message: int) -> bool:
        """Whether it stands in the message at a place."""
        told = self._marks.tell(message) if self._marks is not None else None
        if told is not None:
            return told
        if self._at_once():
            return place in (self._known or ())
        stands = bool(self._session.rows(f"{self.sought.places} AND rowid = ?", (self.sought.found.match, place)))
        self._asked += 1 if stands else _A_MISS
        return stands

    def _at_once(self) -> bool:
        if self._known is None and self._asked >= _PATIENCE:
            sql = f"SELECT json_group_array(place) FROM ({self.sought.places.replace('rowid', 'rowid AS place', 1)})"
            self._known = frozenset(orjson.loads(self._session.rows(sql, (self.sought.found.match,))[0][0]))
        return self._known is not None
