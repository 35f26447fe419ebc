"""Before a reply leaves, the server is asked once more: what came meanwhile stops it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cli.demo.servers import EmbeddedServers
from config.errors import MadoError
from config.home import Home
from config.settings import Agent, Mailbox, Server, Settings
from core.desk import Desk
from mailsync.outbox import deliver_due, deliver_round
from mailsync.sync import sync_mailbox
from tests.core.mails import mail
from tests.servers.smtp_sink import Mail, SmtpSink

SOON = timedelta(minutes=1)


@pytest.fixture
def imap() -> Iterator[EmbeddedServers]:
    with EmbeddedServers() as running:
        yield running


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


@pytest.fixture
def box(imap: EmbeddedServers, sink: SmtpSink) -> Mailbox:
    return Mailbox(
        "support", imap.user, Server("127.0.0.1", imap.imap_port, "none"),
        Server("127.0.0.1", sink.port, "none"), imap.user, from_name="Shop",
    )  # fmt: skip


@pytest.fixture
def desk(home: Home, imap: EmbeddedServers, box: Mailbox) -> Iterator[Desk]:
    imap.deliver(mail(1))
    with Desk.open(home, Settings(Agent("Yuki"), (box,), undo_seconds=0)) as opened:
        assert sync_mailbox(opened, box, imap.password).error is None
        yield opened


@pytest.fixture
def home(tmp_path: object) -> Home:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    return Home(tmp_path / "home")


def test_a_mail_that_came_meanwhile_stops_the_reply(
    desk: Desk, box: Mailbox, imap: EmbeddedServers, sink: SmtpSink
) -> None:
    entry = desk.replies.queue(desk.replies.start(desk.rows()[0].code, text="Hi."))
    imap.deliver(mail(2, refs=(1,)))
    done = deliver_round(desk, box, imap.password, now=datetime.now(UTC) + SOON)
    assert sink.mails == [] and desk.outbox.entry(entry.id).state == "refused"
    assert done.reread is not None and done.reread.fetched == 1
    desk.outbox.retry(entry.id)
    deliver_due(desk, box, imap.password)
    assert len(sink.mails) == 1 and desk.outbox.entry(entry.id).state == "sent"


def test_a_mail_that_came_after_an_override_stops_the_reply_too(
    desk: Desk, box: Mailbox, imap: EmbeddedServers, sink: SmtpSink
) -> None:
    entry = desk.replies.queue(desk.replies.start(desk.rows()[0].code, text="Hi."), override=True)
    imap.deliver(mail(2, refs=(1,)))
    deliver_round(desk, box, imap.password, now=datetime.now(UTC) + SOON)
    assert sink.mails == [] and desk.outbox.entry(entry.id).state == "refused"


def test_a_mail_of_somebody_else_stops_nothing(
    desk: Desk, box: Mailbox, imap: EmbeddedServers, sink: SmtpSink
) -> None:
    desk.replies.queue(desk.replies.start(desk.rows()[0].code, text="Hi."))
    imap.deliver(mail(5, sender="Bob <bob@other.example>"))
    deliver_due(desk, box, imap.password, now=datetime.now(UTC) + SOON)
    assert len(sink.mails) == 1 and len(desk.rows()) == 2


def test_while_the_mailbox_cannot_be_read_a_reply_waits_unless_it_is_overridden(
    desk: Desk, box: Mailbox, imap: EmbeddedServers, sink: SmtpSink
) -> None:
    entry = desk.replies.queue(desk.replies.start(desk.rows()[0].code, text="Hi."))
    away = replace(box, imap=Server("127.0.0.1", 1, "none"))
    with pytest.raises(MadoError):
        deliver_due(desk, away, imap.password, now=datetime.now(UTC) + SOON)
    waiting = desk.outbox.entry(entry.id)
    assert (waiting.state, sink.mails) == ("queued", []) and "INBOX" in (waiting.error or "")
    desk.outbox.retry(entry.id, override=True)
    deliver_due(desk, away, imap.password)
    assert len(sink.mails) == 1


def test_the_copy_in_sent_stands_there_once(desk: Desk, box: Mailbox, imap: EmbeddedServers, sink: SmtpSink) -> None:
    entry = desk.replies.queue(desk.replies.start(desk.rows()[0].code, text="Hi."))

    def files_itself(sent: Mail) -> None:
        imap.deliver(sent.raw, "Sent")

    sink.on_mail = files_itself
    deliver_due(desk, box, imap.password, now=datetime.now(UTC) + SOON)
    deliver_due(desk, box, imap.password, now=datetime.now(UTC) + SOON)
    assert sum(entry.message_id.encode() in s.raw for s in imap.stored("Sent")) == 1


def test_a_mailboxs_limits_are_kept_and_said(desk: Desk, box: Mailbox, imap: EmbeddedServers, sink: SmtpSink) -> None:
    for number in (11, 12, 13):
        imap.deliver(mail(number, sender=f"C{number} <c{number}@x.example>", subject=f"Matter {number}"))
    sync_mailbox(desk, box, imap.password)
    for ticket in desk.rows():
        desk.replies.queue(desk.replies.start(ticket.code, text="Hi."))
    slow, now = replace(box, per_minute=2, per_day=3), datetime.now(UTC) + SOON
    deliver_due(desk, slow, imap.password, now=now)
    assert len(sink.mails) == 2
    assert all("a minute" in (e.error or "") for e in desk.outbox.waiting())
    deliver_due(desk, slow, imap.password, now=now + timedelta(minutes=1))
    assert len(sink.mails) == 3 and "a day" in (desk.outbox.waiting()[0].error or "")
    deliver_due(desk, slow, imap.password, now=now + timedelta(days=1, minutes=3))
    assert len(sink.mails) == 4
