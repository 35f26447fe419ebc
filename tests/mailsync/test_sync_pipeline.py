"""Several commands under way at a time, whatever the order in which a server answers them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import cast

import pytest
from imapclient import IMAPClient

from mailsync.imap_batches import MAX_COUNT, SIZE_CAP, START_BYTES, Batch
from mailsync.imap_connect import Line
from mailsync.imap_wire import Wire
from mailsync.sync_pipeline import Pipeline


class Said:
    """A line whose server has said everything before it is asked, and what it was asked."""

    def __init__(self) -> None:
        ours, self._theirs = socket.socketpair()
        self.line = Line(Wire(ours, read_timeout=5.0), frozenset(), False, cast(IMAPClient, None))
        self._ours = ours

    def say(self, *rows: bytes) -> None:
        self._theirs.sendall(b"".join(row + b"\r\n" for row in rows))

    def asked(self) -> list[bytes]:
        return self._theirs.recv(1 << 20).splitlines()

    def close(self) -> None:
        self._ours.close()
        self._theirs.close()


@pytest.fixture
def said() -> Iterator[Said]:
    found = Said()
    yield found
    found.close()


def body(uid: int) -> bytes:
    return (
        b'* %d FETCH (UID %d FLAGS () INTERNALDATE "05-Jan-2026 09:00:00 +0900" RFC822.SIZE 2 BODY[] {2}\r\nhi)'
        % (
            uid,
            uid,
        )
    )


def size(uid: int, length: int) -> bytes:
    return b"* %d FETCH (UID %d RFC822.SIZE %d)" % (uid, uid, length)


def pipeline(said: Said, count: int, *, ramp: bool = False, limit: int = MAX_COUNT) -> Pipeline:
    waiting = list(range(1, count + 1))
    return Pipeline(said.line, waiting, ramp=ramp, limit=lambda: limit, broken=lambda uid: False)


def read_all(coming: Pipeline) -> list[tuple[Batch, list[int]]]:
    found = []
    while batch := coming.batch():
        coming.read()
        found.append((batch, [row.uid for row in coming.take()]))
    return found


def test_sizes_that_come_before_their_turn_count_and_no_body_is_lost(said: Said) -> None:
    said.say(size(260, 5), b"M1 OK", *map(body, range(211, 236)))
    # the sizes of the last ten, and a body of the second batch, between those of the first
    said.say(size(3, SIZE_CAP + 1), size(10, 5), body(11), b"M4 OK", *map(body, range(236, 261)), b"M2 OK")
    said.say(*map(body, range(12, 211)), b"M3 OK")
    said.say(body(3), b"M5 OK", *(body(uid) for uid in range(1, 11) if uid != 3), b"M6 OK")
    found = read_all(pipeline(said, 260, ramp=True))
    assert [uids for _batch, uids in found] == [
        list(range(211, 261)),
        list(range(11, 211)),
        [3],
        [1, 2, *range(4, 11)],
    ]
    assert found[2][0] == Batch((3,), START_BYTES)


def test_what_comes_after_a_window_is_asked_before_its_bodies_have_come(said: Said) -> None:
    said.say(size(260, 5), b"M1 OK")
    coming = pipeline(said, 260, ramp=True)
    assert coming.batch() == Batch(tuple(range(211, 261)))
    assert [line.split(b" ", 1)[0] for line in said.asked()] == [b"M1", b"M2", b"M3", b"M4"]


def test_a_line_that_fell_is_asked_for_one_thing_at_a_time(said: Said) -> None:
    said.say(size(260, 5), b"M1 OK")
    coming = pipeline(said, 260, ramp=True, limit=1)
    assert coming.batch() == Batch((260,))
    assert [line.split(b" ", 1)[0] for line in said.asked()] == [b"M1", b"M2"]


def test_of_many_messages_it_is_asked_which_are_large_and_only_their_sizes(said: Said) -> None:
    said.say(b"* SEARCH 7 9", b"M1 OK", size(7, SIZE_CAP + 1), size(9, 20_000), size(300, 5), b"M2 OK")
    assert pipeline(said, 300).batch() == Batch((7,), START_BYTES)
    asked = said.asked()
    assert b"LARGER" in asked[0]
    assert asked[1] == b"M2 UID FETCH 7,9,300 (UID RFC822.SIZE)"
    assert asked[2].startswith(b"M3 UID FETCH 7 (") and b"<0.%d>" % START_BYTES in asked[2]
    assert asked[3].startswith(b"M4 UID FETCH 1:6,8:300 (")


def test_a_server_that_will_not_search_by_size_is_asked_for_every_size(said: Said) -> None:
    said.say(b"M1 BAD what", *(size(uid, 5) for uid in range(1, 301)), b"M2 OK")
    assert pipeline(said, 300).batch() == Batch(tuple(range(1, 301)))
    assert said.asked()[1] == b"M2 UID FETCH 1:300 (UID RFC822.SIZE)"
