"""How long a decision waits while another process takes in mail: both on one store, as sync and console are."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import at, show, verdict
from config.home import Home
from core.store import Store

_LOADER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bench.desks import Size, made
from config.home import Home
from config.settings import Agent, Settings
from core.arrivals import Arrival, Place
from core.desk import Desk

def mail(item):
    m, (name, address) = item.message, item.message["from"]
    refs = " ".join(f"<{r}>" for r in m["refs"])
    date = f"{datetime.fromisoformat(m['at']):%a, %d %b %Y %H:%M:%S +0000}"
    head = [f"From: {name} <{address}>", "To: support@shop.example", f"Subject: {m['subject']}", f"Date: {date}",
            f"Message-ID: <{m['message_id']}>", *([f"References: {refs}"] if refs else []), "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    return ("\\r\\n".join(head) + "\\r\\n\\r\\n" + item.text["text"]).encode()

with Desk.open(Home(Path(sys.argv[1])), Settings(Agent("mai"))) as desk:
    batch = []
    for item in made(Size(10**6)):
        place = Place("support", "INBOX", 1, item.record)
        batch.append(Arrival(place, "inbox", (), datetime.now(UTC), mail(item)))
        if len(batch) == 200:
            desk.take_in(batch)
            batch.clear()
            print(item.record, flush=True)
"""


def waiting(decisions: int = 400) -> None:
    """Measure and print: a small write every few milliseconds, beside a process that takes in mail without pause."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Home(Path(folder)).ensure()) as store:
        argv = [sys.executable, "-c", _LOADER, folder]
        with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as loader:
            assert loader.stdout is not None
            loader.stdout.readline()
            waited, alone = [], []
            for number in range(decisions):
                began = time.perf_counter()
                session = store.engine.session
                session.lock.acquire()
                waited.append((time.perf_counter() - began) * 1000)
                session.lock.release()
                time.sleep(0.007 + number % 7 / 1000)
            loader.kill()
        for number in range(decisions):
            began = time.perf_counter()
            with store.transaction():
                store.set_meta("bench", str(number))
            alone.append((time.perf_counter() - began) * 1000)
    waited.sort()
    show("a decision waits for the lock beside a bulk load", waited, f"at most {waited[-1]:.0f} ms")
    show("a commit with nobody beside (noise)", sorted(alone))
    verdict("a decision waits beside a bulk load, p99", at(waited, 0.99), "ms", 50, 25)


if __name__ == "__main__":
    waiting()
