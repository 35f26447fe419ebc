"""Ways to get one mailbox's mail from a server, ours and others, each from nothing to its end."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from imapclient import IMAPClient

from config.home import Home
from config.settings import Agent, Mailbox, Settings
from core.arrivals import Arrival, FolderState, Intake, Place, SetAside
from core.desk import Desk
from core.store import Store
from core.store.records import pack_record
from mailsync.sync import sync_mailbox
from tests.servers.dovecot import PASSWORD, Dovecot

ITEMS = ("FLAGS", "INTERNALDATE", "RFC822.SIZE", "BODY.PEEK[]")
BATCH = 500
IN_FLIGHT = 4
_NOTED_TOGETHER = 2000


class Keeping(list[Arrival]):
    """A batch whose bytes are being brought to the disk; `done` once they are there."""

    def __init__(self, arrivals: Sequence[Arrival], done: Future[None]) -> None:
        super().__init__(arrivals)
        self.done = done


class RawLog:
    """A desk that only keeps the bytes, durably: what remains is the network half of a sync and its raw log."""

    def __init__(self, home: Home, store: Store) -> None:
        self.home = home
        self._store = store
        self.team = SimpleNamespace(active=False)
        self._syncing = ThreadPoolExecutor(1)
        self.reads_ahead = 3
        self._unnoted = 0

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
        """Append the bytes to the log, and bring them to the disk while the next come over the line."""
        digests = [hashlib.sha256(arrival.raw).digest() for arrival in arrivals]
        self._store.raw.put_records([(d, pack_record(a.raw, d)) for d, a in zip(digests, arrivals, strict=True)])
        return Keeping(arrivals, self._syncing.submit(self._store.raw.sync))

    def end_reading_ahead(self) -> None:
        """Nothing more comes."""
        self._syncing.shutdown()
        self._note()

    def take_in(
        self, batch: Sequence[Arrival], state: FolderState | None = None, aside: Iterable[SetAside] = ()
    ) -> Intake:
        """Wait until the bytes of a batch are on the disk."""
        kept = batch if isinstance(batch, Keeping) else self.read_ahead(batch)
        cast(Keeping, kept).done.result()
        self._unnoted += len(batch)
        if self._unnoted >= _NOTED_TOGETHER:
            self._note()
        return Intake(fetched=len(batch))

    def _note(self) -> None:
        """Write the index of the packs, which is derived: they themselves tell what they hold."""
        self._unnoted = 0
        with self._store.remembering(durable=False):
            pass


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


def raw_log(server: Dovecot, count: int) -> int:
    """Our sync up to the durable raw log."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder)).ensure()
        with Store.open(home) as store:
            desk = cast(Desk, RawLog(home, store))
            return sync_mailbox(desk, server.mailbox(), PASSWORD).fetched


def whole(server: Dovecot, count: int) -> int:
    """Our sync into a fresh home, to searchable tickets."""
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
    quiet = subprocess.DEVNULL
    subprocess.run(words, cwd=folder, env=environment, check=True, stdout=quiet, stderr=quiet)


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


WAYS: dict[str, Callable[[Dovecot, int], int]] = {
    "raw": raw,
    "IMAPClient": imapclient,
    "raw log": raw_log,
    "mado sync": whole,
}
if shutil.which("mbsync") and shutil.which("mu"):
    WAYS["mbsync + mu"] = with_mu
if shutil.which("mbsync") and shutil.which("notmuch"):
    WAYS["mbsync + notmuch"] = with_notmuch
