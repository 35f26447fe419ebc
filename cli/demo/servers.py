"""An IMAP and an SMTP server on free loopback ports, in one background thread: for the demo and for tests."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Coroutine, Iterable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from cli.demo.imap_server import Delivery, ImapServer, Stored
from cli.demo.sink import Envelope, Sink, smtp_protocol

__all__ = ["Delivery", "EmbeddedServers", "Envelope", "Sink", "Stored"]

_T = TypeVar("_T")
_START_SECONDS = 20.0
_log = logging.getLogger("mado.demo")


class EmbeddedServers:
    """A whole mail system for one user, in memory; nothing leaves the machine.

        with EmbeddedServers() as servers:
            servers.deliver(raw)                      # arrives in INBOX, is pushed to clients in IDLE
            servers.sink.wait(lambda e: "a@example.com" in e.recipients)

    IMAP: pymap's in-memory backend without TLS (IDLE, MOVE, UIDPLUS; no CONDSTORE, no SPECIAL-USE, keywords
    are dropped). SMTP: takes everything, logging in by PLAIN or LOGIN is optional. The folders `Sent` and
    `Archive` exist beside INBOX. Methods may be called from any thread. Entering raises OSError where no
    port can be had.
    """

    def __init__(
        self,
        user: str = "support@shop.example",
        password: str = "practice",
        *,
        folders: Sequence[str] = ("Sent", "Archive"),
        smtp_size_limit: int = 33_554_432,
    ) -> None:
        self.user = user
        self.password = password
        self.host = "127.0.0.1"
        self.imap_port = 0
        self.smtp_port = 0
        self.sink = Sink()
        self._folders = tuple(folders)
        self._size_limit = smtp_size_limit
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="embedded-servers", daemon=True)
        self._ready = threading.Event()
        self._failure: BaseException | None = None

    def __enter__(self) -> Self:
        # Without a handler of their own these loggers would write their warnings to standard error.
        for name in ("mail.log", "mail.debug", "pymap", "asyncio", "mado.demo"):
            _silence(logging.getLogger(name))
        self._thread.start()
        if not self._ready.wait(_START_SECONDS):
            raise OSError("The embedded mail servers did not start.")
        if self._failure is not None:
            self._thread.join()
            raise OSError(f"The embedded mail servers did not start: {self._failure}") from self._failure
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Close all connections and end the thread; a second call does nothing."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(_START_SECONDS)

    def deliver(
        self, raw: bytes, folder: str = "INBOX", when: datetime | None = None, flags: Iterable[str] = ()
    ) -> int:
        """Put one message into a folder as on arrival; clients in IDLE are told. Returns its UID."""
        return self.deliver_all([Delivery(raw, folder, when, tuple(flags))])[0]

    def deliver_all(self, deliveries: Iterable[Delivery]) -> Sequence[int]:
        """Put many messages into their folders at once; their UIDs in the same order."""
        return self._call(self._imap.put(list(deliveries)))

    def stored(self, folder: str = "INBOX") -> Sequence[Stored]:
        """Everything that stands in a folder. Raises KeyError where there is no such folder."""
        return self._call(self._imap.stored(folder))

    def _call(self, work: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_exception_handler(_note)
        try:
            self._loop.run_until_complete(self._serve())
        except OSError as error:
            self._failure = error
        finally:
            self._ready.set()
            self._loop.close()

    async def _serve(self) -> None:
        self._stopping = asyncio.Event()
        self._imap = ImapServer(self.user, self.password)
        self.imap_port = await self._imap.start(self._folders)
        smtp = await self._loop.create_server(
            lambda: smtp_protocol(self.sink, self.user, self.password, self._size_limit), self.host, 0
        )
        self.smtp_port = smtp.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stopping.wait()
        smtp.close()
        await self._imap.stop()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def _silence(logger: logging.Logger) -> None:
    if not any(isinstance(handler, logging.NullHandler) for handler in logger.handlers):
        logger.addHandler(logging.NullHandler())


def _note(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # A client that goes away in the middle of a command is everyday: for a log, not for the terminal.
    _log.debug("embedded servers: %s", context.get("message"), exc_info=context.get("exception"))
