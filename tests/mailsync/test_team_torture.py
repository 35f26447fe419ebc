"""Five colleagues on one real server: killed, cut off inside APPEND, away, packing whenever they like.

Afterwards every desk and a fresh one show the same, nothing that was acknowledged is lost, no ticket was held by
two at once, and no question was answered twice. `make torture-team` runs it for 150 seconds on each kind of server
there is.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from config.home import Home
from config.settings import Agent, Mailbox, Settings
from core.desk import Desk
from core.mail.parse import parse
from mailsync.outbox import deliver_due
from mailsync.sync import sync_mailbox
from mailsync.team_sync import team_log
from tests.core.mails import mail
from tests.core.team_kit import shown
from tests.mailsync.team_child import MATTER, QUESTION
from tests.pieces import luck
from tests.servers.contract import KINDS
from tests.servers.courier import Courier
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import PASSWORD
from tests.servers.fault_proxy import FaultProxy
from tests.servers.other_client import OtherClient
from tests.servers.smtp_sink import SmtpSink
from tests.servers.torture_mailbox import torture_mailbox

TORTURE = os.environ.get("MADO_TORTURE") == "1"
SECONDS = float(os.environ.get("MADO_TORTURE_SECONDS", "150" if TORTURE else "4"))
PAUSE = (0.8, 2.0) if TORTURE else (0.7, 1.1)
NAMES = ["Aki", "Ben", "Chie", "Dan", "Eri"]
MAIL = [mail(n, sender=f"C{n} <c{n}@else.example>", subject=f"{MATTER} {n}") for n in range(1, 5)]
MAIL += [
    mail(n, sender=f"D{n} <d{n}@else.example>", subject=f"{QUESTION} {n:03}") for n in range(5, 15 + int(SECONDS / 2))
]
ROOT = Path(__file__).parents[2]
USER = "support"
pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(SECONDS * 4 + 240)]


@pytest.fixture(params=["dovecot", "mdbox", "cyrus", "courier"] if TORTURE else ["dovecot"])
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    kind = KINDS[request.param]
    if reason := kind.missing():
        pytest.skip(reason)
    assert kind.make is not None
    with kind.make() as server:
        if isinstance(server, Cyrus | Courier):
            server.add_user(USER)
        other = OtherClient(server, USER)
        other.append(MAIL)
        other.close()
        yield server.port


def opened(home: Path, name: str, port: int) -> Desk:
    return Desk.open(Home(home), Settings(Agent(name), (torture_mailbox(USER, port),)))


def set_up(root: Path, port: int) -> str:
    box, code = torture_mailbox(USER, port), ""
    for name in NAMES:
        with opened(root / name, name, port) as desk:
            if not code:
                sync_mailbox(desk, box, PASSWORD)
            with team_log(desk, box, PASSWORD, create=not code) as log:
                if code:
                    desk.team.join(log, "support", "Madoguchi", code)
                code = code or desk.team.init(log, "support", "Madoguchi")
            sync_mailbox(desk, box, PASSWORD)
            assert len(desk.codes()) == len(MAIL)
    return code


def torment(root: Path, proxy: FaultProxy, sink: SmtpSink, chance: random.Random) -> int:
    """Keep five processes going, kill one now and then, cut lines; how many kills."""
    running = {name: colleague(root, proxy, sink, name) for name in NAMES}
    over, kills = threading.Event(), 0
    patience = time.monotonic() + 90
    while not all((root / n / "acknowledged").exists() for n in NAMES) and time.monotonic() < patience:
        over.wait(0.1)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        over.wait(chance.uniform(*PAUSE))
        proxy.cut_when = re.compile(rb"^[A-Za-z0-9+/]{60}") if chance.random() < 0.3 else None
        name = chance.choice(NAMES)
        running[name].kill()
        running[name].wait()
        running[name] = colleague(root, proxy, sink, name)
        kills += 1
    proxy.cut_when = None
    (root / "over").touch()
    for process in running.values():
        process.wait(90)
    return kills


def colleague(root: Path, proxy: FaultProxy, sink: SmtpSink, name: str) -> subprocess.Popen[bytes]:
    words = ["-m", "tests.mailsync.team_child", str(root / name), str(proxy.port), USER, name, str(sink.port)]
    return subprocess.Popen([sys.executable, *words], cwd=ROOT)


def overlaps(root: Path) -> list[tuple[str, str, str]]:
    """Pairs who both were told to hold a ticket at one moment; whose hold has no end was killed in it."""
    holds: dict[str, list[tuple[float, float, str]]] = {}
    for name in NAMES:
        path = root / name / "holds"
        got: dict[str, float] = {}
        for line in path.read_text().splitlines() if path.exists() else []:
            code, moment, what = line.split()
            if what == "got":
                got[code] = float(moment)
            elif code in got:
                holds.setdefault(code, []).append((got.pop(code), float(moment), name))
    found = []
    for code, spans in holds.items():
        spans.sort()
        found += [(code, a[2], b[2]) for a, b in zip(spans, spans[1:], strict=False) if b[0] < a[1] and a[2] != b[2]]
    return found


def finish(root: Path, box: Mailbox) -> None:
    """Everybody sends what may still leave, and files what has left."""
    for name in NAMES:
        with opened(root / name, name, box.imap.port) as desk:
            deliver_due(desk, box, PASSWORD)


def of_all(desk: Desk) -> dict[str, Any]:
    """Everything that a desk shows, without replies that have not left: those are each one's own."""
    found = shown(desk)
    for ticket in found["tickets"].values():
        ticket["entries"] = [e for e in ticket["entries"] if e.get("state") in (None, "sent")]
    return {**found["tickets"], "people": found["people"]}


def answered(sink: SmtpSink) -> Counter[str]:
    """How often each question was answered."""
    return Counter(parse(one.raw).subject for one in sink.mails)


def test_five_colleagues_converge_whatever_happens_to_them(port: int, tmp_path: Path) -> None:
    code = set_up(tmp_path, port)
    with FaultProxy(port) as proxy, SmtpSink() as sink:
        kills = torment(tmp_path, proxy, sink, luck(7))
        finish(tmp_path, torture_mailbox(USER, port, sink.port))
    box = torture_mailbox(USER, port)
    with ExitStack() as stack:
        desks = [stack.enter_context(opened(tmp_path / n, n, port)) for n in NAMES]
        for _n in range(3):
            for desk in desks:
                sync_mailbox(desk, box, PASSWORD)
        fresh = stack.enter_context(opened(tmp_path / "fresh", "Fresh", port))
        with team_log(fresh, box, PASSWORD) as log:
            fresh.team.join(log, "support", "Madoguchi", code)
        sync_mailbox(fresh, box, PASSWORD)
        wanted = of_all(fresh)
        there = {d["id"] for d in fresh.store.table("events").all()}
        kept = [tmp_path / n / "acknowledged" for n in NAMES]
        acknowledged = {word for path in kept if path.exists() for word in path.read_text().split()}
        answers = answered(sink)
        left = Counter(e.state for d in desks for e in d.outbox.waiting())
        print(f"{kills} kills, {len(there)} events, {len(acknowledged)} acknowledged, {fresh.team.status().counts}")
        print(f"{len(answers)} questions answered, not sent: {dict(left)}")
        assert acknowledged - there == set()
        assert {q: n for q, n in answers.items() if n > 1} == {}
        for desk in desks:
            assert desk.team.pending() == 0
            for code, ticket in of_all(desk).items():
                assert ticket == wanted[code]
            assert of_all(desk) == wanted
            assert desk.keeping.rebuild(verify=True).differences == ()
        assert overlaps(tmp_path) == []
        assert len(acknowledged) > 10
        assert answers
