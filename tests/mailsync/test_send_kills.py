"""kill -9 at any moment of replying, sending and bulk: nothing lost, nothing doubled, everything in doubt listed."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.errors import MadoError
from core.bulk.file import read_plan, write_plan
from core.bulk.make import make_plan
from core.desk import Desk
from mailsync.bulk import Applier
from mailsync.outbox import deliver_due
from tests.core.mails import arrival, mail
from tests.mailsync.sending_child import SEVERAL, box, open_desk
from tests.pieces import luck, many, parts
from tests.servers.smtp_sink import SmtpSink

KILLS = many("kills", 1000, 6)
PEOPLE = 25
FAULTS = ("drop_after_dot", "lose_after_dot", "drop_at_mail", "421_mail", "451_data")
CANNED = "---\nname: recall\n---\n{{customer.greeting}}\n\nThis is recalled.\n"


@contextmanager
def worker(root: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The process that forks for each job."""
    words = [sys.executable, "-m", "tests.mailsync.sending_child", str(root), str(port)]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def do(running: subprocess.Popen[str], job: str, kill_after: float | None) -> float:
    """Have a job done, and kill it after some seconds; how long it took."""
    assert running.stdin is not None
    assert running.stdout is not None
    running.stdin.write(job + "\n")
    running.stdin.flush()
    pid, began = int(running.stdout.readline()), time.monotonic()
    if kill_after is not None:
        time.sleep(kill_after)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert running.stdout.readline() == "ended\n"
    return time.monotonic() - began


def planned(root: Path, port: int, folder: Path, count: int) -> list[Path]:
    """Plans, each for other people."""
    paths = []
    with open_desk(root, port) as desk:
        desk.home.canned_folder.mkdir(exist_ok=True)
        (desk.home.canned_folder / "recall.md").write_text(CANNED, encoding="utf-8")
        for plan in range(count):
            first = 1_000_000 + plan * PEOPLE
            numbers = range(first, first + PEOPLE)
            letters = [mail(n, sender=f"Name <b{n}@x.example>", subject=f"Bulk p{plan}x") for n in numbers]
            desk.take_in([arrival(n, raw, folder="import") for n, raw in zip(numbers, letters, strict=True)])
            path = folder / f"plan-{plan}.txt"
            path.write_text(write_plan(make_plan(desk, f"subject:p{plan}x", "recall")), encoding="utf-8")
            paths.append(path)
    return paths


def go_on(desk: Desk, port: int, plans: list[Path]) -> None:
    """What people do afterwards: send what waits, apply the plans again."""
    for days in range(3):
        with contextlib.suppress(MadoError):
            deliver_due(desk, box(port), "", now=datetime.now(UTC) + timedelta(days=days))
    for path in plans:
        Applier(desk, read_plan(path.read_text("utf-8")), {"support": (box(port), "")}).run()


@pytest.mark.timeout(7200 if KILLS > 6 else 120)
@pytest.mark.parametrize(("part", "kills"), list(enumerate(parts(KILLS, 125))))
def test_kills_at_any_moment_lose_nothing_and_double_nothing(
    tmp_path: Path, part: int, kills: int, record_property: Callable[[str, object], None]
) -> None:
    record_property("kills", kills)
    chance, root = luck(5 + part), tmp_path / "home"
    with SmtpSink(pipelining=True) as sink:
        plans = planned(root, sink.port, tmp_path, max(2, kills // 8))
        with worker(root, sink.port) as running:
            usual = {"reply": do(running, "reply 1", None), "outbox": do(running, "outbox 10", None)}
            usual["bulk"] = do(running, f"bulk {plans[0]}", None)
            for kill in range(kills):
                job = ("reply", "outbox", "bulk")[kill % 3]
                what = str(plans[kill * len(plans) // kills]) if job == "bulk" else str(100 + kill * SEVERAL)
                sink.fault, sink.times = (chance.choice(FAULTS), 1) if chance.random() < 0.2 else ("", None)
                do(running, f"{job} {what}", chance.uniform(0, 1.05 * usual[job]))
        sink.fault = ""
        with open_desk(root, sink.port) as desk:
            go_on(desk, sink.port, plans)
            told = judged(desk, sink, tmp_path, plans)
        print(f"\n{kills} kills: {told}")


def judged(desk: Desk, sink: SmtpSink, folder: Path, plans: list[Path]) -> str:
    """Hold the outbox against the sink; what it came to."""
    arrived = Counter(message_id(m.raw) for m in sink.mails)
    assert max(arrived.values()) == 1
    waiting = {e.id for e in desk.outbox.waiting()}
    states: Counter[str] = Counter()
    entries = [line.split(" ") for line in (folder / "acks").read_text().splitlines()]
    made = {e.id: e.message_id for p in plans for e in desk.outbox.of_plan(read_plan(p.read_text("utf-8")).id)}
    assert len(made) == len(plans) * PEOPLE
    for id, name in (*entries, *made.items()):
        state = desk.outbox.entry(id).state
        states[state] += 1
        assert (state, arrived[name]) in [("sent", 1), ("unknown", 0), ("unknown", 1)], (id, state, arrived[name])
        assert state == "sent" or id in waiting
    assert all(desk.outbox.knows(name) for name in arrived)
    return f"{sum(arrived.values())} mails at the sink, none twice; {dict(states)}"


def message_id(raw: bytes) -> str:
    found = re.search(rb"^Message-ID:\s+<([^>]+)>", raw, re.M)
    assert found
    return found[1].decode()
