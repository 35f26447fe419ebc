"""What left and is not written down yet: nobody else takes it up, and a sender that dies then has doubled nothing."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.bulk.gone import Gone, settle
from core.desk import Desk
from core.drafts import Queued
from mailsync.lock import sender_lock
from mailsync.outbox import deliver_due, deliver_round
from mailsync.settling import Settling
from tests.mailsync.sending_child import box, open_desk
from tests.mailsync.test_outbox import queue
from tests.servers.smtp_sink import SmtpSink

PEOPLE = 6


class Killed(BaseException):
    """The sender ends here, as by kill -9."""


class Dead(Future[Any]):
    """The answer of a process that never gives one: whoever waits for it is killed."""

    def result(self, timeout: float | None = None) -> Any:
        """The end."""
        raise Killed


class Quick:
    """A process that writes down at once, or says that it has ended."""

    def __init__(self, desk: Desk, answer: bool | None) -> None:
        self.desk, self.answer, self.asked = desk, answer, 0

    def settle(self, gone: Gone) -> Future[Any]:
        """Done when it returns."""
        self.asked += 1
        settle(self.desk, gone)
        done: Future[Any] = Future()
        done.set_result(self.answer)
        return done


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, sink: SmtpSink) -> Iterator[Desk]:
    with open_desk(tmp_path / "home", sink.port) as opened:
        yield opened


@pytest.fixture
def waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[Queued]:
    """Replies that are due, two of which are a batch."""
    monkeypatch.setattr("mailsync.outbox._BATCH", 2)
    return [queue(desk, n) for n in range(1, PEOPLE + 1)]


def states(desk: Desk, entries: list[Queued]) -> list[str]:
    return [desk.outbox.entry(e.id).state for e in entries]


def test_a_sender_that_dies_before_it_is_written_down_has_left_its_journals(
    desk: Desk, sink: SmtpSink, waiting: list[Queued]
) -> None:
    mailbox, settling = box(sink.port), Settling(desk, "support", lambda _gone: Dead())
    with suppress(Killed):
        deliver_round(desk, mailbox, "", settling=settling)
    assert len(sink.mails) == 4 and settling.waits
    assert sorted(states(desk, waiting)) == ["queued"] * 2 + ["sending"] * 4
    assert all(path.exists() for path in settling.journals)
    with sender_lock(desk.home, "support") as ours:
        assert not ours
    settling._lock.close()  # as the end of its process does
    deliver_due(desk, mailbox, "")
    assert states(desk, waiting) == ["sent"] * PEOPLE
    assert len({m.raw for m in sink.mails}) == len(sink.mails) == PEOPLE
    assert not any(path.exists() for path in settling.journals)


@pytest.mark.parametrize("answer", [True, None], ids=["it says so", "it dies when it has done it"])
def test_what_another_process_wrote_down_stands_once(
    desk: Desk, sink: SmtpSink, waiting: list[Queued], answer: bool | None
) -> None:
    quick = Quick(desk, answer)
    with Settling(desk, "support", quick.settle) as settling:
        done = deliver_round(desk, box(sink.port), "", settling=settling)
        assert {e.state for e in done.entries} == {"sent"}
    assert (states(desk, waiting), quick.asked) == (["sent"] * PEOPLE, 3)
    for entry in waiting:
        events = [e["kind"] for e in desk.store.table("events").having("ticket", entry.ticket)]
        assert events.count("sent") == 1
        assert len(desk.store.table("messages").having("message_id", entry.message_id)) == 1
    assert not any(path.exists() for path in settling.journals)
    with sender_lock(desk.home, "support") as ours:
        assert ours


def test_a_batch_of_which_not_all_left_is_written_down_at_once(
    desk: Desk, sink: SmtpSink, waiting: list[Queued]
) -> None:
    quick = Quick(desk, True)
    sink.fault, sink.times = "451_data", 1
    with Settling(desk, "support", quick.settle) as settling:
        deliver_round(desk, box(sink.port), "", now=datetime.now(UTC), settling=settling)
    assert (sorted(states(desk, waiting)), quick.asked) == (["queued"] + ["sent"] * 5, 2)
