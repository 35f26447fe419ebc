"""A fault at any write while replies leave over a real SMTP server: nobody gets two, and none is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.errors import MadoError
from config.home import Home
from config.settings import Agent, Mailbox, Server, Settings
from core.desk import Desk
from mailsync.outbox import deliver_due
from mailsync.smtp import SmtpTimeouts
from tests.faults import tracer
from tests.faults.test_positions import FAULTS, Stage
from tests.faults.tracer import Fault
from tests.faults.ways import Say, Way, fill
from tests.pieces import FULL, luck, many
from tests.servers.smtp_sink import SmtpSink

QUICK = SmtpTimeouts(connect=5, answer=5, dot=5)
REPLIES = 3
AT_MOST = many("positions", 400, 2)
pytestmark = pytest.mark.skipif(bool(tracer.MISSING), reason=tracer.MISSING)


@pytest.fixture(scope="module")
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


def _box(sink: SmtpSink) -> Mailbox:
    return Mailbox(
        name="support",
        email="support@shop.example",
        imap=Server("127.0.0.1", 1, "none"),
        smtp=Server("127.0.0.1", sink.port, "none"),
        user="support",
        from_name="Shop",
        sent_copy="server",
    )


class _Sending:
    """The way that is tried, with the server that it leads to."""

    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink

    def way(self) -> Way:
        return Way("sending", self._send, self._sent, self._again, self._queue)

    def _desk(self, home: Home) -> Desk:
        return Desk.open(home, Settings(agent=Agent("Yuki"), mailboxes=(_box(self._sink),), undo_seconds=0))

    def _queue(self, home: Home, _beside: Path) -> None:
        with self._desk(home) as desk:
            for code in sorted(desk.codes())[:REPLIES]:
                queued = desk.replies.queue(desk.replies.start(code, text=f"Good day, {code}."), override=True)
                desk.outbox.retry(queued.id, override=True)  # there is no INBOX here to be read again

    def _send(self, home: Home, _beside: Path, say: Say, days: int = 0) -> None:
        with self._desk(home) as desk:
            later = datetime.now(UTC) + timedelta(days=days, minutes=1)
            for entry in deliver_due(desk, _box(self._sink), "practice", now=later, timeouts=QUICK):
                say(f"{entry.state} {entry.id}")

    def _sent(self, home: Home, _beside: Path, said: Sequence[str]) -> None:
        """Of each mail at most one."""
        got = [mail.raw for mail in self._sink.mails]
        assert len(got) == len({self._name(raw) for raw in got}) <= REPLIES
        with self._desk(home) as desk:
            for line in said:
                state, name = line.split()
                assert state != "sent" or desk.outbox.entry(name).state == "sent"

    def _again(self, home: Home, beside: Path, _said: Sequence[str]) -> None:
        with suppress(MadoError):
            self._send(home, beside, lambda _line: None, days=1)  # after every pause that a failure may have set
        self._sent(home, beside, ())
        with self._desk(home) as desk:
            names = {self._name(mail.raw) for mail in self._sink.mails}
            for doc in desk.store.table("outbox"):
                assert doc["state"] in ("sent", "unknown"), doc
                assert doc["message_id"] in names or doc["state"] == "unknown"

    def _name(self, raw: bytes) -> str:
        line = next(line for line in raw.split(b"\r\n") if line.lower().startswith(b"message-id:"))
        return line.partition(b"<")[2].partition(b">")[0].decode()


@pytest.mark.timeout(7200 if FULL else 60)
@pytest.mark.parametrize("fault", FAULTS if FULL else ("kill", "full"))
def test_no_mail_leaves_twice_and_none_is_forgotten(
    fault: Fault, sink: SmtpSink, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    fill(Home(tmp_path / "filled" / "home"))
    stage = Stage(Home(tmp_path / "filled" / "home"), tmp_path / "tried", _Sending(sink).way())
    sink.mails.clear()
    whole = stage.run("none", 0)
    assert (whole.failed, len(sink.mails)) == ("", REPLIES)
    chosen = range(whole.positions)
    if len(chosen) > AT_MOST:
        chosen = sorted(luck(fault).sample(chosen, AT_MOST))  # type: ignore[assignment]  # a range before
    record_property("kills" if fault == "kill" else "faults", len(chosen))
    for position in chosen:
        sink.mails.clear()
        ended = stage.run(fault, position)
        stage.look(ended, f"sending, {fault} at {position} of {whole.positions}")
