"""Looking at INBOX once more before a reply leaves: has the customer, or anybody, written meanwhile?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinydb import where

from config.settings import Mailbox
from mailsync.imap_connect import Timeouts
from mailsync.stopping import StopSignal
from mailsync.sync import Syncer, SyncResult

if TYPE_CHECKING:
    from core.desk import Desk


def was_read(desk: Desk, mailbox: Mailbox) -> bool:
    """Whether this desk has ever read the mailbox: else the server has no thread of ours to look at."""
    return bool(desk.store.table("sync").search(where("mailbox") == mailbox.name))


def read_inbox(
    desk: Desk,
    mailbox: Mailbox,
    password: str,
    *,
    timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
) -> SyncResult:
    """Fetch what is new in INBOX and nothing else. Trouble of any kind comes back as `error`."""
    with StopSignal(None) as signal:
        syncer = Syncer(desk, mailbox, password, signal=signal, timeouts=timeouts, inbox_only=True)
        try:
            return syncer.run()
        finally:
            syncer.close()
