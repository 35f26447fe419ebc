"""What has changed in a folder since the last look, besides what is new: messages gone, messages marked.

The best of three ways (measured at 100,000 messages): nothing at all where the server's count fits; a search that
answers with one range (ESEARCH, 36 ms) or, where only QRESYNC has it, VANISHED; else every UID. Flags by
CHANGEDSINCE (RFC 7162) in a fraction of a millisecond; without CONDSTORE only those of the newest messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from core.arrivals import FolderState
from mailsync import imap_folder
from mailsync.imap_connect import Line
from mailsync.imap_folder import Opened
from mailsync.uid_set import UidSet

NEWEST = 1000
Flags = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """`there` is what the server has now, `gone` what it had; `flags` are those of messages that were known."""

    there: UidSet
    gone: UidSet = UidSet()  # noqa: RUF009 - never changed
    flags: Mapping[int, Flags] = field(default_factory=dict)


def look(line: Line, opened: Opened, state: FolderState, expected: UidSet, *, follow: bool) -> Changes:
    """Compare an open folder with what it should hold: `expected`. Flags are asked for only to `follow` them."""
    there, gone = expected, UidSet()
    if opened.exists != len(expected) or (opened.exists and not state.there):
        there = _standing(line, state, expected)
        gone = expected - there
    flags = _flags(line, opened, state, there) if follow else {}
    return Changes(there, gone, flags)


def _standing(line: Line, state: FolderState, expected: UidSet) -> UidSet:
    if state.there and state.highestmodseq and line.can("QRESYNC") and not line.can("ESEARCH"):
        return expected - imap_folder.vanished(line, state.highestmodseq)
    return imap_folder.search(line)


def _flags(line: Line, opened: Opened, state: FolderState, there: UidSet) -> dict[int, Flags]:
    """Of messages that were there at the last look; what came since brought its flags along."""
    known = UidSet([(1, state.uidnext - 1)]) & there if state.uidnext and state.uidnext > 1 else UidSet()
    if not known:
        return {}
    if line.can("CONDSTORE") and opened.highestmodseq and state.highestmodseq:
        if opened.highestmodseq == state.highestmodseq:
            return {}
        return {u: f for u, f in imap_folder.flags(line, known, state.highestmodseq).items() if u in known}
    newest = UidSet.of(islice(reversed(known), NEWEST))
    return {u: f for u, f in imap_folder.flags(line, newest).items() if u in newest}
