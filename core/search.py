"""Full-text search over messages: which messages and tickets hold these words, newest first.

SQLite's FTS5 keeps the tokens of `core/grams.py`. A message can be found in the very transaction that
stores it: additions are gathered, and written before this thread's next search or at its commit.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from typing import Any

from core.grams import Term, Tokens, lookup, needs_reading, plain, tokens
from core.search_terms import Sought, Stream, Teller, spelled_out
from core.searchable import searchable_text
from core.store import Store
from core.store.session import Session

_GATHERED = "search"
_LATELY = 1000
"""A term is frequent that stands in twenty of so many newest messages and notes; in a small desk none is."""
_NEVER = 1 << 62
_PLACES_A_SECOND = 4
_OF_TICKET = "SELECT place, message FROM hits WHERE ticket = ? ORDER BY place DESC"
_NOBODY = "UPDATE hits SET message = 0, ticket = '' WHERE message = ?"

Words = Iterable[Term | str]


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
        found: list[int] = []
        with self._rarest_first(words) as (rarest, others):
            for place, _ticket, message in rarest.hits() if rarest else ():
                if message in found[-1:] or not all(other.stands_at(place) for other in others):
                    continue
                terms = [one.sought.term for one in (rarest, *others) if one]
                if message > 0 and all(self._stands(term, message) for term in terms):
                    found.append(message)
                    if len(found) == limit:
                        break
        return found

    def tickets(self, words: Words, limit: int | None = None) -> list[str]:
        """Codes of the tickets that hold all of these words, each in any of its messages.

        The ticket in which they were all said most recently comes first. The rarest word leads; whether the
        others stand in its tickets is asked ticket by ticket.
        """
        best: list[tuple[int, str]] = []
        asked: set[str] = set()
        with self._rarest_first(words) as (rarest, others):
            for place, ticket, message in rarest.hits() if rarest else ():
                if len(best) == limit and best[0][0] >= place:
                    break  # whatever follows was said before the last of the best
                if ticket in asked or (rarest and not self._stands(rarest.sought.term, message)):
                    continue
                asked.add(ticket)
                said = self._said_last(ticket, place, others)
                if said is not None:
                    heapq.heappush(best, (said, ticket))
                    if limit is not None and len(best) > limit:
                        heapq.heappop(best)
        return [ticket for _place, ticket in sorted(best, reverse=True)]

    def _said_last(self, ticket: str, place: int, others: Sequence[Teller]) -> int | None:
        """The place to which all words had been said in a ticket, the rarest at `place`; None where one was not."""
        for other in others:
            term = other.sought.term
            newest = next((p for p, message in other.of_ticket(ticket) if self._stands(term, message)), None)
            if newest is None:
                return None
            place = min(place, newest)
        return place

    def codes(self, words: Words) -> frozenset[str]:
        """The same tickets in no order, which is quicker where there are many."""
        with self._rarest_first(words) as (rarest, others):
            few = rarest is not None and rarest.reaches < 0
            sought = [] if rarest is None else [rarest.sought, *(other.sought for other in others)]
        if few:
            return frozenset(self.tickets(words))
        found: set[str] | None = None
        for one in sought:
            having = self._tickets_with(one)
            found = having if found is None else found & having
            if not found:
                break
        return frozenset(found or ())

    @contextmanager
    def _rarest_first(self, words: Words) -> Iterator[tuple[Stream | None, list[Teller]]]:
        """The hits of the rarest word, and who tells of the others, the rarest of them first; None for no word."""
        session = self._flushed()
        with ExitStack() as stack:
            streams = []
            for one in _sought(words):
                streams.append(stack.enter_context(closing(Stream(session, spelled_out(session, one)))))
            streams.sort(key=lambda stream: stream.reaches)
            for stream in streams[1:]:
                stream.close()
            frequent = self._lately()
            tellers = [Teller(session, s.sought, frequent=s.reaches >= frequent) for s in streams[1:]]
            yield (streams[0] if streams else None), tellers

    def _lately(self) -> int:
        """The place of the message before which so many are newer that a frequent term stands in twenty of them."""
        sql = "SELECT place FROM hits WHERE message ORDER BY place DESC LIMIT 1 OFFSET ?"
        rows = self._flushed().rows(sql, (_LATELY,))
        return int(rows[0][0]) if rows else _NEVER

    def _tickets_with(self, one: Sought) -> set[str]:
        session = self._flushed()
        if not needs_reading(one.term):
            return {ticket for (ticket,) in session.rows(one.tickets, (one.found.match,))}
        hits = session.rows(one.newest, (one.found.match,))
        return {ticket for _place, ticket, message in hits if self._stands(one.term, message)}

    def _count(self, one: Sought, most: int) -> int:
        """How many messages hold a term; counts no further than `most`."""
        sql = f"SELECT count(*) FROM ({one.places} LIMIT {most})"
        return int(self._flushed().rows(sql, (one.found.match,))[0][0])

    def settle(self, pages: int = 64) -> Iterator[None]:
        """Make the index one piece again, a little at each step: so each look-up has one place to look at.

        Worth it after many messages came in. Each step is a transaction; stop at any time.
        """
        for table in ("grams", "starts"):
            work = -pages
            while True:
                with self._engine.transaction() as session:
                    before = session.conn.total_changes
                    session.run(f"INSERT INTO {table}({table}, rank) VALUES('merge', ?)", (work,))
                    done = session.conn.total_changes - before < 2
                if done:
                    break
                work = pages
                yield

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


def _sought(words: Words) -> list[Sought]:
    """Terms with their look-ups; what holds no letter or digit is passed over."""
    terms = dict.fromkeys(w if isinstance(w, Term) else Term(w) for w in words)
    return [Sought(term, found) for term in terms if (found := lookup(term)) is not None]
