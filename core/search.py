"""Full-text search over messages: which messages and tickets hold these words, newest first.

SQLite's FTS5 keeps the tokens of `core/grams.py`. A message can be found in the very transaction that
stores it: additions are gathered, and written before this thread's next search or at its commit.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing

from core.grams import Term, expression, needs_reading, plain, tokens
from core.searchable import searchable_text
from core.store import Store
from core.store.session import Row, Session

_GATHERED = "search"
_FEW = 200
_BITS = 22
_JOINED = "FROM grams CROSS JOIN hits ON hits.place = grams.rowid WHERE grams MATCH ?"
_NEWEST = f"SELECT hits.ticket, hits.message {_JOINED} ORDER BY grams.rowid DESC"
_HOLDS = (
    "SELECT hits.place, hits.message FROM hits CROSS JOIN grams ON grams.rowid = hits.place "
    "WHERE hits.ticket = ? AND grams MATCH ? ORDER BY hits.place DESC"
)

Words = Iterable[Term | str]


class SearchIndex:
    """The index of one store. Writing belongs into the transaction that stores the message."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._engine = store.engine
        store.engine.before_commit[_GATHERED] = _write_gathered

    # writing -------------------------------------------------------------------------------
    def add(self, message: int, ticket: str, when: int, text: str) -> None:
        """Make a message findable. `when` (seconds since 1970) decides what counts as newest."""
        place = (min(max(when, 0), 1 << 36) << _BITS) | (message & ((1 << _BITS) - 1))
        with self._engine.transaction() as session:
            session.gathered.setdefault(_GATHERED, []).append((place, message, ticket, tokens(text)))

    def remove(self, message: int, text: str | None = None) -> None:
        """A message is found no more. With its text its tokens go too, else they stay behind, unreachable."""
        with self._engine.transaction() as session:
            _write_gathered(session)
            if text is not None:
                sql = "INSERT INTO grams(grams, rowid, tokens) SELECT 'delete', place, ? FROM hits WHERE message = ?"
                session.run(sql, (tokens(text), message))
            session.run("DELETE FROM hits WHERE message = ?", (message,))

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
        terms = _terms(words)
        if not terms:
            return []
        found = []
        with closing(self._hits(" AND ".join(e for _term, e in terms))) as hits:
            for _ticket, message in hits:
                if all(self._stands(term, message) for term, _expression in terms):
                    found.append(message)
                    if len(found) == limit:
                        break
        return found

    def tickets(self, words: Words, limit: int | None = None) -> list[str]:
        """Codes of the tickets that hold all of these words, each in any of its messages.

        The ticket whose newest message with one of the words is newest comes first.
        """
        terms = _terms(words)
        if not terms:
            return []
        wanted = None if len(terms) == 1 else self._codes(terms) if limit is None else self._near(terms, limit)
        found: dict[str, None] = {}
        if wanted is not None and not wanted:
            return []
        if wanted is not None and len(wanted) <= _FEW:
            return self._ordered(wanted, terms)[:limit]
        with closing(self._hits(" OR ".join(e for _term, e in terms))) as hits:
            for ticket, message in hits:
                if ticket in found or (wanted is not None and ticket not in wanted):
                    continue
                if any(self._stands(term, message) for term, _expression in terms):
                    found[ticket] = None
                    if len(found) == limit or (wanted is not None and len(found) == len(wanted)):
                        break
        return list(found)

    def codes(self, words: Words) -> frozenset[str]:
        """The same tickets in no order, which is quicker where there are many."""
        terms = _terms(words)
        return frozenset(self._codes(terms)) if terms else frozenset()

    def _codes(self, terms: Sequence[tuple[Term, str]]) -> set[str]:
        """Tickets that hold every term: the rarest first, and probing only what is left of it."""
        found: set[str] | None = None
        for term, words in sorted(terms, key=lambda t: self._count(t[1])):
            if found is not None and len(found) <= _FEW:
                found = {code for code in found if self._holds(code, term, words)}
            else:
                having = self._tickets_with(term, words)
                found = having if found is None else found & having
            if not found:
                break
        return found or set()

    def _near(self, terms: Sequence[tuple[Term, str]], limit: int) -> set[str] | None:
        """Enough tickets for a window: where all terms are common, of the newest; else of all."""
        if min(self._count(words) for _term, words in terms) < _FEW:
            return self._codes(terms)
        seen: set[str] = set()
        found: set[str] = set()
        with closing(self._hits(" OR ".join(e for _term, e in terms))) as hits:
            for ticket, _message in hits:
                if ticket in seen:
                    continue
                seen.add(ticket)
                if all(self._holds(ticket, term, words) for term, words in terms):
                    found.add(ticket)
                if len(found) >= limit:
                    return found
                if len(seen) >= 2 * _FEW:
                    return self._codes(terms)
        return found

    def _ordered(self, codes: set[str], terms: Sequence[tuple[Term, str]]) -> list[str]:
        newest = {}
        for code in codes:
            places = [p for term, words in terms if (p := self._newest(code, term, words)) is not None]
            newest[code] = max(places, default=0)
        return sorted(newest, key=lambda code: newest[code], reverse=True)

    def _hits(self, words: str) -> Generator[Row, None, None]:
        """(ticket, message) of each hit, newest first, as far as they are asked for."""
        return self._flushed().stream(_NEWEST, (words,))

    def _tickets_with(self, term: Term, words: str) -> set[str]:
        if not needs_reading(term):
            return {t for (t,) in self._flushed().rows(f"SELECT DISTINCT hits.ticket {_JOINED}", (words,))}
        return {ticket for ticket, message in list(self._hits(words)) if self._stands(term, message)}

    def _holds(self, code: str, term: Term, words: str) -> bool:
        return self._newest(code, term, words) is not None

    def _newest(self, code: str, term: Term, words: str) -> int | None:
        for place, message in self._flushed().rows(_HOLDS, (code, words)):
            if self._stands(term, message):
                return int(place)
        return None

    def _count(self, words: str) -> int:
        """How many messages hold a term; counts no further than `_FEW`."""
        sql = f"SELECT count(*) FROM (SELECT 1 FROM grams WHERE grams MATCH ? LIMIT {_FEW})"
        return int(self._flushed().rows(sql, (words,))[0][0])

    def _stands(self, term: Term, message: int) -> bool:
        """Whether a quoted term with signs in it stands literally in a message; others the tokens have told."""
        if not needs_reading(term):
            return True
        doc = self._store.table("messages").get(doc_id=message)
        text = self._store.table("texts").get(doc_id=message) or {}
        return doc is not None and plain(term.text) in plain(searchable_text(doc, text))

    def _flushed(self) -> Session:
        session = self._engine.session
        if session.depth:
            _write_gathered(session)
        return session


def _write_gathered(session: Session) -> None:
    """Write what was added in this transaction; in the order of places, which FTS5 takes in one piece."""
    added = session.gathered.pop(_GATHERED, None)
    if added:
        added.sort()
        session.run_many("DELETE FROM hits WHERE message = ?", [(a[1],) for a in added])
        session.run_many(
            "INSERT OR REPLACE INTO hits(place, message, ticket) VALUES(?, ?, ?)", [a[:3] for a in added]
        )
        session.run_many("INSERT INTO grams(rowid, tokens) VALUES(?, ?)", [(a[0], a[3]) for a in added])


def _terms(words: Words) -> list[tuple[Term, str]]:
    """Terms with their expressions; what holds no letter or digit is passed over."""
    terms = dict.fromkeys(w if isinstance(w, Term) else Term(w) for w in words)
    return [(term, found) for term in terms if (found := expression(term)) is not None]
