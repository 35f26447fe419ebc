"""Bringing the desk up to date with one mailbox. Nothing on the server is ever changed by it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.errors import MadoError, TryLater
from config.settings import Mailbox
from mailsync import folders, imap_folder
from mailsync.explain import busy, explain, folder_missing
from mailsync.folders import RoledFolder
from mailsync.imap_connect import Line, Timeouts, open_line
from mailsync.imap_errors import ImapTrouble, LineLost, NotALiteral, Refusal, Rubbish
from mailsync.imap_names import FolderName
from mailsync.lock import sync_lock
from mailsync.since import Since, usual_start
from mailsync.stopping import StopSignal
from mailsync.sync_folder import Asked, FolderReader, Stopped, Tally

if TYPE_CHECKING:
    from core.desk import Desk
    from core.log import Position

_FRUITLESS = 6
_FULL_LOOK = 900.0
_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one folder is: messages done of those that were new when it was opened."""

    mailbox: str
    folder: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What one sync of one mailbox brought. `error` is what stopped it or a part of it; the rest holds besides.

    `fetched` counts messages new to the desk, `changed` has the codes of every ticket opened or changed.
    `elsewhere` is the process that stays with the mailbox, where this is not that one.
    `folders` are those that were read, with the messages they hold on the server; `older` counts messages that were
    left there, because they came before the day from which on a mailbox is read. `problems` are sentences about
    the team's log.
    """

    name: str
    fetched: int = 0
    tickets_new: int = 0
    tickets_changed: int = 0
    set_aside: int = 0
    seconds: float = 0.0
    error: MadoError | None = None
    changed: frozenset[str] = frozenset()
    elsewhere: int = 0
    folders: tuple[tuple[str, int], ...] = ()
    older: int = 0
    problems: tuple[str, ...] = ()


Report = Callable[[Progress], None]


def sync_mailbox(
    desk: Desk,
    mailbox: Mailbox,
    password: str,
    *,
    progress: Report | None = None,
    stop: threading.Event | None = None,
    timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
    since: Since | None = None,
) -> SyncResult:
    """Fetch everything new of one mailbox. Trouble of any kind comes back as `error`, never as an exception.

    `since` is from which day on a person wants it read now, also where it was read from a later day before.
    """
    with StopSignal(stop) as signal:
        syncer = Syncer(desk, mailbox, password, progress=progress, signal=signal, timeouts=timeouts, since=since)
        try:
            return syncer.run()
        finally:
            syncer.close()


class Syncer:
    """Sync passes over one mailbox on one connection, which stays open between them."""

    def __init__(
        self,
        desk: Desk,
        mailbox: Mailbox,
        password: str,
        *,
        signal: StopSignal,
        progress: Report | None = None,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
        inbox_only: bool = False,
        since: Since | None = None,
    ) -> None:
        self._asked = since
        self._inbox_only = inbox_only
        self.line: Line | None = None
        self.trouble: Exception | None = None
        self.inbox: FolderName | None = None
        self.seen: imap_folder.Opened | None = None
        self.others: tuple[FolderName, ...] = ()
        self.team_seen = 0
        self._log_upto: Position | None = None
        self.told = False
        """Set by who knows that INBOX has changed: it is opened without asking how it stands."""
        self._looked: dict[bytes, float] = {}
        self._desk = desk
        self._mailbox = mailbox
        self._password = password
        self._signal = signal
        self._progress = progress
        self._timeouts = timeouts

    def run(self) -> SyncResult:
        """One pass over every folder. Never raises for trouble with network, store or settings."""
        began = time.monotonic()
        tally = Tally()
        self.trouble = None
        error: MadoError | None = None
        try:
            with sync_lock(self._desk.home, self._mailbox.name, stopped=self._signal.is_set):
                error = self._pass(tally)
        except Stopped:
            self.drop()
        except MadoError as found:
            self.drop()
            error = found
        except (ImapTrouble, NotALiteral, OSError, UnicodeError) as found:
            self.drop()
            if not self._signal.is_set():
                self.trouble = found
                error = explain(found, self._mailbox.imap, user=self._mailbox.user)
        finally:
            self._desk.end_reading_ahead()
        return SyncResult(
            self._mailbox.name,
            fetched=tally.fetched,
            tickets_new=len(tally.opened),
            tickets_changed=len(tally.changed - tally.opened),
            set_aside=tally.set_aside,
            seconds=time.monotonic() - began,
            error=error,
            changed=frozenset(tally.opened | tally.changed),
            problems=tuple(tally.problems),
            folders=tuple(tally.folders.items()),
            older=sum(tally.older.values()),
        )

    def connected(self) -> Line:
        """The open line, or a new one. Raises what `open_line` raises."""
        if self.line is None:
            self.line = open_line(self._mailbox, self._password, self._timeouts)
            self._signal.on_stop(self.line.wire.close)
        return self.line

    def drop(self) -> None:
        """Forget the line without a farewell: it is dead, or commands are under way."""
        if self.line is not None:
            self.line.drop()
            self.line = None

    def close(self) -> None:
        """Log out and close."""
        if self.line is not None:
            self.line.close()
            self.line = None

    def _pass(self, tally: Tally) -> MadoError | None:
        anew = self.line is None
        first = self._team(tally)
        listed = imap_folder.list_folders(self.connected())
        start = self._asked or usual_start(self._mailbox)
        since, earlier = self._desk.begin_history(self._mailbox.name, start.day, asked=self._asked is not None)
        self._asked = None
        chosen = folders.choose(listed, self._mailbox.folders)
        self.others = tuple(roled.folder for roled in chosen if roled.role != "inbox")
        if self._inbox_only:
            chosen = [roled for roled in chosen if roled.role == "inbox"]
        standing = {} if anew or earlier else self._standing(chosen)
        self.told = False
        for roled in chosen:
            reader = FolderReader(
                self._desk,
                self._mailbox.name,
                roled,
                tally,
                report=self._reporter(roled.folder.name),
                stopped=self._signal.is_set,
                asked=Asked(since, again=earlier, follow=self._mailbox.flags == "follow", anew=anew),
            )
            told = standing.get(roled.folder.wire)
            try:
                opened = told if told and reader.stands(told) else self._opened(reader, told)
            except Refusal as refusal:
                if busy(refusal) or refusal.command != "EXAMINE":
                    raise
                first = first or folder_missing(roled.folder.name, self._mailbox.imap, refusal.text)
                continue
            tally.folders[roled.folder.name] = opened.exists
            if roled.role == "inbox":
                self.inbox, self.seen = roled.folder, opened
        if not self._inbox_only:
            first = self._team(tally, again=True) or first
        return first

    def _standing(self, chosen: Sequence[RoledFolder]) -> dict[bytes, imap_folder.Opened]:
        """How the folders stand, without one of them being opened: that may cost a server more than all the rest.

        Only where the server counts its changes; and now and then each is looked at as if it did not.
        """
        line, now = self.connected(), time.monotonic()
        if not line.can("CONDSTORE", "UNSELECT"):
            return {}
        asked = [
            roled.folder
            for roled in chosen
            if now - self._looked.get(roled.folder.wire, -_FULL_LOOK) < _FULL_LOOK
            and not (self.told and roled.role == "inbox")
        ]
        if not asked:
            return {}
        found: dict[bytes, imap_folder.Opened] = {}
        inbox = next((roled.folder for roled in chosen if roled.role == "inbox"), None)
        with contextlib.suppress(Refusal):
            if inbox in asked:
                # it stays open from one look to the next, where NOOP tells of what is new at once
                found[inbox.wire] = imap_folder.still_stands(line, inbox) or imap_folder.examine(line, inbox)
            else:
                imap_folder.leave(line)
        return found | imap_folder.standings(line, [folder for folder in asked if folder is not inbox])

    def _opened(self, reader: FolderReader, told: imap_folder.Opened | None) -> imap_folder.Opened:
        opened = self._read(reader, told)
        self._looked[reader.roled.folder.wire] = time.monotonic()
        return opened

    @property
    def desk(self) -> Desk:
        """The desk that is brought up to date."""
        return self._desk

    def team_waits(self) -> bool:
        """Whether something was decided here since the log was last written."""
        return self._desk.team.newest_pending() > self.team_seen

    def team_behind(self, line: Line) -> bool:
        """Whether the log, which is open on this line, holds more than was listed of it."""
        first = self._log_upto.uid if self._log_upto is not None else 0
        return bool(imap_folder.search(line, first or self._desk.team.state.uid + 1))

    def _team(self, tally: Tally, *, again: bool = False) -> MadoError | None:
        """The team's log, before the mail that it says something about, and `again` for what the mail brought."""
        if not self._desk.team.active or (again and not self._desk.team.pending()):
            return None
        from mailsync.team_sync import sync_team

        # what is decided meanwhile waits for the next turn, unseen as yet
        newest = self._desk.team.newest_pending()
        try:
            done = sync_team(
                self._desk, self._mailbox, self._password, line=self.connected(), stopped=self._signal.is_set
            )
        except MadoError as error:
            if isinstance(error, TryLater):
                self.drop()
            return error
        if done is not None:
            tally.problems += done.problems
            self.team_seen = newest
            self._log_upto = done.upto
        return None

    def _read(self, reader: FolderReader, told: imap_folder.Opened | None) -> imap_folder.Opened:
        """Read one folder to its end; a line that falls is opened again as long as that is of any use.

        `told` is how it stands, where it was just opened.
        """
        fruitless = 0
        while True:
            before = reader.moved
            line = self.connected()
            try:
                return reader.read(line, told)
            except (LineLost, Rubbish, OSError) as trouble:
                self.drop()
                told = None
                if self._signal.is_set():
                    raise Stopped from trouble
                fruitless = 0 if reader.moved > before else fruitless + 1
                if fruitless > _tries(trouble):
                    raise
                self._signal.wait(min(_PAUSE * 2**fruitless, 1.0) if fruitless else 0.0)

    def _reporter(self, folder: str) -> Callable[[int, int], None]:
        def report(done: int, total: int) -> None:
            if self._progress is not None:
                self._progress(Progress(self._mailbox.name, folder, done, total))

        return report


def _tries(trouble: Exception) -> int:
    """How often to come back at once in vain: a server that said why it goes is not pressed."""
    if not isinstance(trouble, LineLost) or trouble.bye is None:
        return _FRUITLESS
    return -1 if busy(Refusal("BYE", "NO", trouble.bye)) else 1
