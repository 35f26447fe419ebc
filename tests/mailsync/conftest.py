"""A sync of one mailbox through the proxy, with little patience, for every test that makes faults on the line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from config.settings import Mailbox
from core.desk import Desk
from mailsync.imap_connect import Timeouts
from mailsync.sync import SyncResult, sync_mailbox
from tests.servers.daemon import PASSWORD

Sync = Callable[[], SyncResult]


@pytest.fixture
def faulty(sync_desk: Desk, via_proxy: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Sync:
    """Sync the user's mailbox through the proxy, once for each call."""
    monkeypatch.setattr("mailsync.sync._PAUSE", 0.001)
    quick = Timeouts(connect=5.0, read=5.0)
    return lambda: sync_mailbox(sync_desk, via_proxy, PASSWORD, timeouts=quick)
