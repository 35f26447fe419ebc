"""Processes that write to one desk at the same time, each until it is killed, and say what was acknowledged."""

from __future__ import annotations

import os
import random
import signal
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from config.errors import Refused, TryLater
from config.home import Home
from core import decisions
from core.arrivals import FolderState
from core.desk import Desk
from core.store import session as store_session
from tests.core.mails import arrival
from tests.faults.tracer import read_all, say_to
from tests.faults.ways import letter, open_desk

Say = Callable[[str], None]
Work = Callable[[Desk, Path, str, int, Say], None]


def _mail(desk: Desk, _beside: Path, name: str, turn: int, say: Say) -> None:
    numbers = [int(name) * 1_000_000 + turn * 3 + n for n in range(3)]
    folder = f"INBOX.{name}"
    state = FolderState("support", folder, 1, None, None, f"1:{numbers[-1]}")
    desk.take_in([arrival(n, letter(n), folder=folder) for n in numbers], state)
    say("mail " + " ".join(map(str, numbers)))


def _note(desk: Desk, _beside: Path, name: str, turn: int, say: Say) -> None:
    codes = desk.codes("", 0, 12)
    text = f"note {name} {turn}"
    code = codes[(turn + int(name)) % len(codes)]
    desk.do(decisions.add_note(code, text), decisions.add_tag(code, f"t{turn % 7}"))
    say(text)


def _reply(desk: Desk, _beside: Path, _name: str, turn: int, say: Say) -> None:
    codes = desk.codes("", 0, 5)
    entry = desk.replies.queue(desk.replies.start(codes[turn % len(codes)], text="Good day."), override=True)
    say(f"queued {entry.id}")


def _tidy(desk: Desk, beside: Path, name: str, turn: int, say: Say) -> None:
    if turn % 3 == 0:
        desk.keeping.backup(beside / f"{name}-{turn}.tar")
        say(f"backup {name}-{turn}.tar")
    elif turn % 3 == 1:
        for _step in desk.ledger.search.settle(pages=4):
            pass
        desk.store.engine.checkpoint()
    else:
        desk.keeping.rebuild()


WORK: Sequence[Work] = (_mail, _note, _reply, _tidy)


@dataclass(frozen=True, slots=True)
class Running:
    """A forked writer and where it talks to."""

    pid: int
    reader: int

    def kill(self) -> list[str]:
        """End it now; every whole line that it had said, `!` before what it failed with."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return self.ended()

    def ended(self) -> list[str]:
        """Wait for its end; as `kill`."""
        said = read_all(self.reader).decode().split("\n")[:-1]
        os.waitpid(self.pid, 0)
        return said


def start(home: Home, beside: Path, work: Work, name: int, turns: int = 10**6) -> Running:
    """Fork a writer that repeats its work."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return Running(pid, reader)
    try:
        os.close(reader)
        store_session.LOG_BYTES = 100_000
        with open_desk(home) as desk:
            for turn in range(turns):
                with suppress(TryLater, Refused):
                    work(desk, beside, str(name), turn, lambda line: say_to(writer, line))
    except BaseException:  # noqa: BLE001 - handed to the parent
        say_to(writer, "!" + traceback.format_exc().replace("\n", "\r"))
    finally:
        os._exit(0)


def rest(noise: random.Random, longest: float) -> None:
    """Let them run for a moment of random length: when they are killed is the matter of the test."""
    time.sleep(noise.random() * longest)
