"""The console's way to the network: threads that stay with the mailboxes. Nothing else here knows mailsync.

They run in a process of their own (tui/beside.py), which this module is as a program.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from config.errors import MadoError
from config.home import Home
from config.languages import set_language
from config.settings import Mailbox
from core.helper_process import BROKEN, pickled
from tui.labels import _

if TYPE_CHECKING:
    from core.desk import Desk
    from mailsync.sync import Progress, SyncResult

_FOLLOW_SECONDS = 2.0
_NICE = 5
"""How far the process steps back behind the one in which somebody types."""
SYNC = "sync"
"""What the console says for one more look; every other word is a language."""


@dataclass(frozen=True, slots=True)
class News:
    """What one mailbox has to say. `error` is a sentence for people, "" where all is well; `said` are others."""

    mailbox: str
    error: str = ""
    fetched: int = 0
    busy: str = ""
    said: tuple[str, ...] = ()


Tell = Callable[[News], None]


class Bridge:
    """One watching thread a mailbox; `tell` is called on those threads."""

    def __init__(self, desk: Desk, home: Home, tell: Tell) -> None:
        self._desk = desk
        self._home = home
        self._tell = tell
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to stay with every mailbox that is switched on, and to hear of other processes that sync it."""
        follower = threading.Thread(target=self._follow, name="mado-status", daemon=True)
        self._threads.append(follower)
        follower.start()
        for mailbox in self._desk.settings.mailboxes:
            if mailbox.enabled:
                self._begin(self._watch, mailbox)

    def sync_now(self) -> None:
        """One more look at every mailbox, besides the watching."""
        for mailbox in self._desk.settings.mailboxes:
            if mailbox.enabled:
                self._begin(self._once, mailbox)

    def stop(self, patience: float = 3.0) -> None:
        """Let every thread end; those that wait for a dead network are left behind."""
        self._stop.set()
        for thread in self._threads:
            thread.join(patience)

    def _begin(self, work: Callable[[Mailbox], None], mailbox: Mailbox) -> None:
        self._threads = [t for t in self._threads if t.is_alive()]
        thread = threading.Thread(target=work, args=(mailbox,), name=f"mado-{mailbox.name}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _password(self, mailbox: Mailbox) -> str | None:
        from config.secrets import password_for

        try:
            return password_for(mailbox, self._home)
        except MadoError as error:
            self._tell(News(mailbox.name, error=_sentence(mailbox, error)))
            return None

    def _watch(self, mailbox: Mailbox) -> None:
        from mailsync.watch import watch_mailbox

        self._tell(News(mailbox.name, busy=_("Reading {mailbox}").format(mailbox=mailbox.name)))
        password = self._password(mailbox)
        if password is not None:
            watch_mailbox(
                self._desk, mailbox, password, on_result=self._result_of(mailbox), stop=self._stop,
                progress=self._progress,
            )  # fmt: skip

    def _once(self, mailbox: Mailbox) -> None:
        from mailsync.outbox import deliver_due
        from mailsync.sync import sync_mailbox

        self._tell(News(mailbox.name, busy=_("Reading {mailbox}").format(mailbox=mailbox.name)))
        password = self._password(mailbox)
        if password is None:
            return
        result = sync_mailbox(self._desk, mailbox, password, progress=self._progress, stop=self._stop)
        self._result_of(mailbox)(result)
        try:
            deliver_due(self._desk, mailbox, password)
        except MadoError as error:
            self._tell(News(mailbox.name, error=_sentence(mailbox, error)))

    def _follow(self) -> None:
        """Tell what another process that syncs here (`mado sync --watch`, cron) wrote into the status."""
        from mailsync.status import read_status

        told: dict[str, object] = {}
        while not self._stop.wait(_FOLLOW_SECONDS):
            status = read_status(self._home)
            for name, box in status.mailboxes.items() if status else ():
                mailbox = self._desk.settings.mailbox(name)
                if mailbox is None or box.pid == os.getpid() or told.get(name) == box:
                    continue
                first, told[name] = name not in told, box
                if box.error is not None:
                    self._tell(News(name, error=f"{name}: {box.error.message} {box.error.hint}".strip()))
                elif not first:
                    self._tell(News(name))

    def _result_of(self, mailbox: Mailbox) -> Callable[[SyncResult], None]:
        from mailsync.status import note_result

        def told(result: SyncResult) -> None:
            note_result(self._home, result)
            error = _sentence(mailbox, result.error) if result.error else ""
            self._tell(News(mailbox.name, error, result.fetched, said=tuple(dict.fromkeys(result.problems))))

        return told

    def _progress(self, progress: Progress) -> None:
        if progress.total:
            text = _("Reading {mailbox}: {done} of {total} messages")
            busy = text.format(mailbox=progress.mailbox, done=progress.done, total=progress.total)
            self._tell(News(progress.mailbox, busy=busy))


def _sentence(mailbox: Mailbox, error: MadoError) -> str:
    return f"{mailbox.name}: {error.message} {error.hint}".strip()


def main() -> None:
    """The process: stay with the mailboxes of a home until the pipe from the console closes."""
    from core.desk import Desk

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICE)
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may write where the answers go
    speaking = threading.Lock()

    def tell(news: News) -> None:
        with speaking:
            try:
                answers.write(pickled(news))
                answers.flush()
            except BROKEN:
                return  # the console has ended, as its other pipe tells

    home, settings, code = pickle.load(questions)
    set_language(code)
    bridge = Bridge(Desk.open(home, settings), home, tell)
    bridge.start()
    while (said := _said(questions)) is not None:
        if said == SYNC:
            bridge.sync_now()
        else:
            set_language(said)
    bridge.stop()
    os._exit(0)  # Threads left behind may be in the midst of the store: no one may close it under them.


def _said(questions: IO[bytes]) -> str | None:
    try:
        word: str = pickle.load(questions)
    except BROKEN:
        return None
    return word
