"""The desk: the one door through which fronts and the network act on the domain.

It holds no logic of its own: looking is `core/look.py`, deciding `core/act.py`, mail coming in
`core/intake.py`, replies `core/replies.py`, what has not left yet `core/outbox.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self

from config.home import Home
from config.settings import Settings
from core.arrivals import Arrival, FolderState, Intake, SetAside
from core.customers import Customer
from core.entries import Entry
from core.events import Decision, Event
from core.tickets import Ticket


class Desk:
    """Open with `Desk.open(home, settings)`; usable from several threads; close it, or use `with`."""

    home: Home
    settings: Settings

    @classmethod
    def open(cls, home: Home, settings: Settings) -> Self:
        """Open or create the store of this home. Raises MadoError (locked, newer schema, disk)."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the store's files."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    # looking -------------------------------------------------------------------------------
    def count(self, query: str = "") -> int:
        """How many tickets a query finds (cli.md's query language). Raises UsageError for a bad query."""
        raise NotImplementedError

    def rows(self, query: str = "", start: int = 0, stop: int | None = None) -> Sequence[Ticket]:
        """A window of the tickets a query finds, newest change first."""
        raise NotImplementedError

    def ticket(self, code: str) -> Ticket:
        """By code, in any case, hyphen or not, alias, or unique prefix. Raises NothingMatched, UsageError (not unique)."""
        raise NotImplementedError

    def entries(self, code: str) -> Sequence[Entry]:
        """Messages, notes and events of a ticket, oldest first."""
        raise NotImplementedError

    def customer(self, address_or_id: str | int, limit: int = 50) -> Customer:
        """A person by any of their addresses or by id. Raises NothingMatched."""
        raise NotImplementedError

    def next_ticket(self) -> tuple[Ticket, str] | None:
        """The open ticket that most needs us, and why (a sentence key, e.g. "longest waiting"); None where none."""
        raise NotImplementedError

    def stamp(self) -> int:
        """A number that grows with every committed change of any process; cheap enough to poll."""
        raise NotImplementedError

    def changed_since(self, stamp: int) -> tuple[int, Sequence[str]]:
        """(new stamp, codes of the tickets changed since)."""
        raise NotImplementedError

    def raw(self, sha256: str) -> bytes:
        """The exact bytes of a message. Raises NothingMatched."""
        raise NotImplementedError

    # acting --------------------------------------------------------------------------------
    def do(self, *decisions: Decision, seen_message: int | None = None) -> Sequence[Event]:
        """Append decisions to the log and apply them, in one transaction; durable when it returns.

        `seen_message` is the newest message the author had before them (default: the newest there is).
        Raises NothingMatched, UsageError, Refused (a claim held by somebody else).
        """
        raise NotImplementedError

    def undo_last(self) -> Event | None:
        """Take back this agent's last event that can be undone; None where there is none."""
        raise NotImplementedError

    def mark_read(self, code: str) -> None:
        """This agent has seen the ticket as it stands (local, no event)."""
        raise NotImplementedError

    # mail in -------------------------------------------------------------------------------
    def take_in(
        self, batch: Sequence[Arrival], state: FolderState | None = None, aside: Iterable[SetAside] = ()
    ) -> Intake:
        """Store, parse, thread and fold a batch with its folder's new state: all of it in one transaction."""
        raise NotImplementedError

    def folder_state(self, mailbox: str, folder: str) -> FolderState | None:
        """How far a folder has been read; None where never."""
        raise NotImplementedError

    def set_aside(self) -> Sequence[SetAside]:
        """Messages that could not be fetched or read, without their bytes."""
        raise NotImplementedError
