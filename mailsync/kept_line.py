"""A connection for sending that is kept from one batch to the next, and opened anew when it has ended."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from config.settings import Server
from mailsync.oauth import TokenSource
from mailsync.smtp import SmtpLine, SmtpTimeouts

_LONGEST_IDLE = 20.0
_MOST_MAILS = 1000
_PAUSE = 15.0


class KeptLine:
    """Use with `with`. Nested uses share the connection, which the outermost one closes.

    `due(what)` keeps what costs an IMAP login from happening with every batch of a long run.
    """

    def __init__(self) -> None:
        self._last: dict[str, float] = {}
        self._line: SmtpLine | None = None
        self._used = 0.0
        self._batches = 0
        self._depth = 0

    def __enter__(self) -> Self:
        self._depth += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._depth -= 1
        if not self._depth:
            self.close()

    def open(
        self,
        server: Server,
        user: str,
        password: str,
        timeouts: SmtpTimeouts,
        token: TokenSource | None = None,
    ) -> SmtpLine:
        """The connection that stands, or a new one. Raises MadoError.

        One that was idle for long may have been forgotten by something on the way, and servers count mails.
        """
        stale = time.monotonic() - self._used > _LONGEST_IDLE or self._batches >= _MOST_MAILS // 100
        if self._line is not None and (stale or not self._line.alive):
            self.close()
        if self._line is None:
            self._line = SmtpLine(server, user, password, timeouts, token=token).__enter__()
            self._batches = 0
        self._used = time.monotonic()
        self._batches += 1
        return self._line

    def due(self, what: str) -> bool:
        """Whether this was last done long enough ago; it counts as done now."""
        now = time.monotonic()
        if now - self._last.get(what, now - 2 * _PAUSE) < _PAUSE:
            return False
        self._last[what] = now
        return True

    def forget(self, what: str) -> None:
        """It came to nothing: it is due again."""
        self._last.pop(what, None)

    def close(self) -> None:
        """Say goodbye and close."""
        line, self._line = self._line, None
        if line is not None:
            line.__exit__(None, None, None)
