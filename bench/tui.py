"""How quick the console is, in a real pseudo-terminal: start-up, and keys to their last byte.

`python -m bench.tui`, MADO_BENCH_TICKETS as in bench/desks.py. Times are of this machine now; read the ratios.
Goals: start at most 1.6 times an empty Textual app; a cursor move within 8 ms (median), a page 20, opening a
ticket 60, back 30; 1.2 KB for a move; a ticket of 200 messages or 1 MB twice one of 3; a letter 100 while 10,000
messages come in from another process.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.desks import desk
from config.home import Home
from config.settings import Agent, Mailbox, Server, Settings
from core.arrivals import Arrival, Place
from core.desk import Desk

ROOT = Path(__file__).parents[1]
RUNS = int(os.environ.get("MADO_BENCH_RUNS", "5"))
QUIET = 0.09
BOX = Mailbox(
    name="shop",
    email="support@shop.example",
    imap=Server("127.0.0.1", 1, "none"),
    smtp=Server("127.0.0.1", 1, "none"),
    user="support@shop.example",
)
ORDER: dict[str, int] = {}
EMPTY_APP = """
from textual.app import App
from textual.widgets import Static
class Empty(App[None]):
    def compose(self):
        yield Static("1/1 ready")
    def on_key(self, event):
        self.exit()
Empty().run()
"""
_CONSOLE = """
import sys
sys.argv = ["mado", "--home", sys.argv[1]]
from cli.entry import main
main()
"""


class Line:
    """A process in a terminal; `settle` gives the time of its last byte and how many came."""

    def __init__(self, program: str, *words: str, size: tuple[int, int] = (120, 40)) -> None:
        self.began = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none"}
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # As installed, not compiling itself at each start.
            os.execv(sys.executable, [sys.executable, "-c", program, *words])
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def until(self, sign: bytes, patience: float = 120.0) -> float:
        """Seconds from the start until a sign has been written."""
        seen, limit = b"", time.perf_counter() + patience
        while sign not in seen and time.perf_counter() < limit:
            seen = seen[-200:] + self._read(1.0)
        return time.perf_counter() - self.began

    def key(self, keys: str) -> tuple[float, int]:
        """(seconds until the last byte before a pause, bytes) for some keys."""
        self.quiet()
        began = last = time.perf_counter()
        os.write(self._fd, keys.encode())
        count = 0
        while data := self._read(QUIET):
            count += len(data)
            last = time.perf_counter()
        return last - began, count

    def echoed(self, letter: str) -> float:
        """Seconds until a letter that was typed has been written."""
        began, seen, sign = time.perf_counter(), b"", letter.encode()
        os.write(self._fd, sign)
        while sign not in seen and time.perf_counter() - began < 5:
            seen = seen[-100:] + self._read(1.0)
        return time.perf_counter() - began

    def shown(self, keys: str, sign: bytes) -> float:
        """Seconds from some keys until a sign stands on the screen, and what is painted with it."""
        self.quiet()
        began = last = time.perf_counter()
        os.write(self._fd, keys.encode())
        seen, found = b"", False
        while data := self._read(0.02 if found else 5.0):
            last = time.perf_counter()
            seen = seen[-100:] + data
            found = found or sign in seen
        return last - began

    def quiet(self, seconds: float = 0.3) -> None:
        """Wait until nothing is written any more."""
        while self._read(seconds):
            pass

    def end(self) -> None:
        """Stop this process."""
        os.kill(self.pid, signal.SIGTERM)
        while not os.waitpid(self.pid, os.WNOHANG)[0]:
            self._read(0.05)  # A terminal that is not read would keep it from ending.
        os.close(self._fd)

    def _read(self, seconds: float) -> bytes:
        ready, _w, _x = select.select([self._fd], [], [], seconds)
        try:
            return os.read(self._fd, 1 << 16) if ready else b""
        except OSError:
            return b""


def console_line(home: Path) -> Line:
    """The console on a desk."""
    return Line(_CONSOLE, str(home))


def starts(home: Path) -> tuple[float, float, float, float]:
    """Median seconds: bare Python, an empty app ready, the console's list readable, and live; taken in turns."""
    python, empty, readable, console = [], [], [], []
    for _run in range(RUNS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        python.append(time.perf_counter() - began)
        line = Line(EMPTY_APP)
        empty.append(line.until(b"ready"))
        line.end()
        line = console_line(home)
        readable.append(line.until(b"Opening"))
        console.append(line.until(b"1/"))
        line.end()
    return (
        statistics.median(python),
        statistics.median(empty),
        statistics.median(readable),
        statistics.median(console),
    )


def keys(home: Path) -> None:
    """Print latency and bytes of the frequent keys."""
    line = console_line(home)
    line.until(b"1/")
    line.key("7")
    for name, pressed, times in (
        ("cursor inside the window", ["j", "k"], 40),
        ("page down", ["\x1b[6~"], 20),
        ("end and home", ["G", "g"], 6),
        ("open, back", ["\r", "\x1b[Z"], 10),
    ):
        for one in pressed:
            _report(f"{name} ({one!r})" if len(pressed) > 1 else name, line, pressed, one, times)
    line.end()


def _report(name: str, line: Line, pressed: Sequence[str], one: str, times: int) -> None:
    taken = []
    for _time in range(times):
        for key in pressed:
            found = line.key(key)
            if key == one:
                taken.append(found)
    seconds = sorted(t for t, _n in taken)
    size = statistics.median(n for _t, n in taken)
    p99 = seconds[min(len(seconds) - 1, round(len(seconds) * 0.99))]
    print(f"{name:34} p50 {statistics.median(seconds) * 1000:6.1f} ms   p99 {p99 * 1000:6.1f} ms   {size:7.0f} B")


def large_tickets() -> None:
    """Opening a ticket of 200 messages, and one with a message of 1 MB, against one of 3."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder)).ensure()
        with Desk.open(home, Settings(Agent("mai"), (BOX,))) as desk:
            for name, count, size in (("large", 1, 1_000_000), ("many", 200, 400), ("few", 3, 400)):
                desk.take_in([_arrival(f"{name}-{n}", f"{name}-0" if n else "", size) for n in range(count)])
        (home.root / "config.toml").write_text('[agent]\nname = "mai"\n', encoding="utf-8")
        line = console_line(home.root)
        line.until(b"1/")
        line.key("7")
        took = {}
        for name, there, away in (("few", "k", "j"), ("many", "j", "k"), ("large", "jj", "kk")):  # the newest on top
            taken: list[float] = []
            for _time in range(10):
                line.key("g")
                if there == "k":
                    line.key("j")
                line.key(there + away)
                taken.append(line.shown(there + "\r", f"mark-{name}-".encode()))
                line.key("\x1b[Z")
            took[name] = statistics.median(taken)
        line.end()
    for name, said in (("many", "200 messages"), ("large", "1 MB in a message")):
        ratio = took[name] / took["few"]
        print(
            f"{f'open a ticket: {said}':34} {took[name] * 1000:10.1f} ms   {ratio:.2f} x one of 3 (must 2, goal 1.2)"
        )


def _arrival(name: str, answers: str, size: int) -> Arrival:
    head = f"From: Hanako <hanako@customer.example>\r\nTo: {BOX.email}\r\nMessage-ID: <{name}@customer.example>\r\n"
    head += f"Subject: {name.partition('-')[0]}\r\n"
    if answers:
        head += f"References: <{answers}@customer.example>\r\n"
    text = f"mark-{name}\r\n" + "A line of what a customer writes about a parcel.\r\n" * max(1, size // 50)
    uid = int.from_bytes(hashlib.sha256(name.encode()).digest()[:3], "big") + 1
    raw = f"{head}Date: Mon, 23 Nov 2026 10:00:00 +0900\r\n\r\n{text}".encode()
    when = datetime(2026, 11, 23, 1, 0, tzinfo=UTC) + timedelta(seconds=ORDER.setdefault(name, len(ORDER)))
    return Arrival(Place(BOX.name, "INBOX", 1, uid), "inbox", (), when, raw)


def while_syncing(messages: int = 10_000) -> None:
    """A letter typed until it stands on the screen, while another process takes messages in."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder)).ensure()
        with Desk.open(home, Settings(Agent("mai"), (BOX,))) as desk:
            desk.take_in([_arrival(f"first{n}-0", "", 400) for n in range(50)])
        (home.root / "config.toml").write_text('[agent]\nname = "mai"\n', encoding="utf-8")
        line = console_line(home.root)
        line.until(b"1/")
        line.key("n")
        words = [sys.executable, "-c", "import bench.tui; import sys; bench.tui.take_in(*sys.argv[1:])"]
        other = subprocess.Popen([*words, str(home.root), str(messages)], cwd=ROOT, stdout=subprocess.PIPE)
        assert other.stdout is not None
        other.stdout.readline()
        taken: list[float] = []
        while other.poll() is None and len(taken) < 300:
            taken.append(line.echoed(chr(0x9B00 + len(taken))))
            time.sleep(0.03)  # as a quick hand types
        done = other.poll() is not None
        other.wait()
        line.end()
    taken.sort()
    p99 = taken[min(len(taken) - 1, round(len(taken) * 0.99))]
    print(
        f"{f'a letter while {messages:,} messages come in':34} p50 {statistics.median(taken) * 1000:6.1f} ms   "
        f"p99 {p99 * 1000:6.1f} ms   (must 100, goal 50; {len(taken)} letters{', all of the while' if done else ''})"
    )


def take_in(folder: str, messages: str) -> None:
    """The other process: messages as a first sync brings them, a hundred at a time."""
    with Desk.open(Home(Path(folder)), Settings(Agent("mai"), (BOX,))) as desk:
        print("begun", flush=True)
        for start in range(0, int(messages), 100):
            desk.take_in([_arrival(f"m{n}-0", "", 400) for n in range(start, start + 100)])


def main() -> None:
    """Measure and print."""
    with desk() as made:
        home = made.home.root
        (home / "config.toml").write_text('[agent]\nname = "mai"\n', encoding="utf-8")
        first = console_line(home)  # Leaves the first picture for the next starts.
        first.until(b"1/")
        first.end()
        python, empty, readable, console = starts(home)
        print(f"{made.size.tickets:,} tickets, 120x40")
        print(f"ready: empty Textual app {empty * 1000:.0f} ms, console {console * 1000:.0f} ms", end="")
        print(f": {console / empty:.2f} x")
        print(f"list readable: {readable * 1000:.0f} ms, python -c pass {python * 1000:.0f} ms", end="")
        print(f": {readable / python:.1f} x")
        keys(home)
    large_tickets()
    while_syncing()


if __name__ == "__main__":
    main()
