"""The team's log in a folder of the mailbox: the IMAP server gives the order, and carries it to everybody.

One message a payload, text/plain, ASCII. Nothing depends on headers, flags or annotations. Before each listing
the server is asked (NOOP) to show what others did. What it lists and does not give is handed on as a hole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Self, TypeVar

from config.errors import MadoError, TryLater
from config.languages import translator
from config.settings import Mailbox
from core.log import Item, Position, Reading
from core.teamkeys import kind_said
from mailsync import imap_folder, imap_rows
from mailsync.explain import explain
from mailsync.imap_connect import Line, Timeouts, open_line
from mailsync.imap_errors import ImapTrouble, LineLost, NotALiteral, Refusal, Rubbish
from mailsync.imap_names import astring, decoded, encoded
from mailsync.imap_rows import Fetched
from mailsync.imap_wire import Row
from mailsync.uid_set import UidSet, sequence
from mailsync.writes import LogWriter

_ = translator("mailsync")
_T = TypeVar("_T")
FOLDER = "Madoguchi"
_FETCH = 500
_ITEMS = b"(UID INTERNALDATE BODY.PEEK[TEXT])"
_NEWS = (b" EXISTS", b" EXPUNGE", b" FETCH (")


class ImapLog:
    """The log of one folder on a line of its own, or on one that somebody else keeps (`line`).

    Close it. Every method raises MadoError only; `create` makes the folder where it is missing.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        password: str,
        folder: str = FOLDER,
        *,
        create: bool = False,
        line: Line | None = None,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
    ) -> None:
        self._mailbox = mailbox
        self._password = password
        self._folder = folder
        self._create = create
        self._timeouts = timeouts
        self._lent = line
        self._line = line
        self._era = 0
        self._next = 0
        self._name = encoded(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Log out, unless the line is somebody else's."""
        if self._line is not None and self._lent is None:
            self._line.close()
        self._line = None

    @property
    def folder(self) -> str:
        """What the folder is called on this server. Raises MadoError (network, no such folder)."""
        self._worded(self._opened)
        return decoded(self._name)

    # the contract --------------------------------------------------------------------------
    def append(self, payload: bytes) -> Position | None:
        """APPEND one payload; its position where the server tells it (UIDPLUS)."""
        return self._worded(lambda: self._append(payload))

    def read(self, after: Position) -> Reading:
        """List and fetch what is new. A line that falls is opened once more."""
        return self._twice(lambda: self._read(after))

    def wait(self, seconds: float) -> bool:
        """IDLE until the server says something; where it cannot, just the time."""
        return self._worded(lambda: self._wait(seconds))

    def remove(self, positions: Iterable[Position]) -> None:
        """Expunge exactly these messages."""
        gone = list(positions)
        self._worded(lambda: self._remove(gone))

    # how -----------------------------------------------------------------------------------
    def _append(self, payload: bytes) -> Position | None:
        line = self._opened()
        writer, now = LogWriter(line), datetime.now(UTC)
        try:
            return writer.append(self._name, payload, now)
        except Refusal as refusal:
            if refusal.code in ("TRYCREATE", "NONEXISTENT"):
                self._select(line)
            elif "read-only" in refusal.text.lower():
                # Courier files nothing in a folder that this line has open for reading only
                imap_folder.leave(line)
            else:
                raise
        self._era = 0
        return writer.append(self._name, payload, now)

    def _remove(self, positions: list[Position]) -> None:
        line = self._opened()
        uids = [p.uid for p in positions if p.era == self._era]
        LogWriter(line).select(self._name)
        try:
            rows = line.wire.command(b"UID", b"SEARCH", b"ALL")
            there = set(UidSet.read(",".join(imap_rows.search_result(r) or "" for r in rows)))
            LogWriter(line).expunge(sorted(set(uids) & there))
        finally:
            self._select(line)

    def _read(self, after: Position) -> Reading:
        line = self._opened()
        first = after.uid + 1 if after.era == self._era else 1
        era = self._era
        listed, found = self._listing(line, first)
        if self._era != era:
            listed, found = self._listing(line, after.uid + 1 if after.era == self._era else 1)
        items: list[Item] = []
        missing = sorted(listed - found.keys())
        for start in range(0, len(missing), _FETCH):
            found |= self._fetched(line, missing[start : start + _FETCH])
        items = self._items(line, sorted(listed), found)
        return Reading(self._era, items, frozenset(listed), self._next)

    def _listing(self, line: Line, first: int) -> tuple[set[int], dict[int, Fetched]]:
        """Open the folder once more, search, and fetch what is new, all in one write: one round trip.

        Only opening makes every server show what others have done: Dovecot searches before it has looked, NOOP or
        not. Of a folder that is read from the beginning nothing is fetched here; that goes in pieces.
        """
        wire = line.wire
        opening = wire.send(b"EXAMINE", astring(self._name))
        asked = wire.send(b"UID", b"SEARCH", b"UID %d:*" % first)
        # not up to "*": that names the last message, were it older than `first`
        fetching = wire.send(b"UID", b"FETCH", b"%d:4294967295" % first, _ITEMS) if first > 1 else None
        gone: Refusal | None = None
        try:
            self._examined(wire.rows(opening))
        except Refusal as refusal:
            gone = refusal
        rows: list[Row] = []
        try:
            # Dovecot answers the two side by side.
            rows += wire.rows(asked)
            rows += wire.rows(fetching) if fetching is not None else ()
        except Refusal:
            if gone is None:
                raise
        if gone is not None:
            self._era = 0
            self._select(line)
            return self._listing(line, 1)
        uids = UidSet.read(",".join(filter(None, map(imap_rows.search_result, rows))))
        found = {f.uid: f for f in map(imap_rows.fetched, rows) if f and f.body}
        return {uid for uid in uids if uid >= first}, found

    def _examined(self, rows: Iterable[Row]) -> None:
        codes = dict(found for found in map(imap_rows.select_code, rows) if found)
        if not codes.get("UIDVALIDITY"):
            raise Rubbish("the folder has no UIDVALIDITY")
        self._era, self._next = codes["UIDVALIDITY"], codes.get("UIDNEXT", 0)

    def _fetched(self, line: Line, uids: list[int]) -> dict[int, Fetched]:
        rows = line.wire.command(b"UID", b"FETCH", sequence(uids), _ITEMS)
        return {f.uid: f for f in map(imap_rows.fetched, rows) if f}

    def _items(self, line: Line, uids: list[int], found: dict[int, Fetched]) -> list[Item]:
        subjects: dict[int, str] = {}
        odd = [u for u in uids if u in found and not kind_said(found[u].body or b"")]
        if odd:
            subjects = self._subjects(line, odd)
        items = []
        for uid in uids:
            one = found.get(uid)
            body = one.body if one is not None and one.body else None
            when = one.internal_date if one is not None else None
            time = int(when.timestamp()) if when else 0
            items.append(Item(Position(self._era, uid), time, body, subjects.get(uid, "")))
        return items

    def _subjects(self, line: Line, uids: list[int]) -> dict[int, str]:
        from core.mail.parse import parse

        asked = b"(UID BODY.PEEK[HEADER])"
        rows = line.wire.command(b"UID", b"FETCH", sequence(uids), asked)
        return {f.uid: parse(f.body).subject for f in map(imap_rows.fetched, rows) if f and f.body}

    def _wait(self, seconds: float) -> bool:
        line = self._opened()
        if not line.can("IDLE"):
            import time

            time.sleep(seconds)
            return True
        tag, rows = line.wire.start_idle()
        news = any(_is_news(r.text) for r in rows)
        if not news:
            rows = line.wire.arrived(seconds)
            news = any(_is_news(r.text) for r in rows)
        line.wire.end_idle(tag, within=self._timeouts.read)
        return news

    # the line ------------------------------------------------------------------------------
    def _opened(self) -> Line:
        if self._line is None:
            self._line = open_line(self._mailbox, self._password, self._timeouts)
            self._era = 0
        if not self._era:
            self._select(self._line)
        return self._line

    def _select(self, line: Line) -> None:
        """Open the folder without the right to change it; it is made where that is wanted.

        Where it cannot stand beside INBOX (Courier, and whoever calls everything "INBOX."), it stands below it.
        """
        try:
            rows = line.wire.command(b"EXAMINE", astring(self._name))
        except Refusal as refusal:
            self._name = _below(line) + encoded(self._folder)
            try:
                rows = line.wire.command(b"EXAMINE", astring(self._name))
            except Refusal:
                if not self._create:
                    raise _no_folder(self._folder, self._mailbox, refusal) from refusal
                LogWriter(line).create(self._name)
                rows = line.wire.command(b"EXAMINE", astring(self._name))
        self._examined(rows)

    def _twice(self, act: Callable[[], _T]) -> _T:
        try:
            return self._worded(act)
        except TryLater:
            if self._lent is not None:
                raise
            self._drop()
            return self._worded(act)

    def _drop(self) -> None:
        if self._line is not None and self._lent is None:
            self._line.drop()
            self._line = None
        self._era = 0

    def _worded(self, act: Callable[[], _T]) -> _T:
        try:
            return act()
        except (LineLost, Rubbish, OSError) as error:
            self._drop()
            raise explain(error, self._mailbox.imap, user=self._mailbox.user) from error
        except (ImapTrouble, NotALiteral, UnicodeError) as error:
            raise explain(error, self._mailbox.imap, user=self._mailbox.user) from error


def _is_news(text: bytes) -> bool:
    return any(word in text.upper() for word in _NEWS) or text.upper().startswith((b"VANISHED", b"STATUS"))


def _below(line: Line) -> bytes:
    """What every folder of one's own has to begin with on this server (RFC 2342); b"" where nothing."""
    if not line.can("NAMESPACE"):
        return b""
    prefixes = [imap_rows.personal_prefix(row) for row in line.wire.command(b"NAMESPACE")]
    return next((prefix for prefix in prefixes if prefix is not None), b"")


def _no_folder(folder: str, mailbox: Mailbox, refusal: Refusal) -> MadoError:
    del refusal
    return MadoError(
        _("The team's folder {folder} is not on {host}.").format(folder=folder, host=mailbox.imap.host),
        hint=_("Was it deleted? `mado team repair` makes it anew from what this desk has."),
        code="no_team_folder",
    )
