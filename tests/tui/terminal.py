"""A real pseudo-terminal for tests: spawn, write keys, wait for text, read every byte."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import sys
import tempfile
import termios
import time
from functools import lru_cache
from pathlib import Path

import pyte

ROOT = Path(__file__).parent.parent.parent


def picture(screen: pyte.Screen) -> str:
    """What a person sees, row by row.

    Not `screen.display`: half of a full-width cell that was painted over in part leaves a cell without a
    character, between two reads for a moment, and that property fails on it.
    """
    rows = (screen.buffer[y] for y in range(screen.lines))
    return "\n".join("".join(row[x].data for x in range(screen.columns)) for row in rows)


class Terminal:
    """One process in a terminal of its own; `bytes` is everything it wrote, `screen` what a person sees."""

    def __init__(
        self, argv: list[str], *, size: tuple[int, int] = (100, 30), env: dict[str, str] | None = None
    ) -> None:
        self.bytes = b""
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            surroundings = {
                **os.environ,
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
                "TZ": "Asia/Tokyo",
                **(env or {}),
            }
            for name in ("COLUMNS", "LINES"):  # Other tests' consoles leave them; a terminal says its size itself.
                surroundings.pop(name, None)
            os.execve(argv[0], argv, surroundings)
        self.resize(*size)

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    def read(self, seconds: float) -> bool:
        """Take what comes within a time; False once the process has ended."""
        ready, _w, _x = select.select([self._fd], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            return False
        self.bytes += data
        # Private sequences of modern terminals that the emulator does not know would be drawn as text.
        self._stream.feed(_known(data))
        return bool(data)

    def text(self) -> str:
        return picture(self.screen)

    def wait_for(self, text: str, seconds: float = 30.0) -> None:
        """Wait until a text stands on the screen. Raises AssertionError with the screen."""
        until = time.monotonic() + seconds
        while text not in self.text():
            assert time.monotonic() < until and self.read(0.2), f"no {text!r} in\n{self.text()}"

    def type(self, keys: str) -> None:
        os.write(self._fd, keys.encode())

    def wait_for_stop(self, seconds: float = 30.0) -> None:
        """Wait until the process has stopped itself, as ^Z lets it."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED)
            if pid:
                assert os.WIFSTOPPED(status), f"ended instead\n{self.text()}"
                return
        raise AssertionError(f"did not stop\n{self.text()}")

    def hang_up(self, seconds: float = 30.0) -> int:
        """Take the terminal away, and return the exit code of the process that is left without one."""
        os.close(self._fd)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.05)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        raise AssertionError("goes on without a terminal")

    def end(self, number: signal.Signals | None = None, seconds: float = 30.0) -> int:
        """Wait for the end (after a signal, if one is given) and return the exit code."""
        if number is not None:
            os.kill(self.pid, number)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                while self.read(0.05) and select.select([self._fd], [], [], 0)[0]:
                    continue
                return os.waitstatus_to_exitcode(status)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        raise AssertionError(f"did not end\n{self.text()}")


def _known(data: bytes) -> bytes:
    import re

    return re.sub(rb"\x1b\[[<>=?]?[0-9;]*u|\x1b\[\?2026\$p|\x1b\[>[0-9;]*[mq]", b"", data)


@lru_cache(maxsize=1)
def _seeded() -> tempfile.TemporaryDirectory[str]:
    """A home with the practice mailbox read, made once; it goes with this process."""
    from tests.tui.seeded import seed

    made = tempfile.TemporaryDirectory(prefix="mado-seeded-")
    seed(Path(made.name) / "home").close()
    return made


def console(folder: Path, *words: str, size: tuple[int, int] = (100, 30)) -> Terminal:
    """The console on a seeded home."""
    shutil.copytree(Path(_seeded().name) / "home", folder)
    return Terminal([sys.executable, "-m", "tests.tui.pty_console", str(folder), *words], size=size)
