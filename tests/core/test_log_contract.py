"""What every transport of the log must do; each is run through the same tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.settings import Mailbox
from core.local_log import LocalLog
from core.log import START, Log, Position
from core.teamkeys import Keyring, new_team_key
from mailsync.teamlog import ImapLog
from tests.servers.dovecot import PASSWORD

RING = Keyring.of(new_team_key())
Open = Callable[[], Log]


@pytest.fixture(params=["file", pytest.param("imap", marks=pytest.mark.dovecot)])
def log_of(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens the same log again and again, as colleagues would."""
    if request.param == "file":
        yield lambda: LocalLog(tmp_path / "log.jsonl")
        return
    mailbox: Mailbox = request.getfixturevalue("mailbox")
    opened: list[ImapLog] = []

    def log() -> Log:
        opened.append(ImapLog(mailbox, PASSWORD, "Madoguchi", create=True))
        return opened[-1]

    yield log
    for one in opened:
        one.close()


def payload(text: str) -> bytes:
    return RING.seal("batch", text.encode())


def texts(log: Log, after: Position = START) -> list[str]:
    return [RING.open(i.payload or b"").content.decode() for i in log.read(after).items]


def test_what_one_appends_another_reads_in_one_order(log_of: Open) -> None:
    one, other = log_of(), log_of()
    for n in range(5):
        (one if n % 2 else other).append(payload(f"batch {n}"))
    assert texts(one) == texts(other) == [f"batch {n}" for n in range(5)]
    positions = [i.position for i in one.read(START).items]
    assert positions == sorted(set(positions))


def test_reading_after_a_position_brings_only_what_is_newer(log_of: Open) -> None:
    log = log_of()
    for n in range(3):
        log.append(payload(f"batch {n}"))
    second = log.read(START).items[1].position
    assert texts(log, second) == ["batch 2"]
    assert log.read(Position(second.era, second.uid + 1)).items == []


def test_an_empty_log_is_read_as_empty(log_of: Open) -> None:
    reading = log_of().read(START)
    assert (list(reading.items), reading.listed) == ([], frozenset())


def test_what_is_removed_is_gone_for_all_and_the_rest_stays(log_of: Open) -> None:
    one, other = log_of(), log_of()
    for n in range(3):
        one.append(payload(f"batch {n}"))
    middle = other.read(START).items[1].position
    other.remove([middle, Position(middle.era, 4_000_000)])
    assert texts(one) == ["batch 0", "batch 2"]


def test_waiting_ends_when_somebody_else_has_appended(log_of: Open) -> None:
    one, other = log_of(), log_of()
    one.append(payload("first"))
    after = one.read(START).items[-1].position
    other.append(payload("second"))
    assert one.wait(10.0)
    assert texts(one, after) == ["second"]


def test_a_large_payload_comes_back_whole(log_of: Open) -> None:
    log = log_of()
    text = "".join(f"{n * 7919 % 1000003:x}" for n in range(100_000))
    log.append(payload(text))
    assert texts(log) == [text]


def test_a_file_does_not_keep_what_was_removed_and_gives_no_number_twice(tmp_path: Path) -> None:
    log, beside = LocalLog(tmp_path / "log.jsonl"), LocalLog(tmp_path / "log.jsonl")
    places = [log.append(bytes([n]) * 400_000) for n in range(8)]
    large = (tmp_path / "log.jsonl").stat().st_size
    beside.read(places[-1])
    log.remove([places[0], *places[2:]])
    assert beside.wait(5.0)
    assert (tmp_path / "log.jsonl").stat().st_size < large / 4
    assert [p.name for p in tmp_path.iterdir()] == ["log.jsonl"]
    assert beside.append(b"next") > places[-1]
    assert [i.payload for i in log.read(START).items] == [b"\x01" * 400_000, b"next"]


def test_a_file_that_is_written_anew_loses_nothing_that_others_append_meanwhile(tmp_path: Path) -> None:
    def work(name: int) -> None:
        log = LocalLog(tmp_path / "log.jsonl")
        for number in range(12):
            log.append(b"%d %d" % (name, number))
            log.remove([log.append(b"x" * 700_000)])

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = LocalLog(tmp_path / "log.jsonl").read(START).items
    assert sorted(i.payload or b"" for i in found) == sorted(b"%d %d" % (n, k) for n in range(4) for k in range(12))
    assert len({i.position for i in found}) == len(found)
    assert (tmp_path / "log.jsonl").stat().st_size < 4_000_000
