"""Commands out, rows in: the IMAP line after login, read by ourselves (RFC 3501 2.2).

IMAPClient opens, secures and logs in; from there on this reader owns the socket. IMAPClient's own
reading loses a whole batch for one odd row, cannot say `1:*`, and neither notices a dead IDLE nor
survives one that comes in pieces. One thread at a time may use a wire.
"""

from __future__ import annotations

import re
import select
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from mailsync.imap_errors import LineLost, NotALiteral, Refusal, Rubbish

MAX_LINE = 32 * 1024 * 1024
MAX_LITERAL = 32 * 1024 * 1024
_CHUNK = 256 * 1024
_INFLATED = 1024 * 1024
_MOST_LITERALS = 16
_LONGEST_ANNOUNCEMENT = 22
_LITERAL_AT_END = re.compile(rb"\{(\d{1,19})\+?\}\Z")
_DIGITS = frozenset(b"%d" % n for n in range(10))
_STATUS_ROW = re.compile(rb"\* (?:OK|NO|BAD|BYE|PREAUTH)(?: |\Z)", re.IGNORECASE)
_TAGGED = re.compile(rb"(M\d+) (OK|NO|BAD)(?: (.*))?\Z", re.IGNORECASE | re.DOTALL)
_TELLING = re.compile(rb"\* (?:\d{1,10} (?:EXISTS|EXPUNGE|FETCH)\b|VANISHED\b|BYE\b)", re.IGNORECASE)
_STAYING = frozenset({b"UID", b"FETCH", b"NOOP", b"LIST", b"STATUS", b"IDLE", b"NOTIFY", b"NAMESPACE"})
"""Commands after which the folder that is open still is; of any other it is not known."""
_FORBIDDEN = re.compile(rb"[\x00\r\n]")


@dataclass(frozen=True, slots=True)
class Literal:
    """Bytes that go to the server exactly as they are, announced by their length (RFC 3501 4.3)."""

    data: bytes


class Row(NamedTuple):
    """One untagged answer without its "* ". Literals stand apart; `{n}` marks where they were.

    `like` is the match of the pattern that `Wire.rows` was given, where the row was read by it: then `text` is empty.
    """

    text: bytes
    literals: tuple[bytes, ...] = ()
    like: re.Match[bytes] | None = None


@dataclass(frozen=True, slots=True)
class _Tagged:
    tag: bytes
    status: str
    text: str


@dataclass(frozen=True, slots=True)
class _Continuation:
    text: bytes


class _Nothing(Exception):
    """Nothing to read just now; seen only while the socket does not block."""


Argument = bytes | Literal


class _Deflate:
    """Both directions of a compressed line. What one piece inflates to is handed out in bounded portions."""

    def __init__(self) -> None:
        self._out = zlib.compressobj(wbits=-15)
        self._in = zlib.decompressobj(wbits=-15)

    def pack(self, data: bytes) -> bytes:
        return self._out.compress(data) + self._out.flush(zlib.Z_SYNC_FLUSH)

    def unpack(self, data: bytes) -> bytes:
        try:
            return self._in.decompress(self._in.unconsumed_tail + data, _INFLATED)
        except zlib.error as error:
            raise Rubbish("the server sent what cannot be uncompressed") from error

    @property
    def waiting(self) -> bool:
        return bool(self._in.unconsumed_tail)


class Wire:
    """One IMAP connection after login. Every method may raise LineLost or Rubbish, then it is dead."""

    def __init__(self, sock: socket.socket, *, read_timeout: float = 60.0) -> None:
        self._sock = sock
        self._timeout = read_timeout
        self._data = b""
        self._at = 0
        self._count = 0
        self._finished: dict[bytes, _Tagged] = {}
        self._commands: dict[bytes, str] = {}
        self._fresh = True
        self._deflate: _Deflate | None = None
        self.literal_plus = False
        self.told = False
        """Whether a row has told of messages that came, went or were marked, since who reads it set it back."""
        self.chosen: tuple[bytes, Any] | None = None
        """The folder that is open, with whatever who opened it keeps of it; None once another command chooses."""
        self.said = ""
        """The text with which the last command was answered."""
        sock.settimeout(read_timeout)

    # commands ------------------------------------------------------------------------------
    def send(self, *parts: Argument) -> bytes:
        """Send one command and return its tag; read its answer with `rows`. Several may be under way.

        Raises NotALiteral for CR, LF or NUL outside a literal: nothing is sent then.
        """
        self._count += 1
        tag = b"M%d" % self._count
        words = [part for part in parts if isinstance(part, bytes)]
        if any(_FORBIDDEN.search(word) for word in words):
            raise NotALiteral("a line end or NUL may not be part of an IMAP command")
        if words[0] not in _STAYING:
            self.chosen = None
        self._commands[tag] = b" ".join(words[:2] if words[0] == b"UID" else words[:1]).decode("ascii", "replace")
        pending = tag
        for part in parts:
            if isinstance(part, bytes):
                pending += b" " + part
            elif self.literal_plus:
                pending += b" {%d+}\r\n" % len(part.data) + part.data
            else:
                self._put(pending + b" {%d}\r\n" % len(part.data))
                self._await_continuation(tag)
                pending = part.data
        self._put(pending + b"\r\n")
        return tag

    def rows(self, tag: bytes, like: re.Pattern[bytes] | None = None) -> Iterator[Row]:
        """The untagged rows up to the end of a command. Raises Refusal after the last one for NO and BAD.

        Rows that begin `like` this pattern and end with one literal and a bracket are read in one go, which is much
        quicker; the pattern's last group is the literal's length, and it ends at the end of that line.
        """
        while tag not in self._finished:
            if like is not None:
                yield from self._rows_like(like)
            answer = self._next()
            if isinstance(answer, Row):
                yield answer
            elif isinstance(answer, _Tagged):
                self._finished[answer.tag] = answer
        done = self._finished.pop(tag)
        self.said = done.text
        command = self._commands.pop(tag, "")
        if done.status != "OK":
            raise Refusal(command, done.status, done.text)

    def command(self, *parts: Argument) -> list[Row]:
        """Send one command and wait for all of its answer. Raises Refusal."""
        return list(self.rows(self.send(*parts)))

    def compress(self) -> None:
        """Ask for COMPRESS=DEFLATE (RFC 4978); a server that will not goes on without it."""
        try:
            self.command(b"COMPRESS", b"DEFLATE")
        except Refusal:
            return
        self._deflate = _Deflate()
        if self._at < len(self._data):
            # what came in the same piece as the OK is compressed already
            self._data, self._at = self._deflate.unpack(self._data[self._at :]), 0

    # IDLE (RFC 2177) -----------------------------------------------------------------------
    def start_idle(self) -> tuple[bytes, list[Row]]:
        """Begin to idle: the tag, and the rows that came before the server's "+". Raises Refusal."""
        tag = self.send(b"IDLE")
        return tag, self._await_continuation(tag)

    def arrived(self, seconds: float, wake: socket.socket | None = None) -> list[Row]:
        """What the server says by itself within `seconds`; returns at the first rows, or once `wake` is readable.

        Only whole lines are taken from the buffer, so a line in pieces waits here for its end.
        """
        if b"\n" not in self._data[self._at :] and not self._available(seconds, wake):
            return []
        rows: list[Row] = []
        while self._data.find(b"\n", self._at) >= 0:
            answer = self._next()
            if isinstance(answer, _Tagged):
                raise LineLost("the server ended IDLE by itself")
            if isinstance(answer, Row):
                rows.append(answer)
        return rows

    def _available(self, seconds: float, wake: socket.socket | None) -> bool:
        held = self._deflate is not None and self._deflate.waiting
        if not held and not (isinstance(self._sock, ssl.SSLSocket) and self._sock.pending()):
            watched = [self._sock] if wake is None else [self._sock, wake]
            ready, _, _ = select.select(watched, [], [], max(0.0, seconds))
            if self._sock not in ready:
                return False
        self._sock.settimeout(0)
        try:
            more = self._receive()
        except _Nothing:
            return False
        finally:
            self._sock.settimeout(self._timeout)
        self._data, self._at = self._data[self._at :] + more, 0
        return True

    def end_idle(self, tag: bytes, *, within: float) -> list[Row]:
        """Say DONE; the rows that still came. A server that does not answer in time is lost (seconds)."""
        self._put(b"DONE\r\n")
        rows: list[Row] = []
        limit = time.monotonic() + within
        self._sock.settimeout(within)
        try:
            for row in self.rows(tag):
                rows.append(row)
                left = limit - time.monotonic()
                if left <= 0:
                    raise LineLost("DONE was not answered", timed_out=True)
                self._sock.settimeout(left)
        finally:
            self._sock.settimeout(self._timeout)
        return rows

    def close(self) -> None:
        """Drop the connection without a word; safe from another thread, which then sees LineLost."""
        try:
            self._sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            # already closed by the other side
            return

    # reading -------------------------------------------------------------------------------
    def _await_continuation(self, tag: bytes) -> list[Row]:
        rows: list[Row] = []
        while tag not in self._finished:
            answer = self._next()
            if isinstance(answer, _Continuation):
                return rows
            if isinstance(answer, Row):
                rows.append(answer)
            else:
                self._finished[answer.tag] = answer
        done = self._finished.pop(tag)
        raise Refusal(self._commands.pop(tag, ""), done.status, done.text)

    def _next(self) -> Row | _Tagged | _Continuation:
        while True:
            line = self._line()
            if line.startswith(b"* "):
                return self._row(line)
            tagged = _TAGGED.match(line)
            if tagged and tagged[1] in self._commands:
                self._fresh = False
                text = (tagged[3] or b"").decode("utf-8", "replace")
                return _Tagged(tagged[1], tagged[2].decode("ascii").upper(), text)
            if line.startswith(b"+"):
                return _Continuation(line[1:].strip())
            # what IMAPClient's buffer took before us may have torn the first line
            if not self._fresh:
                raise Rubbish("the server sent a line that is not IMAP")

    def _row(self, line: bytes) -> Row:
        if line[2:3] not in _DIGITS and _STATUS_ROW.match(line):
            if line[2:5].upper() == b"BYE":
                said = line[5:].decode("utf-8", "replace").strip()
                raise LineLost("the server closed the connection", bye=said)
            return Row(line[2:])
        if not self.told and _TELLING.match(line):
            self.told = True
        text = line[2:]
        literals: list[bytes] = []
        announced = _LITERAL_AT_END.search(line, max(0, len(line) - _LONGEST_ANNOUNCEMENT))
        while announced:
            size = int(announced[1])
            if size > MAX_LITERAL or len(literals) > _MOST_LITERALS:
                raise Rubbish(f"the server announced a literal of {size} bytes")
            literals.append(self._exactly(size))
            line = self._line()
            text += line
            announced = _LITERAL_AT_END.search(line, max(0, len(line) - _LONGEST_ANNOUNCEMENT))
        return Row(text, tuple(literals))

    def _rows_like(self, like: re.Pattern[bytes]) -> Iterator[Row]:
        """The next rows, as long as they are the pattern's and their first line has come; nothing else is taken."""
        match, last = like.match, like.groups
        while found := match(self._data, self._at):
            size = int(found[last])
            if size > MAX_LITERAL:
                return
            start = found.end()
            end = start + size
            if end + 3 > len(self._data):
                self._have(end + 3)
                start, end = start - found.start(), end - found.start()
            if not self._data.startswith(b")\r\n", end):
                return
            self._at = end + 3
            self.told = True
            yield Row(b"", (self._data[start:end],), found)

    def _have(self, end: int) -> None:
        """Receive until the bytes in hand reach `end`, and have them begin with the first one that is not taken."""
        pieces = [self._data[self._at :]]
        missing = end - len(self._data)
        while missing > 0:
            pieces.append(self._receive())
            missing -= len(pieces[-1])
        self._data, self._at = b"".join(pieces), 0

    def _line(self) -> bytes:
        searched = self._at
        while (end := self._data.find(b"\n", searched)) < 0:
            waiting = len(self._data) - self._at
            if waiting > MAX_LINE:
                raise Rubbish("the server sent a line without an end")
            self._data = self._data[self._at :] + self._receive()
            self._at, searched = 0, waiting
        line = self._data[self._at : end]
        self._at = end + 1
        return line[:-1] if line.endswith(b"\r") else line

    def _exactly(self, size: int) -> bytes:
        end = self._at + size
        if end <= len(self._data):
            found = self._data[self._at : end]
            self._at = end
            return found
        pieces = [self._data[self._at :]]
        missing = size - len(pieces[0])
        while missing > 0:
            chunk = self._receive()
            pieces.append(chunk[:missing])
            self._data, self._at = chunk, min(missing, len(chunk))
            missing -= len(chunk)
        return b"".join(pieces)

    def _receive(self) -> bytes:
        while self._deflate is not None:
            # there may be more in the last piece, and a new piece may hold no whole byte
            plain = self._deflate.unpack(b"") or self._deflate.unpack(self._received())
            if plain:
                return plain
        return self._received()

    def _received(self) -> bytes:
        try:
            chunk = self._sock.recv(_CHUNK)
        except (BlockingIOError, ssl.SSLWantReadError) as error:
            # readable, yet only a piece of a TLS record so far
            raise _Nothing from error
        except TimeoutError as error:
            raise LineLost("the server did not answer in time", timed_out=True) from error
        except OSError as error:
            raise LineLost("the connection broke") from error
        if not chunk:
            raise LineLost("the server closed the connection")
        return chunk

    def _put(self, data: bytes) -> None:
        if self._deflate is not None:
            data = self._deflate.pack(data)
        try:
            self._sock.sendall(data)
        except TimeoutError as error:
            raise LineLost("the server took nothing in time", timed_out=True) from error
        except OSError as error:
            raise LineLost("the connection broke") from error
