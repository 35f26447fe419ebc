"""`mado sync --watch`: one thread a mailbox, until somebody says stop."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING

from cli.afterwards import StoppedReplies, tell_reply, tell_what_follows
from cli.output import put_jsonl, say, show_error
from cli.shared import Shared
from config.errors import ExitCode, MadoError
from config.languages import translator
from config.secrets import password_for
from config.settings import Mailbox
from mailsync.status import BEAT_SECONDS, beat, begin_watch, note_result
from mailsync.sync import sync_mailbox
from mailsync.watch import watch_mailbox

if TYPE_CHECKING:
    from core.desk import Desk
    from mailsync.since import Since
    from mailsync.sync import SyncResult

_ = translator("cli")
_AFTER_STOP = 10.0


def watch_all(shared: Shared, desk: Desk, mailboxes: Sequence[Mailbox], since: Since | None = None) -> int:
    """Watch every mailbox until ctrl+c or SIGTERM (exit 130), or until none of them can be watched any more."""
    stop = threading.Event()
    passwords = [(m, password_for(m, shared.home)) for m in mailboxes]
    told = _Told(shared)
    following = _Following(shared, desk, stop)

    def hear(result: SyncResult) -> None:
        told.result(result)
        if result.fetched or result.changed:
            following.wake()

    def watch(mailbox: Mailbox, password: str) -> None:
        if since is not None:
            hear(sync_mailbox(desk, mailbox, password, stop=stop, since=since))
        watch_mailbox(desk, mailbox, password, on_result=hear, stop=stop)

    threads = [
        threading.Thread(target=watch, args=pair, name=f"mado-{pair[0].name}", daemon=True) for pair in passwords
    ]

    after = threading.Thread(target=following.run, name="mado-following", daemon=True)

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        following.wake()

    begin_watch(shared.home)
    before = [(number, signal.signal(number, end)) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        for thread in (*threads, after):
            thread.start()
        _until_over(shared, stop, threads)
        interrupted = stop.is_set()
        stop.set()
        following.wake()
        for thread in (*threads, after):
            thread.join(_AFTER_STOP)
    finally:
        beat(shared.home, ended=True)
        for number, handler in before:
            signal.signal(number, handler)
    return ExitCode.INTERRUPTED if interrupted else told.exit_code


def _until_over(shared: Shared, stop: threading.Event, threads: Sequence[threading.Thread]) -> None:
    """Wait, and leave a sign of life now and then for `mado check --status`."""
    next_beat = time.monotonic() + BEAT_SECONDS
    while not stop.is_set() and any(t.is_alive() for t in threads):
        stop.wait(0.5)
        if time.monotonic() >= next_beat:
            next_beat = time.monotonic() + BEAT_SECONDS
            beat(shared.home)


class _Following:
    """Does what follows a sync, in a thread of its own: a hook that takes its time holds no mail back."""

    def __init__(self, shared: Shared, desk: Desk, stop: threading.Event) -> None:
        self._shared = shared
        self._desk = desk
        self._stop = stop
        self._news = threading.Event()
        self._stopped = StoppedReplies(desk)

    def wake(self) -> None:
        """Something came in, or it is time to end."""
        self._news.set()

    def run(self) -> None:
        """Each time something came in, and now and then for what is due by the clock; once more at the end."""
        while True:
            self._news.wait(BEAT_SECONDS)
            over = self._stop.is_set()
            self._news.clear()
            try:
                for entry in self._stopped.new():
                    tell_reply(self._shared, entry)
                tell_what_follows(self._shared, self._desk)
            except MadoError as error:  # a full disk, a lock that is held for long: the next round does it
                show_error(error, as_json=self._shared.format in ("json", "jsonl"))
            if over:
                return


class _Told:
    """Says each result, one at a time."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._lock = threading.Lock()
        self._error: MadoError | None = None
        self._began: set[str] = set()
        self._told: dict[str, tuple[str, str]] = {}

    @property
    def exit_code(self) -> ExitCode:
        """What the last trouble says; LATER where there was none, since a watch does not end by itself."""
        return self._error.exit_code if self._error else ExitCode.LATER

    def result(self, result: SyncResult) -> None:
        """Narrate a sync that brought something or failed, and the first of each mailbox."""
        from cli.commands.sync import Synced, journalled, narrate, shape

        with self._lock:
            if result.elsewhere:
                said = _("{name}: another mado (process {pid}) keeps it up to date; this one takes over after it.")
                say(self._shared, said.format(name=result.name, pid=result.elsewhere))
                return
            synced = Synced(result, (), result.error)
            first = result.name not in self._began
            self._began.add(result.name)
            note_result(self._shared.home, result)
            again = self._told_before(result)
            if first or (result.error is not None and not again) or result.fetched or result.changed:
                journalled(self._shared, [synced])
            if self._shared.format in ("json", "jsonl"):
                put_jsonl([shape(synced)])
            if result.error is not None:
                self._error = result.error
                if not again:
                    show_error(result.error, as_json=self._shared.format in ("json", "jsonl"))
            elif first or result.fetched or result.changed:
                narrate(self._shared, synced)

    def _told_before(self, result: SyncResult) -> bool:
        """Whether this error is the last thing that was said of the mailbox: it is not repeated at every try."""
        said = (result.error.message, result.error.hint) if result.error else ("", "")
        before, self._told[result.name] = self._told.get(result.name), said
        return bool(said[0]) and said == before
