"""1,000 planned replies through one SMTP sink, against a bare smtplib loop that sends the same bytes.

    .venv/bin/python bench/bulk.py [MAILS]

Ours is the whole of `mado bulk apply`: checks against the desk, composing, reading the bytes again, durable
outbox, sending, the sent mail in its ticket; its CPU counts the process beside it too. `our line` only sends, as
smtplib does. mailmerge runs where it is installed (`pip install -e '.[bench]'`). Three places to send to: a sink that
costs next to nothing, aiosmtpd, which works about as hard at a mail as a real server, and the first at the end of a
line of 20 ms. Rates are the medians of paired rounds. The last line says what the disk alone asks of each mail: three
commits a batch wait for it.
"""

from __future__ import annotations

import os
import resource
import shutil
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.smtp_peers import process
from config.home import Home
from config.settings import Agent, Mailbox, Server, Settings
from core.arrivals import Arrival, Place
from core.bulk.make import make_plan
from core.bulk.plan import Plan
from core.desk import Desk
from mailsync.bulk import Applier
from mailsync.smtp import Parcel, SmtpLine

CANNED = """---
name: recall
---
{{customer.greeting}}

いつもお世話になっております。ご注文の品について、ご案内いたします。
お届けした品の一部に不具合が見つかりました。新しい品をお送りいたしますので、そのままお待ちください。
ご不便をおかけして、誠に申し訳ございません。

{{agent.name}}
"""


def letter(number: int) -> bytes:
    return (
        f"From: =?utf-8?q?=E5=B1=B1=E7=94=B0{number}?= <c{number}@customer.example>\r\nTo: support@shop.example\r\n"
        f"Subject: Order {number}\r\nMessage-ID: <m{number}@customer.example>\r\n"
        "Date: Fri, 20 Nov 2026 12:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        f"注文 {number} はいつ届きますか。\r\n"
    ).encode()


def settled(folder: Path, port: int, count: int) -> tuple[Desk, Mailbox, Plan]:
    server = Server("127.0.0.1", port, "none")
    mailbox = Mailbox(
        "support", "support@shop.example", Server("127.0.0.1", 1, "none"), server, "", sent_copy="server"
    )
    home = Home(folder).ensure()
    home.canned_folder.mkdir()
    (home.canned_folder / "recall.md").write_text(CANNED, "utf-8")
    desk = Desk.open(home, Settings(Agent("Yuki"), (mailbox,)))
    for start in range(0, count, 500):
        numbers = range(start, min(count, start + 500))
        desk.take_in([Arrival(Place("support", "import", 1, n + 1), "inbox", (), None, letter(n)) for n in numbers])
    return desk, mailbox, make_plan(desk, "", "recall")


def ours(port: int, count: int) -> tuple[float, float, list[tuple[str, bytes]]]:
    """Seconds of one apply, seconds of CPU in it, and what it sent."""
    with tempfile.TemporaryDirectory() as folder:
        desk, mailbox, plan = settled(Path(folder) / "home", port, count)
        with desk:
            began, busy = time.perf_counter(), both()
            done = Applier(desk, plan, {"support": (mailbox, "")}).run()
            taken, busy = time.perf_counter() - began, both() - busy
            assert done.tally.sent == count, done
            return taken, busy, [(e.to[0], desk.raw(e.raw)) for e in desk.outbox.of_plan(plan.id)]


def both() -> float:
    """Seconds of CPU of this process and of those that it has started and seen end."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + spent.ru_utime + spent.ru_stime


def waits(batch: int = 100, commits: int = 3, times: int = 40) -> float:
    """Milliseconds that each mail of a batch waits for the disk at least."""
    with tempfile.NamedTemporaryFile() as file:
        taken = []
        for _time in range(times):
            file.write(b"x" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000 * commits / batch


def wire(port: int, mails: list[tuple[str, bytes]]) -> float:
    """The same bytes by our own line alone, pipelined."""
    parcels = [Parcel(str(n), "support@shop.example", (to,), raw) for n, (to, raw) in enumerate(mails)]
    began = time.perf_counter()
    with SmtpLine(Server("127.0.0.1", port, "none"), "", "") as line:
        for _parcel, outcome in line.deliver_all(parcels, lambda _parcel, _away: None):
            assert outcome.accepted
    return time.perf_counter() - began


def bare(port: int, mails: list[tuple[str, bytes]]) -> float:
    """The same bytes by smtplib on one connection."""
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for to, raw in mails:
            server.sendmail("support@shop.example", [to], raw)
    return time.perf_counter() - began


def mailmerge(port: int, count: int) -> float | None:
    """mailmerge with a template and a database of as many rows; None where it is not installed."""
    program = shutil.which("mailmerge") or shutil.which("mailmerge", path=str(Path(sys.executable).parent))
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        head = "TO: {{email}}\nSUBJECT: Re: Order\nFROM: support@shop.example\n\n"
        (folder / "mailmerge_template.txt").write_text(head + "{{name}}\n\nご案内いたします。\n")
        rows = "".join(f"c{n}@customer.example,山田{n}\n" for n in range(count))
        (folder / "mailmerge_database.csv").write_text("email,name\n" + rows)
        (folder / "mailmerge_server.conf").write_text(f"[smtp_server]\nhost = 127.0.0.1\nport = {port}\n")
        began = time.perf_counter()
        words = [program, "--no-dry-run", "--no-limit"]
        subprocess.run(words, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - began


@dataclass
class Round:
    """What one round took, in seconds a mail."""

    apply: float
    cpu: float
    alone: float
    alone_cpu: float
    line: float


def one_round(port: int, count: int, sample: int) -> Round:
    taken, busy, mails = ours(port, count)
    some = mails[:sample]
    began = time.process_time()
    alone = bare(port, some) / len(some)
    alone_cpu = (time.process_time() - began) / len(some)
    return Round(taken / count, busy / count, alone, alone_cpu, wire(port, some) / len(some))


def compare(title: str, port: int, count: int, sample: int, rounds: int = 3) -> None:
    """Print one place's rates: all of them from the same rounds, so that a busy machine slows all alike."""
    done = [one_round(port, count, sample) for _ in range(rounds)]

    def median(what: Callable[[Round], float]) -> float:
        return statistics.median(map(what, done))

    apply, alone, line = (median(attrgetter(name)) for name in ("apply", "alone", "line"))
    ratio, wire_ratio = median(lambda r: r.alone / r.apply), median(lambda r: r.alone / r.line)
    print(f"{title:18} apply {1 / apply:7.0f}/s   smtplib {1 / alone:6.0f}/s   ratio {ratio:5.2f}")
    cpu, alone_cpu = median(attrgetter("cpu")) * 1000, median(attrgetter("alone_cpu")) * 1000
    said = f"CPU a mail: apply {cpu:.2f} ms, smtplib {alone_cpu:.2f} ms"
    print(f"{'':18} our line {1 / line:4.0f}/s   ratio {wire_ratio:5.2f}   {said}")
    few = min(sample, 200)
    merged = mailmerge(port, few)
    if merged is not None:
        print(f"{'':18} mailmerge {few / merged:3.0f}/s   ratio {merged / few / apply:5.2f}", flush=True)


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with process("sink") as sink:
        compare("loopback", sink, number, number)
        with process("delay", str(sink), "0.01") as far:
            compare("20 ms round trip", far, number, 50, rounds=1)
    with process("aiosmtpd") as server:
        compare("aiosmtpd", server, number, number)
    print(f"{'the disk alone':18} {waits():.3f} ms a mail")
