"""Mails of a plan that were just made: what is known of them is not found out again when they have left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.bulk.ready import Ready

_MOST = 1000


class JustMade:
    """By the names of their bytes, the last thousand of them that this process has made."""

    def __init__(self) -> None:
        self._made: dict[str, Ready] = {}

    def remember(self, made: Iterable[Ready]) -> None:
        """These were made."""
        self._made.update((one.sha, one) for one in made)
        while len(self._made) > _MOST:
            self._made.pop(next(iter(self._made)), None)

    def raws(self, shas: Iterable[str]) -> Sequence[tuple[bytes, bytes]]:
        """Names (digests) and bytes of those of these that are remembered, for another process to send."""
        made = [self._made[sha] for sha in shas if sha in self._made]
        return [(one.said.digest, one.composed.raw) for one in made]

    def take(self, sha: str) -> Ready | None:
        """What is known of a mail; told once."""
        return self._made.pop(sha, None)
