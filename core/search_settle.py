"""Making the search index one piece and marking frequent words, after much has come in: a little at a time.

Each look-up then has one place to look at. Every step is a short transaction of its own; one may stop at any time,
and who comes next goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from config.errors import MadoError
from core.search_marks import begin_marks, make_marks, marked
from core.store.engine import Engine

MUCH = 1000
_PAUSE, _LOOK, _BUSY = 0.05, 5.0, 1.0


def unsettled(engine: Engine) -> bool:
    """Whether it is worth while: a thousand messages have come in since it was settled, and a twentieth of all."""
    upto, after = marked(engine.session)
    return after is not None or _much_came(engine, upto)


def _much_came(engine: Engine, upto: int) -> bool:
    return newest(engine) - upto >= max(MUCH, upto // 20)


def newest(engine: Engine) -> int:
    """The highest number of a message that can be found."""
    return int(engine.session.rows("SELECT ifnull(max(message), 0) FROM hits")[0][0])


def settle(engine: Engine, pages: int) -> Iterator[None]:
    """The steps; each moves about so many pages of 4 KB, or marks some words."""
    upto, after = marked(engine.session)
    if after is None or _much_came(engine, upto):
        for table in ("grams", "starts"):
            yield from _merge(engine, table, pages)
        begin_marks(engine)
    yield from make_marks(engine)


def _merge(engine: Engine, table: str, pages: int) -> Iterator[None]:
    work = -pages  # negative: begin to merge everything there is
    while True:
        with engine.transaction() as session:
            before = session.conn.total_changes
            session.run(f"INSERT INTO {table}({table}, rank) VALUES('merge', ?)", (work,))
            done = session.conn.total_changes - before < 2
        if done:
            return
        work = pages
        yield


def settle_when_idle(engine: Engine, pages: int, stopped: Callable[[float], bool]) -> None:
    """Settle whenever it is worth while and no mail is coming in, until `stopped(seconds)`, which waits, says so."""
    before = -1
    while not stopped(_LOOK):
        with suppress(MadoError):  # a full disk, a lock that is held for long: nothing is lost, and it goes on later
            now = newest(engine)
            calm, before = now == before, now
            for _step in settle(engine, pages) if calm and unsettled(engine) else ():
                coming, before = newest(engine) != before, newest(engine)
                if stopped(_BUSY if coming else _PAUSE):
                    return
