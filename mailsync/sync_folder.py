"""Reading what is new in one folder, so that it may be cut off anywhere and goes on where it was.

The desk takes each batch together with the folder's new state in one transaction; nothing else is
remembered. A message that cannot be had is tried three times, then set aside with the reason.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from config.errors import MadoError
from core.arrivals import Arrival, FolderState, Heading, Intake, Place, SetAside
from mailsync import imap_folder
from mailsync.explain import busy, server_text
from mailsync.folders import RoledFolder
from mailsync.imap_batches import MAX_COUNT, SIZE_CAP, START_BYTES, Batch, windows
from mailsync.imap_connect import Line
from mailsync.imap_errors import ImapTrouble, LineLost, Refusal, Rubbish
from mailsync.imap_folder import Opened
from mailsync.imap_rows import Fetched
from mailsync.sync_again import as_we_left_it, former, stood, tail_differs, went_back
from mailsync.sync_changes import Changes, look
from mailsync.sync_pipeline import Pipeline
from mailsync.sync_reasons import breaks_the_line, garbled, store_trouble, unreadable, why_cut
from mailsync.uid_set import UidSet

if TYPE_CHECKING:
    from core.desk import Desk

TRIES = 3
_WINDOW = 2000
_MUCH = 300


class Stopped(Exception):
    """Somebody asked us to stop; what was taken in stays."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a folder is to be read: at first from the day `since` on, all of it `again`, flags `follow`ed.

    `anew` says that the line is a new one: the server may be another than the one we knew, out of a backup.
    """

    since: date | None = None
    again: bool = False
    follow: bool = False
    anew: bool = False


@dataclass(frozen=True, slots=True)
class _Handed:
    """A batch that is being read while the next ones come over the line."""

    arrivals: Sequence[Arrival]
    aside: Sequence[SetAside]


@dataclass(slots=True)
class Tally:
    """What a sync has brought so far."""

    fetched: int = 0
    set_aside: int = 0
    opened: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    folders: dict[str, int] = field(default_factory=dict)
    older: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, intake: Intake) -> None:
        """Count one batch."""
        self.fetched += intake.fetched
        self.set_aside += intake.set_aside
        self.opened |= intake.opened
        self.changed |= intake.changed


class FolderReader:
    """One folder's way to being read. After a lost line call `read` again with a new one: it goes on.

    `report(done, total)` is called after each batch, `stopped()` is asked before each.
    `moved` grows with every message dealt with, so that the caller can tell a line that is of use.
    """

    def __init__(
        self,
        desk: Desk,
        mailbox: str,
        roled: RoledFolder,
        tally: Tally,
        *,
        report: Callable[[int, int], None],
        stopped: Callable[[], bool],
        asked: Asked = Asked(),  # noqa: B008 - frozen
    ) -> None:
        self._asked = asked
        self.roled = roled
        self.moved = 0
        self._desk = desk
        self._tally = tally
        self._report = report
        self._stopped = stopped
        self._state = None if asked.again else desk.folder_state(mailbox, roled.folder.name)
        self._blank = FolderState(mailbox, roled.folder.name, 0)
        self._done = UidSet()
        self._stored = UidSet()
        self._back = UidSet()
        self._ahead: deque[_Handed] = deque()
        self._tries: Counter[int] = Counter()
        self._limit = MAX_COUNT
        self._total = 0

    def stands(self, told: Opened | None) -> bool:
        """Whether it need not be opened, by what the server told of it on a line that has read it before."""
        state, asked = self._state, self._asked
        return bool(told and state and not asked.anew and not asked.again and as_we_left_it(state, told))

    def read(self, line: Line, told: Opened | None = None) -> Opened:
        """Bring the desk everything new. The folder is opened, unless it stands open just as it was `told` of.

        Raises ImapTrouble, OSError, MadoError (from the store), Stopped.
        """
        folder = self.roled.folder
        opened = told if told and imap_folder.is_open(line, folder, told) else imap_folder.examine(line, folder)
        state = self._begin(line, opened)
        was = state
        if state.former or self._back:
            self._find_again(line)
        again = self._wanted_again(state)
        if again or opened.uidnext is None or opened.uidnext != state.uidnext:
            found = imap_folder.search(line, state.uidnext or 1, since=self._first_day(state))
            imap_folder.believe(found, opened)
            if self._first_day(state):
                self._tally.older[self.roled.folder.name] = max(0, opened.exists - len(found))
            waiting = found.without(self._done)
            if again:
                waiting = [*imap_folder.still_there(line, again), *waiting]
            self._bring(line, waiting, ramp=state.uidnext is None and not self._done)
        changes, late = self._look(line, opened, was)
        self._bring(line, late)
        self._finish(opened, changes)
        return opened

    def _wanted_again(self, state: FolderState) -> UidSet:
        """Messages that were taken off the list of what we have: our copies of them are damaged (core/fsck.py)."""
        return UidSet([(1, state.uidnext - 1)]) - self._done if state.uidnext and state.uidnext > 1 else UidSet()

    def _bring(self, line: Line, waiting: Sequence[int], *, ramp: bool = False) -> None:
        self._total = self.moved + len(waiting)
        coming = Pipeline(
            line,
            waiting,
            ramp=ramp,
            limit=lambda: self._limit,
            broken=lambda uid: self._tries[uid] == TRIES - 1,
        )
        self._fetch(line, coming)

    def _first_day(self, state: FolderState) -> date | None:
        """Only a folder that was never read to its end is read from a day on; what is new is new at any age."""
        return self._asked.since if state.uidnext is None else None

    # state ---------------------------------------------------------------------------------
    def _begin(self, line: Line, opened: Opened) -> FolderState:
        state = self._state
        if state is None or state.uidvalidity != opened.uidvalidity:
            # UIDs mean something else now: what we hold is found again by its heading, the rest is read
            state = replace(self._blank, uidvalidity=opened.uidvalidity, former=former(state))
        elif went_back(state, opened) or (self._asked.anew and tail_differs(self._desk, line, state)):
            self._back = UidSet.read(stood(state))
            state = replace(self._blank, uidvalidity=opened.uidvalidity)
        self._asked = replace(self._asked, anew=False)
        self._state = state
        self._done = self._stored = UidSet.read(state.done)
        self._ahead.clear()
        return state

    def _find_again(self, line: Line) -> None:
        """Bind messages that we hold to the UIDs they have now, so that their bodies are not fetched again."""
        from core.stand_again import known_again

        there = imap_folder.search(line).without(self._done)
        headings = [
            Heading(self._place(message.uid), message_id, message.size or 0, message.internal_date)
            for window in windows(there, _WINDOW)
            for message, message_id in imap_folder.headings(line, window)
        ]
        telling = known_again(headings)
        for start in range(0, len(telling), _WINDOW):
            if self._stopped():
                raise Stopped
            bound = self._desk.stand_again(telling[start : start + _WINDOW], self._current())
            self._stored |= UidSet.of(bound)
            self._done |= self._stored
            self._state = replace(self._current(), done=str(self._stored))
        if self._back:
            # where another message stands now ours is gone; one that was not told apart comes back with its body
            others = [self._place(uid) for uid in self._back - self._stored]
            self._tally.add(self._desk.server_changed(self._current(), others, {}))
            self._back = UidSet()

    def _left_behind(self) -> list[Place]:
        """Where messages stood under a UIDVALIDITY that is over."""
        state = self._current()
        places = []
        for word in state.former.split():
            uidvalidity, _, uids = word.partition("/")
            places += [Place(state.mailbox, state.folder, int(uidvalidity), uid) for uid in UidSet.read(uids)]
        return places

    def _look(self, line: Line, opened: Opened, was: FolderState) -> tuple[Changes, Sequence[int]]:
        """What else has changed since the folder stood as it `was`, and UIDs below those we knew that are new.

        A server must not give those (RFC 3501 2.3.1.1), and some do, or show a message late.
        """
        fresh = UidSet((max(a, was.uidnext or 1), b) for a, b in self._stored.ranges() if b >= (was.uidnext or 1))
        expected = UidSet.read(was.there) | fresh
        changes = look(line, opened, was, expected, follow=self._asked.follow)
        if not was.there or not was.uidnext:
            return changes, ()
        return changes, list((changes.there - expected) & UidSet([(1, was.uidnext - 1)]))

    def _finish(self, opened: Opened, changes: Changes) -> None:
        """Note what has changed, and that the folder has been read to its end."""
        highest = max((high for _low, high in self._done.ranges()), default=0)
        uidnext = opened.uidnext or (highest + 1 if highest else None)
        done = f"1:{uidnext - 1}" if uidnext and uidnext > 1 else ""
        final = replace(
            self._current(),
            uidnext=uidnext,
            highestmodseq=opened.highestmodseq,
            done=done,
            there=str(changes.there),
            former="",
        )
        gone = [*(self._place(uid) for uid in changes.gone), *self._left_behind()]
        flags = {self._place(uid): marks for uid, marks in changes.flags.items()}
        if gone or flags or final != self._desk.folder_state(final.mailbox, final.folder):
            self._tally.add(self._desk.server_changed(final, gone, flags))
        self._state = final

    def _current(self) -> FolderState:
        assert self._state is not None
        return self._state

    def _place(self, uid: int) -> Place:
        state = self._current()
        return Place(state.mailbox, state.folder, state.uidvalidity, uid)

    # fetching ------------------------------------------------------------------------------
    def _fetch(self, line: Line, coming: Pipeline) -> None:
        missing: list[int] = []
        try:
            while batch := coming.batch():
                if self._stopped():
                    raise Stopped
                missing += self._take(coming, batch)
            if missing:
                self._mend(line, missing)
        except (ImapTrouble, OSError, Stopped):
            self._store_ahead()
            raise
        self._store_ahead()

    def _take(self, coming: Pipeline, batch: Batch) -> list[int]:
        """Read the answer to the batch that comes next and hand it in; the UIDs that did not come."""
        try:
            coming.read()
        except Refusal as refusal:
            if busy(refusal):
                self._hand_in_all(coming)
                raise
            # else some of them are gone, or one of them cannot be had: found out one by one
        except (LineLost, Rubbish, OSError):
            unread = [uid for uid in batch.uids if uid not in coming.came]
            self._hand_in_all(coming)
            self._line_fell(unread)
            raise
        self._hand_in(coming.take(), batch.start)
        return [uid for uid in batch.uids if uid not in self._done]

    def _hand_in_all(self, coming: Pipeline) -> None:
        for batch, came in coming.take_all():
            self._hand_in(came, batch.start)

    def _mend(self, line: Line, missing: list[int]) -> None:
        """Look again for messages that did not come with their batch: gone, or fetched one by one."""
        there = imap_folder.still_there(line, missing)
        gone = [uid for uid in missing if uid not in there]
        self._store((), (), gone)
        for uid in there:
            self._tries[uid] += 1
            reason = ""
            while self._tries[uid] < TRIES:
                if self._stopped():
                    raise Stopped
                self._tries[uid] += 1
                # the last try asks in another way: by a piece that is as large as a message may be
                start = SIZE_CAP if self._tries[uid] == TRIES else None
                came, reason = self._single(line, uid, start)
                if came:
                    break
            else:
                self._put_aside(uid, reason or garbled())

    def _single(self, line: Line, uid: int, start: int | None) -> tuple[bool, str]:
        try:
            rows = list(line.wire.rows(imap_folder.ask_for(line, [uid], start)))
        except Refusal as refusal:
            if busy(refusal):
                raise
            return False, server_text(refusal.text)
        except (LineLost, Rubbish, OSError):
            self._line_fell([uid])
            raise
        came = [found for found in map(imap_folder.message, rows) if found and found.uid == uid]
        self._hand_in(came, start)
        return bool(came), ""

    def _line_fell(self, unread: list[int]) -> None:
        """The line fell during these: ask for fewer next time, until the one that breaks it stands alone."""
        self._limit = max(1, min(self._limit, len(unread)) // 8)
        if len(unread) == 1:
            uid = unread[0]
            self._tries[uid] += 1
            if self._tries[uid] >= TRIES:
                self._put_aside(uid, breaks_the_line())

    def _put_aside(self, uid: int, reason: str) -> None:
        self._store((), [SetAside(self._place(uid), reason)], [uid])

    # handing in ----------------------------------------------------------------------------
    def _hand_in(self, came: Iterable[Fetched], start: int | None) -> None:
        arrivals, aside = [], []
        for found in sorted(came, key=lambda f: f.uid):
            place, raw = self._place(found.uid), found.body or b""
            cut = start == START_BYTES and (found.size or 0) > len(raw)
            arrivals.append(
                Arrival(place, self.roled.role, found.flags, found.internal_date, raw, found.size if cut else None)
            )
            if cut:
                aside.append(SetAside(place, why_cut(found.size or 0)))
        if arrivals:
            self._done |= UidSet.of(a.place.uid for a in arrivals)
            much = self._total - self.moved >= _MUCH
            batch = self._desk.read_ahead(arrivals) if much else arrivals
            self._ahead.append(_Handed(batch, aside))
            self._store_ahead(0 if batch is arrivals else self._desk.reads_ahead)
            self._limit = min(MAX_COUNT, self._limit * 2)

    def _store_ahead(self, but: int = 0) -> None:
        """Store the batches that were handed in first, and have been read meanwhile, all `but` the last few."""
        while len(self._ahead) > but:
            waiting = self._ahead.popleft()
            self._store(waiting.arrivals, waiting.aside, ())

    def _store(self, arrivals: Sequence[Arrival], aside: Sequence[SetAside], also: Iterable[int]) -> None:
        also = list(also)
        uids = [*(a.place.uid for a in arrivals), *also]
        if not uids:
            return
        try:
            self._commit(arrivals, aside, uids)
        except (MadoError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - one message that upsets the intake must not stop the others
            if len(arrivals) > 1:
                for arrival in arrivals:
                    self._store([arrival], [a for a in aside if a.place == arrival.place], ())
                self._store((), (), also)
            elif arrivals:
                self._commit((), [unreadable(arrivals[0], error)], uids)
            else:
                raise

    def _commit(self, arrivals: Sequence[Arrival], aside: Sequence[SetAside], uids: list[int]) -> None:
        stored = self._stored | UidSet.of(uids)
        state = replace(self._current(), done=str(stored))
        try:
            intake = self._desk.take_in(arrivals, state, aside)
        except OSError as error:
            raise store_trouble(error) from error
        self._stored, self._state = stored, state
        self._done |= UidSet.of(uids)
        self._tally.add(intake)
        self.moved += len(uids)
        self._report(self.moved, self._total)
