"""One colleague under torture: decides at random, ships, claims, packs, until somebody kills it.

Acknowledged events and claims that were told to be held are appended to files: the parent compares.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

from config.errors import MadoError
from config.home import Home
from config.settings import Agent, Settings
from core import decisions
from core.desk import Desk
from core.events import Decision
from mailsync.imap_connect import Timeouts
from mailsync.team_sync import team_log
from tests.servers.dovecot import PASSWORD
from tests.servers.torture_mailbox import torture_mailbox

TIMEOUTS = Timeouts(5.0, 8.0)


def say(path: Path, text: str) -> None:
    """One line that no kill takes back."""
    with path.open("a") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def main(home: str, port: int, user: str, name: str) -> None:
    """Work until a file says that it is over."""
    box = torture_mailbox(user, port)
    chance = random.Random()
    root = Path(home)
    with Desk.open(Home(root), Settings(Agent(name), (box,))) as desk:
        codes = sorted(desk.codes())
        while not (root.parent / "over").exists():
            for _n in range(chance.randint(1, 4)):
                done = desk.do(_decision(chance, chance.choice(codes), name))
                say(root / "acknowledged", " ".join(e.id for e in done))
            if chance.random() < 0.2:
                time.sleep(chance.uniform(0, 2.0))  # out of reach for a while; the point is that time passes
                continue
            try:
                with team_log(desk, box, PASSWORD, timeouts=TIMEOUTS) as log:
                    for _n in range(chance.randint(1, 5)):
                        desk.team.exchange(log)
                        _claim(desk, log, chance.choice(codes), name)
                        if chance.random() < 0.08:
                            desk.team.pack(log, keep=chance.choice([0, 3, 10]))
            except MadoError:
                continue


def _decision(chance: random.Random, code: str, name: str) -> Decision:
    match chance.randrange(5):
        case 0:
            return decisions.add_note(code, f"{name} {chance.random()}")
        case 1:
            return decisions.add_tag(code, f"tag{chance.randrange(6)}")
        case 2:
            return decisions.remove_tag(code, f"tag{chance.randrange(6)}")
        case 3:
            return decisions.assign(code, chance.choice(["a", "b", None]))
        case _:
            return decisions.set_status(code, chance.choice(["open", "pending", "solved"]))


def _claim(desk: Desk, log: object, code: str, name: str) -> None:
    from core.log import Log

    shared: Log = log  # type: ignore[assignment]  # whatever carries the log
    try:
        done = desk.do(decisions.claim(code))
    except MadoError:
        return
    say(desk.home.root / "acknowledged", " ".join(e.id for e in done))
    if desk.team.exchange(shared).waiting:
        return
    held = desk.ticket(code).claim
    if held is None or held.by != name:
        return
    say(desk.home.root / "holds", f"{code} {time.time()} got")
    released = desk.do(decisions.release(code))
    say(desk.home.root / "holds", f"{code} {time.time()} gave")
    say(desk.home.root / "acknowledged", " ".join(e.id for e in released))
    desk.team.exchange(shared)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4])
