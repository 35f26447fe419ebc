"""Messages a second of a first sync, against plainer ways to get the same bytes in the same run.

    python -m bench.sync [MESSAGES] [REPEATS]

Rows: `raw`, a hand-written pipelined socket reader that keeps nothing; `IMAPClient`, its own fetch in batches
of 500; `network half`, our sync with a desk that throws everything away; `mado sync`, the whole of it, to
parsed, threaded, searchable tickets, durable. Medians; ratios are wall time against `raw`.
"""

from __future__ import annotations

import gc
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from imapclient import IMAPClient

from config.home import Home
from config.settings import Agent, Mailbox, Settings
from core.arrivals import Arrival, FolderState, Intake, Place, SetAside
from core.desk import Desk
from mailsync.sync import sync_mailbox
from tests.servers.dovecot import PASSWORD, Dovecot, missing
from tests.servers.mail_maker import realistic
from tests.servers.other_client import OtherClient, fill_maildir

ITEMS = ("FLAGS", "INTERNALDATE", "RFC822.SIZE", "BODY.PEEK[]")
BATCH = 500
IN_FLIGHT = 4


class NoDesk:
    """A desk that counts and forgets: what remains is the network half of a sync."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.team = SimpleNamespace(active=False)
        self.reads_ahead = 1

    def folder_state(self, mailbox: str, folder: str) -> FolderState | None:
        """Nothing was ever read."""
        return None

    def begin_history(self, mailbox: str, day: date | None, *, asked: bool) -> tuple[date | None, bool]:
        """Everything is read."""
        return None, False

    def server_changed(self, state: FolderState, gone: Collection[Place], flags: Mapping[Place, object]) -> Intake:
        """Forget what has changed."""
        return Intake()

    def read_ahead(self, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
        """Nothing is read."""
        return arrivals

    def end_reading_ahead(self) -> None:
        """Nothing was read."""

    def take_in(
        self, batch: Sequence[Arrival], state: FolderState | None = None, aside: Iterable[SetAside] = ()
    ) -> Intake:
        """Forget a batch."""
        return Intake(fetched=len(batch))


def raw(server: Dovecot, count: int) -> int:
    """Read every message off the socket with four commands under way; the number of literals seen."""
    with socket.create_connection(("127.0.0.1", server.port)) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.sendall(f'a LOGIN support "{PASSWORD}"\r\nb EXAMINE INBOX\r\n'.encode())
        wanted = b"(UID " + " ".join(ITEMS).encode() + b")"
        starts = list(range(1, count + 1, BATCH))
        for n, first in enumerate(starts[:IN_FLIGHT]):
            sock.sendall(b"c%d UID FETCH %d:%d %s\r\n" % (n, first, first + BATCH - 1, wanted))
        asked, ended, seen, tail = min(IN_FLIGHT, len(starts)), 0, 0, b""
        while ended < len(starts):
            data = tail + sock.recv(1 << 20)
            seen += data.count(b"BODY[] {")
            while ended < len(starts) and b"c%d OK" % ended in data:
                ended += 1
                if asked < len(starts):
                    first = starts[asked]
                    sock.sendall(b"c%d UID FETCH %d:%d %s\r\n" % (asked, first, first + BATCH - 1, wanted))
                    asked += 1
            tail = data[-7:]
        return seen


def imapclient(server: Dovecot, count: int) -> int:
    """IMAPClient as it is shipped, in batches; how many came."""
    client = IMAPClient("127.0.0.1", server.port, ssl=False, timeout=60)
    client.login("support", PASSWORD)
    client.select_folder("INBOX", readonly=True)
    uids = client.search("ALL")
    came = sum(len(client.fetch(uids[i : i + BATCH], ITEMS)) for i in range(0, len(uids), BATCH))
    client.logout()
    return came


def network_half(server: Dovecot, count: int) -> int:
    """Our sync without a desk behind it."""
    with tempfile.TemporaryDirectory() as folder:
        desk = cast(Desk, NoDesk(Home(Path(folder))))
        return sync_mailbox(desk, server.mailbox(), PASSWORD).fetched


def mbsync(server: Dovecot, folder: Path) -> None:
    """isync's first sync of INBOX into a Maildir, without fsync."""
    rc = folder / "mbsyncrc"
    rc.write_text(
        f"FSync no\n\nIMAPAccount a\nHost 127.0.0.1\nPort {server.port}\nUser support\nPass {PASSWORD}\n"
        "SSLType None\nAuthMechs LOGIN\n\n"
        f"IMAPStore far\nAccount a\n\nMaildirStore near\nInbox {folder}/mail/inbox\nPath {folder}/mail/\n\n"
        "Channel c\nFar :far:INBOX\nNear :near:\nCreate Near\nSync Pull\nSyncState *\n"
    )
    (folder / "mail").mkdir()
    _run(folder, "mbsync", "-c", str(rc), "c")


def _run(folder: Path, *words: str) -> None:
    environment = {**os.environ, "HOME": str(folder), "NOTMUCH_CONFIG": str(folder / "notmuchrc")}
    subprocess.run(words, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)


def with_mu(server: Dovecot, count: int) -> int:
    """mbsync, then mu's index over it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mbsync(server, folder)
        _run(folder, "mu", "init", "--muhome", str(folder / "mu"), "--maildir", str(folder / "mail"))
        _run(folder, "mu", "index", "--muhome", str(folder / "mu"), "--quiet")
        return sum(1 for _ in (folder / "mail").rglob("*,U=*"))


def with_notmuch(server: Dovecot, count: int) -> int:
    """mbsync, then notmuch's index over it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mbsync(server, folder)
        (folder / "notmuchrc").write_text(f"[database]\npath={folder / 'mail'}\n")
        _run(folder, "notmuch", "new")
        return sum(1 for _ in (folder / "mail").rglob("*,U=*"))


def whole(server: Dovecot, count: int) -> int:
    """Our sync into a fresh home."""
    folder = Path(tempfile.mkdtemp(prefix="mado-bench-"))
    mailbox: Mailbox = server.mailbox()
    try:
        with Desk.open(Home(folder), Settings(Agent("Bench"), (mailbox,))) as desk:
            result = sync_mailbox(desk, mailbox, PASSWORD)
            if result.error is not None:
                raise result.error
            return result.fetched
    finally:
        shutil.rmtree(folder)


WAYS: dict[str, Callable[[Dovecot, int], int]] = {
    "raw": raw,
    "IMAPClient": imapclient,
    "network half": network_half,
    "mado sync": whole,
}
if shutil.which("mbsync") and shutil.which("mu"):
    WAYS["mbsync + mu"] = with_mu
if shutil.which("mbsync") and shutil.which("notmuch"):
    WAYS["mbsync + notmuch"] = with_notmuch


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    if reason := missing():
        sys.exit(reason)
    walls: dict[str, list[float]] = {name: [] for name in WAYS}
    cpus: dict[str, list[float]] = {name: [] for name in WAYS}
    with Dovecot() as server:
        weight = sum(len(realistic(n)) for n in range(count))
        fill_maildir(server, (realistic(n) for n in range(count)))
        OtherClient(server).close()
        raw(server, count)
        for _ in range(repeats):
            for name, way in WAYS.items():
                gc.collect()
                wall, cpu = time.perf_counter(), time.process_time()
                came = way(server, count)
                walls[name].append(time.perf_counter() - wall)
                cpus[name].append(time.process_time() - cpu)
                if came != count:
                    sys.exit(f"{name}: {came} of {count} messages")
    print(f"{count} messages, {weight / 1e6:.1f} MB, Dovecot over loopback, medians of {repeats}")
    base = statistics.median(walls["raw"])
    for name in WAYS:
        wall, cpu = statistics.median(walls[name]), statistics.median(cpus[name])
        print(f"{name:16} {wall:7.2f} s {count / wall:8.0f} msg/s  CPU {cpu:6.2f} s  {wall / base:6.2f} x raw")
    ours, theirs = statistics.median(walls["mado sync"]), statistics.median(walls["IMAPClient"])
    print(f"mado sync takes {ours / theirs:.2f} x the time of a bare IMAPClient fetch")
    for peer in ("mbsync + mu", "mbsync + notmuch"):
        if peer in walls:
            print(f"mado sync takes {ours / statistics.median(walls[peer]):.2f} x the time of {peer}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory at its most: {peak:.0f} MB")


if __name__ == "__main__":
    main()
