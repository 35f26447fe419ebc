"""The sender: takes what is due out of the outbox, hands it to the server once, files the copy.

One sender a mailbox, by a lock that dies with its process. What a dead sender left behind is judged by the
phase it had recorded (core/outbox.py). A copy that cannot be filed is tried again by itself; it never has
anything to do with whether the mail is sent.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from config.errors import ConfigError, MadoError
from config.languages import translator
from config.settings import Mailbox
from core.arrivals import IMPORTED
from core.bulk.gone import Gone
from core.desk import Desk
from core.drafts import Queued
from core.outbox_journal import Journal, read_journal
from core.outbox_settled import attempted, next_recipients, remaining
from core.outcome import Outcome
from core.overtaken import stop_overtaken
from core.send_limits import count_sent, room_now
from mailsync.explain import without_kept
from mailsync.kept_line import KeptLine
from mailsync.oauth import token_source
from mailsync.reread import read_inbox, was_read
from mailsync.settling import Settling
from mailsync.smtp import Parcel, SmtpTimeouts
from mailsync.sync import SyncResult
from mailsync.team_send import clear_to_send
from mailsync.writes import MailboxWriter

_ = translator("mailsync")
# These file a copy of whatever is sent through them; a second one would be ours.
_FILE_THEMSELVES = frozenset(
    {"smtp.gmail.com", "smtp.office365.com", "smtp-mail.outlook.com", "smtp.zoho.com", "smtp.zoho.eu"}
)
# How many mails, and how many seconds of sending, share a commit before and a commit after: what a power cut leaves
# `unknown` (in a bulk run the batch before too), and how long a mail that waits behind others cannot be taken back.
_BATCH = 100
_LONGEST_BATCH = 20.0


@dataclass(slots=True)
class _Round:
    """One pass of the sender over one mailbox."""

    desk: Desk
    mailbox: Mailbox
    password: str
    now: datetime
    timeouts: SmtpTimeouts
    settling: Settling
    known: Mapping[str, Queued] = field(default_factory=dict)
    touched: dict[str, Queued] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)

    def note(self, *entries: Queued) -> None:
        for entry in entries:
            self.touched[entry.id] = entry

    def waiting(self) -> Sequence[Queued]:
        """What waits to leave, now or later."""
        return self.desk.outbox.queued(self.mailbox.name, self.known)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one round did: the entries that changed, what reading INBOX again brought, and what stood in the way."""

    entries: Sequence[Queued] = ()
    reread: SyncResult | None = None
    trouble: MadoError | None = None
    ours: bool = True


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
    done = deliver_round(desk, mailbox, password, now=now, timeouts=timeouts)
    if done.trouble is not None:
        raise done.trouble
    return done.entries


def deliver_round(
    desk: Desk,
    mailbox: Mailbox,
    password: str,
    *,
    now: datetime | None = None,
    timeouts: SmtpTimeouts = SmtpTimeouts(),  # noqa: B008 - frozen
    line: KeptLine | None = None,
    known: Mapping[str, Queued] | None = None,
    settling: Settling | None = None,
) -> Delivered:
    """As `deliver_due`, with everything that came of it; `ours` is False while another process sends.

    `line` is kept open from one round to the next by whoever has many of them, and what left may be written down
    later by their `settling`; `known` are entries, by their ids, that the caller has just queued. Raises MadoError
    where the store fails.
    """
    settling = settling or Settling(desk, mailbox.name)
    with settling.round() as ours:
        if not ours:
            return Delivered(ours=False)
        this = _Round(desk, mailbox, password, now or datetime.now(UTC), timeouts, settling, known or {})
        this.note(*_recovered(this))
        with line or KeptLine() as kept:
            due, trouble, reread = _read_again(this, kept)
            trouble = _send(this, kept, due) or trouble
            if kept.due("copies"):
                _look_up(this)
                _file_copies(this)
        return Delivered(list(this.touched.values()), reread, trouble)


def _recovered(this: _Round) -> Sequence[Queued]:
    """What a sender that died had under way."""
    if this.settling.waits:
        return ()  # what is under way is ours
    left = this.settling.journals
    found = this.desk.outbox.sender.recover(this.mailbox.name, [read_journal(path) for path in left])
    for path in left:
        with suppress(OSError):
            path.unlink()
    return found


def _read_again(this: _Round, kept: KeptLine) -> tuple[list[Queued], MadoError | None, SyncResult | None]:
    """Before anything leaves, INBOX and log are looked at again; whoever was overtaken stops. What is due then.

    A mailbox that was never read (its tickets were imported) has nothing to be read again.
    """
    trouble, reread = None, None
    waiting = this.waiting()
    due = _due(this, waiting)
    if any(not e.unread for e in due) and was_read(this.desk, this.mailbox) and kept.due("inbox"):
        reread = read_inbox(this.desk, this.mailbox, this.password)
        if reread.error is not None:
            said = _("It waits because INBOX could not be read again before sending: {why}")
            this.held = {e.id for e in due if not e.unread}
            this.note(*this.desk.outbox.sender.hold(sorted(this.held), said.format(why=reread.error.message)))
            kept.forget("inbox")
            trouble = reread.error
        waiting = this.waiting()
    due = _due(this, _not_overtaken(this, waiting))
    if not this.desk.team.active or not due:
        return due, trouble, reread
    asked = _ask_the_team(this, due)
    due = _due(this, _not_overtaken(this, this.waiting()))
    return due, asked or trouble, reread


def _not_overtaken(this: _Round, waiting: Sequence[Queued]) -> Sequence[Queued]:
    stopped = stop_overtaken(this.desk, this.mailbox.name, waiting)
    this.note(*stopped)
    gone = {e.id for e in stopped}
    return [e for e in waiting if e.id not in gone] if gone else waiting


def _due(this: _Round, waiting: Sequence[Queued]) -> list[Queued]:
    """Of what waits that which leaves in this round, longest waiting first."""
    due = [e for e in waiting if e.id not in this.held and e.not_before <= this.now]
    return sorted(due, key=lambda e: (e.not_before, e.id))


def _ask_the_team(this: _Round, due: Sequence[Queued]) -> MadoError | None:
    """In a team the log says whose mail this is; what it does not clear waits, or stops."""
    sender = this.desk.outbox.sender
    cleared = clear_to_send(this.desk, this.mailbox, this.password, due)
    for id, reason in cleared.waits.items():
        this.held.add(id)
        this.note(*sender.hold([id], reason))
    this.note(*(sender.stop(id, reason) for id, reason in cleared.stopped.items()))
    return cleared.trouble


def _send(this: _Round, kept: KeptLine, due: list[Queued]) -> MadoError | None:
    """Send everything due, on as few connections as will do; what kept a connection from coming about."""
    while due:
        due = list(_allowed(this, due))
        moved = False
        while due:
            batch, due = due[:_BATCH], due[_BATCH:]
            try:
                done = _over_one_line(this, kept, [e.id for e in batch])
            except MadoError as error:
                this.note(*this.desk.outbox.sender.hold([e.id for e in (*batch, *due)], error.message))
                return error
            moved = moved or bool(done)
            due = [*(e for e in batch if e.id not in done), *due] if done else due
        if not moved:
            break
        # those of whom only some were served: the others have an envelope of their own
        due = _due(this, [e for e in this.touched.values() if e.state == "queued"])
    return None


def _allowed(this: _Round, due: Sequence[Queued]) -> Sequence[Queued]:
    """As many as the provider's limits leave room for; the others wait, and say why."""
    room = room_now(this.desk, this.mailbox, this.now)
    if room.count is None or room.count >= len(due):
        return due
    late = [e.id for e in due[room.count :]]
    this.note(*this.desk.outbox.sender.postpone(late, room.next, room.said))
    return due[: room.count]


def _over_one_line(this: _Round, kept: KeptLine, ids: Sequence[str]) -> set[str]:
    """Send a batch until it or the line ends; whose turn came. Raises MadoError if no line came about."""
    smtp = this.mailbox.smtp
    if smtp is None:
        said = _("No server for sending is set for {name}.").format(name=this.mailbox.name)
        raise ConfigError(said, hint=_("Set one with `mado mailbox` or `mado config edit`."), code="no_smtp")
    line = kept.open(smtp, this.mailbox.user, this.password, this.timeouts, token_source(this.mailbox))
    sender = this.desk.outbox.sender
    with Journal(this.settling.free_journal()) as journal:
        begun = sender.begin_many(ids, journal.batch)
        this.settling.hand_over()  # now that this commit is made, which would else wait for that one
        done: list[tuple[str, Outcome]] = []

        def before_dot(parcel: Parcel, _away: Mapping[str, str]) -> None:
            journal.dot(parcel.id, parcel.recipients)

        for parcel, outcome in line.deliver_all(_parcels(this, begun, done), before_dot):
            journal.answered(parcel.id, outcome)
            done.append((parcel.id, outcome))
        turns = {id for id, _outcome in done}
        if _put_off(this, journal, begun, done):
            return turns | (set(ids) - {e.id for e in begun})
        with this.desk.store.remembering():
            this.note(*sender.finish_many(done, now=this.now, to_file=partial(_to_do, this)))
            sender.not_begun([e.id for e in begun if e.id not in turns])
            count_sent(this.desk, this.mailbox, sum(bool(o.accepted) for _id, o in done), this.now)
    taken_up = {e.id for e in begun}
    return turns | {id for id in ids if id not in taken_up}


def _put_off(this: _Round, journal: Journal, begun: Sequence[Queued], done: Sequence[tuple[str, Outcome]]) -> bool:
    """Leave it to somebody else to write down what came of a batch: where all of it left, and nothing counts it."""
    settling, limited = this.settling, this.mailbox.per_minute or this.mailbox.per_day
    if not settling.may or limited or len(done) != len(begun):
        return False
    outcomes = dict(done)
    after = [attempted(entry, outcomes[entry.id], this.now) for entry in begun]
    if any(entry.state != "sent" for entry in after):
        return False
    this.note(*after)
    settling.put_off(journal, Gone(journal.batch, done, this.now, this.mailbox.name, _files_copy(this.mailbox)))
    return True


def _parcels(this: _Round, begun: Sequence[Queued], lost: list[tuple[str, Outcome]]) -> Iterator[Parcel]:
    """What is to be handed over, read as it leaves, until the batch has taken long enough.

    Entries whose bytes cannot be read any more join `lost` with their outcome.
    """
    enough = time.monotonic() + _LONGEST_BATCH
    for number, entry in enumerate(begun):
        if number and time.monotonic() > enough:
            return
        try:
            parcel = Parcel(entry.id, entry.sender, next_recipients(entry), this.desk.raw(entry.raw))
        except MadoError as error:
            refused = dict.fromkeys(remaining(entry), error.message)
            lost.append((entry.id, Outcome(refused=refused, error=error.message)))
            continue
        yield parcel


def _look_up(this: _Round) -> None:
    """Unknown entries: a copy with our Message-ID in Sent or INBOX proves that it left; nothing proves it did not."""
    outbox = this.desk.outbox
    unsure = outbox.sender.lookups_due(this.now, this.mailbox.name)
    if not unsure:
        return
    try:
        with MailboxWriter(this.mailbox, this.password) as writer:
            for entry in unsure:
                if writer.holds(entry.message_id):
                    this.note(outbox.resolve(entry.id, sent=True))
                else:
                    this.note(outbox.sender.not_found(entry.id, _not_found(), now=this.now))
    except MadoError as error:
        said = _("Whether it arrived is unknown, and it could not be looked for: {why}").format(why=error.message)
        this.note(*(outbox.sender.not_found(e.id, said, now=this.now) for e in unsure))


def _not_found() -> str:
    return _(
        "Whether it arrived is unknown: the line fell after the last dot, and no copy is in Sent or INBOX. "
        "Ask the customer or look in the server's log, then say so with `mado outbox resolve`."
    )


def _file_copies(this: _Round) -> None:
    outbox = this.desk.outbox
    copies = outbox.copies.due(this.now, this.mailbox.name)
    if not copies:
        return
    done: list[tuple[str, str]] = []
    try:
        if not any(_to_do(this, entry) for entry in copies):
            done = [(entry.id, "") for entry in copies]
        else:
            with MailboxWriter(this.mailbox, this.password) as writer:
                done += ((entry.id, _file_one(this, writer, entry)) for entry in copies)
    except MadoError as error:
        finished = {id for id, _error in done}
        said = without_kept(error).message
        done += ((entry.id, said) for entry in copies if entry.id not in finished)
    finally:
        this.note(*outbox.copies.finished(done, now=this.now))


def _to_do(this: _Round, entry: Queued) -> bool:
    """Whether anything is to be written on the server for a mail that has left."""
    return this.desk.outbox.copies.to_do(entry, this.mailbox.name, append=_files_copy(this.mailbox))


def _files_copy(mailbox: Mailbox) -> bool:
    theirs = mailbox.smtp is not None and mailbox.smtp.host.lower() in _FILE_THEMSELVES
    return mailbox.sent_copy == "append" and not theirs


def _file_one(this: _Round, writer: MailboxWriter, entry: Queued) -> str:
    """File one copy and mark what was answered; what went wrong, or ""."""
    try:
        if _files_copy(this.mailbox):
            writer.file_sent(this.desk.raw(entry.raw), entry.message_id, this.now)
        for place in this.desk.outbox.copies.answered_places(entry):
            if place.mailbox == this.mailbox.name and place.folder != IMPORTED:
                writer.mark_answered(place)
    except MadoError as trouble:
        return without_kept(trouble).message
    return ""
