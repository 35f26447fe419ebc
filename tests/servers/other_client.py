"""Another mail program on the same mailbox: fills, appends, marks and removes, as people do in webmail."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from imapclient import IMAPClient

from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.mail_maker import START


class HasPort(Protocol):
    """A server on loopback."""

    @property
    def port(self) -> int:
        """Its port without TLS."""


class OtherClient:
    """A plain IMAPClient connection of one user. Close it."""

    def __init__(self, server: HasPort, user: str = "support") -> None:
        self.imap = IMAPClient("127.0.0.1", server.port, ssl=False, timeout=20)
        self.imap._imap.debug = 0
        self.imap.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.imap.login(user, PASSWORD)

    def append(
        self, raws: Iterable[bytes], folder: str = "INBOX", flags: Iterable[bytes] = (), first: int = 0
    ) -> None:
        """Deliver messages in order, a minute apart; `first` is the minute of the first one."""
        for number, raw in enumerate(raws, first):
            self.imap.append(folder, raw, tuple(flags), START + timedelta(minutes=number))

    def flags(self, folder: str = "INBOX") -> dict[int, tuple[bytes, ...]]:
        """Every message's flags by UID, read without changing them."""
        self.imap.select_folder(folder, readonly=True)
        uids = self.imap.search("ALL")
        return {uid: tuple(sorted(data[b"FLAGS"])) for uid, data in self.imap.fetch(uids, ["FLAGS"]).items()}

    def expunge(self, uids: list[int], folder: str = "INBOX") -> None:
        """Remove messages for good."""
        self.imap.select_folder(folder)
        self.imap.delete_messages(uids)
        self.imap.expunge(uids)

    def move(self, uids: list[int], target: str, folder: str = "INBOX") -> None:
        """Move messages, also on servers without MOVE."""
        self.imap.select_folder(folder)
        self.imap.copy(uids, target)
        self.imap.delete_messages(uids)
        self.imap.expunge(uids)

    def mark(self, uids: list[int], flag: bytes, folder: str = "INBOX") -> None:
        """Set a flag."""
        self.imap.select_folder(folder)
        self.imap.add_flags(uids, [flag])

    def make_anew(self, folder: str) -> None:
        """Delete a folder and make it again, empty: its UIDVALIDITY is another one then."""
        self.imap.delete_folder(folder)
        self.imap.create_folder(folder)

    def uid(self, number: int, folder: str = "INBOX") -> int:
        """The UID of the n-th message of a folder, from 1: not every server begins at 1."""
        return sorted(self.flags(folder))[number - 1]

    def close(self) -> None:
        """Log out."""
        self.imap.logout()


def fill_maildir(server: Dovecot, raws: Iterable[bytes], user: str = "support", folder: str = "INBOX") -> int:
    """Put many messages into a folder straight on disk, before the server has looked there; how many.

    Faster than APPEND by far. Line ends are kept as they are.
    """
    maildir = server.maildir(user) if folder == "INBOX" else server.maildir(user) / f".{folder}"
    for part in ("cur", "new", "tmp"):
        (maildir / part).mkdir(parents=True, exist_ok=True)
    count = 0
    for count, raw in enumerate(raws, 1):
        when = int((START + timedelta(minutes=count)).astimezone(UTC).timestamp())
        name = maildir / "cur" / f"{when}.M{count:07d}P1.localhost,S={len(raw)},W={len(raw)}:2,"
        name.write_bytes(raw)
        os.utime(name, (when, when))
    _give_to_server(server, server.maildir(user).parent)
    return count


def _give_to_server(server: Dovecot, maildir: Path) -> None:
    for path in (maildir, *maildir.rglob("*")):
        server.give(path)


def at(minute: int) -> datetime:
    """The moment `minute` minutes into the test mail."""
    return START + timedelta(minutes=minute)
