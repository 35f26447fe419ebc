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
from config.settings import Agent, Mailbox, Settings
from core import decisions, team_here
from core.desk import Desk
from core.events import Decision
from core.here import Sign
from mailsync.imap_connect import Timeouts
from mailsync.outbox import deliver_due
from mailsync.smtp import SmtpTimeouts
from mailsync.team_sync import team_log
from tests.servers.dovecot import PASSWORD
from tests.servers.torture_mailbox import torture_mailbox

TIMEOUTS = Timeouts(5.0, 8.0)
MATTER, QUESTION = "Matter", "Question"


def say(path: Path, text: str) -> None:
    """One line that no kill takes back."""
    with path.open("a") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def main(home: str, port: int, user: str, name: str, smtp: int) -> None:
    """Work until a file says that it is over."""
    box = torture_mailbox(user, port, smtp)
    chance = random.Random()
    root = Path(home)
    team_here.SAY_EVERY = 1  # each second the folder gets a message that is taken out again
    sign = Sign(Home(root), name)
    with Desk.open(Home(root), Settings(Agent(name), (box,), undo_seconds=0)) as desk:
        codes = sorted(t.code for t in desk.rows() if t.subject.startswith(MATTER))
        while not (root.parent / "over").exists():
            for _n in range(chance.randint(1, 4)):
                done = desk.do(_decision(chance, chance.choice(codes), name))
                say(root / "acknowledged", " ".join(e.id for e in done))
            if chance.random() < 0.2:
                time.sleep(chance.uniform(0, 2.0))  # out of reach for a while; the point is that time passes
                continue
            if chance.random() < 0.4:
                _answer(desk, box, name, chance)
            try:
                with team_log(desk, box, PASSWORD, timeouts=TIMEOUTS) as log:
                    for _n in range(chance.randint(1, 5)):
                        desk.team.exchange(log)
                        sign.give()
                        desk.team.say_here(log)
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


def _answer(desk: Desk, box: Mailbox, name: str, chance: random.Random) -> None:
    """Answer a question that nobody has answered as far as this desk knows; whoever was faster is to win."""
    asked = sorted((t.subject, t.code) for t in desk.rows() if t.subject.startswith(QUESTION))
    free = [code for _subject, code in asked if not _begun(desk, code)]
    try:
        if free:
            desk.replies.queue(desk.replies.start(chance.choice(free[:2]), text=f"{name} answers."))
        deliver_due(desk, box, PASSWORD, timeouts=SmtpTimeouts(5.0, 8.0))
    except MadoError:
        return


def _begun(desk: Desk, code: str) -> bool:
    events = desk.ledger.events_of([code])
    return any(e.kind in ("sending", "sent") for e in events) or bool(desk.outbox.of_ticket(code))


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
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5]))
