"""`mado sync --dry-run`: how much is waiting, without taking any of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from config.errors import MadoError
from config.settings import Mailbox
from mailsync import folders, imap_folder
from mailsync.explain import explain
from mailsync.imap_connect import Line, Timeouts, open_line
from mailsync.imap_errors import ImapTrouble
from mailsync.since import Since, usual_start
from mailsync.sync import SyncResult
from mailsync.uid_set import UidSet

if TYPE_CHECKING:
    from core.desk import Desk


def preview(desk: Desk, mailbox: Mailbox, password: str, since: Since | None = None) -> SyncResult:
    """What a sync would fetch; `fetched` counts messages that are new to the desk's folders."""
    began = time.monotonic()
    waiting, error = 0, None
    try:
        line = open_line(mailbox, password, Timeouts())
        try:
            waiting = sum(
                _waiting(desk, mailbox.name, line, roled, since or usual_start(mailbox))
                for roled in folders.choose(imap_folder.list_folders(line), mailbox.folders)
            )
        finally:
            line.close()
    except (MadoError, ImapTrouble, OSError, UnicodeError) as trouble:
        error = explain(trouble, mailbox.imap, user=mailbox.user)
    return SyncResult(mailbox.name, fetched=waiting, seconds=time.monotonic() - began, error=error)


def _waiting(desk: Desk, mailbox: str, line: Line, roled: folders.RoledFolder, since: Since) -> int:
    opened = imap_folder.examine(line, roled.folder)
    state = desk.folder_state(mailbox, roled.folder.name)
    if state is None or state.uidvalidity != opened.uidvalidity:
        return len(imap_folder.search(line, since=since.day)) if opened.exists else 0
    if opened.uidnext is not None and opened.uidnext == state.uidnext:
        return 0
    return len(imap_folder.search(line, state.uidnext or 1).without(UidSet.read(state.done)))
