"""The wire against a server that is a list of bytes: what a real one sends when all is not well."""

import socket
from collections.abc import Iterator

import pytest

from mailsync.imap_errors import LineLost, NotALiteral, Refusal, Rubbish
from mailsync.imap_wire import Literal, Row, Wire


@pytest.fixture
def ends() -> Iterator[tuple[Wire, socket.socket]]:
    ours, theirs = socket.socketpair()
    theirs.settimeout(5)
    with ours, theirs:
        yield Wire(ours, read_timeout=0.2), theirs


def said(server: socket.socket) -> bytes:
    return server.recv(65536)


def test_rows_come_with_their_literals_exact(ends: tuple[Wire, socket.socket]) -> None:
    wire, server = ends
    server.sendall(b"* 1 FETCH (BODY[] {9}\r\n\r\n* OK}\r\n UID 1)\r\n* 2 EXISTS\r\nM1 OK done\r\n")
    assert wire.command(b"UID", b"FETCH", b"1") == [
        Row(b"1 FETCH (BODY[] {9} UID 1)", (b"\r\n* OK}\r\n",)),
        Row(b"2 EXISTS"),
    ]
    assert said(server) == b"M1 UID FETCH 1\r\n"


def test_two_commands_may_be_under_way(ends: tuple[Wire, socket.socket]) -> None:
    wire, server = ends
    first, second = wire.send(b"A"), wire.send(b"B")
    server.sendall(b"* 1 EXISTS\r\nM1 OK\r\n* 2 EXISTS\r\nM2 OK\r\n")
    assert list(wire.rows(first)) == [Row(b"1 EXISTS")]
    assert list(wire.rows(second)) == [Row(b"2 EXISTS")]


def test_a_refusal_comes_after_the_rows_and_names_its_code(ends: tuple[Wire, socket.socket]) -> None:
    wire, server = ends
    server.sendall(b"* 1 EXISTS\r\nM1 NO [OVERQUOTA] no room\r\nM2 OK\r\n")
    rows = wire.rows(wire.send(b"UID", b"FETCH", b"1"))
    assert next(rows) == Row(b"1 EXISTS")
    with pytest.raises(Refusal) as refused:
        next(rows)
    assert (refused.value.command, refused.value.code) == ("UID FETCH", "OVERQUOTA")
    assert wire.command(b"NOOP") == []


@pytest.mark.parametrize("evil", [b"1\r\nX DELETE INBOX", b"a\nb", b"a\x00b"])
def test_no_line_end_gets_into_a_command(ends: tuple[Wire, socket.socket], evil: bytes) -> None:
    wire, server = ends
    with pytest.raises(NotALiteral):
        wire.send(b"UID", b"SEARCH", evil)
    server.setblocking(False)
    with pytest.raises(BlockingIOError):
        server.recv(1)


def test_a_literal_waits_for_the_servers_go_ahead(ends: tuple[Wire, socket.socket]) -> None:
    wire, server = ends
    server.sendall(b"+ go\r\nM1 OK\r\n")
    wire.command(b"APPEND", b"Sent", Literal(b"a\r\nb"))
    assert said(server) == b"M1 APPEND Sent {4}\r\na\r\nb\r\n"


def test_with_literal_plus_nothing_waits(ends: tuple[Wire, socket.socket]) -> None:
    wire, server = ends
    wire.literal_plus = True
    wire.send(b"SEARCH", Literal(b"x\r\n"), b"ALL")
    assert said(server) == b"M1 SEARCH {3+}\r\nx\r\n ALL\r\n"


def test_a_literal_refused_is_not_sent(ends: tuple[Wire, socket.socket]) -> None:
    wire, server = ends
    server.sendall(b"M1 NO [OVERQUOTA] full\r\n")
    with pytest.raises(Refusal, match="APPEND: NO"):
        wire.command(b"APPEND", b"Sent", Literal(b"body"))
    assert b"body" not in said(server)


@pytest.mark.parametrize(
    ("bytes_", "kind"),
    [
        (b"* BYE see you\r\n", LineLost),
        (b"* 1 FETCH (BODY[] {999999999}\r\n", Rubbish),
        (b"M1 OK\r\nHTTP/1.1 200 OK\r\n", Rubbish),
        (b"* 1 FETCH (BODY[] {5}\r\nab", LineLost),
        (b"", LineLost),
    ],
    ids=["BYE", "a literal of a gigabyte", "not IMAP", "half a literal", "silence"],
)
def test_what_ends_a_line_is_said_so(ends: tuple[Wire, socket.socket], bytes_: bytes, kind: type[Exception]) -> None:
    wire, server = ends
    server.sendall(bytes_)
    first, second = wire.send(b"A"), wire.send(b"B")
    with pytest.raises(kind):
        [*wire.rows(first), *wire.rows(second)]


def test_silence_counts_as_a_time_out_and_an_end_does_not(ends: tuple[Wire, socket.socket]) -> None:
    wire, server = ends
    with pytest.raises(LineLost) as silence:
        wire.command(b"NOOP")
    server.close()
    with pytest.raises(LineLost) as end:
        wire.command(b"NOOP")
    assert (silence.value.timed_out, end.value.timed_out) == (True, False)


def test_an_idle_line_in_pieces_waits_for_its_end(ends: tuple[Wire, socket.socket]) -> None:
    wire, server = ends
    server.sendall(b"* 3 EXISTS\r\n+ idling\r\n")
    tag, early = wire.start_idle()
    assert early == [Row(b"3 EXISTS")]
    server.sendall(b"* 4 EX")
    assert wire.arrived(0.0) == []
    server.sendall(b"ISTS\r\n* OK Still")
    assert wire.arrived(1.0) == [Row(b"4 EXISTS")]
    server.sendall(b" here\r\n* 5 EXISTS\r\nM1 OK\r\n")
    assert wire.end_idle(tag, within=1.0) == [Row(b"OK Still here"), Row(b"5 EXISTS")]


def test_an_idle_that_the_server_left_is_a_lost_line_and_no_busy_loop(ends: tuple[Wire, socket.socket]) -> None:
    wire, server = ends
    server.sendall(b"+ idling\r\n")
    wire.start_idle()
    server.close()
    with pytest.raises(LineLost):
        wire.arrived(1.0)


def test_done_that_nobody_answers_is_a_lost_line(ends: tuple[Wire, socket.socket]) -> None:
    wire, server = ends
    server.sendall(b"+ idling\r\n")
    tag, _ = wire.start_idle()
    with pytest.raises(LineLost) as lost:
        wire.end_idle(tag, within=0.05)
    assert lost.value.timed_out


def test_a_wake_up_ends_the_wait(ends: tuple[Wire, socket.socket]) -> None:
    wire, server = ends
    server.sendall(b"+ idling\r\n")
    wire.start_idle()
    ear, mouth = socket.socketpair()
    with ear, mouth:
        mouth.send(b"!")
        assert wire.arrived(30.0, ear) == []
