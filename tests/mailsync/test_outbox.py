"""The sender against a real SMTP and a real IMAP server: at most once, whatever breaks when."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.demo.servers import EmbeddedServers
from config.errors import MadoError, TryLater
from config.home import Home
from config.settings import Agent, Mailbox, Server, Settings
from core.desk import Desk
from core.drafts import Queued
from mailsync.lock import sender_lock
from mailsync.outbox import deliver_due
from mailsync.smtp import SmtpTimeouts
from tests.core.mails import arrival, mail
from tests.pieces import many
from tests.servers.authority import make_authority
from tests.servers.smtp_sink import SmtpSink

QUICK = SmtpTimeouts(connect=5, answer=5, dot=20)
HASTY = SmtpTimeouts(connect=5, answer=5, dot=0.3)
NO_WAIT = SmtpTimeouts(connect=0.3, answer=0.3, dot=20)
SOON = timedelta(minutes=1)
ROUNDS = many("rounds", 20, 2)
TO = "hanako@customer.example"


@pytest.fixture
def sink(request: pytest.FixtureRequest) -> Iterator[SmtpSink]:
    with SmtpSink(pipelining=getattr(request, "param", False)) as running:
        yield running


both_ways = pytest.mark.parametrize("sink", [False, True], ids=["one by one", "pipelined"], indirect=True)


@pytest.fixture(scope="module")
def imap() -> Iterator[EmbeddedServers]:
    with EmbeddedServers() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def box(sink: SmtpSink, imap: EmbeddedServers | None = None) -> Mailbox:
    """A mailbox that sends into the sink; without `imap` its IMAP server is away."""
    return Mailbox(
        name="support",
        email="support@shop.example",
        imap=Server("127.0.0.1", imap.imap_port if imap else 1, "none"),
        smtp=Server("127.0.0.1", sink.port, "none"),
        user="support@shop.example",
        from_name="Shop",
    )


def open_desk(home: Home, mailbox: Mailbox) -> Desk:
    return Desk.open(home, Settings(agent=Agent("Yuki"), mailboxes=(mailbox,), undo_seconds=0))


def queue(desk: Desk, number: int = 1, text: str = "Hi.", file: Path | None = None) -> Queued:
    desk.take_in([arrival(number, mail(number, subject=f"Matter {number}"))])
    code = next(t.code for t in desk.rows() if t.subject == f"Matter {number}")
    draft = replace(desk.replies.start(code, text=text), attachments=(file,) if file else ())
    return desk.replies.queue(draft, not_before=datetime.now(UTC))


def deliver(
    desk: Desk, mailbox: Mailbox, *, after: timedelta = SOON, timeouts: SmtpTimeouts = QUICK
) -> dict[str, Queued]:
    try:
        done = deliver_due(desk, mailbox, "practice", now=datetime.now(UTC) + after, timeouts=timeouts)
    except MadoError:
        # no connection came about: the entries say why
        return {}
    return {e.id: e for e in done}


# the ordinary way -------------------------------------------------------------------------


def test_a_reply_leaves_once_and_its_copy_is_filed(home: Home, sink: SmtpSink, imap: EmbeddedServers) -> None:
    mailbox = box(sink, imap)
    uid = imap.deliver(mail(1, subject="Matter 1"))
    with open_desk(home, mailbox) as desk:
        place = next(s for s in imap.stored() if s.uid == uid)
        desk.take_in([arrival(uid, place.raw)])
        code = desk.rows()[0].code
        entry = desk.replies.queue(desk.replies.start(code, text="Hi."), not_before=datetime.now(UTC))
        for _again in range(3):
            deliver(desk, mailbox)
        assert [m.raw for m in sink.mails] == [desk.raw(entry.raw)]
        done = desk.outbox.entry(entry.id)
        assert (done.state, done.sent_copy, done.delivered) == ("sent", "filed", (TO,))
        copies = [s.raw for s in imap.stored("Sent") if entry.message_id.encode() in s.raw]
        assert copies == [sink.mails[0].raw]
        assert desk.ticket(code).status == "pending"


def test_the_answered_message_is_marked_and_nothing_else(home: Home, sink: SmtpSink) -> None:
    with EmbeddedServers() as imap:
        mailbox = box(sink, imap)
        uids = [imap.deliver(mail(n, subject=f"Matter {n}")) for n in (1, 2)]
        with open_desk(home, mailbox) as desk:
            validity = _uidvalidity(imap)
            for uid, number in zip(uids, (1, 2), strict=True):
                first = arrival(uid, mail(number, subject=f"Matter {number}"))
                desk.take_in([replace(first, place=replace(first.place, uidvalidity=validity))])
            code = next(t.code for t in desk.rows() if t.subject == "Matter 1")
            desk.replies.queue(desk.replies.start(code, text="Hi."), not_before=datetime.now(UTC))
            deliver(desk, mailbox)
        flags = {s.uid: {f.lower() for f in s.flags} for s in imap.stored()}
        assert ["\\answered" in flags[u] for u in uids] == [True, False]


def _uidvalidity(imap: EmbeddedServers) -> int:
    from mailsync import imap_folder
    from mailsync.imap_connect import open_line

    mailbox = Mailbox("x", "x@x.example", Server("127.0.0.1", imap.imap_port, "none"), None, imap.user)
    line = open_line(mailbox, imap.password)
    try:
        inbox = next(f for f in imap_folder.list_folders(line) if f.name == "INBOX")
        return int(imap_folder.examine(line, inbox).uidvalidity)
    finally:
        line.close()


def test_what_waits_for_its_undo_window_does_not_leave(home: Home, sink: SmtpSink) -> None:
    mailbox = box(sink)
    with open_desk(home, mailbox) as desk:
        desk.take_in([arrival(1, mail(1))])
        draft = desk.replies.start(desk.rows()[0].code, text="Hi.")
        desk.replies.queue(draft, not_before=datetime.now(UTC) + timedelta(hours=1))
        assert deliver(desk, mailbox) == {}
        assert sink.connections == 0


def test_many_replies_share_a_connection(home: Home, sink: SmtpSink) -> None:
    mailbox = box(sink)
    with open_desk(home, mailbox) as desk:
        entries = [queue(desk, n) for n in range(1, 6)]
        deliver(desk, mailbox)
        assert len(sink.mails) == 5 and sink.connections == 1
        assert {desk.outbox.entry(e.id).state for e in entries} == {"sent"}


def test_a_batch_that_takes_long_ends_early_and_the_rest_leaves_in_the_next(
    home: Home, sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailsync.outbox._LONGEST_BATCH", 0.0)
    mailbox = box(sink)
    with open_desk(home, mailbox) as desk:
        entries = [queue(desk, n) for n in range(1, 4)]
        deliver(desk, mailbox)
        assert sorted(m.raw for m in sink.mails) == sorted(desk.raw(e.raw) for e in entries)
        assert {desk.outbox.entry(e.id).state for e in entries} == {"sent"}


# what breaks ------------------------------------------------------------------------------

_MAY_HAVE_LEFT = ("drop_after_dot", "lose_after_dot", "silent_after_dot", "garbage_after_dot")
_LATER = (
    "drop_in_body", "drop_at_mail", "drop_at_rcpt", "421_greeting", "421_mail", "451_mail", "450_rcpt",
    "451_data", "421_data", "no_greeting",
)  # fmt: skip
_NEVER = ("550_rcpt", "554_data", "escapes")


@both_ways
@pytest.mark.parametrize("fault", _MAY_HAVE_LEFT)
def test_a_line_that_falls_after_the_dot_never_sends_twice(home: Home, sink: SmtpSink, fault: str) -> None:
    mailbox = box(sink)
    with open_desk(home, mailbox) as desk:
        for number in range(1, ROUNDS + 1):
            entry = queue(desk, number)
            sink.fault, sink.times = fault, 1
            deliver(desk, mailbox, timeouts=HASTY if fault == "silent_after_dot" else QUICK)
            deliver(desk, mailbox, after=timedelta(days=number))
            assert desk.outbox.entry(entry.id).state == "unknown"
            assert desk.outbox.entry(entry.id) in desk.outbox.waiting()
        kept = [m.raw for m in sink.mails]
        assert len(kept) == len(set(kept)) == (0 if fault == "lose_after_dot" else ROUNDS)


@both_ways
@pytest.mark.parametrize("fault", _LATER)
def test_trouble_before_the_answer_is_tried_again_and_sent_once(home: Home, sink: SmtpSink, fault: str) -> None:
    mailbox, large = box(sink), home.root.parent / "large.bin"
    # larger than the line's buffers, so that a fall in the body is noticed before the dot
    large.write_bytes(b"\0" * 4_000_000)
    rounds = 1 if fault == "drop_in_body" and ROUNDS == 2 else ROUNDS
    with open_desk(home, mailbox) as desk:
        for number in range(1, rounds + 1):
            entry = queue(desk, number, file=large if fault == "drop_in_body" else None)
            sink.fault, sink.times = fault, 1
            deliver(desk, mailbox, timeouts=NO_WAIT if fault == "no_greeting" else QUICK)
            waiting = desk.outbox.entry(entry.id)
            # a server that was not reached is no attempt: the mail stays due
            assert waiting.state == "queued" and (waiting.error or fault == "no_greeting")
            deliver(desk, mailbox, after=timedelta(days=1))
            assert desk.outbox.entry(entry.id).state == "sent"
        assert len(sink.mails) == len({m.raw for m in sink.mails}) == rounds


@both_ways
@pytest.mark.parametrize("fault", _NEVER)
def test_a_no_for_good_is_shown_and_not_tried_again(home: Home, sink: SmtpSink, fault: str) -> None:
    mailbox = box(sink)
    with open_desk(home, mailbox) as desk:
        for number in range(1, ROUNDS + 1):
            entry, before = queue(desk, number), len(sink.mails)
            sink.fault, sink.times = fault, 1
            deliver(desk, mailbox)
            deliver(desk, mailbox, after=timedelta(days=1))
            refused = desk.outbox.entry(entry.id)
            assert refused.state == "refused" and refused.error and "\x1b" not in refused.error
            assert len(sink.mails) == before
            desk.outbox.retry(entry.id)
            deliver(desk, mailbox)
            assert desk.outbox.entry(entry.id).state == "sent" and len(sink.mails) == before + 1


@both_ways
def test_an_answer_that_comes_late_is_waited_for(home: Home, sink: SmtpSink) -> None:
    mailbox = box(sink)
    with open_desk(home, mailbox) as desk:
        for number in range(1, ROUNDS + 1):
            entry = queue(desk, number)
            sink.fault, sink.times = "slow_250", 1
            deliver(desk, mailbox)
            assert desk.outbox.entry(entry.id).state == "sent" and len(sink.mails) == number


@both_ways
def test_a_refused_recipient_is_named_and_the_others_get_it_once(home: Home, sink: SmtpSink) -> None:
    mailbox = box(sink)
    with open_desk(home, mailbox) as desk:
        for n in range(1, ROUNDS + 1):
            taro, before = f"taro{n}@customer.example", len(sink.mails)
            sink.refusals = {taro: "550 5.1.1 unknown"}
            desk.take_in([arrival(n, mail(n, subject=f"Matter {n}", to=f"support@shop.example, {taro}"))])
            code = next(t.code for t in desk.rows() if t.subject == f"Matter {n}")
            draft = desk.replies.start(code, text="Hi.", reply_all=True)
            entry = desk.replies.queue(draft, not_before=datetime.now(UTC))
            deliver(desk, mailbox)
            done = desk.outbox.entry(entry.id)
            assert (done.state, done.delivered) == ("refused", (TO,))
            assert f"{taro}: 550" in (done.error or "")
            sink.refusals = {}
            desk.outbox.retry(entry.id)
            deliver(desk, mailbox)
            assert [m.recipients for m in sink.mails[before:]] == [(TO,), (taro,)]
            assert desk.outbox.entry(entry.id).state == "sent"


def test_a_mail_over_the_size_limit_is_refused_unsent(home: Home) -> None:
    with SmtpSink(size_limit=2000) as sink:
        mailbox = box(sink)
        with open_desk(home, mailbox) as desk:
            for number in range(1, ROUNDS + 1):
                entry = queue(desk, number, text="x\n" * 2000)
                deliver(desk, mailbox)
                assert desk.outbox.entry(entry.id).state == "refused" and sink.attempts == []


def test_without_starttls_nothing_leaves_and_the_reason_stands_in_the_outbox(home: Home, sink: SmtpSink) -> None:
    mailbox = replace(box(sink), smtp=Server("127.0.0.1", sink.port, "starttls"))
    with open_desk(home, mailbox) as desk:
        for number in range(1, ROUNDS + 1):
            entry = queue(desk, number)
            with pytest.raises(MadoError, match="STARTTLS"):
                deliver_due(desk, mailbox, "practice", now=datetime.now(UTC) + timedelta(days=number))
            kept = desk.outbox.entry(entry.id)
            assert kept.state == "queued" and "STARTTLS" in (kept.error or "")
        assert sink.attempts == [] and sink.mails == []


@pytest.mark.parametrize("pipelining", [False, True], ids=["one by one", "pipelined"])
def test_what_is_slipped_in_behind_starttls_changes_nothing(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pipelining: bool
) -> None:
    make_authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    certificate = (str(tmp_path / "server.pem"), str(tmp_path / "server.key"))
    with SmtpSink(certificate=certificate, pipelining=pipelining, password="practice") as sink:
        mailbox = replace(box(sink), smtp=Server("localhost", sink.port, "starttls"))
        with open_desk(home, mailbox) as desk:
            for number in range(1, ROUNDS + 1):
                entry = queue(desk, number)
                sink.fault, sink.times = "starttls_injection", 1
                deliver(desk, mailbox)
                assert (sink.times, len(sink.mails)) == (0, number)
                assert desk.outbox.entry(entry.id).state == "sent"


def test_a_mailbox_that_cannot_send_says_so(home: Home, sink: SmtpSink) -> None:
    mailbox = replace(box(sink), smtp=None)
    with open_desk(home, mailbox) as desk:
        entry = queue(desk)
        deliver(desk, mailbox)
        assert "No server for sending" in (desk.outbox.entry(entry.id).error or "")


def test_without_the_network_a_reply_stays_due_and_leaves_with_the_next_call(home: Home, sink: SmtpSink) -> None:
    mailbox = box(sink)
    away = replace(mailbox, smtp=Server("127.0.0.1", 1, "none"))
    with open_desk(home, mailbox) as desk:
        entry = queue(desk)
        with pytest.raises(TryLater):
            deliver_due(desk, away, "practice")
        assert (desk.outbox.entry(entry.id).state, desk.outbox.entry(entry.id).attempts) == ("queued", 0)
        deliver_due(desk, mailbox, "practice")
        assert desk.outbox.entry(entry.id).state == "sent" and len(sink.mails) == 1


def test_a_copy_that_cannot_be_filed_resends_nothing(home: Home, sink: SmtpSink, imap: EmbeddedServers) -> None:
    away, there = box(sink), box(sink, imap)
    with open_desk(home, away) as desk:
        entry = queue(desk)
        assert deliver(desk, away)[entry.id].sent_copy == "failed"
        assert "fetched" not in (desk.outbox.entry(entry.id).error or "fetched")
        deliver(desk, away, after=timedelta(hours=1))
        assert desk.outbox.entry(entry.id).state == "sent" and len(sink.mails) == 1
        deliver(desk, there, after=timedelta(days=1))
        assert desk.outbox.entry(entry.id).sent_copy == "filed" and len(sink.mails) == 1
        assert sum(entry.message_id.encode() in s.raw for s in imap.stored("Sent")) == 1


def test_an_unknown_reply_found_on_the_server_is_sent(home: Home, sink: SmtpSink, imap: EmbeddedServers) -> None:
    mailbox = box(sink, imap)
    sink.fault = "drop_after_dot"
    with open_desk(home, mailbox) as desk:
        entry = queue(desk)
        deliver(desk, mailbox)
        assert desk.outbox.entry(entry.id).state == "unknown"
        deliver(desk, mailbox, after=timedelta(minutes=5))
        assert "resolve" in (desk.outbox.entry(entry.id).error or "")
        imap.deliver(sink.mails[0].raw, "Sent")
        deliver(desk, mailbox, after=timedelta(hours=1))
        assert desk.outbox.entry(entry.id).state == "sent" and len(sink.mails) == 1
        assert sum(entry.message_id.encode() in s.raw for s in imap.stored("Sent")) == 1


def test_while_nobody_can_look_an_unknown_reply_still_says_that_it_may_have_arrived(
    home: Home, sink: SmtpSink
) -> None:
    sink.fault = "drop_after_dot"
    with open_desk(home, box(sink)) as desk:
        entry = queue(desk)
        for minutes in (1, 5):
            deliver(desk, box(sink), after=timedelta(minutes=minutes))
        error = desk.outbox.entry(entry.id).error or ""
        assert error.startswith("Whether it arrived is unknown") and "no connection" in error


def test_only_one_sender_works_at_a_time(home: Home, sink: SmtpSink) -> None:
    mailbox = box(sink)
    with open_desk(home, mailbox) as desk:
        queue(desk)
        with sender_lock(home, "support") as ours:
            assert ours
            assert deliver(desk, mailbox) == {} and sink.connections == 0
        deliver(desk, mailbox)
        assert len(sink.mails) == 1


# kill -9 ----------------------------------------------------------------------------------

_CHILD = """
import sys, time
from pathlib import Path
from config.home import Home
from config.settings import Agent, Mailbox, Server, Settings
from core.desk import Desk
from core.outbox_sender import Sender
from core.outbox_journal import Journal
from mailsync import outbox, smtp

home, port, where = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]

def stop_here(*_):
    print("here", flush=True)
    time.sleep(600)

def around(cls, name, before, after):
    old = getattr(cls, name)
    def wrapped(self, *args, **kwargs):
        if where == before:
            stop_here()
        done = old(self, *args, **kwargs)
        if where == after:
            stop_here()
        return done
    setattr(cls, name, wrapped)

around(Sender, "begin_many", "before begin", "after begin")
around(Journal, "dot", "before mark", "after mark")
around(smtp.SmtpLine, "dot", "before dot", "after dot")
around(Journal, "answered", "before answer", "after answer")
around(Sender, "finish_many", "before finish", "after finish")
mailbox = Mailbox("support", "support@shop.example", Server("127.0.0.1", 1, "none"),
                  Server("127.0.0.1", port, "none"), "support@shop.example", from_name="Shop")
with Desk.open(Home(home), Settings(Agent("Yuki"), (mailbox,), undo_seconds=0)) as desk:
    outbox.deliver_due(desk, mailbox, "practice")
print("done", flush=True)
"""
_POINTS = {
    "before begin": ("sent", 1),
    "after begin": ("sent", 1),
    "before mark": ("sent", 1),
    "after mark": ("unknown", 0),
    "before dot": ("unknown", 0),
    "after dot": ("unknown", 1),
    "before answer": ("unknown", 1),
    "after answer": ("sent", 1),
    "before finish": ("sent", 1),
    "after finish": ("sent", 1),
}


def killed(home: Home, sink: SmtpSink, where: str) -> str:
    """Send in a process of its own and kill it with -9 when it gets there; what it said."""
    words = [sys.executable, "-c", _CHILD, str(home.root), str(sink.port), where]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as child:
        assert child.stdout is not None
        said = child.stdout.readline().strip()
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    return said


@pytest.mark.parametrize("where", list(_POINTS))
def test_a_sender_killed_anywhere_loses_nothing_and_doubles_nothing(home: Home, sink: SmtpSink, where: str) -> None:
    mailbox = box(sink)
    state, arrived = _POINTS[where]
    with open_desk(home, mailbox) as desk:
        entry = queue(desk)
        assert killed(home, sink, where) == "here"
        for days in range(3):
            deliver(desk, mailbox, after=timedelta(days=days))
        assert (desk.outbox.entry(entry.id).state, len(sink.mails)) == (state, arrived)
        if state == "unknown":
            assert [e.id for e in desk.outbox.waiting()] == [entry.id]


@both_ways
def test_a_fault_in_the_middle_of_a_batch_costs_only_its_own_mail(home: Home, sink: SmtpSink) -> None:
    mailbox = box(sink)
    with open_desk(home, mailbox) as desk:
        for round_, fault in enumerate(("451_data", "554_data", "550_rcpt", "451_mail", "drop_after_dot")):
            entries = [queue(desk, 10 * round_ + n) for n in range(1, 7)]
            sink.fault, sink.times, before = fault, 1, len(sink.mails)
            deliver(desk, mailbox)
            deliver(desk, mailbox, after=timedelta(days=1 + round_))
            states = sorted(desk.outbox.entry(e.id).state for e in entries)
            odd = {"drop_after_dot": "unknown", "554_data": "refused", "550_rcpt": "refused"}.get(fault, "sent")
            assert states == sorted(["sent"] * 5 + [odd])
            assert len(sink.mails) - before == (6 if odd in ("sent", "unknown") else 5)
        assert len({m.raw for m in sink.mails}) == len(sink.mails)


def test_random_kills_and_faults_lose_nothing_and_double_nothing(home: Home, sink: SmtpSink) -> None:
    mailbox, luck = box(sink), random.Random(7)
    faults = ("", *_MAY_HAVE_LEFT[:2], *_LATER)
    with open_desk(home, mailbox) as desk:
        entries = [queue(desk, n) for n in range(1, 4 * ROUNDS + 1)]
        for days in range(ROUNDS):
            sink.fault, sink.times = luck.choice(faults), 1
            if luck.random() < 0.5:
                killed(home, sink, luck.choice(list(_POINTS)))
            deliver(desk, mailbox, after=timedelta(days=days))
        sink.fault = ""
        for days in range(ROUNDS, ROUNDS + 3):
            deliver(desk, mailbox, after=timedelta(days=days))
        states = {e.message_id: desk.outbox.entry(e.id).state for e in entries}
        seen = [m.raw for m in sink.mails]
        assert len(seen) == len(set(seen))
        for entry in entries:
            here = sum(entry.message_id.encode() in raw for raw in seen)
            assert (states[entry.message_id], here) in [("sent", 1), ("unknown", 0), ("unknown", 1)]
