"""A TCP proxy in front of a real server that makes the faults which real lines have."""

from __future__ import annotations

import contextlib
import re
import select
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

_TICK = 0.02
_LITERAL = re.compile(rb"\{(\d+)\}\r\n\Z")


@dataclass
class FaultProxy:
    """Use with `with`; connect to `port`. Every fault may be switched while it runs.

    `cut_after`: close after that many bytes from the server on each connection, `cuts` times at most.
    `cut_when`: close as soon as a client's line matches, before it reaches the server.
    `silent`: pass nothing on either way and close nothing. `greeting`: say this and close.
    `replace`: (pattern, text) pairs for the server's lines, never for literals.
    `answer`: asked with each client line; what it returns goes to the client, and the line no further; with
    `then_close` the connection is closed after it.
    `before_line`: bytes said to the client before the server's next line, once.
    `piecewise`: the server's bytes arrive one at a time.
    `slip_in`: (pattern, bytes): said to the client right behind a server's line that matches, in one piece with it;
    from then on nothing is looked into any more, for TLS may begin.
    `lines` has every whole line of the clients, in order; `open` counts the connections that stand,
    `carried` the bytes from the server.
    """

    target: int
    cut_after: int | None = None
    cuts: int | None = None
    cut_when: re.Pattern[bytes] | None = None
    silent: bool = False
    greeting: bytes | None = None
    replace: list[tuple[re.Pattern[bytes], bytes]] = field(default_factory=list)
    answer: Callable[[bytes], bytes | None] | None = None
    then_close: bool = False
    before_line: bytes = b""
    piecewise: bool = False
    slip_in: tuple[re.Pattern[bytes], bytes] | None = None
    lines: list[bytes] = field(default_factory=list)
    accepted: int = 0
    open: int = 0
    carried: int = 0
    port: int = 0

    def __enter__(self) -> Self:
        self._over = threading.Event()
        self._seen = threading.Condition()
        self._relays: list[_Relay] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        self._over.set()
        # a thread that still waits for a connection would take one meant for whoever has this number next
        self._server.shutdown(socket.SHUT_RDWR)
        self._accepting.join(10)
        self._server.close()

    def wait_for(self, found: Callable[[list[bytes]], bool], timeout: float = 10.0) -> bool:
        """Until the clients' lines satisfy `found`; whether they did."""
        with self._seen:
            return self._seen.wait_for(lambda: found(self.lines), timeout)

    def say(self, data: bytes) -> None:
        """Say this to every client, as if the server did so by itself."""
        for relay in self._relays:
            relay.client.sendall(data)

    def hang_up(self, *, reset: bool = False, last: bytes = b"") -> None:
        """Close every connection that stands now (`reset`: by RST), and wait until that is done.

        `last` is said on them before: a client that heard it by `say` may have a new connection by then.
        """
        standing = list(self._relays)
        for relay in standing:
            if last:
                relay.client.sendall(last)
            if reset:
                relay.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            relay.over = True
        self.wait_for(lambda _: not any(relay in self._relays for relay in standing))

    def _count(self, by: int) -> None:
        with self._seen:
            self.open += by
            self._seen.notify_all()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            with self._seen:
                self.accepted += 1
                self._seen.notify_all()
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        if self.greeting is None:
            _Relay(self, client).run()
            return
        with client, contextlib.suppress(OSError):
            client.sendall(self.greeting)


class _Relay:
    """One connection through the proxy."""

    def __init__(self, proxy: FaultProxy, client: socket.socket) -> None:
        self.proxy = proxy
        self.client = client
        self.server = socket.create_connection(("127.0.0.1", proxy.target))
        for side in (self.client, self.server):
            side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent = 0
        self.from_client = b""
        self.from_server = b""
        self.literal = 0
        self.opaque = False
        self.over = False

    def run(self) -> None:
        self.proxy._relays.append(self)
        self.proxy._count(1)
        try:
            while not (self.over or self.proxy._over.is_set()) and self._step():
                pass
        except OSError:
            # one side went away: so does the other
            return
        finally:
            self.client.close()
            self.server.close()
            self.proxy._relays.remove(self)
            self.proxy._count(-1)

    def _step(self) -> bool:
        if self.proxy.silent:
            self.proxy._over.wait(_TICK)
            return True
        ready, _, _ = select.select([self.client, self.server], [], [], _TICK)
        if self.proxy.silent:
            return True
        if self.client in ready:
            data = self.client.recv(65536)
            if not data or not self._client_said(data):
                return False
        if self.server in ready:
            data = self.server.recv(65536)
            if not data or not self._server_said(data):
                return False
        return True

    def _client_said(self, data: bytes) -> bool:
        if self.opaque:
            self.server.sendall(data)
            return True
        self.from_client += data
        while b"\n" in self.from_client:
            line, _, self.from_client = self.from_client.partition(b"\n")
            line += b"\n"
            with self.proxy._seen:
                self.proxy.lines.append(line)
                self.proxy._seen.notify_all()
            if self.proxy.cut_when and self.proxy.cut_when.search(line):
                return False
            answer = self.proxy.answer(line) if self.proxy.answer else None
            if answer is not None:
                self.client.sendall(answer)
                if self.proxy.then_close:
                    return False
            else:
                self.server.sendall(line)
        return True

    def _server_said(self, data: bytes) -> bool:
        if self.proxy.slip_in and (found := self.proxy.slip_in[0].search(data)):
            data = data[: found.end()] + self.proxy.slip_in[1]
            self.proxy.slip_in, self.opaque = None, True
        elif (self.proxy.replace or self.proxy.before_line) and not self.opaque:
            data = self._rewritten(data)
        limit = self.proxy.cut_after
        if limit is not None and self.proxy.cuts != 0 and self.sent + len(data) > limit:
            if self.proxy.cuts is not None:
                self.proxy.cuts -= 1
            self.client.sendall(data[: limit - self.sent])
            return False
        self.sent += len(data)
        with self.proxy._seen:
            self.proxy.carried += len(data)
            self.proxy._seen.notify_all()
        pieces = [data[i : i + 1] for i in range(len(data))] if self.proxy.piecewise else [data]
        for piece in pieces:
            self.client.sendall(piece)
        return True

    def _rewritten(self, data: bytes) -> bytes:
        self.from_server += data
        out = b""
        while self.from_server:
            if self.literal:
                piece = self.from_server[: self.literal]
                self.from_server = self.from_server[len(piece) :]
                self.literal -= len(piece)
                out += piece
                continue
            end = self.from_server.find(b"\n")
            if end < 0:
                break
            line, self.from_server = self.from_server[: end + 1], self.from_server[end + 1 :]
            announced = _LITERAL.search(line)
            self.literal = int(announced[1]) if announced else 0
            for pattern, text in self.proxy.replace:
                line = pattern.sub(text, line)
            out += self.proxy.before_line + line
            self.proxy.before_line = b""
        return out
