"""Whether a folder still is the one we read: its UIDs may mean something else, its server may be out of a backup."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from core.arrivals import FolderState, Heading, Place
from mailsync import imap_folder
from mailsync.imap_connect import Line
from mailsync.imap_folder import Opened
from mailsync.uid_set import UidSet

if TYPE_CHECKING:
    from core.desk import Desk

_TAIL = 3


def former(state: FolderState | None) -> str:
    """What to find again of a folder whose UIDs mean something else now; see `FolderState.former`."""
    if state is None:
        return ""
    return f"{state.former} {state.uidvalidity}/{stood(state)}".strip()


def stood(state: FolderState) -> str:
    """What we hold of a folder: of one that was read to its end `done` is every number up to the next UID."""
    return state.there if state.uidnext is not None else state.done


def as_we_left_it(state: FolderState, told: Opened) -> bool:
    """Whether nothing can have changed in a folder since it was read to its end.

    What came raises UIDNEXT, what went lowers the count, and whatever else was changed raises HIGHESTMODSEQ
    (RFC 7162 3.1); where the server keeps none, nobody knows.
    """
    read = UidSet([(1, state.uidnext - 1)]) if state.uidnext and state.uidnext > 1 else UidSet()
    return bool(
        state.highestmodseq
        and state.uidnext
        and (told.uidvalidity, told.uidnext, told.highestmodseq)
        == (state.uidvalidity, state.uidnext, state.highestmodseq)
        and told.exists == len(UidSet.read(state.there))
        and not state.former
        and not read - UidSet.read(state.done)
    )


def went_back(state: FolderState, opened: Opened) -> bool:
    """Whether the server counts from an earlier point than we know: it was restored from a backup."""
    return bool(state.uidnext and opened.uidnext and opened.uidnext < state.uidnext) or bool(
        state.highestmodseq and opened.highestmodseq and opened.highestmodseq < state.highestmodseq
    )


def tail_differs(desk: Desk, line: Line, state: FolderState) -> bool:
    """Whether other messages stand under the newest UIDs we know: restored, and counted on past them since.

    One small question for each new connection. HIGHESTMODSEQ cannot spare it: as many changes as were lost may have
    been counted since.
    """
    newest = sorted(islice(reversed(UidSet.read(state.there)), _TAIL))
    if not newest:
        return False
    headings = [
        Heading(Place(state.mailbox, state.folder, state.uidvalidity, m.uid), name, m.size or 0, m.internal_date)
        for m, name in imap_folder.headings(line, newest)
        if m.uid in newest
    ]
    return desk.others_stand(headings)
