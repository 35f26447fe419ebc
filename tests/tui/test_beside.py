"""The network beside the console: heard, started again where it was killed, ended with the console."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from config.home import Home
from config.languages import set_language
from config.settings import Server, Settings
from core.desk import Desk
from core.here import people
from mailsync.status import read_status
from tests.tui.seeded import BOX, settings
from tests.tui.test_sync_trouble import Heard
from tui import beside as beside_module
from tui.beside import Beside
from tui.bridge import News

pytestmark = pytest.mark.timeout(60)


def _away() -> Settings:
    box = replace(BOX, imap=Server("127.0.0.1", 9, "none"), password_command=("echo", "x"))
    return replace(settings(), mailboxes=(box,))


@contextmanager
def running(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Beside, Heard]]:
    monkeypatch.setattr(beside_module, "_AGAIN", 0.01)
    with Desk.open(Home(folder), _away()) as desk:
        heard = Heard()
        beside = Beside(desk, heard)
        beside.start()
        try:
            yield beside, heard
        finally:
            beside.stop()


def _of(news: News) -> bool:
    return "127.0.0.1" in news.error


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def _until(true: Callable[[], bool], seconds: float = 20.0) -> bool:
    limit = time.monotonic() + seconds
    while not true() and time.monotonic() < limit:
        time.sleep(0.01)
    return true()


def test_what_the_network_says_is_heard_and_somebody_is_here_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home")
    with running(home.root, monkeypatch) as (beside, heard):
        assert heard.wait(_of)
        assert [person.agent for person in people(home)] == ["Mina"]
        process = beside._process
        assert process is not None
        assert process.pid != os.getpid()
    assert process.poll() == 0
    assert not people(home)
    status = read_status(home)
    assert status is not None
    assert status.mailboxes[BOX.name].failures >= 1


def test_one_that_is_killed_is_started_again_and_at_last_its_work_is_done_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    class Here:
        """Threads in this process, as far as they are asked for anything."""

        def __init__(self, *_words: object) -> None:
            asked.append("made")

        def __getattr__(self, name: str) -> Callable[..., None]:
            return lambda *_words: asked.append(name)

    monkeypatch.setattr(beside_module, "Bridge", Here)
    with running(tmp_path / "home", monkeypatch) as (beside, heard):
        for _time in range(2):
            assert heard.wait(_of)
            heard._news.clear()
            process = beside._process
            assert process is not None
            process.kill()
            assert _until(lambda before=process: beside._process is not before)  # type: ignore[misc] # bound at once
        assert heard.wait(_of)
        assert beside._process is not None
        beside._process.kill()
        assert _until(lambda: "start" in asked)
        beside.sync_now()
    assert asked == ["made", "start", "sync_now", "stop"]


def test_it_speaks_the_language_of_the_console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_language("ja")
    with running(tmp_path / "home", monkeypatch) as (beside, heard):
        assert heard.wait(lambda news: "読み込み" in news.busy or "読" in news.busy)
        set_language("en")
        beside.speak("en")
        heard._news.clear()
        beside.sync_now()
        assert heard.wait(lambda news: news.busy.startswith("Reading "))


def test_it_ends_with_a_console_that_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from config.home import Home\n"
        "from core.desk import Desk\n"
        "from tests.tui.test_beside import _away\n"
        "from tui.beside import Beside\n"
        "with Desk.open(Home(Path(sys.argv[1])), _away()) as desk:\n"
        "    beside = Beside(desk, lambda news: print(beside._process.pid, flush=True))\n"
        "    beside.start()\n"
        "    time.sleep(60)\n"
    )
    words = [sys.executable, "-c", program, str(tmp_path / "home")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as console:
        assert console.stdout is not None
        child = int(console.stdout.readline())
        console.send_signal(signal.SIGKILL)
    assert _until(lambda: _gone(child))
