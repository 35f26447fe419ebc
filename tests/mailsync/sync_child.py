"""One sync in a process of its own, to be killed: `python -m tests.mailsync.sync_child HOME PORT USER`.

It takes small batches and prints a line after each one that is durable.
"""

from __future__ import annotations

import sys
from pathlib import Path

from config.home import Home
from config.settings import Agent, Mailbox, Server, Settings
from core.desk import Desk
from mailsync import sync_folder
from mailsync.sync import sync_mailbox
from tests.servers.dovecot import PASSWORD


def main() -> int:
    """Sync once; exit 0 where nothing went wrong."""
    home, port, user = sys.argv[1:]
    setattr(sync_folder, "MAX_COUNT", 40)  # noqa: B010 - mypy knows it as an import
    mailbox = Mailbox(user, f"{user}@example.com", Server("127.0.0.1", int(port), "none"), None, user)
    with Desk.open(Home(Path(home)), Settings(Agent("Agent"), (mailbox,))) as desk:
        result = sync_mailbox(desk, mailbox, PASSWORD, progress=lambda step: print(step.done, flush=True))
    return 0 if result.error is None else 1


if __name__ == "__main__":
    sys.exit(main())
