"""Who is here, told through the team's log: a message of each desk that stands for a few minutes, not a decision.

A desk at which somebody sits appends one now and then and takes its last one out. It says who sits there since when,
and how far that desk has read the log. Nothing is folded from it; no history keeps it.
"""

from __future__ import annotations

import time as clock
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import orjson

from config.errors import MadoError
from core.here import Person
from core.ledger import Ledger
from core.log import Log, Position
from core.log_batch import Malformed
from core.team_state import TeamBook, TeamState

SAY_EVERY = 300
STANDS = 3 * SAY_EVERY
"""Seconds for which a desk's word counts: it may have missed one turn, and the next may be under way."""
MOST_PEOPLE = 50


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody at a console: `replica` is their desk, `since` by their own clock, `heard` by the server's."""

    agent: str
    replica: str
    since: int
    heard: int
    me: bool = False


def content_of(state: TeamState, people: Sequence[Person]) -> bytes:
    """What a desk says of itself."""
    said = {"r": state.replica, "p": [[p.agent, p.since] for p in people], "m": [state.era, state.uid]}
    return orjson.dumps(said)


def take_word(state: TeamState, content: bytes, time: int) -> str:
    """Keep what a desk says of itself, the newest word of each; its replica. Raises Malformed."""
    try:
        said = orjson.loads(content)
        replica, mark = str(said["r"]), [int(said["m"][0]), int(said["m"][1])]
        people = [[str(agent), int(since)] for agent, since in said["p"][:MOST_PEOPLE]]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise Malformed(type(error).__name__) from error
    if time >= state.here.get(replica, [0])[0]:
        state.here[replica] = [time, mark, people]
    return replica


def say_here(ledger: Ledger, book: TeamBook, log: Log, people: Sequence[Person]) -> None:
    """Say who is here where it is time to, or where they are others than before. Raises nothing: it is a courtesy."""
    state = book.load()
    names = sorted(p.agent for p in people)
    if state is None or state.key_changed or not people:
        return
    now = int(clock.time())
    if state.said_here[1:] == [names] and 0 <= now - int(state.said_here[0]) < SAY_EVERY:
        return
    with suppress(MadoError):
        old = [uid for uid, kind, _size, told in book.messages(state.era) if kind == "here" and _ours(told, state)]
        log.append(state.ring.seal("here", content_of(state, people)))
        with ledger.store.transaction():
            state = book.load() or state
            state.said_here = [now, names]
            book.save(state)
        if old:
            log.remove([Position(state.era, uid) for uid in old])
            book.forget_these(state.era, old)


def _ours(told: Sequence[tuple[str, int]], state: TeamState) -> bool:
    return any(replica == state.replica for replica, _seq in told)


def present(state: TeamState, here: Sequence[Person]) -> list[Present]:
    """Who is here: `here` at this home, the others as their desks last said; by name."""
    now = clock.time()
    found = [Present(p.agent, state.replica, p.since, p.last, True) for p in here]
    for replica, (time, _mark, people) in state.here.items():
        if replica != state.replica and now - time < STANDS:
            found += [Present(agent, replica, since, time) for agent, since in people]
    return sorted(found, key=lambda p: (not p.me, p.agent))


def behind(ledger: Ledger, state: TeamState, replica: str) -> int | None:
    """How many decisions a desk had not read when it said where it is; None where it did not, or long ago."""
    time, mark, _people = state.here.get(replica, (0, (0, 0), ()))
    if clock.time() - time >= STANDS:
        return None
    era, uid = mark
    sql = "SELECT coalesce(sum(events), 0) FROM team_batches WHERE (era, uid) > (?, ?) AND replica != ?"
    return int(ledger.store.engine.session.rows(sql, (era, uid, replica))[0][0])
