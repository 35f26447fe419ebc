"""Another mail program on the same mailbox: fills, appends, marks and removes, as people do in webmail."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from imapclient import IMAPClient

from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.mail_maker import START


class OtherClient:
    """A plain IMAPClient connection of one user. Close it."""

    def __init__(self, server: Dovecot, user: str = "support") -> None:
        self.imap = IMAPClient("127.0.0.1", server.port, ssl=False, timeout=20)
        self.imap._imap.debug = 0
        self.imap.login(user, PASSWORD)

    def append(self, raws: Iterable[bytes], folder: str = "INBOX", flags: Iterable[bytes] = ()) -> None:
        """Deliver messages in order."""
        for number, raw in enumerate(raws):
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
    if not server._is_root:
        return
    for path in (maildir, *maildir.rglob("*")):
        shutil.chown(path, server._mail_user, server._mail_group)


def at(minute: int) -> datetime:
    """The moment `minute` minutes into the test mail."""
    return START + timedelta(minutes=minute)
