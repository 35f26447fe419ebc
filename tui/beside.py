"""The network in a process beside the console: whoever types waits for no mail that is being read, parsed or stored.

In one process they would share Python's interpreter lock, and a letter typed during a first sync would take a
tenth of a second. The process ends when its pipe closes, thus with the console, however that ends.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from config.home import Home
from config.languages import language
from core.helper_process import BROKEN, pickled
from core.here import Sign
from tui.bridge import SYNC, Bridge, News, Tell

if TYPE_CHECKING:
    from core.desk import Desk

_PROGRAM = "import sys; sys.path[0] = sys.argv[1]; from tui.bridge import main; main()"
_SIGN_SECONDS = 30.0
_MOST_DEATHS = 3
_AGAIN = 2.0
_HEALTHY = 60.0
"""Seconds after which a process that ends was none of those that end at once."""


class Beside:
    """Starts the process, again if it is killed, and passes on what it tells; where it cannot live, its threads run
    here. `last_key` is when a key was last pressed (monotonic seconds): while that is not long ago, colleagues are
    told that somebody is here."""

    def __init__(self, desk: Desk, tell: Tell, last_key: Callable[[], float] = time.monotonic) -> None:
        self._desk = desk
        self._tell = tell
        self._last_key = last_key
        self._sign = Sign(desk.home, desk.settings.agent.name)
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=work, name=f"mado-{name}", daemon=True)
            for name, work in (("network", self._run), ("sign", self._keep_signing))
        ]
        self._process: subprocess.Popen[bytes] | None = None
        self._within: Bridge | None = None
        self._speaking = threading.Lock()

    def start(self) -> None:
        """Begin to stay with the mailboxes."""
        for thread in self._threads if self._desk.settings.mailboxes else self._threads[1:]:
            thread.start()

    def sync_now(self) -> None:
        """One more look at every mailbox, besides the watching."""
        if self._within is not None:
            self._within.sync_now()
        else:
            self._say(SYNC)

    def speak(self, code: str) -> None:
        """What it tells is in this language from now on."""
        self._say(code)

    def stop(self, patience: float = 3.0) -> None:
        """Let it end. One that waits for a dead network is left behind, and ends by itself."""
        self._stop.set()
        process = self._process
        if process is not None:
            with suppress(*BROKEN):
                assert process.stdin is not None
                process.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience)
        if self._within is not None:
            self._within.stop(patience)
        self._sign.take_back()

    def _say(self, word: str) -> None:
        process = self._process
        if process is not None and process.stdin is not None:
            with self._speaking, suppress(*BROKEN):
                process.stdin.write(pickled(word))
                process.stdin.flush()

    def _run(self) -> None:
        deaths = 0
        while not self._stop.is_set():
            began = time.monotonic()
            self._process = self._begun()
            if self._process is not None:
                self._hear(self._process)
            deaths = deaths + 1 if time.monotonic() - began < _HEALTHY else 1
            if deaths >= _MOST_DEATHS and not self._stop.is_set():
                self._process = None
                self._within = Bridge(self._desk, self._desk.home, self._tell)
                self._within.start()
                return
            self._stop.wait(_AGAIN)

    def _begun(self) -> subprocess.Popen[bytes] | None:
        """The process, which knows what it is to do; None where the machine starts none."""
        root = str(Path(__file__).resolve().parents[1])
        home = Home(self._desk.home.root.resolve())
        try:
            process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, root],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # what is typed or hung up at the terminal is for the console
            )
        except OSError:
            return None
        assert process.stdin is not None
        with suppress(*BROKEN):
            process.stdin.write(pickled((home, self._desk.settings, language())))
            process.stdin.flush()
        return process

    def _hear(self, process: subprocess.Popen[bytes]) -> None:
        """Pass on what it tells, until it has ended."""
        assert process.stdout is not None
        with process.stdout as told, suppress(*BROKEN):
            while True:
                news: News = pickle.load(told)
                if not self._stop.is_set():
                    self._tell(news)
        with suppress(*BROKEN):
            assert process.stdin is not None
            process.stdin.close()
        process.wait()

    def _keep_signing(self) -> None:
        signed = 0.0
        while True:
            if self._last_key() > signed:
                signed = time.monotonic()
                self._sign.give()
            if self._stop.wait(_SIGN_SECONDS):
                return
