"""Writing what a transaction added to the search index: its places where they are asked for, its tokens last."""

from __future__ import annotations

import orjson

from core.search_marks import unmark
from core.store.session import Session

GATHERED, PLACED = "search", "search tokens"
"""In `Session.gathered`: (time as a place, message, ticket, grams, starts), and (place, grams, starts)."""
_PAGE = 400
NOBODY = "UPDATE hits SET message = 0, ticket = '' WHERE message = ?"


def write_gathered(session: Session) -> None:
    """Write what was added in this transaction; in the order of places, which FTS5 takes in one piece."""
    write_hits(session)
    added = session.gathered.pop(PLACED, None)
    if added:
        added.sort()
        for table, column in (("grams", 1), ("starts", 2)):
            rows = [(a[0], a[column]) for a in added]
            session.run_many(f"INSERT INTO {table}(rowid, tokens) VALUES(?, ?)", rows)


def write_hits(session: Session) -> None:
    """Give what was added its places. Its tokens wait: FTS5 writes out all it holds before each row of a table that
    has a trigger, so they had best come after every other row of the transaction.
    """
    added = session.gathered.pop(GATHERED, None)
    if not added:
        return
    added.sort()
    numbers = [a[1] for a in added]
    unmark(session, numbers)
    session.run_many(NOBODY, [(number,) for number in _placed(session, numbers)])
    places = _free_places(session, [a[0] for a in added])
    hits = [(place, a[1], a[2]) for place, a in zip(places, added, strict=True)]
    session.run_many("INSERT INTO hits(place, message, ticket) VALUES(?, ?, ?)", hits)
    waiting = session.gathered.setdefault(PLACED, [])
    waiting += [(place, a[3], a[4]) for place, a in zip(places, added, strict=True)]


def _free_places(session: Session, wanted: list[int]) -> list[int]:
    """For each of these ascending places the next that is free, ascending too.

    Small numbers close together keep the index small, so the place is the time itself, not time and id.
    """
    taken = _taken(session, wanted)
    last = -1
    places = []
    for place in wanted:
        last = place if place > last and place not in taken else _next_free(session, max(place, last + 1))
        places.append(last)
    return places


def _placed(session: Session, numbers: list[int]) -> list[int]:
    """Of these messages those that have a place already."""
    sql = "SELECT DISTINCT message FROM hits WHERE message IN (SELECT value FROM json_each(?))"
    return [number for (number,) in session.rows(sql, (orjson.dumps(numbers).decode(),))]


def _taken(session: Session, places: list[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(places), _PAGE):
        part = places[start : start + _PAGE]
        sql = f"SELECT place FROM hits WHERE place IN ({', '.join('?' * len(part))})"
        found.update(place for (place,) in session.rows(sql, part))
    return found


def _next_free(session: Session, place: int) -> int:
    while True:
        taken = session.rows("SELECT place FROM hits WHERE place BETWEEN ? AND ? ORDER BY 1", (place, place + 999))
        for expected, (found,) in enumerate(taken, place):
            if found != expected:
                return expected
        place += len(taken)
        if len(taken) < 1000:
            return place
