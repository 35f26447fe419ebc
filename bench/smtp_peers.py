"""What the bulk bench sends into: a pipelining SMTP sink, aiosmtpd, a line with a delay, each its own process."""

from __future__ import annotations

import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent


def _serve_sink() -> None:
    server = socket.create_server(("127.0.0.1", 0), backlog=100)
    print(server.getsockname()[1], flush=True)
    while True:
        client, _address = server.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_take, args=(client,), daemon=True).start()


def _take(client: socket.socket) -> None:
    """Take every mail; answers are held back while the client's words are still unread (RFC 2920)."""
    client.sendall(b"220 sink.test ESMTP\r\n")
    data, answers, in_body = b"", b"", False
    while True:
        if in_body:
            end = 0 if data.startswith(b".\r\n") else data.find(b"\r\n.\r\n")
            if end >= 0:
                data, in_body = data[end + (3 if end == 0 else 5) :], False
                answers += b"250 2.0.0 taken\r\n"
        while not in_body and b"\r\n" in data:
            line, data = data.split(b"\r\n", 1)
            word = line[:4].upper()
            if word == b"EHLO":
                answers += b"250-sink.test\r\n250-PIPELINING\r\n250 SIZE 50000000\r\n"
            elif word == b"DATA":
                answers, in_body = answers + b"354 go on\r\n", True
            else:
                answers += b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n"
        if in_body and (data.startswith(b".\r\n") or b"\r\n.\r\n" in data):
            continue
        if answers:
            client.sendall(answers)
            answers = b""
        more = client.recv(1 << 18)
        if not more:
            return
        data += more


def _serve_aiosmtpd() -> None:
    """The usual SMTP server of the Python world, taking every mail."""
    import asyncio

    from aiosmtpd.handlers import Sink
    from aiosmtpd.smtp import SMTP

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(Sink()), "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(serve())


def _serve_delay(target: int, seconds: float) -> None:
    server = socket.create_server(("127.0.0.1", 0), backlog=100)
    print(server.getsockname()[1], flush=True)
    while True:
        client, _address = server.accept()
        other = socket.create_connection(("127.0.0.1", target))
        for near, far in ((client, other), (other, client)):
            near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _delayed(near, far, seconds)


def _delayed(near: socket.socket, far: socket.socket, seconds: float) -> None:
    """Everything from one end to the other, each piece as late as the line is long."""
    under_way: queue.Queue[tuple[float, bytes]] = queue.Queue()

    def read() -> None:
        while data := near.recv(1 << 18):
            under_way.put((time.monotonic() + seconds, data))
        under_way.put((time.monotonic() + seconds, b""))

    def write() -> None:
        while True:
            when, data = under_way.get()
            time.sleep(max(0.0, when - time.monotonic()))
            if not data:
                far.close()
                return
            far.sendall(data)

    for work in (read, write):
        threading.Thread(target=work, daemon=True).start()


@contextmanager
def process(*words: str) -> Iterator[int]:
    """One of the two, in a process of its own; yields its port."""
    command = [sys.executable, "-m", "bench.smtp_peers", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as running:
        assert running.stdout is not None
        try:
            yield int(running.stdout.readline())
        finally:
            running.kill()


if __name__ == "__main__" and sys.argv[1:]:
    if sys.argv[1] == "sink":
        _serve_sink()
    elif sys.argv[1] == "aiosmtpd":
        _serve_aiosmtpd()
    else:
        _serve_delay(int(sys.argv[2]), float(sys.argv[3]))
