"""Full-text search over messages: which messages and tickets hold these words, newest first.

SQLite's FTS5 keeps the tokens of `core/grams.py`. A message can be found in the very transaction that
stores it: additions are gathered, and written before this thread's next search or at its commit.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

from core.grams import Lookup, Term, Tokens, lookup, needs_reading, plain, tokens
from core.searchable import searchable_text
from core.store import Store
from core.store.session import Row, Session

_GATHERED = "search"
_FEW = 200
_FAR = 800
_PLACES_A_SECOND = 4
_OF_TICKET = "SELECT place, message FROM hits WHERE ticket = ? ORDER BY place DESC"
_NOBODY = "UPDATE hits SET message = 0, ticket = '' WHERE message = ?"

Words = Iterable[Term | str]


@dataclass(frozen=True, slots=True)
class _Sought:
    """A term with its SQL: all its places, all its tickets, its hits newest first, its hits within a ticket."""

    term: Term
    found: Lookup

    @property
    def begins(self) -> bool:
        """Whether it stands for every word with this beginning."""
        return self.found.match.endswith("*")

    @property
    def places(self) -> str:
        return f"SELECT rowid FROM {self.found.table} WHERE {self.found.table} MATCH ?"

    @property
    def _joined(self) -> str:
        table = self.found.table
        return f"FROM {table} CROSS JOIN hits ON hits.place = {table}.rowid WHERE {table} MATCH ? AND hits.message"

    @property
    def tickets(self) -> str:
        return f"SELECT hits.ticket {self._joined}"

    @property
    def newest(self) -> str:
        table = self.found.table
        return f"SELECT hits.place, ?, hits.ticket, hits.message {self._joined} ORDER BY {table}.rowid DESC"

    @property
    def within(self) -> str:
        table = self.found.table
        return (
            f"SELECT hits.place, hits.message FROM hits CROSS JOIN {table} ON {table}.rowid = hits.place "
            f"WHERE hits.ticket = ? AND {table} MATCH ? ORDER BY hits.place DESC"
        )


class SearchIndex:
    """The index of one store. Writing belongs into the transaction that stores the message."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._engine = store.engine
        store.engine.before_commit[_GATHERED] = _write_gathered

    # writing -------------------------------------------------------------------------------
    def add(self, message: int, ticket: str, when: int, text: str | Tokens) -> None:
        """Make a message findable. `when` (seconds since 1970) decides what counts as newest."""
        kept = tokens(text) if isinstance(text, str) else text
        first = min(max(when, 0), 1 << 40) * _PLACES_A_SECOND
        with self._engine.transaction() as session:
            added = (first, message, ticket, kept.grams, kept.starts)
            session.gathered.setdefault(_GATHERED, []).append(added)

    def remove(self, message: int, text: str | None = None) -> None:
        """A message is found no more. With its text its tokens go too, else they stay behind, unreachable."""
        with self._engine.transaction() as session:
            _write_gathered(session)
            if text is not None:
                kept = tokens(text)
                for table, words in (("grams", kept.grams), ("starts", kept.starts)):
                    sql = f"INSERT INTO {table}({table}, rowid, tokens) SELECT 'delete', place, ? FROM hits"
                    session.run(f"{sql} WHERE message = ?", (words, message))
            # Its place is never given again: tokens that stayed behind must not speak for another message.
            session.run(_NOBODY, (message,))

    def assign(self, message: int, ticket: str) -> None:
        """A message belongs to another ticket now."""
        with self._engine.transaction() as session:
            _write_gathered(session)
            session.run("UPDATE hits SET ticket = ? WHERE message = ?", (ticket, message))

    def move(self, ticket_from: str, ticket_to: str) -> None:
        """All messages of one ticket belong to another now."""
        with self._engine.transaction() as session:
            _write_gathered(session)
            session.run("UPDATE hits SET ticket = ? WHERE ticket = ?", (ticket_to, ticket_from))

    # searching -----------------------------------------------------------------------------
    def messages(self, words: Words, limit: int | None = None) -> list[int]:
        """Ids of the messages that hold all of these words, newest first."""
        sought = self._rarest_first(_sought(words))
        probes: list[Callable[[int], bool]] = []
        if len(sought) > 1 and self._count(sought[0]) < _FEW:
            probes = [self._probe(other) for other in sought[1:]]
        streamed = sought[:1] if probes else sought
        found: list[int] = []
        holding = (-1, 0)
        with closing(self._hits(streamed)) as hits:
            for place, _number, _ticket, message in hits:
                holding = (place, holding[1] + 1 if place == holding[0] else 1)
                if holding[1] < len(streamed) or not all(probe(place) for probe in probes):
                    continue
                if message > 0 and all(self._stands(one.term, message) for one in sought):
                    found.append(message)
                    if len(found) == limit:
                        break
        return found

    def tickets(self, words: Words, limit: int | None = None) -> list[str]:
        """Codes of the tickets that hold all of these words, each in any of its messages.

        The ticket in which they were all said most recently comes first.
        """
        sought = self._rarest_first(_sought(words))
        if len(sought) > 1 and self._count(sought[0]) < _FEW:
            return self._near_rare(sought)[:limit]
        if len(sought) > 1 and limit is not None and (leading := self._leading(sought, limit)) is not None:
            return leading
        found: dict[str, None] = {}
        missing: dict[str, set[_Sought]] = {}
        with closing(self._hits(sought)) as hits:
            for _place, number, ticket, message in hits:
                if ticket in found or not self._stands(sought[number].term, message):
                    continue
                left = missing.setdefault(ticket, set(sought))
                left.discard(sought[number])
                if not left:
                    found[ticket] = None
                    if len(found) == limit:
                        break
        return list(found)

    def codes(self, words: Words) -> frozenset[str]:
        """The same tickets in no order, which is quicker where there are many."""
        sought = self._rarest_first(_sought(words))
        if len(sought) > 1 and self._count(sought[0]) < _FEW:
            return frozenset(self._near_rare(sought))
        found: set[str] | None = None
        for one in sought:
            having = self._tickets_with(one)
            found = having if found is None else found & having
            if not found:
                break
        return frozenset(found or ())

    def _near_rare(self, sought: Sequence[_Sought]) -> list[str]:
        """The tickets of the rarest term that hold the others too: few enough to look into each."""
        tellers = [self._newest(one) for one in sought]
        newest = {}
        for code in self._tickets_with(sought[0]):
            places = [teller(code) for teller in tellers]
            if None not in places:
                newest[code] = min(p for p in places if p is not None)
        return sorted(newest, key=lambda code: newest[code], reverse=True)

    def _leading(self, sought: Sequence[_Sought], limit: int) -> list[str] | None:
        """The newest tickets, following the rarest term and asking for the others; None where that leads too far."""
        # Asking FTS5 about one place reads the term's list from its beginning: so each list is read once.
        tellers = [self._newest(one, at_once=True) for one in sought[1:]]
        best: list[tuple[int, str]] = []
        asked: set[str] = set()
        with closing(self._hits(sought[:1])) as hits:
            for place, _number, ticket, message in hits:
                if len(best) == limit and best[0][0] >= place:
                    break  # whatever follows was said before the last of the best
                if ticket in asked or not self._stands(sought[0].term, message):
                    continue
                asked.add(ticket)
                if len(asked) > _FAR:
                    return None
                places = [teller(ticket) for teller in tellers]
                if None not in places:
                    heapq.heappush(best, (min(place, *(p for p in places if p is not None)), ticket))
                    if len(best) > limit:
                        heapq.heappop(best)
        return [ticket for _place, ticket in sorted(best, reverse=True)]

    def _hits(self, sought: Sequence[_Sought]) -> Generator[Row, None, None]:
        """(place, which term, ticket, message) of each hit, newest first, as far as they are asked for."""
        session = self._flushed()
        with ExitStack() as stack:
            streams = [
                stack.enter_context(closing(session.stream(one.newest, (number, one.found.match))))
                for number, one in enumerate(sought)
            ]
            yield from streams[0] if len(streams) == 1 else heapq.merge(*streams, reverse=True)

    def _tickets_with(self, one: _Sought) -> set[str]:
        if not needs_reading(one.term):
            return {ticket for (ticket,) in self._flushed().rows(one.tickets, (one.found.match,))}
        return {
            ticket for _place, _number, ticket, message in [*self._hits([one])] if self._stands(one.term, message)
        }

    def _newest(self, one: _Sought, *, at_once: bool = False) -> Callable[[str], int | None]:
        """Tells the newest place of a term within a ticket."""
        session = self._flushed()
        # FTS5 gathers every word with a beginning at each question: so it is asked once, for all places.
        at_once = at_once or one.begins
        known = self._places(one) if at_once else set()

        def newest(code: str) -> int | None:
            if at_once:
                rows = [r for r in session.rows(_OF_TICKET, (code,)) if r[0] in known]
            else:
                rows = session.rows(one.within, (code, one.found.match))
            return next((int(place) for place, message in rows if self._stands(one.term, message)), None)

        return newest

    def _places(self, one: _Sought) -> set[int]:
        return {place for (place,) in self._flushed().rows(one.places, (one.found.match,))}

    def _probe(self, one: _Sought) -> Callable[[int], bool]:
        """Tells whether a term stands in the message at a place."""
        if one.begins:
            return self._places(one).__contains__
        sql = f"{one.places} AND rowid = ?"
        return lambda place: bool(self._flushed().rows(sql, (one.found.match, place)))

    def _rarest_first(self, sought: Sequence[_Sought]) -> list[_Sought]:
        return sorted(sought, key=self._count) if len(sought) > 1 else list(sought)

    def _count(self, one: _Sought, most: int | None = None) -> int:
        """How many messages hold a term; counts no further than `most` (`_FEW`)."""
        sql = f"SELECT count(*) FROM ({one.places} LIMIT {most or _FEW})"
        return int(self._flushed().rows(sql, (one.found.match,))[0][0])

    def _stands(self, term: Term, message: int) -> bool:
        """Whether a quoted term of several words stands literally in a message; others the tokens have told."""
        if not needs_reading(term):
            return True
        wanted = plain(term.text)
        text = self._store.table("texts").get(doc_id=message) or {}
        if wanted in plain(text.get("text", "")):
            return True
        return wanted in plain(self.text_of(message, text))

    def text_of(self, message: int, text: Mapping[str, Any] | None = None) -> str:
        """All that is searched of a message (or of a note: its number is negative)."""
        if message < 0:
            event = self._store.table("events").get(doc_id=-message)
            return str(event["data"].get("text", "")) if event else ""
        doc = self._store.table("messages").get(doc_id=message)
        if text is None:
            text = self._store.table("texts").get(doc_id=message) or {}
        return searchable_text(doc, text) if doc else ""

    def notes_of(self, ticket: str) -> set[int]:
        """The positions of the notes of a ticket that can be found."""
        rows = self._flushed().rows("SELECT message FROM hits WHERE ticket = ? AND message < 0", (ticket,))
        return {-message for (message,) in rows}

    def texts(self, ticket: str, most: int) -> Iterator[str]:
        """All that is searched of a ticket's newest messages and notes, newest first."""
        for _place, message in self._flushed().rows(_OF_TICKET + " LIMIT ?", (ticket, most)):
            yield self.text_of(message)

    def weights(self, words: Words, most: int) -> dict[Term, int]:
        """In how many messages each word stands, counted no further than `most`."""
        return {one.term: self._count(one, most) for one in _sought(words)}

    def _flushed(self) -> Session:
        session = self._engine.session
        if session.depth:
            _write_gathered(session)
        return session


def _write_gathered(session: Session) -> None:
    """Write what was added in this transaction; in the order of places, which FTS5 takes in one piece."""
    added = session.gathered.pop(_GATHERED, None)
    if not added:
        return
    added.sort()
    session.run_many(_NOBODY, [(a[1],) for a in added])
    places = _free_places(session, [a[0] for a in added])
    hits = [(place, a[1], a[2]) for place, a in zip(places, added, strict=True)]
    session.run_many("INSERT INTO hits(place, message, ticket) VALUES(?, ?, ?)", hits)
    for table, column in (("grams", 3), ("starts", 4)):
        rows = [(place, a[column]) for place, a in zip(places, added, strict=True)]
        session.run_many(f"INSERT INTO {table}(rowid, tokens) VALUES(?, ?)", rows)


def _free_places(session: Session, wanted: list[int]) -> list[int]:
    """For each of these ascending places the next that is free, ascending too.

    Small numbers close together keep the index small, so the place is the time itself, not time and id.
    """
    last = -1
    places = []
    for place in wanted:
        last = _next_free(session, max(place, last + 1))
        places.append(last)
    return places


def _next_free(session: Session, place: int) -> int:
    while True:
        taken = session.rows("SELECT place FROM hits WHERE place BETWEEN ? AND ? ORDER BY 1", (place, place + 999))
        for expected, (found,) in enumerate(taken, place):
            if found != expected:
                return expected
        place += len(taken)
        if len(taken) < 1000:
            return place


def _sought(words: Words) -> list[_Sought]:
    """Terms with their look-ups; what holds no letter or digit is passed over."""
    terms = dict.fromkeys(w if isinstance(w, Term) else Term(w) for w in words)
    return [_Sought(term, found) for term in terms if (found := lookup(term)) is not None]
