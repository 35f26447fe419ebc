"""A team on real servers and what happens to folders there: other names, fewer powers, made anew, full, busy."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from config.errors import MadoError, TryLater
from config.home import Home
from config.settings import Agent, Settings
from core import decisions
from core.desk import Desk
from mailsync.imap_connect import Timeouts
from mailsync.team_sync import sync_team, team_log
from tests.core.mails import arrival, mail
from tests.core.team_kit import shown
from tests.servers.contract import Counter, Servers, open_counter
from tests.servers.dovecot import PASSWORD

MAIL = [mail(n, sender=f"C{n} <c{n}@else.example>", subject=f"Matter {n}") for n in range(1, 4)]
QUICK = Timeouts(connect=3.0, read=10.0)


@dataclass
class Colleagues:
    """Desks of one team on one mailbox."""

    root: Path
    counter: Counter
    desks: list[Desk] = field(default_factory=list)

    def open(self, name: str) -> Desk:
        desk = Desk.open(Home(self.root / name), Settings(Agent(name), (self.counter.mailbox,)))
        self.desks.append(desk)
        return desk

    def found(self) -> Desk:
        desk = self.open("Alice")
        desk.take_in([arrival(n, raw) for n, raw in enumerate(MAIL, 1)])
        with team_log(desk, self.counter.mailbox, PASSWORD, create=True, timeouts=QUICK) as log:
            desk.team.init(log, "support", log.folder)
        return desk

    def join(self, name: str) -> Desk:
        desk = self.open(name)
        with team_log(desk, self.counter.mailbox, PASSWORD, timeouts=QUICK) as log:
            desk.team.join(log, "support", log.folder, self.desks[0].team.code)
        desk.take_in([arrival(n, raw) for n, raw in enumerate(MAIL, 1)])
        return desk

    def sync(self, *desks: Desk) -> None:
        for desk in (*(desks or self.desks), *(desks or self.desks)):
            sync_team(desk, self.counter.mailbox, PASSWORD, timeouts=QUICK)

    def same(self) -> bool:
        first, *others = [shown(desk) for desk in self.desks]
        return all(other == first for other in others)


@pytest.fixture
def colleagues(counter: Counter, tmp_path: Path) -> Iterator[Colleagues]:
    made = Colleagues(tmp_path, counter)
    yield made
    for desk in made.desks:
        desk.close()


@pytest.fixture
def on_dovecot(user: str, servers: Servers, tmp_path: Path) -> Iterator[Colleagues]:
    for counter in open_counter("dovecot", user, servers):
        made = Colleagues(tmp_path, counter)
        yield made
        for desk in made.desks:
            desk.close()


@pytest.mark.parametrize("counter", ["courier", "cyrus", "embedded"], indirect=True)
def test_a_team_works_on_this_server_wherever_its_folders_stand(colleagues: Colleagues) -> None:
    alice, bob = colleagues.found(), colleagues.join("Bob")
    code = alice.codes()[0]
    alice.do(decisions.add_note(code, "from Alice"))
    bob.do(decisions.add_tag(code, "urgent"))
    colleagues.sync()
    assert colleagues.same()
    assert alice.team.state.folder == colleagues.counter.folder("Madoguchi")
    with team_log(bob, colleagues.counter.mailbox, PASSWORD, folder=bob.team.state.folder) as log:
        packed, removed = bob.team.pack(log, keep=0)
    assert packed >= 2 <= removed
    colleagues.sync()
    assert colleagues.same()
    assert alice.team.pending() == bob.team.pending() == 0


def test_without_idle_uidplus_and_notify_a_team_only_waits_longer(on_dovecot: Colleagues) -> None:
    poor = re.compile(rb" (?:IDLE|UIDPLUS|NOTIFY|LITERAL\+|UNSELECT|ESEARCH)\b")
    on_dovecot.counter.proxy.replace = [(poor, b"")]
    alice, bob = on_dovecot.found(), on_dovecot.join("Bob")
    alice.do(decisions.set_status(alice.codes()[0], "solved"))
    on_dovecot.sync()
    with team_log(alice, on_dovecot.counter.mailbox, PASSWORD, timeouts=QUICK) as log:
        assert log.wait(0.01)  # it cannot know, so it looks
        alice.team.pack(log, keep=0)
    on_dovecot.sync()
    assert on_dovecot.same()
    assert not any(b" UID EXPUNGE " in line for line in on_dovecot.counter.proxy.lines)
    assert bob.count("status:solved") == 1


def test_a_folder_made_anew_with_its_messages_in_any_order_keeps_the_history_in_its_own(
    on_dovecot: Colleagues,
) -> None:
    alice, bob = on_dovecot.found(), on_dovecot.join("Bob")
    code = alice.codes()[0]
    for number in range(6):
        desk = (alice, bob)[number % 2]
        desk.do(decisions.add_note(code, f"note {number}"))
        on_dovecot.sync()
    before = [e.id for e in alice.entries(code)]
    imap = on_dovecot.counter.other.imap
    imap.select_folder("Madoguchi", readonly=True)
    kept = [data[b"BODY[]"] for data in imap.fetch(imap.search("ALL"), ["BODY.PEEK[]"]).values()]
    imap.close_folder()
    on_dovecot.counter.other.make_anew("Madoguchi")
    random.Random(3).shuffle(kept)
    for raw in kept:
        imap.append("Madoguchi", raw)
    on_dovecot.sync()
    assert [e.id for e in alice.entries(code)] == before
    assert on_dovecot.same()
    on_dovecot.join("Chie")
    on_dovecot.sync()
    assert on_dovecot.same()
    assert [e.id for e in on_dovecot.desks[-1].entries(code)] == before


def test_a_full_mailbox_holds_decisions_back_and_loses_none(on_dovecot: Colleagues) -> None:
    proxy = on_dovecot.counter.proxy
    proxy.replace = [(re.compile(rb" LITERAL\+"), b"")]
    alice, _bob = on_dovecot.found(), on_dovecot.join("Bob")
    alice.do(decisions.add_note(alice.codes()[0], "while it was full"))

    def full(said: bytes) -> bytes | None:
        tag, _space, rest = said.partition(b" ")
        return tag + b" NO [OVERQUOTA] Quota exceeded\r\n" if rest.startswith(b"APPEND") else None

    proxy.answer = full
    with pytest.raises(MadoError) as refused:
        sync_team(alice, on_dovecot.counter.mailbox, PASSWORD, timeouts=QUICK)
    assert "Quota exceeded" in refused.value.message
    assert alice.team.pending() > 0
    proxy.answer = None
    on_dovecot.sync()
    assert alice.team.pending() == 0
    assert on_dovecot.same()


def test_where_no_more_connections_are_allowed_decisions_wait_for_the_next_time(on_dovecot: Colleagues) -> None:
    alice, bob = on_dovecot.found(), on_dovecot.join("Bob")
    alice.do(decisions.set_status(alice.codes()[0], "solved"))
    on_dovecot.counter.proxy.greeting = b"* BYE [UNAVAILABLE] Maximum number of connections from user+IP exceeded\r\n"
    with pytest.raises(TryLater):
        sync_team(alice, on_dovecot.counter.mailbox, PASSWORD, timeouts=QUICK)
    assert alice.team.pending() > 0
    on_dovecot.counter.proxy.greeting = None
    on_dovecot.sync()
    assert bob.count("status:solved") == 1
    assert on_dovecot.same()
