"""Staying with a mailbox: new mail within a moment, what is due sent, every interruption survived.

One connection: it syncs, then idles on INBOX (RFC 2177) until the server says something, then syncs
again. Sending has a thread of its own, so that neither waits for the other.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from time import time as now
from typing import TYPE_CHECKING

from config.errors import MadoError
from config.languages import language, translator
from config.settings import Mailbox
from mailsync import imap_folder
from mailsync.explain import Throttled, explain
from mailsync.imap_connect import Line, Timeouts
from mailsync.imap_errors import ImapTrouble, Refusal
from mailsync.imap_names import FolderName, encoded
from mailsync.imap_wire import Row
from mailsync.lock import watch_lock
from mailsync.pace import BackOff, Pace
from mailsync.stopping import StopSignal
from mailsync.sync import Report, Syncer, SyncResult

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("mailsync")

_MOST_REFUSALS = 3
_SLEPT = 30.0
_TICK = 20.0
_NEWS = (b" EXISTS", b" EXPUNGE", b" FETCH (")
_NEWS_AT_ONCE = (b"VANISHED", b"STATUS ")

OnResult = Callable[[SyncResult], None]


def watch_mailbox(
    desk: Desk,
    mailbox: Mailbox,
    password: str,
    *,
    on_result: OnResult,
    stop: threading.Event,
    progress: Report | None = None,
    pace: Pace = Pace(),  # noqa: B008 - frozen
    timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
) -> None:
    """Keep the desk up to date with one mailbox until `stop` is set; `on_result` hears of every sync.

    While another process stays with this mailbox, this one waits to take over, and says so once (`elsewhere`).
    Never raises for network trouble. It ends by itself only after the third refused login in a row:
    going on would lock the account. Blocks: give it a thread.
    """
    with StopSignal(stop) as signal:
        post = threading.Thread(
            target=_post, args=(desk, mailbox, password, signal, on_result, pace), name="mado-post", daemon=True
        )
        post.start()
        syncer = Syncer(desk, mailbox, password, signal=signal, progress=progress, timeouts=timeouts)

        def standing_by(pid: int) -> None:
            on_result(SyncResult(mailbox.name, elsewhere=pid))

        with watch_lock(desk.home, mailbox.name, wait=signal.wait, standing_by=standing_by) as mine:
            try:
                if mine:
                    _settle_between_mails(desk, signal)
                    _Watch(syncer, mailbox, signal, on_result, pace).run()
            finally:
                syncer.close()


def _settle_between_mails(desk: Desk, signal: StopSignal) -> None:
    """Keep searching quick after much has come in, beside the watching."""

    def stopped(seconds: float) -> bool:
        return signal.wait(seconds) or signal.is_over()

    threading.Thread(target=desk.keeping.settle_when_idle, args=(stopped,), name="mado-settle", daemon=True).start()


class _Watch:
    """The loop of one mailbox."""

    def __init__(self, syncer: Syncer, mailbox: Mailbox, signal: StopSignal, on_result: OnResult, pace: Pace) -> None:
        self._syncer = syncer
        self._mailbox = mailbox
        self._signal = signal
        self._on_result = on_result
        self._pace = pace
        self._back_off = BackOff(pace)
        self._asked_for: tuple[Line, tuple[FolderName, ...]] | None = None

    def run(self) -> None:
        refusals = 0
        while not self._signal.is_set():
            result = self._syncer.run()
            if self._signal.is_set():
                return
            refusals = refusals + 1 if self._syncer.line is None and _is_login(result.error) else 0
            if refusals >= _MOST_REFUSALS:
                self._on_result(_given_up(result))
                return
            self._on_result(result)
            if self._syncer.line is None:
                self._signal.wait(self._back_off.wait(_asked_for(result.error)))
                continue
            self._stay(self._syncer.line)

    def _stay(self, line: Line) -> None:
        """Wait until it is worth looking again; a line that falls meanwhile is dropped and reported."""
        began = time.monotonic()
        try:
            if self._nothing_missed(line):
                self._until_news(line)
        except (ImapTrouble, OSError) as trouble:
            self._syncer.drop()
            if self._signal.is_set():
                return
            held = time.monotonic() - began
            told = explain(trouble, self._mailbox.imap, user=self._mailbox.user)
            if held < self._pace.healthy or isinstance(told, Throttled):
                self._on_result(SyncResult(self._mailbox.name, error=told))
                self._signal.wait(self._back_off.wait(_asked_for(told)))
                return
        if time.monotonic() - began >= self._pace.healthy:
            self._back_off.reset()

    def _nothing_missed(self, line: Line) -> bool:
        """Open INBOX for the wait; whether it stands as the sync saw it."""
        inbox, seen = self._syncer.inbox, self._syncer.seen
        if inbox is None or seen is None:
            return True
        if line.can("NOTIFY") and line.can("IDLE"):
            # before the look: what comes between the two is told by neither IDLE nor NOTIFY otherwise
            self._ask_for_news(line, (*self._syncer.others, *((inbox,) if self._log_folder() else ())))
        now = imap_folder.still_stands(line, inbox) or imap_folder.examine(line, inbox)
        return (now.uidvalidity, now.uidnext, now.exists) == (seen.uidvalidity, seen.uidnext, seen.exists)

    def _ask_for_news(self, line: Line, folders: tuple[FolderName, ...]) -> None:
        """NOTIFY, once for each line: Dovecot tells nothing of the half second after it was asked."""
        if self._asked_for != (line, folders):
            imap_folder.notify(line, folders)
            self._asked_for = (line, folders)

    def _until_news(self, line: Line) -> None:
        if self._syncer.inbox is None or not line.can("IDLE"):
            self._without_idle()
            return
        try:
            if on_log := bool(self._log_folder()):
                # One connection: it idles on the log, and INBOX is looked at with every turn. NOTIFY, which could
                # tell of both, is a hint: once its index was written anew, Dovecot tells of other folders 30 s late.
                imap_folder.examine(line, self._log_folder()[0])
                # What came while the server searched it tells beside what it found, and IDLE is silent of it.
                if self._syncer.team_behind(line) or line.wire.told:
                    return
            tag, rows = line.wire.start_idle()
        except Refusal:
            self._without_idle()
            return
        limit = time.monotonic() + min(self._pace.renew, self._look_again())
        tick = self._pace.ship if on_log else _TICK
        awake = now()
        while not any(map(_is_news, rows)) and (left := limit - time.monotonic()) > 0:
            rows = line.wire.arrived(min(left, tick), self._signal.wake)
            if self._signal.is_set():
                return
            if self._syncer.team_waits():
                break
            before, awake = awake, now()
            if awake - before > _TICK + _SLEPT:
                # the machine slept: the line may be dead without knowing it
                break
        if not on_log and any(map(_is_about_inbox, rows)):
            self._syncer.told = True
        line.wire.end_idle(tag, within=self._pace.answer)

    def _look_again(self) -> float:
        """Within how many seconds to look again whatever was told; in a team INBOX has no line, the log may have a
        hole."""
        if not self._log_folder():
            return self._pace.renew
        return self._pace.hole if self._syncer.desk.team.state.gaps else self._pace.team

    def _without_idle(self) -> None:
        """Rest until the next look; what is decided here does not wait for it."""
        team = bool(self._log_folder())
        limit = time.monotonic() + min(self._pace.poll, self._look_again())
        while (left := limit - time.monotonic()) > 0:
            if self._signal.wait(min(left, self._pace.ship) if team else left) or self._signal.is_over():
                return
            if team and self._syncer.team_waits():
                return

    def _log_folder(self) -> tuple[FolderName, ...]:
        """The folder of the team's log, where this mailbox carries it."""
        from mailsync.team_sync import carries_the_log

        desk = self._syncer.desk
        if not carries_the_log(desk, self._mailbox):
            return ()
        name = desk.team.state.folder
        return (FolderName(name, encoded(name)),)


def _is_news(row: Row) -> bool:
    text = row.text.upper()
    return any(word in text for word in _NEWS) or text.startswith(_NEWS_AT_ONCE)


def _is_about_inbox(row: Row) -> bool:
    """Whether a row tells of the folder that is open."""
    return _is_news(row) and not row.text.upper().startswith(b"STATUS ")


def _given_up(result: SyncResult) -> SyncResult:
    """The last refusal, with what that means."""
    assert result.error is not None
    why = _("It is not tried any more, so that the account is not locked: put it right, then start again.")
    result.error.hint = ("" if language() == "ja" else " ").join(filter(None, (result.error.hint, why)))
    return result


def _asked_for(error: MadoError | None) -> float:
    """How many seconds the server wants to be left alone."""
    return error.wait if isinstance(error, Throttled) else 0.0


def _is_login(error: MadoError | None) -> bool:
    return error is not None and error.code in {
        "login_refused",
        "login_disabled",
        "no_mailbox",
        "signed_out",
        "no_token",
    }


def _post(desk: Desk, mailbox: Mailbox, password: str, signal: StopSignal, on_result: OnResult, pace: Pace) -> None:
    """Send what is due, each time it is, until the stop. Trouble is told once and tried again ever later.

    Now and then the sender is called with nothing due: it settles unsure replies and files copies, too.
    """
    from mailsync.outbox import deliver_due

    back_off = BackOff(pace)
    round_due = 0.0
    while not signal.is_over():
        wait = pace.post
        try:
            if time.monotonic() >= round_due or desk.outbox.due(datetime.now(UTC), mailbox.name):
                round_due = time.monotonic() + pace.poll
                deliver_due(desk, mailbox, password)
            back_off.reset()
        except MadoError as error:
            on_result(SyncResult(mailbox.name, error=error))
            wait = back_off.wait()
        except Exception as error:  # noqa: BLE001 - a thread that died unseen would hold every reply back
            kind = type(error).__name__
            said = _("Sending failed in a way that was not foreseen ({kind}); what waits is kept.").format(kind=kind)
            on_result(SyncResult(mailbox.name, error=MadoError(said, code="unforeseen")))
            wait = back_off.wait(pace.poll)
        signal.wait(wait)
