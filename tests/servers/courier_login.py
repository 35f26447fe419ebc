"""Logs a user in and hands the socket to Courier's real imapd: `courier_login.py PORT HOMES PASSWORD IMAPD`.

A user is a folder below HOMES that holds a Maildir.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import sys
from pathlib import Path

CAPABILITY = "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE"
_WORD = re.compile(rb'\s*("(?:[^"\\]|\\.)*"|\{\d+\+?\}|[^\s"]+)')


class Door:
    """One connection before its login."""

    def __init__(self, line: socket.socket, homes: Path, password: bytes, imapd: str) -> None:
        self._line = line
        self._homes = homes
        self._password = password
        self._imapd = imapd

    def serve(self) -> None:
        """Answer until somebody is in or gone. Raises EOFError, OSError."""
        self._say(f"* OK [CAPABILITY {CAPABILITY}] Courier-IMAP ready.")
        while True:
            tag, _, rest = self._read_line().partition(b" ")
            command, _, words = rest.partition(b" ")
            told = tag.decode("ascii", "replace")
            match command.upper():
                case b"CAPABILITY":
                    self._say(f"* CAPABILITY {CAPABILITY}", f"{told} OK CAPABILITY completed")
                case b"NOOP":
                    self._say(f"{told} OK NOOP completed")
                case b"LOGOUT":
                    self._say("* BYE bye", f"{told} OK LOGOUT completed")
                    return
                case b"LOGIN":
                    user, password = self._two_words(words)
                    if password == self._password and (self._homes / user.decode() / "Maildir").is_dir():
                        self._let_in(user.decode(), told)
                    self._say(f"{told} NO [AUTHENTICATIONFAILED] Login failed.")
                case _:
                    self._say(f"{told} BAD Error in IMAP command")

    def _let_in(self, user: str, tag: str) -> None:
        home = self._homes / user
        said = {
            "AUTHENTICATED": user, "IMAPLOGINTAG": tag, "AUTHADDR": user, "AUTHOPTIONS": "", "PROTOCOL": "IMAP",
            "HOME": str(home), "MAILDIR": "Maildir", "IMAP_CAPABILITY": CAPABILITY, "IMAP_KEYWORDS": "1",
            "IMAP_USELOCKS": "1", "IMAP_UMASK": "022", "IMAP_ENHANCEDIDLE": "0", "IMAP_IDLE_TIMEOUT": "1",
            "IMAP_EMPTYTRASH": "", "IMAP_TRASHFOLDERNAME": "Trash", "IMAP_MAILBOX_SANITY_CHECK": "0",
            "TCPREMOTEIP": "127.0.0.1", "TCPREMOTEPORT": "0",
        }  # fmt: skip
        os.chdir(home)
        for handle in (0, 1):
            os.dup2(self._line.fileno(), handle)
        os.execve(self._imapd, [self._imapd, "Maildir"], {**os.environ, **said})

    def _two_words(self, words: bytes) -> tuple[bytes, bytes]:
        found: list[bytes] = []
        while len(found) < 2:
            word = _WORD.match(words)
            if word is None:
                return b"", b""
            words = words[word.end() :]
            if word[1].startswith(b"{"):
                found.append(self._literal(word[1]))
                words = self._read_line()
            else:
                found.append(re.sub(rb"\\(.)", rb"\1", word[1][1:-1]) if word[1].startswith(b'"') else word[1])
        return found[0], found[1]

    def _literal(self, announced: bytes) -> bytes:
        size = int(announced.strip(b"{+}"))
        if b"+" not in announced:
            self._say("+ go on")
        data = b""
        while len(data) < size:
            data += self._received(size - len(data))
        return data

    def _read_line(self) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            # byte by byte: what follows the login belongs to imapd
            line += self._received(1)
        return line.rstrip(b"\r\n")

    def _received(self, size: int) -> bytes:
        data = self._line.recv(size)
        if not data:
            raise EOFError
        return data

    def _say(self, *lines: str) -> None:
        self._line.sendall("".join(f"{line}\r\n" for line in lines).encode())


def main() -> None:
    """Serve each connection in a process of its own until it is killed."""
    port, homes, password, imapd = sys.argv[1:]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.create_server(("127.0.0.1", int(port)), backlog=50) as server:
        while True:
            line, _ = server.accept()
            if os.fork() == 0:
                server.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                with contextlib.suppress(EOFError, OSError):
                    Door(line, Path(homes), password.encode(), imapd).serve()
                os._exit(0)
            line.close()


if __name__ == "__main__":
    main()
