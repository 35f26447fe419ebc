"""Syncs that can be killed: `python -m tests.mailsync.sync_child`, told on stdin what to sync, a line each.

A line "HOME PORT USER" forks a process that syncs once, with small batches: the imports are made only once. It says
"began PID", then how many messages are durable after each batch, and "ended STATUS" once it is no more.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from config.home import Home
from config.settings import Agent, Mailbox, Server, Settings
from core.desk import Desk
from mailsync import sync_folder
from mailsync.sync import sync_mailbox
from tests.servers.daemon import PASSWORD

BATCH = 10


def main() -> None:
    """Sync whatever is asked for until nothing more is."""
    setattr(sync_folder, "MAX_COUNT", BATCH)  # noqa: B010 - mypy knows it as an import
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os._exit(_sync(*line.split()))
        print(f"began {pid}", flush=True)
        print(f"ended {os.waitpid(pid, 0)[1]}", flush=True)


def _sync(home: str, port: str, user: str) -> int:
    mailbox = Mailbox(user, f"{user}@example.com", Server("127.0.0.1", int(port), "none"), None, user)
    with Desk.open(Home(Path(home)), Settings(Agent("Agent"), (mailbox,))) as desk:
        result = sync_mailbox(desk, mailbox, PASSWORD, progress=lambda step: print(step.done, flush=True))
    return 0 if result.error is None else 1


if __name__ == "__main__":
    main()
