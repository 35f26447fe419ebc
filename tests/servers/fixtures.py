"""Servers as pytest fixtures: started once for a run, each test with a user of its own."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config.home import Home
from config.settings import Agent, Mailbox, Settings
from tests.servers.contract import KINDS, Counter, Servers, missing_servers, open_counter
from tests.servers.dovecot import Dovecot, missing
from tests.servers.fault_proxy import FaultProxy
from tests.servers.other_client import OtherClient

if TYPE_CHECKING:
    from core.desk import Desk

_numbers = itertools.count(1)


def _need_dovecot() -> None:
    reason = missing()
    if reason and os.environ.get("MADO_REQUIRE_DOVECOT") == "1":
        pytest.fail(f"MADO_REQUIRE_DOVECOT=1, yet {reason}")
    if reason:
        pytest.skip(reason)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A real Dovecot with TLS, for the whole run."""
    _need_dovecot()
    with Dovecot(tls=True) as server:
        yield server


@pytest.fixture(scope="session")
def small_dovecot() -> Iterator[Dovecot]:
    """A real Dovecot whose users may keep 20 kB each, and whose folders have no SPECIAL-USE flags."""
    _need_dovecot()
    with Dovecot(quota_kb=20, special_use=False) as server:
        yield server


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Every kind of server, each started when it is first needed."""
    running = Servers()
    yield running
    running.stop()


@pytest.fixture(params=KINDS)
def counter(request: pytest.FixtureRequest, user: str, servers: Servers) -> Iterator[Counter]:
    """A mailbox on each kind of server in turn."""
    yield from open_counter(request.param, user, servers)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which servers this machine does not have, so that nobody takes a partial run for a whole one."""
    if absent := missing_servers():
        terminalreporter.write_sep("-", "servers that are missing here; the others and the embedded one were used")
        for name, reason in absent.items():
            terminalreporter.write_line(f"{name}: {reason}")


@pytest.fixture
def user() -> str:
    """A mail user whom no other test knows."""
    return f"user{next(_numbers)}"


@pytest.fixture
def mailbox(dovecot: Dovecot, user: str) -> Mailbox:
    """Settings for that user's mailbox, over plain loopback."""
    return dovecot.mailbox(user)


@pytest.fixture
def other(dovecot: Dovecot, user: str) -> Iterator[OtherClient]:
    """Another mail program in the same mailbox."""
    client = OtherClient(dovecot, user)
    yield client
    client.close()


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[FaultProxy]:
    """A line to that Dovecot on which faults can be made."""
    with FaultProxy(dovecot.port) as proxy:
        yield proxy


@pytest.fixture
def via_proxy(dovecot: Dovecot, user: str, proxy: FaultProxy) -> Mailbox:
    """The same mailbox through the proxy."""
    return dovecot.mailbox(user, port=proxy.port)


@pytest.fixture
def sync_home(tmp_path: Path) -> Home:
    """An empty home for one test."""
    return Home(tmp_path / "home").ensure()


@pytest.fixture
def sync_desk(sync_home: Home, mailbox: Mailbox) -> Iterator[Desk]:
    """A real desk on that home, with that mailbox in its settings."""
    from core.desk import Desk

    with Desk.open(sync_home, Settings(Agent("Agent"), (mailbox,))) as desk:
        yield desk
