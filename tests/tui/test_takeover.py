"""One process stays with a mailbox at a time: the console takes over when `mado sync --watch` goes, and back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.home import Home
from config.settings_file import load_settings
from core.desk import Desk
from tests.cli.calling import ROOT, Mado
from tests.mailsync.desk_view import raws
from tests.servers.daemon import PASSWORD
from tests.servers.dovecot import Dovecot
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mail_maker import small
from tests.servers.other_client import OtherClient
from tui.bridge import Bridge, News

pytestmark = pytest.mark.dovecot
PATIENCE = 30.0


class Heard:
    """What the console's bridge told."""

    def __init__(self) -> None:
        self.news: list[News] = []
        self._told = threading.Condition()

    def __call__(self, news: News) -> None:
        with self._told:
            self.news.append(news)
            self._told.notify_all()

    def until(self, found: Callable[[News], bool]) -> bool:
        with self._told:
            return self._told.wait_for(lambda: any(map(found, self.news)), PATIENCE)


@pytest.fixture
def home(tmp_path: Path, proxy: FaultProxy, user: str) -> Path:
    mado = Mado(tmp_path / "home")
    mado(
        *("init", "--name", "A", "--email", f"{user}@example.com", "--user", user),
        *("--imap", f"127.0.0.1:{proxy.port}", "--imap-security", "none", "--password-command", f"echo {PASSWORD}"),
    )
    return mado.home


@contextmanager
def watching(home: Path) -> Iterator[subprocess.Popen[str]]:
    """`mado sync --watch` as people run it."""
    words = [sys.executable, "-m", "cli", "--home", str(home), "sync", "--watch", "--jsonl"]
    env = {**os.environ, "MADO_LANG": "en"}
    with subprocess.Popen(words, stdout=-1, stderr=-1, text=True, cwd=ROOT, env=env) as watch:
        try:
            yield watch
        finally:
            watch.kill()


def fetched(watch: subprocess.Popen[str]) -> int:
    """How many messages the watch has fetched, once it has fetched any."""
    assert watch.stdout is not None
    return next((count for line in watch.stdout if (count := json.loads(line)["fetched"])), 0)


def idle(lines: list[bytes]) -> bool:
    return bool(lines) and lines[-1].rstrip().endswith(b" IDLE")


def test_case_31_the_console_takes_over_from_a_watch_that_is_killed_and_gives_back(
    home: Path, dovecot: Dovecot, proxy: FaultProxy, other: OtherClient
) -> None:
    other.append([small(1)])
    heard = Heard()
    with watching(home) as watch:
        assert fetched(watch) == 1
        with Desk.open(Home(home), load_settings(Home(home))) as desk:
            bridge = Bridge(desk, Home(home), heard)
            bridge.start()
            try:
                assert heard.until(lambda news: not news.busy), "it was told that another process is there"
                assert proxy.wait_for(idle)
                other.append([small(2)])
                assert fetched(watch) == 1
                assert (proxy.accepted, proxy.open) == (1, 1)
                watch.kill()
                other.append([small(3)])
                assert heard.until(lambda news: news.fetched == 1), "the console took over"
                assert proxy.wait_for(lambda _lines: proxy.open == 1)
                with watching(home) as second:
                    assert second.stderr is not None
                    assert str(os.getpid()) in second.stderr.readline()
                    other.append([small(4)])
                    assert heard.until(lambda news: sum(n.fetched for n in heard.news) == 2)
                    assert proxy.open == 1
                    bridge.stop(PATIENCE)
                    other.append([small(5)])
                    assert fetched(second) == 1
            finally:
                bridge.stop(PATIENCE)
            assert raws(desk) == sorted(small(n) for n in range(1, 6))
            assert not [news.error for news in heard.news if news.error]
