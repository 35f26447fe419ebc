"""The sender: takes what is due out of the outbox, hands it to the server once, files the copy.

One sender a mailbox, by a lock that dies with its process. What a dead sender left behind is judged by the
phase it had recorded (core/outbox.py). A copy that cannot be filed is tried again by itself; it never has
anything to do with whether the mail is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from config.errors import ConfigError, MadoError
from config.languages import translator
from config.settings import Mailbox
from core.desk import Desk
from core.drafts import Queued
from core.outbox import remaining
from core.outcome import Outcome
from mailsync.lock import sender_lock
from mailsync.smtp import SmtpLine, SmtpTimeouts
from mailsync.writes import MailboxWriter

_ = translator("mailsync")
# These file a copy of whatever is sent through them; a second one would be ours.
_FILE_THEMSELVES = frozenset(
    {"smtp.gmail.com", "smtp.office365.com", "smtp-mail.outlook.com", "smtp.zoho.com", "smtp.zoho.eu"}
)
_MOST_ON_ONE_LINE = 50


@dataclass(slots=True)
class _Round:
    """One pass of the sender over one mailbox."""

    desk: Desk
    mailbox: Mailbox
    password: str
    now: datetime
    timeouts: SmtpTimeouts
    touched: dict[str, Queued] = field(default_factory=dict)

    def note(self, *entries: Queued) -> None:
        for entry in entries:
            self.touched[entry.id] = entry


def deliver_due(
    desk: Desk,
    mailbox: Mailbox,
    password: str,
    *,
    now: datetime | None = None,
    timeouts: SmtpTimeouts = SmtpTimeouts(),  # noqa: B008 - frozen
) -> Sequence[Queued]:
    """Send what is due, settle what is unknown, file copies; returns the entries that changed, as they are now.

    Returns nothing while another process sends. What the server says of one mail raises nothing: it stands in
    the entry's `error`, and a "not now" waits its time. Raises MadoError where no connection for sending came
    about (the entries stay due and say why; copies are filed all the same) and where the store fails.
    """
    with sender_lock(desk.home, mailbox.name) as ours:
        if not ours:
            return ()
        moment = now or datetime.now(UTC)
        this = _Round(desk, mailbox, password, moment, timeouts)
        this.note(*desk.outbox.recover(mailbox.name))
        trouble = _send(this)
        _look_up(this)
        _file_copies(this)
        if trouble is not None:
            raise trouble
        return [desk.outbox.entry(id) for id in this.touched]


def _send(this: _Round) -> MadoError | None:
    """Send everything due, on as few connections as will do; what kept a connection from coming about."""
    due = list(this.desk.outbox.due(this.now, this.mailbox.name))
    while due:
        batch, rest = due[:_MOST_ON_ONE_LINE], due[_MOST_ON_ONE_LINE:]
        try:
            left = _over_one_line(this, batch)
        except MadoError as error:
            this.note(*this.desk.outbox.hold([e.id for e in due], error.message))
            return error
        if len(left) == len(batch):
            return None
        due = [*left, *rest]
    return None


def _over_one_line(this: _Round, batch: Sequence[Queued]) -> Sequence[Queued]:
    """Send until the line ends; returns what is still to be sent. Raises MadoError if none came about."""
    smtp = this.mailbox.smtp
    if smtp is None:
        said = _("No server for sending is set for {name}.").format(name=this.mailbox.name)
        raise ConfigError(said, hint=_("Set one with `mado mailbox` or `mado config edit`."), code="no_smtp")
    with SmtpLine(smtp, this.mailbox.user, this.password, this.timeouts) as line:
        for number, waiting in enumerate(batch):
            if not line.alive:
                return batch[number:]
            _one(this, line, waiting)
    return ()


def _one(this: _Round, line: SmtpLine, waiting: Queued) -> None:
    """One entry: begun durably, handed over, and what came of it written down."""
    outbox = this.desk.outbox
    entry = outbox.begin(waiting.id)
    if entry is None:
        return
    try:
        raw = this.desk.raw(entry.raw)
    except MadoError as error:
        outcome = Outcome(refused=dict.fromkeys(remaining(entry), error.message), error=error.message)
        this.note(outbox.finish(entry.id, outcome, now=this.now))
        return

    def before_dot(turned_away: Mapping[str, str]) -> None:
        outbox.phase(entry.id, "data", turned_away)

    outcome = line.deliver(entry.sender, remaining(entry), raw, before_dot)
    this.note(outbox.finish(entry.id, outcome, now=this.now))


def _look_up(this: _Round) -> None:
    """Unknown entries: a copy with our Message-ID in Sent or INBOX proves that it left; nothing proves it did not."""
    outbox = this.desk.outbox
    unsure = outbox.lookups_due(this.now, this.mailbox.name)
    if not unsure:
        return
    try:
        with MailboxWriter(this.mailbox, this.password) as writer:
            for entry in unsure:
                if writer.holds(entry.message_id):
                    this.note(outbox.resolve(entry.id, sent=True))
                else:
                    this.note(outbox.not_found(entry.id, _not_found(), now=this.now))
    except MadoError as error:
        this.note(*(outbox.not_found(e.id, error.message, now=this.now) for e in unsure))


def _not_found() -> str:
    return _(
        "Whether it arrived is unknown: the line fell after the last dot, and no copy is in Sent or INBOX. "
        "Ask the customer or look in the server's log, then say so with `mado outbox resolve`."
    )


def _file_copies(this: _Round) -> None:
    copies = this.desk.outbox.copies_due(this.now, this.mailbox.name)
    if not copies:
        return
    try:
        with MailboxWriter(this.mailbox, this.password) as writer:
            for entry in copies:
                _file_one(this, writer, entry)
    except MadoError as error:
        for entry in this.desk.outbox.copies_due(this.now, this.mailbox.name):
            this.note(this.desk.outbox.copy_finished(entry.id, error.message, now=this.now))


def _file_one(this: _Round, writer: MailboxWriter, entry: Queued) -> None:
    smtp = this.mailbox.smtp
    theirs = smtp is not None and smtp.host.lower() in _FILE_THEMSELVES
    error = ""
    try:
        if this.mailbox.sent_copy == "append" and not theirs:
            writer.file_sent(this.desk.raw(entry.raw), entry.message_id, this.now)
        for place in this.desk.outbox.answered_places(entry):
            if place.mailbox == this.mailbox.name:
                writer.mark_answered(place)
    except MadoError as trouble:
        error = trouble.message
    this.note(this.desk.outbox.copy_finished(entry.id, error, now=this.now))
