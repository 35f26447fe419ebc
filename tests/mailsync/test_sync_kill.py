"""kill -9 in the middle of the first sync, again and again: nothing lost, nothing twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from config.home import Home
from config.settings import Agent, Mailbox, Settings
from core.desk import Desk
from mailsync.sync import sync_mailbox
from tests.mailsync.desk_view import raws, shape, tickets
from tests.pieces import luck
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mail_maker import realistic
from tests.servers.other_client import OtherClient, fill_maildir

pytestmark = pytest.mark.dovecot
TORTURE = os.environ.get("MADO_TORTURE") == "1"
MESSAGES = 5000 if TORTURE else 300
KILLS = 50 if TORTURE else 10
ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(900 if TORTURE else 180)
def test_ten_kills_in_the_first_sync_end_as_an_undisturbed_one(
    dovecot: Dovecot,
    user: str,
    proxy: FaultProxy,
    other: OtherClient,
    sync_desk: Desk,
    mailbox: Mailbox,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    record_property("kills", KILLS)
    sent = [realistic(n) for n in range(MESSAGES)]
    fill_maildir(dovecot, sent, user)
    other.append([realistic(MESSAGES)], folder="Sent")
    before = other.flags(), other.flags("Sent")
    home = Home(tmp_path / "killed").ensure()
    dice = luck(7)
    words = [sys.executable, "-m", "tests.mailsync.sync_child"]
    what = f"{home.root} {proxy.port} {user}"
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as syncs:
        for _ in range(KILLS):
            killed = _killed_after(dice.randrange(3), dice.randrange(40_000), proxy, syncs, what)
            assert killed, "a sync ended before it could be killed"
        assert syncs.stdin is not None
        syncs.stdin.close()

    with Desk.open(home, Settings(Agent("Agent"), (mailbox,))) as desk:
        assert 0 < len(raws(desk)) < MESSAGES
        last = sync_mailbox(desk, mailbox, PASSWORD)
        assert last.error is None
        undisturbed = sync_mailbox(sync_desk, mailbox, PASSWORD)
        assert undisturbed.fetched == MESSAGES + 1
        assert raws(desk) == sorted([*sent, realistic(MESSAGES)])
        assert shape(desk) == shape(sync_desk)
        assert tickets(desk) == tickets(sync_desk)
        for folder in ("INBOX", "Sent"):
            assert desk.folder_state(mailbox.name, folder) == sync_desk.folder_state(mailbox.name, folder)
        assert sync_mailbox(desk, mailbox, PASSWORD).fetched == 0
    assert (other.flags(), other.flags("Sent")) == before


def _killed_after(batches: int, count: int, proxy: FaultProxy, syncs: subprocess.Popen[bytes], what: str) -> bool:
    """Kill a sync once so many batches are durable and so many bytes more have come; whether that was its end."""
    assert syncs.stdin is not None and syncs.stdout is not None
    start = proxy.carried
    syncs.stdin.write(what.encode() + b"\n")
    syncs.stdin.flush()
    pid, durable = 0, 0
    while not pid or durable < batches:
        said = syncs.stdout.readline().split()
        if said[0] == b"ended":
            return False
        pid = int(said[1]) if said[0] == b"began" else pid
        durable += said[0] != b"began"
        start = proxy.carried
    assert proxy.wait_for(lambda _: proxy.carried - start >= count, timeout=30)
    os.kill(pid, signal.SIGKILL)
    for line in syncs.stdout:
        if line.startswith(b"ended"):
            return line.split()[1] == b"%d" % signal.SIGKILL
    return False
