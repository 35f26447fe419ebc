"""Fixtures for the command line: a home, `mado` on it, and mail to begin with."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.main import UMASK
from config.languages import set_language
from tests.cli.calling import Mado
from tests.cli.mails import SHOP, folder_with


@pytest.fixture(autouse=True)
def _tokyo_in_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One zone, one language and the umask that `mado` sets, whatever this machine has."""
    before = os.environ.get("TZ")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("MADO_LANG", "en")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    time.tzset()
    mask = os.umask(UMASK)
    yield
    os.umask(mask)
    set_language(None)
    if before is None:
        monkeypatch.delenv("TZ")
    else:
        monkeypatch.setenv("TZ", before)
    time.tzset()


@pytest.fixture
def bare(tmp_path: Path) -> Mado:
    """`mado` on a home that does not exist yet."""
    return Mado(tmp_path / "home")


@pytest.fixture
def mado(bare: Mado) -> Mado:
    """`mado` on a home with one mailbox whose servers are away."""
    bare(
        *("init", "--name", "alice", "--email", "support@shop.example"),
        *("--imap", "127.0.0.1:9", "--imap-security", "none", "--smtp", "127.0.0.1:9", "--smtp-security", "none"),
        *("--password-command", "echo practice"),
    )
    return bare


@pytest.fixture
def shop(mado: Mado, tmp_path: Path) -> Mado:
    """`mado` on a home with three tickets: Hanako's of two messages, Bob's and Carol's."""
    mado("import", str(folder_with(tmp_path / "shop", *SHOP)))
    return mado


@pytest.fixture
def codes(shop: Mado) -> dict[str, str]:
    """The tickets' codes by their customers' names."""
    return {t["customer"]["name"]: t["code"] for t in shop("tickets", "--json").json}
