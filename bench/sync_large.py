"""A large mailbox: the first ticket, memory, nothing new, and a little that is new."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from bench.verdict import Figure, judge
from config.errors import MadoError
from config.home import Home
from config.settings_file import load_settings
from core.desk import Desk
from mailsync.stopping import StopSignal
from mailsync.sync import Syncer
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.mail_maker import realistic
from tests.servers.other_client import OtherClient, fill_maildir

ROOT = Path(__file__).parents[1]
_NEW, _FLAGGED, _GONE = 100, 50, 20
_ROUNDS = 5


class Watched:
    """A process and its children: their memory, sampled until it ends."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.samples: list[tuple[float, int, int]] = []
        """Seconds, and bytes of the process and of all together."""
        self._began = time.perf_counter()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Wait until the process has ended."""
        self._process.wait()
        self._thread.join()

    def _sample(self) -> None:
        while self._process.poll() is None:
            mine = _resident(self._process.pid)
            others = sum(_resident(pid) for pid in _children(self._process.pid))
            self.samples.append((time.perf_counter() - self._began, mine, mine + others))
            time.sleep(0.1)

    def most(self, share_from: float = 0.0, share_to: float = 1.0) -> float:
        """Megabytes of all together at their most, in a part of the time."""
        whole = self.samples[-1][0]
        return max((s[2] for s in self.samples if share_from <= s[0] / whole <= share_to), default=0) / 1e6


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()] + [
            int(word)
            for task in Path(f"/proc/{pid}/task").iterdir()
            if task.name != str(pid)
            for word in (task / "children").read_text().split()
        ]
    except OSError:
        return []


def large(count: int) -> None:
    """Print the rows of a mailbox with that many messages."""
    with Dovecot() as server, tempfile.TemporaryDirectory(prefix="mado-bench-") as name:
        fill_maildir(server, (realistic(n) for n in range(count)))
        OtherClient(server).close()
        home = Home(Path(name) / "home")
        _first(server, home, count)
        settings = load_settings(home)
        with Desk.open(home, settings) as desk, StopSignal(None) as signal:
            syncer = Syncer(desk, settings.mailboxes[0], PASSWORD, signal=signal)
            syncer.run()
            _nothing_new(server, syncer)
            _little_new(server, syncer, count)
            syncer.close()


def _mado(home: Home, *words: str) -> list[str]:
    program = "import sys; from cli.entry import main; sys.argv[0] = 'mado'; main()"
    return [sys.executable, "-c", program, "--home", str(home.root), "--quiet", *words]


def set_up(server: Dovecot, home: Home, user: str = "support") -> None:
    """`mado init`, by flags."""
    where = ("--imap", f"127.0.0.1:{server.port}", "--imap-security", "none", "--user", user)
    secret = ("--password-command", f"echo {PASSWORD}")
    words = _mado(home, "init", "--name", "Mai", "--email", f"{user}@example.com", *where, *secret)
    subprocess.run(words, cwd=ROOT, check=True, stderr=subprocess.DEVNULL)


def _first(server: Dovecot, home: Home, count: int) -> None:
    began = time.perf_counter()
    set_up(server, home)
    syncing = subprocess.Popen(_mado(home, "sync"), cwd=ROOT)
    watched = Watched(syncing)
    usable = 0.0
    while not usable and syncing.poll() is None:
        usable = time.perf_counter() - began if _has_a_ticket(home) else 0.0
        time.sleep(0.02)
    watched.end()
    whole = time.perf_counter() - began
    with Desk.open(home, load_settings(home)) as desk:
        kept = desk.store.table("messages").total()
    if kept != count:
        sys.exit(f"{kept} of {count} messages")
    load = os.getloadavg()[0]
    print(f"{count:,} messages: first sync {whole:.0f} s, {whole / count * 1000:.2f} ms a message, load {load:.1f}")
    print(judge("first ticket usable after mado init", Figure([usable]), 5, 2, "s"))
    early, late = watched.most(0.1, 0.4), watched.most(0.7, 1.0)
    print(judge("memory of all its processes in the first sync", Figure([watched.most()]), 200, 120, "MB"))
    print(f"  at most {early:.0f} MB in the first third and {late:.0f} MB in the last; main process alone ", end="")
    print(f"{max(s[1] for s in watched.samples) / 1e6:.0f} MB")


def _has_a_ticket(home: Home) -> bool:
    """Whether another process finds a ticket, as a person would, who looks."""
    if not home.store_file.exists():
        return False
    try:
        with Desk.open(home, load_settings(home)) as desk:
            return bool(desk.rows("", 0, 1))
    except MadoError:
        return False


def _nothing_new(server: Dovecot, syncer: Syncer) -> None:
    taken = []
    for _round in range(30):
        began = time.perf_counter()
        if (result := syncer.run()).error is not None:
            raise result.error
        taken.append((time.perf_counter() - began) * 1000)
    print(judge("nothing new, CONDSTORE, on a line that stays", Figure(taken[5:]), 20, 5, "ms"))
    bare = Bare(server)
    opened = []
    for _round in range(5):
        began = time.perf_counter()
        bare.open()
        opened.append((time.perf_counter() - began) * 1000)
    bare.close()
    print(f"  the first look of a line {taken[0]:.0f} ms; EXAMINE alone, bare, {Figure(opened).median:.0f} ms")


def _little_new(server: Dovecot, syncer: Syncer, count: int) -> None:
    bare = Bare(server)
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(_ROUNDS):
        first = count + number * _NEW
        other = OtherClient(server)
        other.append((realistic(n) for n in range(first, first + _NEW)), first=first)
        low = 1 + number * 200
        other.mark(list(range(low + 50, low + 50 + _FLAGGED)), b"\\Flagged")
        other.expunge(list(range(low, low + _GONE)))
        other.close()
        steps: list[tuple[list[float], Callable[[], object]]] = [(theirs, bare.catch_up), (ours, syncer.run)]
        for taken, step in steps if number % 2 else steps[::-1]:
            began = time.perf_counter()
            step()
            taken.append((time.perf_counter() - began) * 1000)
    bare.close()
    figure = Figure(ours).over(Figure(theirs))
    print(judge(f"{_NEW} new, {_FLAGGED} flagged, {_GONE} expunged, of the bare commands", figure, 4, 2))
    print(f"  ours {Figure(ours).median:.0f} ms, to searchable tickets, bare {Figure(theirs).median:.0f} ms")


class Bare:
    """A connection that says no more than it must to learn what has changed, and keeps nothing."""

    def __init__(self, server: Dovecot) -> None:
        self._sock = socket.create_connection(("127.0.0.1", server.port))
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._said(b'LOGIN support "%s"' % PASSWORD.encode())
        self._opened = self.open()

    def catch_up(self) -> None:
        """Flags changed since last time, what is there, and every new message."""
        uidnext, modseq = self._opened
        self._opened = self.open()
        self._said(b"UID FETCH 1:* (FLAGS) (CHANGEDSINCE %d)" % modseq)
        self._said(b"UID SEARCH RETURN (ALL) ALL")
        self._said(b"UID FETCH %d:* (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])" % uidnext)

    def open(self) -> tuple[int, int]:
        """Open the folder anew; its UIDNEXT and HIGHESTMODSEQ."""
        answer = self._said(b"EXAMINE INBOX (CONDSTORE)")
        found = [int(answer.split(word + b" ", 1)[1].split(b"]", 1)[0]) for word in (b"UIDNEXT", b"HIGHESTMODSEQ")]
        return found[0], found[1]

    def close(self) -> None:
        """Close it."""
        self._sock.close()

    def _said(self, command: bytes) -> bytes:
        self._sock.sendall(b"a " + command + b"\r\n")
        answer = bytearray()
        while b"\r\na " not in (tail := bytes(answer[-4000:])) or not tail.endswith(b"\r\n"):
            answer += self._sock.recv(1 << 20)
            if answer.startswith(b"a "):
                break
        return bytes(answer)
