"""A team on one mailbox: what a decision costs in the log, and when a colleague sees it.

    python -m bench.team [EVENTS] [ROUNDS]

Rows: bytes a decision (alone, in tens, packed); a new colleague reads EVENTS (default 100,000) from a real
Dovecot; decisions shipped and read a second; a claim is decided, in milliseconds and in round trips, beside a
bare APPEND on the same server; a decision is seen by a colleague who waits, and by a console that stays with the
whole mailbox and does whatever it does just then, beside a bare APPEND that a bare IDLE waits for. The last rows
hold the server's own time: Dovecot tells of a new message half a second late, by design.
"""

from __future__ import annotations

import hashlib
import queue
import random
import secrets
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.figures import at
from config.home import Home
from config.settings import Agent, Mailbox, Settings
from core import decisions
from core.desk import Desk
from core.events import Event, Seen
from core.log import Position
from core.log_batch import Batch, Pack, Packed, batch_content, batch_of, pack_content, pack_of, packs_of
from core.team_found import PACK_BYTES
from core.teamkeys import Keyring, new_team_key
from mailsync.imap_connect import Timeouts, open_line
from mailsync.team_sync import team_log
from mailsync.teamlog import ImapLog
from mailsync.watch import watch_mailbox
from mailsync.writes import LogWriter
from tests.core.mails import arrival, mail
from tests.servers.dovecot import PASSWORD, Dovecot, missing
from tests.servers.fault_proxy import FaultProxy
from tests.servers.torture_mailbox import torture_mailbox

_CHANCE = random.Random(1)
_NAMES = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(30_000)]
_KINDS: dict[str, list[dict[str, str]]] = {
    "status": [{"status": s} for s in ("solved", "pending", "open")],
    "tag": [{"tag": t} for t in ("refund", "vip", "bug")],
    "assign": [{"assignee": a} for a in ("alice", "bob")],
    "claim": [{}],
    "release": [{}],
    "note": [{"text": "asked the carrier about the parcel"}],
}
USER = "support"
TICKETS = 40


def event(number: int) -> Event:
    """A decision of a realistic mix, about one of 30,000 tickets."""
    kind = _CHANCE.choice(list(_KINDS))
    seen = Seen(0, (_NAMES[number % 30_000],), (17, 5))
    at_ = f"2026-11-25T01:{number % 60:02}:00+00:00"
    code = f"K{number % 30:03}-{number % 10_000:04}"
    return Event(secrets.token_hex(10), kind, code, _CHANCE.choice(_KINDS[kind]), "alice", at_, seen)


def batch(first: int, count: int, seq: int) -> bytes:
    """A batch of so many decisions."""
    events = tuple(event(n) for n in range(first, first + count))
    return batch_content(Batch("alice.1234abcd", seq, secrets.token_hex(6), 1795568400, events))


def sizes() -> None:
    """Bytes a decision as it travels."""
    ring = Keyring.of(new_team_key())
    for count in (1, 10, 100):
        size = len(ring.seal("batch", batch(0, count, 1))) / count
        print(f"{f'bytes a decision, {count} in a batch':44} {size:8.0f}" + _judged(size, 120, 90) * (count == 10))
    packed = tuple(Packed(Position(1, n), 1, batch(n * 10, 10, n + 1)) for n in range(1000))
    sealed = ring.seal("pack", pack_content(Pack(packed)))
    print(f"{'bytes a decision, packed':44} {len(sealed) / 10_000:8.0f}" + _judged(len(sealed) / 10_000, 60, 35))
    began = time.process_time()
    for one in pack_of(ring.open(sealed).content).batches:
        batch_of(one.content)
    print(f"{'open and read 10,000 of a pack, CPU':44} {time.process_time() - began:8.2f} s")


def _judged(figure: float, must: float, goal: float) -> str:
    word = "goal met" if figure <= goal else "met" if figure <= must else "MISSED"
    return f"   must {must:g}, goal {goal:g}: {word}"


def opened(root: Path, name: str, mailbox: Mailbox) -> Desk:
    """A colleague's desk."""
    return Desk.open(Home(root / name), Settings(Agent(name), (mailbox,)))


def new_colleague(root: Path, mailbox: Mailbox, events: int) -> None:
    """Fill the log with packs of so many decisions, and join."""
    with opened(root, "founder", mailbox) as desk, team_log(desk, mailbox, PASSWORD, create=True) as log:
        desk.take_in([arrival(n, mail(n)) for n in range(1, TICKETS + 1)])
        code = desk.team.init(log, "support", "Madoguchi")
        made = [Packed(Position(1, n + 2), 1, batch(n * 10, 10, n + 1)) for n in range(events // 10)]
        for piece in packs_of(made, PACK_BYTES):
            log.append(desk.team.state.ring.seal("pack", pack_content(Pack(tuple(piece)))))
    began, cpu = time.perf_counter(), time.process_time()
    with opened(root, "newcomer", mailbox) as desk, team_log(desk, mailbox, PASSWORD) as log:
        done = desk.team.join(log, "support", "Madoguchi", code)
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        desk.take_in([arrival(n, mail(n)) for n in range(1, TICKETS + 1)])
        print(
            f"{f'{done.received:,} decisions on a new laptop':44} {took:8.2f} s (CPU {cpu:.2f})"
            + _judged(took * 100_000 / max(1, done.received), 6, 2.5)
        )


@contextmanager
def two_desks(root: Path, mailbox: Mailbox) -> Iterator[tuple[Desk, ImapLog, Desk, ImapLog]]:
    """The founder's desk and the newcomer's, each with a line to the log, both in step with it."""
    with (
        opened(root, "founder", mailbox) as alice,
        opened(root, "newcomer", mailbox) as bob,
        team_log(alice, mailbox, PASSWORD) as hers,
        team_log(bob, mailbox, PASSWORD) as his,
    ):
        alice.team.exchange(hers)
        bob.team.exchange(his)
        yield alice, hers, bob, his


def shipping(root: Path, mailbox: Mailbox, decisions_: int = 4000) -> None:
    """How many decisions a second one desk ships once it is back in the network, and a colleague reads."""
    with two_desks(root, mailbox) as (alice, hers, bob, his):
        _first, *others = alice.codes()  # the first is for the rows below: a ticket as tickets are
        alice.do(*[decisions.add_tag(others[n % len(others)], f"s{n}") for n in range(decisions_)])
        began = time.perf_counter()
        shipped = alice.team.exchange(hers).shipped
        wrote = time.perf_counter() - began
        began = time.perf_counter()
        received = bob.team.read(his).received
        read = time.perf_counter() - began
    print(f"{'decisions shipped a second, after hours offline':44} {shipped / wrote:8,.0f}")
    print(f"{'decisions read a second, as they came':44} {received / read:8,.0f}")


def claims(root: Path, server: Dovecot, rounds: int) -> None:
    """Claim, and read until it is certain; and a bare APPEND of as many bytes on the same server."""
    with FaultProxy(server.port) as proxy:
        mailbox = torture_mailbox(USER, proxy.port)
        bare = sorted(bare_appends(mailbox, rounds))
        taken: list[float] = []
        asked = 0
        with opened(root, "founder", mailbox) as desk, team_log(desk, mailbox, PASSWORD) as log:
            desk.team.exchange(log)
            code = desk.codes()[0]
            for number in range(rounds):
                before = len(proxy.lines)
                began = time.perf_counter()
                desk.do(decisions.claim(code) if number % 2 == 0 else decisions.release(code))
                desk.team.exchange(log)
                taken.append((time.perf_counter() - began) * 1000)
                asked += sum(b" " in line and not line[:1].isspace() for line in proxy.lines[before:])
        taken.sort()
    print(f"{'a bare APPEND':44} p50 {at(bare, 0.5):6.1f} ms  p99 {at(bare, 0.99):6.1f} ms")
    print(
        f"{'a claim is decided':44} p50 {at(taken, 0.5):6.1f} ms  p99 {at(taken, 0.99):6.1f} ms"
        f"   {at(taken, 0.5) / at(bare, 0.5):.1f} x the APPEND, {asked / rounds:.1f} commands"
    )


def bare_appends(mailbox: Mailbox, rounds: int) -> list[float]:
    """Milliseconds of plain APPENDs of 300 bytes."""
    line = open_line(mailbox, PASSWORD, Timeouts())
    taken = []
    try:
        LogWriter(line).create(b"Bare")
        for _n in range(rounds):
            began = time.perf_counter()
            LogWriter(line).append(b"Bare", b"x" * 300, datetime.now(UTC))
            taken.append((time.perf_counter() - began) * 1000)
    finally:
        line.close()
    return taken


def delayed(root: Path, server: Dovecot, proxy_delay: float, rounds: int) -> None:
    """Claims over a line of that round trip (seconds): how many round trips one takes."""
    with SlowLine(server.port, proxy_delay / 2) as slow:
        mailbox = torture_mailbox(USER, slow.port)
        taken = []
        with opened(root, "founder", mailbox) as desk, team_log(desk, mailbox, PASSWORD) as log:
            desk.team.exchange(log)
            code = desk.codes()[0]
            for number in range(rounds):
                began = time.perf_counter()
                desk.do(decisions.claim(code) if number % 2 == 0 else decisions.release(code))
                desk.team.exchange(log)
                taken.append(time.perf_counter() - began)
    trips = at(sorted(taken), 0.5) / proxy_delay
    print(f"{f'a claim at {proxy_delay * 1000:.0f} ms round trip':44} {trips:8.1f} round trips{_judged(trips, 4, 2)}")


class SlowLine:
    """A relay that hands bytes on so many seconds later, each way."""

    def __init__(self, target: int, delay: float) -> None:
        self._target, self._delay = target, delay
        self.port = 0

    def __enter__(self) -> SlowLine:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._server.accept()
            except OSError:
                return
            other = socket.create_connection(("127.0.0.1", self._target))
            for source, target in ((client, other), (other, client)):
                target.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        under_way: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        threading.Thread(target=self._hand_on, args=(under_way, target), daemon=True).start()
        try:
            while data := source.recv(65536):
                under_way.put((time.monotonic() + self._delay, data))
        except OSError:
            pass
        under_way.put((0.0, b""))

    @staticmethod
    def _hand_on(under_way: queue.SimpleQueue[tuple[float, bytes]], target: socket.socket) -> None:
        while True:
            due, data = under_way.get()
            if not data:
                target.close()
                return
            time.sleep(max(0.0, due - time.monotonic()))  # the point of this line is that time passes on it
            with suppress(OSError):
                target.sendall(data)


def seen_elsewhere(root: Path, mailbox: Mailbox, rounds: int) -> list[float]:
    """A decision until a colleague who waits has folded it; and an APPEND until a bare IDLE tells of it."""
    bare, folded = [], []
    with two_desks(root, mailbox) as (alice, hers, bob, his):
        code = alice.codes()[0]
        for number in range(rounds):
            done = threading.Event()
            began = [0.0]

            def decide(number: int = number, began: list[float] = began, done: threading.Event = done) -> None:
                done.wait(0.2)  # the other is waiting by then; the point is that time passes
                began[0] = time.perf_counter()
                alice.do(decisions.add_tag(code, f"t{number}"))
                alice.team.exchange(hers)

            thread = threading.Thread(target=decide)
            thread.start()
            while f"t{number}" not in bob.ticket(code).tags:
                his.wait(5.0)
                bob.team.read(his)
            folded.append((time.perf_counter() - began[0]) * 1000)
            thread.join()
    bare = bare_idle(mailbox, rounds)
    print(f"{'an APPEND until a bare IDLE tells of it':44} p50 {at(bare, 0.5):6.1f} ms  p99 {at(bare, 0.99):6.1f} ms")
    folded.sort()
    beyond = at(folded, 0.99) - at(bare, 0.99)
    print(
        f"{'a decision until a colleague has it':44} p50 {at(folded, 0.5):6.1f} ms  p99 {at(folded, 0.99):6.1f} ms"
        f"   {beyond:+.0f} ms at p99{_judged(beyond, 300, 100)}"
    )
    return bare


def seen_by_a_console(root: Path, mailbox: Mailbox, bare: list[float], rounds: int) -> None:
    """A decision until a colleague's console, which stays with the whole mailbox, has folded it."""
    taken: list[float] = []
    stop, turned = threading.Event(), threading.Condition()

    def hear(_result: object) -> None:
        with turned:
            turned.notify_all()

    with two_desks(root, mailbox) as (alice, hers, bob, _his):
        code = alice.codes()[0]
        words = {"on_result": hear, "stop": stop}
        watch = threading.Thread(target=watch_mailbox, args=(bob, mailbox, PASSWORD), kwargs=words)
        watch.start()
        with turned:
            turned.wait(20.0)
        for number in range(rounds):
            tag = f"w{number}"
            stop.wait(_CHANCE.uniform(0.0, 0.8))  # whatever the other is doing just then
            began = time.perf_counter()
            alice.do(decisions.add_tag(code, tag))
            alice.team.exchange(hers)
            with turned:
                turned.wait_for(partial(_has, bob, code, tag), 40.0)
            taken.append((time.perf_counter() - began) * 1000)
        stop.set()
        watch.join(10)
    taken.sort()
    beyond = at(taken, 0.99) - at(bare, 0.99)
    print(
        f"{'a decision until a whole console has it':44} p50 {at(taken, 0.5):6.1f} ms  p99 {at(taken, 0.99):6.1f} ms"
        f"   {beyond:+.0f} ms at p99{_judged(beyond, 300, 100)}"
    )


def _has(desk: Desk, code: str, tag: str) -> bool:
    return tag in desk.ticket(code).tags


def bare_idle(mailbox: Mailbox, rounds: int) -> list[float]:
    """Milliseconds from an APPEND until another line's IDLE says EXISTS, ascending."""
    writer, reader = open_line(mailbox, PASSWORD, Timeouts()), open_line(mailbox, PASSWORD, Timeouts())
    taken = []
    try:
        LogWriter(writer).create(b"Idle")
        reader.wire.command(b"EXAMINE", b"Idle")
        for _n in range(rounds):
            tag, _rows = reader.wire.start_idle()
            time.sleep(0.2)  # as long as the colleague above has waited
            began = time.perf_counter()
            LogWriter(writer).append(b"Idle", b"x" * 300, datetime.now(UTC))
            while not any(b"EXISTS" in row.text for row in reader.wire.arrived(5.0)):
                pass
            taken.append((time.perf_counter() - began) * 1000)
            reader.wire.end_idle(tag, within=5.0)
    finally:
        writer.close()
        reader.close()
    return sorted(taken)


def main() -> None:
    """Print the figures."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    sizes()
    if reason := missing():
        print(f"no Dovecot here ({reason}): the other rows need one")
        return
    with tempfile.TemporaryDirectory() as folder, Dovecot() as server:
        root, mailbox = Path(folder), torture_mailbox(USER, server.port)
        new_colleague(root, mailbox, events)
        shipping(root, mailbox)
        claims(root, server, rounds)
        delayed(root, server, 0.04, 20)
        bare = seen_elsewhere(root, mailbox, min(rounds, 40))
        seen_by_a_console(root, mailbox, bare, min(rounds, 60))


if __name__ == "__main__":
    main()
