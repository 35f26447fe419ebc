"""`mado demo` in a real pseudo-terminal: it paints, it answers a key, and however it ends nothing is left behind."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyte
import pytest

from tests.tui.terminal import picture


@dataclass
class Terminal:
    process: subprocess.Popen[bytes]
    master: int
    screen: pyte.Screen
    stream: pyte.ByteStream

    def shows(self, words: str, seconds: float = 30) -> bool:
        deadline = time.monotonic() + seconds
        while words not in picture(self.screen):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                return False
            try:
                self.stream.feed(os.read(self.master, 65536))
            except OSError:
                return words in picture(self.screen)
        return True

    def ended(self, seconds: float = 30) -> int:
        """The exit code; what is still painted meanwhile is read, so that nobody waits for us."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < deadline:
            if select.select([self.master], [], [], 0.05)[0]:
                try:
                    self.stream.feed(os.read(self.master, 65536))
                except OSError:
                    break
        return self.process.wait(timeout=max(1.0, deadline - time.monotonic()))


@contextmanager
def console(tmp: Path) -> Iterator[Terminal]:
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 120, 0, 0))
    env = {k: v for k, v in os.environ.items() if not k.startswith("MADO_")}
    env |= {"MADO_LANG": "en", "TMPDIR": str(tmp), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "cli", "demo"]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True)
    os.close(slave)
    screen = pyte.Screen(120, 30)
    try:
        yield Terminal(process, master, screen, pyte.ByteStream(screen))
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        os.close(master)


def test_the_console_paints_the_newest_ticket_and_leaves_nothing_when_it_is_quit(tmp_path: Path) -> None:
    with console(tmp_path) as terminal:
        assert terminal.shows("Fine lines in the glaze"), picture(terminal.screen)
        assert list(tmp_path.glob("mado-demo-*"))
        os.write(terminal.master, b"q")
        assert terminal.ended() == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_closed_window_or_a_polite_kill_leaves_nothing_either(tmp_path: Path, number: signal.Signals) -> None:
    with console(tmp_path) as terminal:
        assert terminal.shows("Fine lines in the glaze"), picture(terminal.screen)
        terminal.process.send_signal(number)
        terminal.ended()
    assert list(tmp_path.glob("mado-demo-*")) == []
