"""The servers on which one contract suite runs, each as it is, and Dovecot as Gmail and Microsoft 365 are."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from cli.demo.servers import EmbeddedServers
from config.settings import Folders, Mailbox, Server
from tests.servers import courier, cyrus, dovecot
from tests.servers.fault_proxy import FaultProxy
from tests.servers.other_client import OtherClient

GMAIL = rb" QRESYNC\b"
MICROSOFT = rb" (?:QRESYNC|CONDSTORE|ESEARCH|ENABLE|SPECIAL-USE|LIST-EXTENDED|LITERAL\+|NOTIFY|UNSELECT)\b"


@dataclass(frozen=True, slots=True)
class Kind:
    """One server: how it is made (None: embedded), why it may be missing, what a folder's name begins with there."""

    make: Callable[[], Any] | None = None
    missing: Callable[[], str] = lambda: ""
    prefix: str = ""
    without: bytes = rb"(?!)"


KINDS = {
    "dovecot": Kind(dovecot.Dovecot, dovecot.missing),
    "mdbox": Kind(lambda: dovecot.Dovecot(storage="mdbox"), dovecot.missing),
    "gmail": Kind(dovecot.Dovecot, dovecot.missing, without=GMAIL),
    "microsoft": Kind(dovecot.Dovecot, dovecot.missing, without=MICROSOFT),
    "cyrus": Kind(cyrus.Cyrus, cyrus.missing),
    "courier": Kind(courier.Courier, courier.missing, prefix="INBOX."),
    "embedded": Kind(),
}
_SAME = {"gmail": "dovecot", "microsoft": "dovecot"}


def missing_servers() -> dict[str, str]:
    """Servers that cannot be started on this machine, with the reason."""
    found = {name: kind.missing() for name, kind in KINDS.items() if name not in _SAME}
    return {name: reason for name, reason in found.items() if reason}


class Servers:
    """Every server is started when it is first needed and stays until the end of the run."""

    def __init__(self) -> None:
        self._running: dict[str, Any] = {}
        self._stack = ExitStack()

    def of(self, name: str) -> Any:
        """A running server."""
        name = _SAME.get(name, name)
        if name not in self._running:
            make = KINDS[name].make
            assert make is not None
            self._running[name] = self._stack.enter_context(make())
        return self._running[name]

    def stop(self) -> None:
        """Stop them all, at the same time."""
        for server in self._running.values():
            server.terminate()
        self._stack.close()


@dataclass(frozen=True, slots=True)
class Counter:
    """One user's mailbox on one of the servers: ours goes through the proxy, the other client does not."""

    name: str
    mailbox: Mailbox
    proxy: FaultProxy
    other: OtherClient

    def folder(self, name: str) -> str:
        """What a folder is called here."""
        return KINDS[self.name].prefix + name


@dataclass(frozen=True, slots=True)
class _Embedded:
    port: int


def open_counter(name: str, user: str, servers: Servers) -> Iterator[Counter]:
    """Make it, and close it afterwards. Skips where the server is missing; fails where CI must have it."""
    kind = KINDS[name]
    if reason := kind.missing():
        if os.environ.get("MADO_REQUIRE_SERVERS") == "1":
            pytest.fail(f"MADO_REQUIRE_SERVERS=1, yet {reason}")
        pytest.skip(reason)
    with ExitStack() as stack:
        if kind.make is None:
            address = f"{user}@example.com"
            embedded = stack.enter_context(EmbeddedServers(address, dovecot.PASSWORD))
            target, login = embedded.imap_port, address
        else:
            server = servers.of(name)
            if isinstance(server, courier.Courier | cyrus.Cyrus):
                server.add_user(user)
            target, login = server.port, user
        proxy = stack.enter_context(FaultProxy(target, replace=[(re.compile(kind.without), b"")]))
        mailbox = _mailbox(login, proxy.port)
        other = OtherClient(_Embedded(target), login)
        stack.callback(other.close)
        yield Counter(name, mailbox, proxy, other)


def _mailbox(user: str, port: int) -> Mailbox:
    address = user if "@" in user else f"{user}@example.com"
    return Mailbox("support", address, Server("127.0.0.1", port, "none"), None, user, folders=Folders())
