"""The desk: the one door through which fronts and the network act on the domain.

It holds no logic of its own: looking is `core/look.py`, deciding `core/act.py`, mail coming in
`core/intake.py`, replies `core/replies.py`, what has not left yet `core/outbox.py`. The rooms that read
and write mail are loaded when they are first used: a script that lists tickets waits for none of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from config.errors import NothingMatched
from config.home import Home
from config.languages import translator
from config.settings import Settings
from core.events import Decision, Event
from core.ledger import Ledger
from core.look import Look
from core.reading_marks import mark_read
from core.store import Store
from core.store.troubles import told
from core.tickets import Ticket

if TYPE_CHECKING:
    from tinydb.queries import QueryInstance

    from core.act import Act
    from core.approvals import Approvals
    from core.arrivals import Arrival, FolderState, Heading, Intake, Place, SetAside
    from core.canned import CannedLibrary
    from core.care.ours import Care
    from core.customers import Customer
    from core.drafts import Queued
    from core.entries import Entry, MessageEntry
    from core.keeping import Keeping
    from core.macros import MacroShelf
    from core.outbox import Outbox
    from core.reading_worker import ReadingWorker
    from core.replies import Replies
    from core.snippets import Snippet
    from core.store.watch import Watch
    from core.team import Team

_ = translator("core")


class _Lookups:
    """What queries about care are looked up in, loaded when one asks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def late(self, what: str, now: datetime) -> QueryInstance:
        """The tickets that are late, by the charter's targets."""
        return self._desk.care.clocks.late(what, now)

    def said(self, topic: str) -> Sequence[str]:
        """The tickets in which something was clipped under a topic."""
        return self._desk.care.said(topic)


class Desk:
    """Open with `Desk.open(home, settings)`; usable from several threads; close it, or use `with`.

    `replies`, `canned` and `outbox` are its rooms for answering.
    """

    def __init__(self, home: Home, settings: Settings, store: Store) -> None:
        self.home = home
        self.settings = settings
        self.store = store
        self.ledger = Ledger(store, settings)
        self._look = Look(self.ledger)
        self._look.care = _Lookups(self)

    @classmethod
    def open(cls, home: Home, settings: Settings) -> Self:
        """Open or create the store of this home. Raises MadoError (locked, newer schema, disk)."""
        with told(home.root):
            home.ensure()
        return cls(home, settings, Store.open(home))

    def close(self) -> None:
        """Let go of the store's files."""
        if "_reading" in self.__dict__:
            self.end_reading_ahead()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def _act(self) -> Act:
        from core.act import Act

        return Act(self.ledger, self._look)

    @cached_property
    def _reading(self) -> ReadingWorker:
        from core.reading_worker import ReadingWorker

        return ReadingWorker()

    @cached_property
    def canned(self) -> CannedLibrary:
        """The canned responses of this home."""
        from core.canned import CannedLibrary

        return CannedLibrary(self.home.canned_folder)

    @cached_property
    def macros(self) -> MacroShelf:
        """The macros of this home."""
        from core.macros import MacroShelf

        return MacroShelf(self.home.macros_folder, self.canned)

    @cached_property
    def outbox(self) -> Outbox:
        """What has been told to leave."""
        from core.outbox import Outbox

        return Outbox(self)

    @cached_property
    def replies(self) -> Replies:
        """Drafts, checks, and the moment in which a draft becomes final bytes."""
        from core.replies import Replies

        return Replies(self)

    @cached_property
    def care(self) -> Care:
        """Promises, and the calendar they are counted on."""
        from core.care.ours import Care

        return Care(self)

    @cached_property
    def team(self) -> Team:
        """The log that is shared, where it is."""
        from core.team import Team

        return Team(self.ledger, self.home)

    @property
    def shared(self) -> bool:
        """Whether others decide here, too: a team, or several people on one home."""
        return self.settings.shared or self.team.active

    @cached_property
    def approvals(self) -> Approvals:
        """Replies that a colleague reads before they leave."""
        from core.approvals import Approvals

        return Approvals(self)

    @property
    def key(self) -> bytes:
        """The secret that codes and our Message-IDs are bound to."""
        return self.ledger.key

    # looking -------------------------------------------------------------------------------
    def count(self, query: str = "") -> int:
        """How many tickets a query finds (docs: command line). Raises UsageError for a bad query."""
        return self._look.count(query)

    def check_query(self, query: str) -> None:
        """Raises UsageError for a query nobody can read; asks no store, so a front may call it anywhere."""
        self._look.check(query)

    def rows(
        self, query: str = "", start: int = 0, stop: int | None = None, *, without: Collection[str] = ()
    ) -> Sequence[Ticket]:
        """A window of the tickets a query finds, newest change first; those of the codes `without` left out."""
        return self._look.rows(query, start, stop, without)

    def among(self, query: str, codes: Sequence[str]) -> Sequence[str]:
        """Those of some tickets that a query finds. Raises UsageError."""
        return self._look.among(query, codes)

    def codes(self, query: str = "", start: int = 0, stop: int | None = None) -> Sequence[str]:
        """The codes alone of such a window: what scripts pass on, at a tenth of its cost."""
        return self._look.codes(query, start, stop)

    def search(self, query: str, stop: int | None = None, *, relevance: bool = False) -> Sequence[str]:
        """Codes of what a query finds, where its words were said last first; or by relevance, of the newest."""
        return self._look.found(query, stop, relevance=relevance)

    def tickets(self, codes: Sequence[str]) -> Sequence[Ticket]:
        """The tickets of these codes, in that order."""
        return self._look.tickets(codes)

    def snippets(self, query: str, codes: Sequence[str]) -> Sequence[Snippet | None]:
        """For each ticket the line in which the words of the query were said last."""
        return self._look.snippets(query, codes)

    def code(self, typed: str) -> str:
        """The full code of what was typed: any case, hyphen or not, alias, unique prefix. Raises as `ticket`."""
        return self._look.code(typed)

    def ticket(self, code: str) -> Ticket:
        """One ticket by its code. Raises NothingMatched, UsageError (not unique)."""
        return self._look.ticket(code)

    def entries(self, code: str) -> Sequence[Entry]:
        """Messages, notes and events of a ticket, oldest first, and what waits in the outbox last."""
        return [*self._look.entries(code), *self.outbox.entries_of(self._look.code(code))]

    def messages(self, code: str) -> Sequence[MessageEntry]:
        """The mail of a ticket that has come in or left, oldest first: less to read than `entries`."""
        return self._look.messages(code)

    def customer(self, address_or_id: str | int, limit: int = 50) -> Customer:
        """A person by any of their addresses or by id. Raises NothingMatched."""
        return self._look.customer(address_or_id, limit)

    def customers(self, words: str = "", start: int = 0, stop: int | None = None) -> Sequence[Mapping[str, Any]]:
        """People whose name or address holds every word: id, name, addresses, expectation."""
        return self._look.customers(words, start, stop)

    def next_ticket(self) -> tuple[Ticket, str] | None:
        """The open ticket that most needs us, and why in English words; None where none."""
        return self._look.next_ticket()

    def stamp(self) -> int:
        """A number that grows with every committed change of any process; cheap enough to poll."""
        return self.store.stamp()

    def watch(self) -> Watch:
        """Tells at once when any process has changed something; a hint, `stamp` says whether. Close it."""
        return self.store.watch()

    def changed_since(self, stamp: int) -> tuple[int, Sequence[str]]:
        """(new stamp, codes of the tickets changed since)."""
        return self._look.changed_since(stamp)

    def raw(self, sha256: str) -> bytes:
        """The exact bytes of a message. Raises NothingMatched."""
        try:
            return self.store.raw.get(sha256)
        except KeyError:
            raise NothingMatched(_("These bytes are not kept here."), code="no_raw") from None

    # acting --------------------------------------------------------------------------------
    def do(self, *decisions: Decision, seen_message: int | None = None) -> Sequence[Event]:
        """Append decisions to the log and apply them, in one transaction; durable when it returns.

        `seen_message` is the newest message the author had before them (default: the newest there is).
        Raises NothingMatched, UsageError, Refused (a claim held by somebody else).
        """
        return self._act.do(decisions, seen_message)

    def undo_last(self) -> Event | None:
        """Take back this agent's last event that can be undone; None where there is none."""
        return self._act.undo_last()

    def undoable(self, most: int = 50) -> Sequence[Event]:
        """What this agent did last and could take back, newest first."""
        return self._act.undoable(most)

    def mark_read(self, code: str) -> None:
        """This agent has seen the ticket as it stands (local, no event)."""
        mark_read(self.ledger, self._look.code(code))

    # mail ----------------------------------------------------------------------------------
    def take_in(
        self, batch: Sequence[Arrival], state: FolderState | None = None, aside: Iterable[SetAside] = ()
    ) -> Intake:
        """Store, parse, thread and fold a batch with its folder's new state: all of it in one transaction."""
        from core import intake

        took = intake.take_in(self.ledger, batch, state, aside)
        if took.changed and self.outbox.queued():
            from core.overtaken import stop_overtaken

            stop_overtaken(self)
        if took.opened and any(m.acknowledge for m in self.settings.mailboxes):
            from core.acknowledge import acknowledge

            acknowledge(self, took.opened)
        return took

    def server_changed(
        self, state: FolderState, gone: Collection[Place], flags: Mapping[Place, tuple[str, ...]]
    ) -> Intake:
        """Messages are gone from their places, or marked otherwise by another program: noted with the folder's state.

        Our copies stay; a message that stands nowhere any more says so.
        """
        from core.server_changes import server_changed

        return server_changed(self.ledger, state, gone, flags)

    def others_stand(self, headings: Sequence[Heading]) -> bool:
        """Whether other messages than ours stand at these places; see `core/stand_again.py`."""
        from core.stand_again import others_stand

        return others_stand(self.ledger, headings)

    def stand_again(self, headings: Sequence[Heading], state: FolderState) -> frozenset[int]:
        """Find messages that we hold in a folder whose UIDs are new, and note them; see `core/stand_again.py`."""
        from core.stand_again import stand_again

        return stand_again(self.ledger, headings, state)

    def read_ahead(self, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
        """Begin to read a batch that `take_in` will get soon, in a process beside this one where it pays."""
        return self._reading.read_ahead(arrivals)

    @property
    def reads_ahead(self) -> int:
        """How many batches may be read ahead at a time, so that neither their readers nor the intake stand idle."""
        return self._reading.ahead

    def end_reading_ahead(self) -> None:
        """Nothing more to read for now: that process may end."""
        self._reading.rest()

    def record_sent(self, *gone: Queued) -> None:
        """Replies have left: store each in its ticket, append `sent` and what it promises, set the status."""
        from core.sent import record_sent

        record_sent(self.ledger, gone, self.care.promises_of, self.outbox.made.take)

    def begin_history(self, mailbox: str, since: date | None, *, asked: bool) -> tuple[date | None, bool]:
        """Where to begin reading a mailbox, and whether that is earlier than before; see `core/history.py`."""
        from core.history import begin_history

        return begin_history(self.ledger, mailbox, since, asked=asked)

    def folder_state(self, mailbox: str, folder: str) -> FolderState | None:
        """How far a folder has been read; None where never."""
        from core.folder_states import load_folder_state

        return load_folder_state(self.ledger, mailbox, folder)

    # care ----------------------------------------------------------------------------------
    @cached_property
    def keeping(self) -> Keeping:
        """Rebuild, fsck, backup, export, erasing."""
        from core.keeping import Keeping

        return Keeping(self.home, self.ledger)

    def set_aside(self) -> Sequence[SetAside]:
        """Messages that could not be fetched or read, without their bytes."""
        from core.folder_states import listed_aside

        return listed_aside(self.ledger)
