"""The status that monitoring reads: what stands in it after good and bad syncs."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from config.errors import TryLater
from config.home import Home
from mailsync import status as status_module
from mailsync.status import Status, beat, begin_watch, note_result, read_status, status_file
from mailsync.sync import SyncResult

GOOD = SyncResult("support", folders=(("INBOX", 3), ("Sent", 1)))
BAD = SyncResult("support", error=TryLater("The line\x1b[31m broke.", hint="Look.", code="line_lost"))


@pytest.fixture
def home(sync_home: Home) -> Home:
    return sync_home


def test_a_good_sync_is_written_with_its_folders_for_the_owner_only(home: Home) -> None:
    note_result(home, GOOD)
    box = json.loads(status_file(home).read_bytes())["mailboxes"]["support"]
    assert box["folders"] == {"INBOX": 3, "Sent": 1}
    assert box["error"] is None
    assert datetime.fromisoformat(box["last_success"]).tzinfo
    assert status_file(home).stat().st_mode & 0o077 == 0


def test_failures_are_counted_since_the_first_and_a_success_ends_them(home: Home) -> None:
    for result in (GOOD, BAD, BAD):
        note_result(home, result)
    status = read_status(home)
    assert status is not None
    box = status.mailboxes["support"]
    assert (box.failures, box.last_success is not None, box.failing_since is not None) == (2, True, True)
    assert box.error is not None
    assert (box.error.message, box.error.exit_code) == ("The line[31m broke.", 3)
    assert box.folders == {"INBOX": 3, "Sent": 1}
    note_result(home, GOOD)
    status = read_status(home)
    assert status is not None
    assert (status.mailboxes["support"].failures, status.mailboxes["support"].error) == (0, None)


def test_a_watch_that_gives_no_sign_of_life_is_a_failure_until_it_ended(home: Home) -> None:
    begin_watch(home)
    later = datetime.now(UTC) + timedelta(minutes=30)
    status = read_status(home)
    assert status is not None and status.watch is not None
    assert not status.watch.silent(datetime.now(UTC))
    assert status.watch.silent(later)
    beat(home, ended=True)
    status = read_status(home)
    assert status is not None and status.watch is not None
    assert not status.watch.silent(later)


@pytest.mark.parametrize("rubbish", [b"", b"[]", b"{}", b'{"mailboxes": {"a": 1}, "watch": null}', b"\xff"])
def test_a_file_that_makes_no_sense_counts_as_none_and_is_replaced(home: Home, rubbish: bytes) -> None:
    status_file(home).write_bytes(rubbish)
    assert read_status(home) is None
    note_result(home, GOOD)
    assert read_status(home) != Status()


def test_writers_beside_each_other_lose_nothing(home: Home) -> None:
    threads = [threading.Thread(target=note_result, args=(home, replace(GOOD, name=f"box{n}"))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    status = read_status(home)
    assert status is not None
    assert len(status.mailboxes) == 8


def test_nothing_new_is_not_written_again_and_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    note_result(home, GOOD)
    before = status_file(home).stat().st_ino
    note_result(home, GOOD)
    assert status_file(home).stat().st_ino == before
    monkeypatch.setattr(status_module, "_AGAIN", timedelta(0) - timedelta(seconds=1))
    note_result(home, GOOD)
    assert status_file(home).stat().st_ino != before


def test_a_home_that_cannot_be_written_stops_no_sync(home: Home) -> None:
    note_result(Home(home.root / "nowhere"), GOOD)


def test_a_second_watch_takes_the_first_ones_place_only_when_that_is_over(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_watch(home)
    first = read_status(home)
    assert first is not None and first.watch is not None
    for ended, pid in ((False, first.watch.pid), (True, 1)):
        if ended:
            beat(home, ended=True)
        with monkeypatch.context() as another:
            another.setattr("mailsync.status.os.getpid", lambda: 1)
            begin_watch(home)
            beat(home)
        status = read_status(home)
        assert status is not None and status.watch is not None
        assert status.watch.pid == pid
