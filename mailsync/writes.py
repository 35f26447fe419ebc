"""Every command that changes something on the IMAP server, and nothing else.

APPEND of the copy of what we sent, \\Answered on the message that was answered, and the team's own folder
(`LogWriter`). A test holds that no other module says such a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from types import TracebackType
from typing import Self, TypeVar

from config.errors import MadoError
from config.languages import translator
from config.settings import Mailbox
from core.arrivals import Place
from core.log import Position
from mailsync import folders, imap_folder, imap_rows
from mailsync.explain import explain, folder_missing
from mailsync.imap_connect import Line, Timeouts, open_line
from mailsync.imap_errors import ImapTrouble, NotALiteral, Refusal
from mailsync.imap_names import FolderName, astring
from mailsync.imap_wire import Literal
from mailsync.uid_set import UidSet, sequence

_ = translator("mailsync")
_T = TypeVar("_T")

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class MailboxWriter:
    """A connection for the few things we write. Use with `with`; everything raises MadoError only.

    It is of no use to a sync: that opens folders without the right to change them.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        password: str,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
    ) -> None:
        self._mailbox = mailbox
        self._password = password
        self._timeouts = timeouts
        self._line: Line | None = None
        self._listed: list[FolderName] | None = None

    def __enter__(self) -> Self:
        self._line = self._worded(lambda: open_line(self._mailbox, self._password, self._timeouts))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def file_sent(self, raw: bytes, message_id: str, when: datetime | None = None) -> bool:
        """File a copy in the Sent folder, unless it is there; whether it was filed now.

        `message_id` is our own, with or without angle brackets; `when` becomes its INTERNALDATE (aware).
        """
        return self._worded(lambda: self._file_sent(raw, message_id, when or datetime.now(UTC)))

    def mark_answered(self, place: Place) -> bool:
        """Set \\Answered on one message; False where the folder's UIDs mean something else by now."""
        return self._worded(lambda: self._mark_answered(place))

    def holds(self, message_id: str) -> bool:
        """Whether Sent or INBOX has a message with this Message-ID of ours: did an unsure reply leave?"""
        return self._worded(lambda: any(self._uids_of(f, message_id) for f in self._places_of_ours()))

    def _file_sent(self, raw: bytes, message_id: str, when: datetime) -> bool:
        folder = self._sent()
        if self._uids_of(folder, message_id):
            return False
        # Courier files nothing in a folder that is open for reading only
        imap_folder.leave(self._wire_line())
        date = b'"%02d-%s-%04d %02d:%02d:%02d +0000"' % _date_parts(when)
        self._wire_line().wire.command(b"APPEND", astring(folder.wire), b"(\\Seen)", date, Literal(raw))
        return True

    def _mark_answered(self, place: Place) -> bool:
        folder = self._named(place.folder)
        wire = self._wire_line().wire
        rows = wire.command(b"SELECT", astring(folder.wire))
        codes = dict(found for found in map(imap_rows.select_code, rows) if found)
        if codes.get("UIDVALIDITY") != place.uidvalidity:
            return False
        wire.command(b"UID", b"STORE", b"%d" % place.uid, b"+FLAGS.SILENT", b"(\\Answered)")
        return True

    def _uids_of(self, folder: FolderName, message_id: str) -> list[int]:
        line = self._wire_line()
        try:
            imap_folder.examine(line, folder)
        except Refusal as refusal:
            raise folder_missing(folder.name, self._mailbox.imap, refusal.text) from refusal
        bare = message_id.strip().strip("<>").encode("utf-8", "surrogatepass")
        rows = line.wire.command(b"UID", b"SEARCH", b"HEADER", b"Message-ID", astring(b"<" + bare + b">"))
        return [int(uid) for row in rows for uid in (imap_rows.search_result(row) or "").split(",") if uid]

    def _sent(self) -> FolderName:
        if self._mailbox.folders.sent:
            return self._named(self._mailbox.folders.sent)
        found = folders.find(self._folders(), "sent")
        if found is None:
            raise MadoError(
                _("{host} has no folder for sent mail, so no copy was filed; what was sent stays sent.").format(
                    host=self._mailbox.imap.host
                ),
                hint=_("Make one in your mail program, or name it in the settings."),
                code="folder_missing",
            )
        return found

    def _places_of_ours(self) -> list[FolderName]:
        chosen = folders.choose(self._folders(), self._mailbox.folders)
        return [c.folder for c in chosen if c.role in {"sent", "inbox"}]

    def _named(self, name: str) -> FolderName:
        return folders.named(self._folders(), name)

    def _folders(self) -> list[FolderName]:
        if self._listed is None:
            self._listed = imap_folder.list_folders(self._wire_line())
        return self._listed

    def _wire_line(self) -> Line:
        if self._line is None:
            raise RuntimeError("a MailboxWriter is used with `with`")
        return self._line

    def _worded(self, act: Callable[[], _T]) -> _T:
        try:
            return act()
        except (ImapTrouble, NotALiteral, OSError, UnicodeError) as error:
            raise explain(error, self._mailbox.imap, user=self._mailbox.user) from error


def _date_parts(when: datetime) -> tuple[int, bytes, int, int, int, int]:
    utc = when.astimezone(UTC)
    return utc.day, _MONTHS[utc.month - 1].encode("ascii"), utc.year, utc.hour, utc.minute, utc.second


_APPENDED = re.compile(r"\[APPENDUID (\d+) (\d+)\]", re.IGNORECASE)
_LOG_HEAD = (
    b"From: Madoguchi <log@madoguchi.invalid>\r\nSubject: Madoguchi log\r\nDate: %s\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
)


class LogWriter:
    """What is written into the team's folder, on a line that somebody else opens and closes.

    Raises what the wire raises.
    """

    def __init__(self, line: Line) -> None:
        self._line = line

    def create(self, folder: bytes) -> None:
        """Make the folder; a colleague may have been faster."""
        try:
            self._line.wire.command(b"CREATE", astring(folder))
        except Refusal as refusal:
            if refusal.code != "ALREADYEXISTS" and "exist" not in refusal.text.lower():
                raise

    def append(self, folder: bytes, payload: bytes, when: datetime) -> Position | None:
        """Append one payload as a message that is marked read; its place where the server tells it (RFC 4315)."""
        head = _LOG_HEAD % format_datetime(when).encode("ascii")
        wire = self._line.wire
        tag = wire.send(b"APPEND", astring(folder), b"(\\Seen)", Literal(head + payload))
        for _row in wire.rows(tag):
            pass
        found = _APPENDED.search(wire.said)
        return Position(int(found[1]), int(found[2])) if found else None

    def expunge(self, uids: list[int]) -> None:
        """Take exactly these messages out of the folder that is selected now (read-only, it is selected anew).

        Without UIDPLUS a plain EXPUNGE takes everything that is marked: where anybody has marked more than these,
        they stay there, marked, which harms nothing.
        """
        wire = self._line.wire
        for start in range(0, len(uids), 500):
            wanted = sequence(uids[start : start + 500])
            wire.command(b"UID", b"STORE", wanted, b"+FLAGS.SILENT", b"(\\Deleted)")
            if self._line.can("UIDPLUS"):
                wire.command(b"UID", b"EXPUNGE", wanted)
            else:
                rows = wire.command(b"UID", b"SEARCH", b"DELETED")
                marked = UidSet.read(",".join(imap_rows.search_result(row) or "" for row in rows))
                if not marked - UidSet.of(uids):
                    wire.command(b"EXPUNGE")

    def select(self, folder: bytes) -> None:
        """Open the team's folder with the right to change it."""
        self._line.wire.command(b"SELECT", astring(folder))
