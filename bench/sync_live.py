"""New mail until its row is painted in the console, beyond what the server itself takes to tell of it."""

from __future__ import annotations

import os
import socket
import tempfile
import threading
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pyte

from bench.figures import at
from bench.sync_large import set_up
from bench.tui import _CONSOLE, Line
from bench.verdict import Figure, judge
from config.home import Home
from config.settings_file import load_settings
from core.decisions import set_status
from core.desk import Desk
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.mail_maker import small
from tests.servers.other_client import OtherClient

_THERE, _COMING, _ROWS = 200, 60, 10


class Console(Line):
    """The console on a home, and its screen as a terminal shows it."""

    def __init__(self, home: Home) -> None:
        super().__init__(_CONSOLE, str(home.root))
        self._screen = pyte.Screen(120, 40)
        self._terminal = pyte.ByteStream(self._screen)

    def shows(self, text: str, patience: float = 20.0) -> float:
        """When the screen has first been seen to hold a text; waits for it."""
        limit = time.perf_counter() + patience
        while time.perf_counter() < limit and not any(text in line for line in self._screen.display):
            self._terminal.feed(self._read(1.0))
        return time.perf_counter()

    def rest(self) -> None:
        """Read on until it writes nothing more for a moment."""
        while data := self._read(0.3):
            self._terminal.feed(data)


class Idling:
    """A connection that idles on INBOX and notes when the server says that there is one message more."""

    def __init__(self, server: Dovecot) -> None:
        self._sock = socket.create_connection(("127.0.0.1", server.port))
        self._sock.sendall(f'a LOGIN support "{PASSWORD}"\r\nb EXAMINE INBOX\r\nc IDLE\r\n'.encode())
        self.said: dict[int, float] = {}
        """When the server first told of so many messages."""
        self.idles = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def told(self, count: int, patience: float = 20.0) -> float:
        """When it told of so many messages; waits for it."""
        limit = time.perf_counter() + patience
        while count not in self.said and time.perf_counter() < limit:
            time.sleep(0.001)
        return self.said.get(count, limit)

    def close(self) -> None:
        """Close it."""
        self._sock.close()

    def _read(self) -> None:
        with self._sock.makefile("rb") as lines:
            for line in lines:
                if line.startswith(b"+ "):
                    self.idles.set()
                if line.endswith(b" EXISTS\r\n"):
                    self.said.setdefault(int(line.split()[1]), time.perf_counter())


def _mail(subject: str) -> bytes:
    """Mail that comes now, from somebody new."""
    now = format_datetime(datetime.now(UTC))
    name = subject.replace(" ", "")
    return (
        f"From: {name} <{name}@customer.example>\r\nTo: support@example.com\r\nSubject: {subject}\r\nDate: {now}\r\n"
        f"Message-ID: <{name}@customer.example>\r\n\r\nWhere is it?\r\n"
    ).encode()


def _all_solved(home: Home) -> None:
    """Leave no ticket on the list, so that the next ones are on its first screen."""
    with Desk.open(home, load_settings(home)) as desk:
        desk.do(*(set_status(code, "closed") for code in desk.codes("status:open")))


def live() -> None:
    """Print how long after the server has told of a message the console shows its ticket."""
    with Dovecot() as server, tempfile.TemporaryDirectory(prefix="mado-bench-") as name:
        home = Home(Path(name) / "home")
        other = OtherClient(server)
        other.append(small(n) for n in range(_THERE))
        set_up(server, home)
        idling = Idling(server)
        idling.idles.wait(20)
        console = Console(home)
        console.shows("In step", 120.0)
        console.rest()
        beyond = []
        for number in range(_COMING):
            marker = f"Push {number:03d} come"
            other.imap.append("INBOX", _mail(marker))
            done = time.perf_counter()
            painted = console.shows(marker)
            beyond.append((painted - max(done, idling.told(_THERE + number + 1))) * 1000)
            if number % _ROWS == _ROWS - 1:
                _all_solved(home)
            console.rest()
        console.end()
        idling.close()
        other.close()
    ascending = sorted(beyond)
    print(f"{_COMING} messages one by one, load {os.getloadavg()[0]:.1f}", end="")
    print(f": p50 {at(ascending, 0.5):.0f} ms, p90 {at(ascending, 0.9):.0f} ms, most {ascending[-1]:.0f} ms")
    print(judge("told by the server until painted, p99", Figure([at(ascending, 0.99)]), 250, 50, "ms"))
