"""`mado sync --dry-run`: what a sync would bring, without taking any of it. Nothing is written anywhere."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from config.errors import MadoError
from config.settings import Mailbox
from core.arrivals import Role
from core.mail.nodes import read_node
from core.threads import Node, threads
from mailsync import folders, imap_folder
from mailsync.explain import explain
from mailsync.imap_batches import windows
from mailsync.imap_connect import Line, Timeouts, open_line
from mailsync.imap_errors import ImapTrouble, NotALiteral
from mailsync.since import Since, usual_start
from mailsync.uid_set import UidSet

if TYPE_CHECKING:
    from core.desk import Desk

MOST_COUNTED = 20_000
_SAMPLE = 2_000
_WINDOW = 1_000


@dataclass(frozen=True, slots=True)
class FolderPreview:
    """One folder: messages that would be fetched, their bytes, and older ones that would stay on the server only."""

    name: str
    role: Role
    messages: int
    bytes: int
    older: int


@dataclass(frozen=True, slots=True)
class Preview:
    """One mailbox. `tickets` would be opened; where not `exact` it is estimated from the newest messages.

    `since` is the day from which folders that were never read would be read, None for all.
    """

    name: str
    folders: Sequence[FolderPreview] = ()
    tickets: int = 0
    exact: bool = True
    since: date | None = None
    seconds: float = 0.0
    error: MadoError | None = None

    @property
    def messages(self) -> int:
        """Those of every folder."""
        return sum(f.messages for f in self.folders)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A folder and the messages in it that a sync would fetch."""

    roled: folders.RoledFolder
    uids: Sequence[int]
    older: int


def preview(desk: Desk | None, mailbox: Mailbox, password: str, since: Since | None = None) -> Preview:
    """What a sync would bring now. `desk` is None where there is no store yet. Never raises for the network."""
    began = time.monotonic()
    start = since or usual_start(mailbox)
    try:
        line = open_line(mailbox, password, Timeouts())
        try:
            found = _looked(desk, mailbox, line, start)
        finally:
            line.close()
    except (MadoError, ImapTrouble, NotALiteral, OSError, UnicodeError) as trouble:
        told = explain(trouble, mailbox.imap, user=mailbox.user)
        return Preview(mailbox.name, since=start.day, seconds=time.monotonic() - began, error=told)
    listed, tickets, exact = found
    return Preview(mailbox.name, listed, tickets, exact, start.day, time.monotonic() - began)


def _looked(
    desk: Desk | None, mailbox: Mailbox, line: Line, start: Since
) -> tuple[Sequence[FolderPreview], int, bool]:
    chosen = folders.choose(imap_folder.list_folders(line), mailbox.folders)
    waiting = [_waiting(desk, mailbox.name, line, roled, start) for roled in chosen]
    total = sum(len(w.uids) for w in waiting)
    exact = total <= MOST_COUNTED
    share = 1.0 if exact else _SAMPLE / total
    nodes: list[Node] = []
    listed = []
    for each in waiting:
        size, some = _read(line, each, share)
        nodes += some
        roled = each.roled
        listed.append(FolderPreview(roled.folder.name, roled.role, len(each.uids), size, each.older))
    opened = _new_threads(desk, nodes)
    return listed, opened if exact or not nodes else round(opened * total / len(nodes)), exact


def _waiting(desk: Desk | None, mailbox: str, line: Line, roled: folders.RoledFolder, start: Since) -> _Waiting:
    opened = imap_folder.examine(line, roled.folder)
    state = desk.folder_state(mailbox, roled.folder.name) if desk else None
    if state is None or state.uidvalidity != opened.uidvalidity or state.uidnext is None:
        found = imap_folder.search(line, since=start.day) if opened.exists else UidSet()
        done = UidSet.read(state.done) if state and state.uidvalidity == opened.uidvalidity else UidSet()
        return _Waiting(roled, found.without(done), max(0, opened.exists - len(found)))
    if opened.uidnext is not None and opened.uidnext == state.uidnext:
        return _Waiting(roled, (), 0)
    return _Waiting(roled, imap_folder.search(line, state.uidnext).without(UidSet.read(state.done)), 0)


def _read(line: Line, waiting: _Waiting, share: float) -> tuple[int, Sequence[Node]]:
    """The bytes of all these messages, and what threads the newest `share` of them."""
    if not waiting.uids:
        return 0, ()
    imap_folder.examine(line, waiting.roled.folder)
    sampled = round(len(waiting.uids) * share)
    size, nodes = 0, list[Node]()
    for window in windows(waiting.uids, _WINDOW):
        heads = window[: max(0, sampled - len(nodes))]
        size += sum(imap_folder.sizes(line, window).values())
        nodes += map(read_node, imap_folder.heads(line, heads) if heads else ())
    return size, nodes


def _new_threads(desk: Desk | None, nodes: Sequence[Node]) -> int:
    """Threads of which the desk knows nothing yet."""
    return sum(not _known(desk, group) for group in threads(nodes))


def _known(desk: Desk | None, group: Iterable[Node]) -> bool:
    if desk is None:
        return False
    names = list({name for node in group for name in (node.id, *node.parents)})
    messages = desk.store.table("messages")
    return any(messages.having("message_id", name) for name in names) or any(
        messages.having("refs", node.id) for node in group
    )
