"""How often and how patiently a watch works; tests make it quick."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds, all of them.

    `renew`: an IDLE is ended and everything looked at again (RFC 2177 allows 29 minutes; home routers
    forget a silent line after 5 to 10). `answer`: within it the server must end an IDLE. `poll`: between
    looks where there is no IDLE. `first_wait` doubles up to `longest_wait` while a mailbox cannot be
    reached, and starts anew once a connection has held for `healthy`. `post` is how often the outbox is asked.
    In a team, `ship` is how often it is asked what was decided here, `team` how often INBOX is looked at where the
    one line idles on the log or there is no IDLE, `hole` how soon the log is asked again for what it did not give.
    """

    renew: float = 300.0
    answer: float = 15.0
    poll: float = 60.0
    first_wait: float = 2.0
    longest_wait: float = 900.0
    healthy: float = 60.0
    post: float = 1.0
    team: float = 20.0
    ship: float = 0.2
    hole: float = 3.0


class BackOff:
    """Ever longer waits, each half as long up to half as long again by chance, so that desks do not march in step."""

    def __init__(self, pace: Pace, chance: Callable[[], float] = random.random) -> None:
        self._pace = pace
        self._chance = chance
        self._next = pace.first_wait

    def wait(self, at_least: float = 0.0) -> float:
        """How many seconds to wait now. `at_least` is what the server asked for."""
        wait = self._next * (0.5 + self._chance())
        self._next = min(self._next * 2, self._pace.longest_wait)
        return max(at_least, min(wait, self._pace.longest_wait))

    def reset(self) -> None:
        """The connection was well: begin small again."""
        self._next = self._pace.first_wait
