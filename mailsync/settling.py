"""Writing down what came of a batch while the next one leaves: the lock of the sender, and its two journals.

The journal of a batch says what came of each of its mails until that stands in the store. So a sender that is killed
meanwhile loses nothing: the next one reads the journals, of which there are two at most, and writes it down. Until it
is written down the sender's lock is held, so that nobody takes what is under way for left behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from core.bulk.gone import Gone, settle
from core.desk import Desk
from core.outbox_journal import Journal
from mailsync.lock import lock_name, sender_lock

Ask = Callable[[Gone], Future[Any] | None]
"""Has a batch written down by another process: see `Queueing.settle`."""


class Settling:
    """Of one mailbox. Without `ask` nothing is put off; with it, use with `with`, which waits for the rest."""

    def __init__(self, desk: Desk, mailbox: str, ask: Ask | None = None) -> None:
        self._desk = desk
        self._mailbox = mailbox
        self._ask = ask
        self._lock = ExitStack()
        self._held = False
        self._left: tuple[Journal, Gone] | None = None
        self._answer: Future[Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.finish()
        finally:
            self._let_go()

    @property
    def may(self) -> bool:
        """Whether a batch may be put off."""
        return self._ask is not None

    @property
    def waits(self) -> bool:
        """Whether a batch has left and is not known to be written down."""
        return self._left is not None

    @property
    def journals(self) -> tuple[Path, Path]:
        """Where this mailbox's sender writes while a batch leaves, by turns."""
        name = lock_name("send", self._mailbox).removesuffix(".lock")
        root = self._desk.home.root
        return root / f"{name}.journal", root / f"{name}.2.journal"

    def free_journal(self) -> Path:
        """The one of them that no batch needs."""
        first, second = self.journals
        return second if self._left is not None and self._left[0].path == first else first

    @contextmanager
    def round(self) -> Iterator[bool]:
        """Hold the sender's lock at least as long; False where somebody else has it."""
        if not self._held:
            self._held = self._lock.enter_context(sender_lock(self._desk.home, self._mailbox))
        try:
            yield self._held
        finally:
            if not self.waits:
                self._let_go()

    def put_off(self, journal: Journal, gone: Gone) -> None:
        """A batch has left; `hand_over` has it written down, the one before is by now. Raises MadoError (disk)."""
        journal.keep()
        try:
            self.finish()
        finally:
            self._left = journal, gone

    def hand_over(self) -> None:
        """Have written down what was put off; it is waited for by `finish`."""
        if self._left is not None and self._answer is None and self._ask is not None:
            self._answer = self._ask(self._left[1])

    def finish(self) -> None:
        """What was put off is in the store when this returns. Raises MadoError (disk); then the journal says it."""
        if self._left is None:
            return
        self.hand_over()
        answer, self._answer = self._answer, None
        (journal, gone), self._left = self._left, None
        if answer is None or not answer.result():
            settle(self._desk, gone)
        journal.remove()

    def _let_go(self) -> None:
        self._held = False
        self._lock.close()
