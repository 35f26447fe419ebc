"""Sending a bulk plan: a few blocks at a time into the outbox and out, so that it can be stopped anywhere.

What was killed goes on with the next `apply`: every block has one outbox entry, found by its name.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime

from config.errors import ConfigError, MadoError, TryLater
from config.languages import translator
from config.settings import Mailbox
from core.bulk.apply import Skipped, now_for_all, pending, queue_blocks, skip_more, tally
from core.bulk.plan import Block, Plan, Tally
from core.bulk.queueing import Queueing
from core.collecting import collecting_rarely
from core.compose import compose
from core.compose_check import verify
from core.desk import Desk
from core.drafts import Queued
from core.mail.message import Address
from mailsync.kept_line import KeptLine
from mailsync.oauth import token_source
from mailsync.outbox import deliver_round
from mailsync.settling import Settling
from mailsync.smtp import SmtpLine, SmtpTimeouts

_ = translator("mailsync")
_CHUNK = 100
_PATIENCE = 600.0
_LOOK = 0.2
_CLOSE = 0.1
_OBJECTS = 20_000
Report = Callable[[int, int], None]


@dataclass(slots=True)
class Applied:
    """What an `apply` did: blocks skipped now and why, what stood in the way, and how far the plan is."""

    skipped: list[Skipped] = field(default_factory=list)
    trouble: MadoError | None = None
    tally: Tally = field(default_factory=lambda: Tally(0))


@dataclass(slots=True)
class Applier:
    """One `apply`. `accounts` are the mailboxes with their passwords, by name; `stop` ends it between two mails."""

    desk: Desk
    plan: Plan
    accounts: Mapping[str, tuple[Mailbox, str]]
    per_minute: int = 0
    report: Report | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    timeouts: SmtpTimeouts = field(default_factory=SmtpTimeouts)
    done: Applied = field(default_factory=Applied)
    _lines: dict[str, KeptLine] = field(default_factory=dict)
    _settling: dict[str, Settling] = field(default_factory=dict)
    _began: float = 0.0
    _gone: int = 0

    def run(self) -> Applied:
        """Send what is left of the plan. Trouble of the network stands in the result, what waits is kept."""
        self._began = time.monotonic()
        try:
            self._resume()
            self._all(list(pending(self.desk, self.plan)))
        finally:
            for line in self._lines.values():
                line.close()
            self._last_round()
        self.done.tally = tally(self.desk, self.plan)
        return self.done

    def _all(self, left: list[Block]) -> None:
        """Send chunk after chunk; while one leaves, the next is put into the outbox and those after it are made."""
        if self.per_minute:
            self._at_a_rate(left)
            return
        total = len(left)
        with collecting_rarely(_OBJECTS), Queueing(self.desk, self.plan, left, _CHUNK) as steps, ExitStack() as stack:
            ask = steps.settle if steps.beside else None
            for name in self.accounts:
                self._settling[name] = stack.enter_context(Settling(self.desk, name, ask))
            stack.callback(self._settling.clear)
            for step in steps:
                self._out(step.blocks, (step.queued, step.skipped), total)
                if self._over():
                    return

    def _at_a_rate(self, left: list[Block]) -> None:
        """Put into the outbox and send what may leave now, and again."""
        total = len(left)
        while left and not self._over():
            size = self._wait_for_turn()
            chunk, left = left[:size], left[size:]
            self._out(len(chunk), queue_blocks(self.desk, self.plan, chunk, now_for_all), total)

    def _over(self) -> bool:
        return self.stop.is_set() or self.done.trouble is not None

    def _out(self, blocks: int, queueing: tuple[Sequence[Queued], Sequence[Skipped]], total: int) -> None:
        """Send what was put into the outbox of so many blocks."""
        queued, skipped = queueing
        self.done.skipped += skipped
        self._deliver(queued, known={e.id: e for e in queued})
        self._gone += blocks
        if self.report is not None:
            self.report(self._gone, total)

    def _last_round(self) -> None:
        """Copies in Sent that the batches left for later."""
        for name in self._lines:
            mailbox, password = self.accounts[name]
            if not self.stop.is_set() and self.desk.outbox.copies.due(datetime.now(UTC), name):
                deliver_round(self.desk, mailbox, password, timeouts=self.timeouts)

    def _resume(self) -> None:
        """What an earlier `apply` put into the outbox and did not get out goes first."""
        waiting = [e for e in self.desk.outbox.of_plan(self.plan.id) if e.state in ("queued", "sending")]
        if waiting:
            self._deliver(waiting)

    def _wait_for_turn(self) -> int:
        """How many blocks may go now; waits until it is at least one."""
        each = 60.0 / self.per_minute
        behind = self._began + self._gone * each - time.monotonic()
        if behind > 0:
            self.stop.wait(behind)
        return 1 if each >= _CLOSE else min(_CHUNK, int(_CLOSE / each) or 1)

    def _deliver(self, queued: Sequence[Queued], known: Mapping[str, Queued] | None = None) -> None:
        """Have these sent, by ourselves or by whoever is sending; those that must wait are left waiting.

        `known` are those that were queued just now.
        """
        limit = time.monotonic() + _PATIENCE
        ids, names = [e.id for e in queued], {e.mailbox for e in queued}
        while ids and not self.stop.is_set():
            entries, others = self._round(ids, names, known)
            known = None
            self._skipped_late([e for e in entries if e.state == "cancelled"])
            if self.done.trouble is not None:
                return
            now = datetime.now(UTC)
            open_now = [e for e in entries if e.state == "sending" or (e.state == "queued" and e.not_before <= now)]
            if not open_now:
                self._all_turned_away(entries)
                return
            if others and time.monotonic() > limit:
                said = _("Another mado is sending from this mailbox and does not come to an end.")
                self.done.trouble = TryLater(said, hint=_("What waits is kept; apply the plan again."), code="busy")
                return
            self.stop.wait(_LOOK if others else 0)

    def _round(
        self, ids: Sequence[str], names: set[str], known: Mapping[str, Queued] | None
    ) -> tuple[Sequence[Queued], bool]:
        """One round of the sender for each mailbox: these entries after it; whether others are sending from one."""
        others = False
        found: dict[str, Queued] = {}
        for name in sorted(names):
            if name not in self.accounts:
                said = _("There is no mailbox {name} to send from.").format(name=name)
                self.done.trouble = ConfigError(said)
                break
            mailbox, password = self.accounts[name]
            line = self._line(name)
            done = deliver_round(
                self.desk, mailbox, password, timeouts=self.timeouts, line=line, known=known,
                settling=self._settling.get(name),
            )  # fmt: skip
            others = others or not done.ours
            self.done.trouble = self.done.trouble or done.trouble
            found.update((e.id, e) for e in done.entries)
        found.update((e.id, e) for e in self.desk.outbox.some([id for id in ids if id not in found]))
        return [found[id] for id in ids if id in found], others

    def _line(self, name: str) -> KeptLine:
        """The mailbox's connection, entered once here so that no round closes it."""
        if name not in self._lines:
            self._lines[name] = KeptLine().__enter__()
        return self._lines[name]

    def _skipped_late(self, entries: Sequence[Queued]) -> None:
        late = [Skipped(e.ticket, 0, "changed", e.error or "") for e in entries if e.bulk]
        known = {s.ticket for s in self.done.skipped}
        late = [s for s in late if s.ticket not in known]
        if late:
            skip_more(self.desk, self.plan, late)
            self.done.skipped += late

    def _all_turned_away(self, entries: Sequence[Queued]) -> None:
        """A server that puts a whole chunk off is not asked for the next one."""
        waiting = [e for e in entries if e.state == "queued"]
        if waiting and len(waiting) == len(entries):
            said = _("The server takes no mail now: {why}").format(why=waiting[0].error or "")
            hint = _("What waits is kept and tried again by itself; apply the plan again later.")
            self.done.trouble = TryLater(said, hint=hint, code="smtp_busy")


def send_samples(
    desk: Desk, plan: Plan, accounts: Mapping[str, tuple[Mailbox, str]], to: str, count: int = 3
) -> Sequence[str]:
    """Send the first, the middle and the last mail of a plan to oneself; the tickets whose mail was sent so.

    Nothing of it enters a ticket or the outbox. Raises MadoError.
    """
    if not plan.blocks:
        return ()
    picked = sorted({round(n * (len(plan.blocks) - 1) / max(1, count - 1)) for n in range(count)})
    sent = []
    for block in (plan.blocks[n] for n in picked):
        if block.mailbox not in accounts:
            raise ConfigError(_("There is no mailbox {name} to send from.").format(name=block.mailbox))
        mailbox, password = accounts[block.mailbox]
        if mailbox.smtp is None:
            said = _("No server for sending is set for {name}.").format(name=mailbox.name)
            raise ConfigError(said, code="no_smtp")
        mail = desk.replies.bytes.sample(block.mailbox, Address("", to), block.subject, block.body)
        composed = compose(mail)
        verify(composed)
        with SmtpLine(mailbox.smtp, mailbox.user, password, token=token_source(mailbox)) as line:
            outcome = line.deliver(composed.sender, composed.to, composed.raw, lambda _away: None)
        if not outcome.accepted or outcome.unknown:
            raise TryLater(outcome.error or "; ".join({**outcome.refused, **outcome.later}.values()), code="not_sent")
        sent.append(block.ticket)
    return sent
