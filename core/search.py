"""Full-text search over messages: which messages and tickets hold these words, newest first.

SQLite's FTS5 keeps the tokens of `core/grams.py`. A message can be found in the very transaction that
stores it: additions are gathered, and written before this thread's next search or at its commit.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from typing import Any

import orjson

from core.grams import Term, Tokens, lookup, needs_reading, plain, tokens
from core.search_terms import Said, Sought, Stream, Teller, spelled_out
from core.search_write import GATHERED, NOBODY, write_gathered, write_hits
from core.searchable import searchable_text
from core.store import Store
from core.store.session import Session

_LATELY = 1000
_NEVER = 1 << 62
_TOGETHER = 60
"""Places are asked for together where about so many messages came meanwhile."""
_CHUNK, _LARGEST = 28, 1000
_PLACES_A_SECOND = 4
_OF_TICKET = "SELECT place, message FROM hits WHERE ticket = ? ORDER BY place DESC"
_OF_TICKETS = (
    "SELECT hits.ticket, hits.place, hits.message FROM json_each(?) AS wanted "
    "CROSS JOIN hits ON hits.ticket = wanted.value"
)

Words = Iterable[Term | str]
Fits = Callable[[Collection[str]], Collection[str]]
"""Of these codes those of tickets that are wanted."""


class SearchIndex:
    """The index of one store. Writing belongs into the transaction that stores the message."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._engine = store.engine
        self._known_lately = (0, _NEVER, 0)
        store.engine.before_commit[GATHERED] = write_hits
        store.engine.at_commit[GATHERED] = write_gathered

    # writing -------------------------------------------------------------------------------
    def add(self, message: int, ticket: str, when: int, text: str | Tokens) -> None:
        """Make a message findable. `when` (seconds since 1970) decides what counts as newest."""
        kept = tokens(text) if isinstance(text, str) else text
        first = min(max(when, 0), 1 << 40) * _PLACES_A_SECOND
        added = (first, message, ticket, kept.grams, kept.starts)
        session = self._engine.session
        if session.depth:
            session.gathered.setdefault(GATHERED, []).append(added)
            return
        with self._engine.transaction() as session:
            session.gathered.setdefault(GATHERED, []).append(added)

    def remove(self, message: int, text: str | None = None) -> None:
        """A message is found no more. With its text its tokens go too, else they stay behind, unreachable."""
        with self._engine.transaction() as session:
            write_gathered(session)
            if text is not None:
                kept = tokens(text)
                places = [place for (place,) in session.rows("SELECT place FROM hits WHERE message = ?", (message,))]
                for table, words in (("grams", kept.grams), ("starts", kept.starts)):
                    sql = f"INSERT INTO {table}({table}, rowid, tokens) VALUES('delete', ?, ?)"
                    session.run_many(sql, [(place, words) for place in places])
            # Its place is never given again: tokens that stayed behind must not speak for another message.
            session.run(NOBODY, (message,))

    def assign(self, message: int, ticket: str) -> None:
        """A message belongs to another ticket now."""
        with self._engine.transaction() as session:
            write_hits(session)
            session.run("UPDATE hits SET ticket = ? WHERE message = ?", (ticket, message))

    def move(self, ticket_from: str, ticket_to: str) -> None:
        """All messages of one ticket belong to another now."""
        with self._engine.transaction() as session:
            write_hits(session)
            session.run("UPDATE hits SET ticket = ? WHERE ticket = ?", (ticket_to, ticket_from))

    # searching -----------------------------------------------------------------------------
    def messages(self, words: Words, limit: int | None = None) -> list[int]:
        """Ids of the messages that hold all of these words, newest first."""
        found: list[int] = []
        with self._rarest_first(words) as (rarest, others):
            for place, _ticket, message in rarest.hits() if rarest else ():
                if message in found[-1:] or not all(other.stands_at(place, message) for other in others):
                    continue
                terms = [one.sought.term for one in (rarest, *others) if one]
                if message > 0 and all(self._stands(term, message) for term in terms):
                    found.append(message)
                    if len(found) == limit:
                        break
        return found

    def tickets(self, words: Words, limit: int | None = None, fits: Fits | None = None) -> list[str]:
        """Codes of the tickets that hold all of these words, each in any of its messages, and are among `fits`.

        The ticket in which they were all said most recently comes first. The rarest word leads; whether the
        others stand in its tickets is asked ticket by ticket.
        """
        best: list[tuple[int, str]] = []
        with self._rarest_first(words) as (rarest, others):
            for place, ticket, said in self._led_by(rarest, fits, whole=bool(others)):
                if len(best) == limit and best[0][0] >= place:
                    break  # whatever follows was said before the last of the best
                found = self._said_last(place, said, others)
                if found is not None:
                    heapq.heappush(best, (found, ticket))
                    if limit is not None and len(best) > limit:
                        heapq.heappop(best)
        return [ticket for _place, ticket in sorted(best, reverse=True)]

    def _led_by(
        self, rarest: Stream | None, fits: Fits | None, *, whole: bool
    ) -> Iterator[tuple[int, str, list[Said]]]:
        """The newest hit of the rarest word in each ticket (place, ticket), newest first.

        With all that was said in the ticket where `whole`. That is read for some tickets at a time; more and more,
        because where few are wanted many have to be looked at.
        """
        if rarest is None:
            return
        asked: set[str] = set()
        hits, term, count = rarest.hits(), rarest.sought.term, _CHUNK if fits is None else _CHUNK * 8
        while chunk := list(itertools.islice(hits, count)):
            fresh = [hit for hit in chunk if hit[1] not in asked]
            if fits is not None:
                there = {ticket for _place, ticket, _message in fresh}
                wanted = fits(there)
                asked |= there - set(wanted)
                fresh = [hit for hit in fresh if hit[1] in wanted]
            if needs_reading(term):
                standing = self._read_for(term, [message for _place, _ticket, message in fresh])
                fresh = [hit for hit in fresh if hit[2] in standing]
            said = self._said_in({ticket for _place, ticket, _message in fresh}) if whole and fresh else {}
            for place, ticket, _message in fresh:
                if ticket not in asked:
                    asked.add(ticket)
                    yield place, ticket, said.get(ticket, [])
            if len(fresh) < len(chunk) // 4:
                count = min(count * 2, _LARGEST)

    def _said_in(self, tickets: Collection[str]) -> dict[str, list[Said]]:
        """Every place and message of these tickets, newest first."""
        found: dict[str, list[Said]] = {}
        wanted = orjson.dumps(list(tickets)).decode()
        for ticket, place, message in self._flushed().rows(_OF_TICKETS, (wanted,)):
            found.setdefault(ticket, []).append((place, message))
        for said in found.values():
            said.sort(reverse=True)
        return found

    def _said_last(self, place: int, said: Sequence[Said], others: Sequence[Teller]) -> int | None:
        """The place to which all words had been said in a ticket, the rarest at `place`; None where one was not."""
        for other in others:
            term = other.sought.term
            newest = next((p for p, message in other.among(said) if self._stands(term, message)), None)
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
            yield (streams[0] if streams else None), self._tellers(streams[1:])

    def _tellers(self, streams: Sequence[Stream]) -> list[Teller]:
        """A term is frequent that stands in twenty of the newest messages and notes; in a small desk none is."""
        if not streams:
            return []
        session = self._flushed()
        lately, near = self._lately(session)
        return [Teller(session, s.sought, frequent=s.reaches >= lately, near=near) for s in streams]

    def _lately(self, session: Session) -> tuple[int, int]:
        """The place from which on the newest messages stand, and how far apart places are asked for together."""
        stamp = 0 if session.depth else self._engine.stamp()
        if not stamp or self._known_lately[0] != stamp:
            newest = session.rows("SELECT ifnull(max(place), 0) FROM hits")[0][0]
            sql = "SELECT place FROM hits WHERE message ORDER BY place DESC LIMIT 1 OFFSET ?"
            rows = session.rows(sql, (_LATELY,))
            lately = int(rows[0][0]) if rows else _NEVER
            near = max(0, (newest - lately) * _TOGETHER // max(_LATELY, 1))
            self._known_lately = (stamp, lately, near)
        return self._known_lately[1:]

    def _tickets_with(self, one: Sought) -> set[str]:
        session = self._flushed()
        if not needs_reading(one.term):
            return {ticket for (ticket,) in session.rows(one.tickets, (one.found.match,))}
        found: set[str] = set()
        hits = iter(session.rows(one.newest, (one.found.match,)))
        while chunk := list(itertools.islice(hits, _LARGEST)):
            fresh = {message: ticket for _place, ticket, message in chunk if ticket not in found}
            found.update(fresh[message] for message in self._read_for(one.term, list(fresh)))
        return found

    def _count(self, one: Sought, most: int) -> int:
        """How many messages hold a term; counts no further than `most`."""
        sql = f"SELECT count(*) FROM ({one.places} LIMIT {most})"
        return int(self._flushed().rows(sql, (one.found.match,))[0][0])

    def settle(self, pages: int = 64) -> Iterator[None]:
        """Make the index one piece again and mark frequent words, a little at each step (`core/search_settle.py`)."""
        from core.search_settle import settle

        return settle(self._engine, pages)

    def _stands(self, term: Term, message: int) -> bool:
        """Whether a quoted term of several words stands literally in a message; others the tokens have told."""
        return not needs_reading(term) or bool(self._read_for(term, [message]))

    def _read_for(self, term: Term, messages: Sequence[int]) -> set[int]:
        """Of these messages and notes those in which a term stands literally: most times in the text itself."""
        wanted = plain(term.text)
        texts = dict(self._store.table("texts").rows.some(m for m in messages if m > 0))
        standing = {number for number, text in texts.items() if wanted in plain(text.get("text", ""))}
        for number in set(messages) - standing:
            if wanted in plain(self.text_of(number, texts.get(number))):
                standing.add(number)
        return standing

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
        rows = self._placed().rows("SELECT message FROM hits WHERE ticket = ? AND message < 0", (ticket,))
        return {-message for (message,) in rows}

    def texts(self, ticket: str, most: int) -> Iterator[str]:
        """All that is searched of a ticket's newest messages and notes, newest first."""
        for _place, message in self._placed().rows(_OF_TICKET + " LIMIT ?", (ticket, most)):
            yield self.text_of(message)

    def bodies(self, tickets: Collection[str], most: int) -> dict[str, list[str]]:
        """The texts of the newest messages and notes of each ticket, without their headers, newest first."""
        said = {ticket: found[:most] for ticket, found in self._said_in(tickets).items()}
        numbers = [message for found in said.values() for _place, message in found if message > 0]
        texts = dict(self._store.table("texts").rows.some(numbers))
        return {
            ticket: [str(texts[m].get("text", "")) if m in texts else self.text_of(m) for _place, m in found]
            for ticket, found in said.items()
        }

    def subjects(self, tickets: Collection[str]) -> dict[str, str]:
        """The folded subjects of these tickets."""
        sql = "SELECT c_code, c_subject FROM d_tickets WHERE c_code IN (SELECT value FROM json_each(?))"
        rows = self._flushed().rows(sql, (orjson.dumps(list(tickets)).decode(),))
        return {code: subject for code, subject in rows if isinstance(subject, str)}

    def weights(self, words: Words, most: int) -> dict[Term, int]:
        """In how many messages each word stands, counted no further than `most`."""
        return {one.term: self._count(one, most) for one in _sought(words)}

    def _flushed(self) -> Session:
        """The session, with everything in the index that was added in its transaction."""
        session = self._engine.session
        if session.depth:
            write_gathered(session)
        return session

    def _placed(self) -> Session:
        """The session, with everything in `hits`; the tokens may still wait."""
        session = self._engine.session
        if session.depth:
            write_hits(session)
        return session


def _sought(words: Words) -> list[Sought]:
    """Terms with their look-ups; what holds no letter or digit is passed over."""
    terms = dict.fromkeys(w if isinstance(w, Term) else Term(w) for w in words)
    return [Sought(term, found) for term in terms if (found := lookup(term)) is not None]
