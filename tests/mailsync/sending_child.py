"""Who is killed in tests of sending: forks a process for each job it reads, so that a kill costs no start of Python.

Each line on stdin is a job: `reply NUMBER`, `outbox NUMBER` (several replies) or `bulk PLAN`. The child's process id
is written when it begins, `ended` when it has, killed or not. What was said to be in the outbox stands in `acks`.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from config.errors import MadoError
from config.home import Home
from config.settings import Agent, Mailbox, Server, Settings
from core.bulk import queueing
from core.bulk.file import read_plan
from core.desk import Desk
from mailsync import bulk
from mailsync.bulk import Applier
from mailsync.outbox import deliver_due
from tests.core.mails import arrival, mail

SEVERAL = 8
CHUNK = 5
"""So small that a plan of a few people has batches, made by a fork of whoever sends them."""


def box(port: int) -> Mailbox:
    """A mailbox that sends to this port; its IMAP server is away and was never read."""
    server = Server("127.0.0.1", port, "none")
    away = Server("127.0.0.1", 1, "none")
    return Mailbox("support", "support@shop.example", away, server, "", from_name="Shop", sent_copy="server")


def open_desk(root: Path, port: int) -> Desk:
    """The desk that everybody works on."""
    return Desk.open(Home(root), Settings(Agent("Yuki"), (box(port),), undo_seconds=0))


def run(root: Path, port: int, job: str, what: str) -> None:
    """One job, from an open desk to a closed one."""
    mailbox = box(port)
    with open_desk(root, port) as desk:
        if job == "bulk":
            bulk._CHUNK, queueing.WORTH_A_FORK = CHUNK, 1
            Applier(desk, read_plan(Path(what).read_text("utf-8")), {"support": (mailbox, "")}).run()
            return
        acks = os.open(root.parent / "acks", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for number in range(int(what), int(what) + (SEVERAL if job == "outbox" else 1)):
            letter = mail(number, sender=f"c{number}@x.example", subject=f"Matter {number}")
            (code,) = desk.take_in([arrival(number, letter, folder="import")]).opened
            entry = desk.replies.queue(desk.replies.start(code, text="Hi."), not_before=datetime.now(UTC))
            os.write(acks, f"{entry.id} {entry.message_id}\n".encode())
        deliver_due(desk, mailbox, "")


def main() -> None:
    """Fork for each job; nothing here has threads, so a fork is a whole process."""
    root, port = Path(sys.argv[1]), int(sys.argv[2])
    for line in sys.stdin:
        job, what = line.rstrip("\n").split(" ", 1)
        pid = os.fork()
        if not pid:
            try:
                run(root, port, job, what)
            except MadoError:
                os._exit(1)
            os._exit(0)
        print(pid, flush=True)
        os.waitpid(pid, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main()
