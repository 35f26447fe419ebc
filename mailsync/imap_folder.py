"""What we ask of a server after login. Nothing here changes anything there: folders are opened by EXAMINE only."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from mailsync import imap_rows
from mailsync.imap_connect import Line
from mailsync.imap_errors import Refusal, Rubbish
from mailsync.imap_names import FolderName, astring
from mailsync.imap_wire import Row
from mailsync.since import imap_date
from mailsync.uid_set import MAX_UID, UidSet, sequence

_HEADING = b"(UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
_MESSAGE_ID = re.compile(rb"message-id:\s*<([^<>\s]+)>", re.IGNORECASE)
_MORE = 100_000
_STANDING = b"(MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ)"
_WHOLE = b"(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder as EXAMINE shows it. `uidnext` and `highestmodseq` are None where the server names none."""

    uidvalidity: int
    exists: int
    uidnext: int | None = None
    highestmodseq: int | None = None


def list_folders(line: Line) -> list[FolderName]:
    """Every folder of the account; rows that make no sense are passed over (RFC 3501 6.3.8, RFC 6154)."""
    extra = [b"RETURN (SPECIAL-USE)"] if line.can("SPECIAL-USE", "LIST-EXTENDED") else []
    rows = line.wire.command(b"LIST", b'""', b'"*"', *extra)
    return [found for found in map(imap_rows.folder, rows) if found]


def examine(line: Line, folder: FolderName) -> Opened:
    """Open a folder without the right to change it (RFC 3501 6.3.2). Raises Refusal where it is missing."""
    parameter = [b"(CONDSTORE)"] if line.can("CONDSTORE") else []
    rows = line.wire.command(b"EXAMINE", astring(folder.wire), *parameter)
    codes = dict(found for found in map(imap_rows.select_code, rows) if found)
    counts = [count for count in map(imap_rows.exists, rows) if count is not None]
    if "UIDVALIDITY" not in codes:
        codes |= _status(line, folder)
    if not codes.get("UIDVALIDITY"):
        raise Rubbish("the folder has no UIDVALIDITY")
    if "UIDNEXT" not in codes:
        # Courier tells it in STATUS only
        codes |= _status(line, folder)
    opened = Opened(
        codes["UIDVALIDITY"], counts[-1] if counts else 0, codes.get("UIDNEXT"), codes.get("HIGHESTMODSEQ") or None
    )
    line.wire.chosen, line.wire.told = (folder.wire, opened), False
    return opened


def is_open(line: Line, folder: FolderName, as_told: Opened) -> bool:
    """Whether a folder is the one that is open, stood so when it was opened, and nothing was told of it since."""
    return line.wire.chosen == (folder.wire, as_told) and not line.wire.told


def still_stands(line: Line, folder: FolderName) -> Opened | None:
    """How a folder that is open stood when it was opened, if nothing has changed there since.

    None where it is not open, where the server has told of anything since, or tells now: NOOP is when it must
    (RFC 3501 7). A server may find out far quicker about an open folder than about one that it has to open anew.
    """
    chosen = line.wire.chosen
    if chosen is None or chosen[0] != folder.wire or line.wire.told:
        return None
    line.wire.command(b"NOOP")
    opened: Opened = chosen[1]
    return None if line.wire.told else opened


def standings(line: Line, folders: Iterable[FolderName]) -> dict[bytes, Opened]:
    """How folders stand by STATUS (RFC 3501 6.3.10, RFC 7162 3.1.7), by their names on the wire, asked in one go.

    None of them may be open. One of which the server says nothing, or nothing whole, is left out.
    """
    tags = [line.wire.send(b"STATUS", astring(folder.wire), _STANDING) for folder in folders]
    found: dict[bytes, Opened] = {}
    for tag in tags:
        with contextlib.suppress(Refusal):
            for row in line.wire.rows(tag):
                name, told = imap_rows.status_name(row), imap_rows.status(row)
                if name is not None and told and {"UIDVALIDITY", "MESSAGES"} <= told.keys():
                    modseq = told.get("HIGHESTMODSEQ") or None
                    found[name] = Opened(told["UIDVALIDITY"], told["MESSAGES"], told.get("UIDNEXT"), modseq)
    return found


def leave(line: Line) -> None:
    """Have the folder that is open be so no longer, without CLOSE (RFC 3691); else open INBOX in its place."""
    if line.can("UNSELECT"):
        line.wire.command(b"UNSELECT")
    else:
        line.wire.command(b"EXAMINE", b"INBOX")


def _status(line: Line, folder: FolderName) -> dict[str, int]:
    told: dict[str, int] = {}
    for row in line.wire.command(b"STATUS", astring(folder.wire), b"(UIDNEXT UIDVALIDITY)"):
        # NOTIFY may slip in what it has to tell of others
        if (found := imap_rows.status(row)) and (not told or imap_rows.status_name(row) == folder.wire):
            told = found
    return told


def search(line: Line, first: int = 1, last: int | None = None, since: date | None = None) -> UidSet:
    """The UIDs that are there from `first` on, and came on the day `since` or later (INTERNALDATE).

    ESEARCH (RFC 4731) where offered: one short answer.
    """
    wanted = b"UID %d:%s" % (first, b"%d" % last if last else b"*")
    extra = [b"RETURN (ALL)"] if line.can("ESEARCH") else []
    when = [b"SINCE", imap_date(since)] if since else []
    rows = line.wire.command(b"UID", b"SEARCH", *extra, wanted, *when)
    # "n:*" names the last message even where it is older (RFC 3501 9)
    return _clipped([text for text in map(imap_rows.search_result, rows) if text], first, last or MAX_UID)


def believe(found: UidSet, opened: Opened) -> None:
    """Raise Rubbish where a server lists far more messages than it says it has: the list would not fit anywhere."""
    if len(found) > 2 * opened.exists + _MORE:
        raise Rubbish("the server lists more messages than it has")


def still_there(line: Line, uids: Iterable[int]) -> UidSet:
    """Which of these messages the folder still holds."""
    asked = UidSet.of(uids)
    rows = line.wire.command(b"UID", b"SEARCH", b"UID " + str(asked).encode("ascii"))
    found = UidSet.read(",".join(text for text in map(imap_rows.search_result, rows) if text))
    return UidSet.of(uid for uid in found if uid in asked)


def _clipped(texts: list[str], first: int, last: int) -> UidSet:
    ranges = UidSet.read(",".join(texts)).ranges()
    return UidSet((max(a, first), min(b, last)) for a, b in ranges if b >= first and a <= last)


def flags(line: Line, uids: UidSet, since: int | None = None) -> dict[int, tuple[str, ...]]:
    """Flags of messages; with `since` only of those changed after that HIGHESTMODSEQ (RFC 7162 3.1.4.1)."""
    changed = [b"(CHANGEDSINCE %d)" % since] if since else []
    asked = b"1:%d" % max(high for _low, high in uids.ranges()) if since else str(uids).encode("ascii")
    rows = line.wire.command(b"UID", b"FETCH", asked, b"(UID FLAGS)", *changed)
    return {f.uid: f.flags for f in map(imap_rows.fetched, rows) if f}


def vanished(line: Line, since: int) -> UidSet:
    """UIDs expunged after that HIGHESTMODSEQ (RFC 7162 3.2.6); some servers name more, long gone or never there."""
    rows = line.wire.command(b"UID", b"FETCH", b"1:*", b"(UID)", b"(CHANGEDSINCE %d VANISHED)" % since)
    return UidSet.read(",".join(text for text in map(imap_rows.vanished, rows) if text))


def notify(line: Line, others: Iterable[FolderName]) -> None:
    """Ask for news of other folders, too, while idling on one (NOTIFY, RFC 5465); a refusal changes nothing."""
    names = [name for name in (astring(folder.wire) for folder in others) if isinstance(name, bytes)]
    if not names:
        return
    elsewhere = b"(MAILBOXES (" + b" ".join(names) + b") (MessageNew MessageExpunge))"
    with contextlib.suppress(Refusal):
        line.wire.command(b"NOTIFY", b"SET", b"(SELECTED (MessageNew MessageExpunge FlagChange))", elsewhere)


def ask_larger(line: Line, uids: Iterable[int], than: int) -> bytes:
    """Ask which of these messages are larger, in bytes; the tag of the command. Read its answer by `found_by`."""
    extra = [b"RETURN (ALL)"] if line.can("ESEARCH") else []
    return line.wire.send(b"UID", b"SEARCH", *extra, b"UID " + sequence(uids), b"LARGER %d" % than)


def found_by(rows: Iterable[Row]) -> UidSet:
    """The messages that rows of a search name."""
    return UidSet.read(",".join(text for text in map(imap_rows.search_result, rows) if text))


def ask_sizes(line: Line, uids: Iterable[int]) -> bytes:
    """Ask how large messages are; the tag of the command. Read its answer by `sizes_in`."""
    return line.wire.send(b"UID", b"FETCH", sequence(uids), b"(UID RFC822.SIZE)")


def sizes_in(rows: Iterable[Row]) -> dict[int, int]:
    """RFC822.SIZE of messages, as far as rows name it; it may be wrong by the line ends."""
    found = [f for f in map(imap_rows.fetched, rows) if f]
    return {f.uid: f.size for f in found if f.size is not None}


def sizes(line: Line, uids: Iterable[int]) -> dict[int, int]:
    """How large messages are, as far as the server names it."""
    return sizes_in(line.wire.rows(ask_sizes(line, uids)))


def heads(line: Line, uids: Iterable[int]) -> Iterator[bytes]:
    """The header fields that threading needs, of each message that still is there; nothing is marked."""
    fields = b"(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID IN-REPLY-TO REFERENCES DATE FROM TO CC REPLY-TO)])"
    for row in line.wire.command(b"UID", b"FETCH", sequence(uids), fields):
        found = imap_rows.fetched(row)
        if found and found.body is not None:
            yield found.body


def headings(line: Line, uids: Iterable[int]) -> list[tuple[imap_rows.Fetched, str | None]]:
    """Size, time of arrival and Message-ID of messages; what the server does not name is left out."""
    found = []
    for row in line.wire.rows(line.wire.send(b"UID", b"FETCH", sequence(uids), _HEADING)):
        message = imap_rows.fetched(row)
        if message and message.size is not None:
            named = _MESSAGE_ID.match(message.body or b"")
            found.append((message, named[1].decode("ascii", "replace") if named else None))
    return found


def ask_for(line: Line, uids: Iterable[int], start: int | None = None) -> bytes:
    """Ask for whole messages without marking them, or for their first `start` bytes; the tag of the command."""
    items = _WHOLE if start is None else _WHOLE.replace(b"[]", b"[]<0.%d>" % start)
    return line.wire.send(b"UID", b"FETCH", sequence(uids), items)


def message(row: Row) -> imap_rows.Fetched | None:
    """A FETCH row that holds a body, else None."""
    found = imap_rows.fetched(row)
    return found if found and found.body is not None else None
