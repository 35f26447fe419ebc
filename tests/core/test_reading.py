"""Reading a batch in a process beside this one: the same answer, whatever happens to the process."""

import hashlib
import os
import signal
import threading

import pytest

from core import reading_worker
from core.arrivals import Arrival, Place
from core.desk import Desk
from core.reading import ReadAhead, Understood, understand, understood
from core.reading_worker import ReadingWorker, processes_for
from tests.servers.mail_maker import realistic

MAIL = [realistic(n) for n in range(120)]


def arrivals(raws: list[bytes] = MAIL) -> list[Arrival]:
    return [Arrival(Place("support", "INBOX", 1, n), "inbox", (), None, raw) for n, raw in enumerate(raws, 1)]


def plain(said: Understood) -> tuple[object, ...]:
    """All that is understood; a set of words has no order."""
    return (
        said.digest,
        said.record,
        said.doc,
        said.date,
        said.text,
        said.tokens.grams,
        set(said.tokens.starts.split()),
    )


def test_another_process_understands_what_this_one_does() -> None:
    worker = ReadingWorker()
    batch = worker.read_ahead(arrivals())
    assert isinstance(batch, ReadAhead)
    assert [a.raw for a in batch] == MAIL
    assert [plain(u) for u in understood(batch)] == [plain(understand(raw)) for raw in MAIL]
    worker.rest()


def test_a_small_first_batch_is_not_kept_waiting_for_a_process() -> None:
    worker = ReadingWorker()
    few = arrivals(MAIL[:10])
    assert worker.read_ahead(few) is few
    assert isinstance(worker.read_ahead(few), ReadAhead)
    worker.rest()


def test_a_process_that_dies_loses_no_message(monkeypatch: pytest.MonkeyPatch) -> None:
    started = reading_worker._started

    def soon_dead() -> object:
        process = started()
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return process

    monkeypatch.setattr(reading_worker, "_started", soon_dead)
    worker = ReadingWorker()
    batches = [worker.read_ahead(arrivals()), worker.read_ahead(arrivals(MAIL[:3]))]
    assert [len(understood(batch)) for batch in batches] == [len(MAIL), 3]
    worker.rest()


def test_a_machine_that_starts_no_process_reads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_worker, "_started", lambda: None)
    worker = ReadingWorker()
    assert len(understood(worker.read_ahead(arrivals()))) == len(MAIL)
    worker.rest()


def test_a_batch_read_ahead_is_taken_in_like_any_other(desk: Desk) -> None:
    batch = desk.read_ahead(arrivals())
    assert desk.take_in(batch).fetched == len(MAIL)
    assert desk.take_in(arrivals()).fetched == 0
    assert desk.count() == len(MAIL) // 4


def test_several_processes_answer_each_batch_in_its_place() -> None:
    worker = ReadingWorker(processes=2)
    batches = [worker.read_ahead(arrivals(MAIL[n : n + 30])) for n in (0, 30, 60, 90)]
    worker.rest()
    said = [u.digest for batch in batches for u in understood(batch)]
    assert said == [hashlib.sha256(raw).digest() for raw in MAIL]


def test_a_piece_larger_than_a_pipe_is_read_like_any_other() -> None:
    worker = ReadingWorker(processes=1)
    large = [realistic(n) + b"x" * 3_000_000 for n in range(4)]
    batches = [worker.read_ahead(arrivals(raws)) for raws in (MAIL, large, MAIL[:60])]
    said = [u.digest for batch in batches for u in understood(batch)]
    assert said == [hashlib.sha256(raw).digest() for raw in (*MAIL, *large, *MAIL[:60])]
    worker.rest()


def test_who_waits_reads_what_nobody_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = threading.Event()
    go_on = threading.Event()

    def slow_to_start() -> None:
        begun.set()
        assert go_on.wait(20)

    monkeypatch.setattr(reading_worker, "_started", slow_to_start)
    worker = ReadingWorker(processes=1)
    batch = worker.read_ahead(arrivals())
    assert begun.wait(20)
    assert len(understood(batch)) == len(MAIL)
    go_on.set()
    worker.rest()


@pytest.mark.parametrize(("cores", "processes"), [(1, 1), (2, 1), (3, 2), (4, 3), (64, 3)])
def test_one_core_is_left_for_the_intake(cores: int, processes: int) -> None:
    assert processes_for(cores) == processes


def test_as_many_batches_are_read_ahead_as_need_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_worker, "_started", lambda: None)
    worker = ReadingWorker(processes=1)
    for _batch in range(10):
        worker.read_ahead(arrivals(MAIL[:2]))
    assert worker.ahead == 8
    large = [MAIL[0] + b"x" * 9_000_000]
    worker.read_ahead(arrivals(large))
    worker.read_ahead(arrivals(large))
    assert worker.ahead == 2
    worker.rest()
    assert worker.ahead == 2


def test_of_history_the_text_alone_is_kept_and_what_is_new_in_it_still_shown(desk: Desk) -> None:
    raw = MAIL[0].partition(b"\r\n\r\n")[0].split(b"Content-Type")[0]
    raw += b"Content-Type: text/plain\r\n\r\nNew words.\r\n\r\nOn Monday Bob wrote:\r\n> old words\r\n"
    places = [Place("support", "INBOX", 1, n) for n in (1, 2)]
    old = Arrival(places[0], "inbox", (), None, raw, history=True)
    new = Arrival(places[1], "inbox", (), None, raw.replace(b"<r0@", b"<s0@"))
    desk.take_in([old, new])
    kept = [text for _id, text in desk.store.table("texts").rows.each()]
    assert [sorted(text) for text in kept] == [["text"], ["reply_text", "text"]]
    shown = [m for row in desk.rows("", 0, 9) for m in desk.messages(row.code)]
    assert [m.reply_text for m in shown] == ["New words."] * 2


def test_history_that_an_older_program_kept_with_more_counts_as_the_same(desk: Desk) -> None:
    desk.take_in([Arrival(Place("support", "INBOX", 1, 1), "inbox", (), None, MAIL[0], history=True)])
    ((number, text),) = desk.store.table("texts").rows.each()
    ((_id, message),) = desk.store.table("messages").rows.each()
    (said,) = desk.messages(message["ticket"])
    desk.store.table("texts").put(number, {**text, "reply_text": said.reply_text})
    assert not desk.keeping.rebuild(verify=True).differences
    desk.store.table("texts").put(number, {**text, "reply_text": "altered"})
    assert [d.what for d in desk.keeping.rebuild(verify=True).differences] == ["text"]
