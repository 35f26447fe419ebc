"""Mails of a plan that were just made: what is known of them is not found out again when they have left."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.bulk.ready import Ready

_MOST = 1000
_PACKED = 4


class JustMade:
    """By the names of their bytes, the last thousand of them.

    What another process made is `packed` there and unpacked here only when it is asked for: mostly it is not,
    because that process writes down what left.
    """

    def __init__(self) -> None:
        self._made: dict[str, Ready] = {}
        self._packed: deque[bytes] = deque(maxlen=_PACKED)

    def remember(self, made: Iterable[Ready]) -> None:
        """These were made here."""
        self._made.update((one.sha, one) for one in made)
        while len(self._made) > _MOST:
            self._made.pop(next(iter(self._made)), None)

    def remember_packed(self, made: bytes) -> None:
        """These were made, and `packed`, by another process of this program."""
        self._packed.append(made)

    def packed(self, shas: Iterable[str]) -> bytes:
        """Those of these that are remembered, for another process; they stay here too."""
        return pickle.dumps(self._some(shas), protocol=pickle.HIGHEST_PROTOCOL)

    def raws(self, shas: Iterable[str]) -> Sequence[tuple[bytes, bytes]]:
        """Names (digests) and bytes of those of these that are remembered, for another process to send."""
        return [(one.said.digest, one.composed.raw) for one in self._some(shas)]

    def take(self, sha: str) -> Ready | None:
        """What is known of a mail; told once."""
        while sha not in self._made and self._packed:
            self.remember(pickle.loads(self._packed.popleft()))
        return self._made.pop(sha, None)

    def _some(self, shas: Iterable[str]) -> list[Ready]:
        return [self._made[sha] for sha in shas if sha in self._made]
