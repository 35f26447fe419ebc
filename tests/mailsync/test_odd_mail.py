"""Mail that is too large, broken, or named as another is: each becomes a ticket, none stops the rest."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from config.home import Home
from config.settings import Agent, Mailbox, Settings
from core.desk import Desk
from mailsync.imap_batches import SIZE_CAP, START_BYTES
from mailsync.sync import sync_mailbox
from tests.mailsync.conftest import Sync
from tests.mailsync.desk_view import raws, shape, tickets
from tests.pieces import many
from tests.servers.daemon import PASSWORD
from tests.servers.dovecot import Dovecot
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mail_maker import realistic, small
from tests.servers.other_client import OtherClient, fill_maildir

pytestmark = pytest.mark.dovecot
ROOT = Path(__file__).parents[2]
MANY = many("messages", 100_000, 400)
EVERY = 500 if MANY > 10_000 else 120
MEGABYTE = 1024 * 1024


def in_a_process(home: Path, port: int, user: str) -> tuple[int, int]:
    """One sync in a process of its own: its exit code, and the most memory it held, in kilobytes."""
    words = [sys.executable, "-c", _ONE, str(home), str(port), user]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    code, peak = done.stdout.split()[-2:]
    return int(code), int(peak)


_ONE = """
import re, sys
from tests.mailsync.sync_child import _sync
code = _sync(*sys.argv[1:])
print(code, re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1])
"""


def test_case_26_a_message_of_sixty_megabytes_comes_by_its_beginning_and_memory_stays_small(
    dovecot: Dovecot, user: str, mailbox: Mailbox, tmp_path: Path
) -> None:
    letter = small(1)
    parts = [b"Subject: parts\r\nMessage-ID: <p@x.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"]
    parts += [b"--b\r\nContent-Type: text/plain\r\n\r\npart %d\r\n" % n for n in range(10_000)]
    huge = letter + b"A" * 76 + b"\r\n" * (60 * MEGABYTE // 2)
    fill_maildir(dovecot, [huge, b"".join(parts), small(2)], user)
    home = Home(tmp_path / "home").ensure()
    code, peak = in_a_process(home.root, dovecot.port, user)
    assert code == 0
    assert peak < 150_000, f"{peak} kB"
    with Desk.open(home, Settings(Agent("A"), (mailbox,))) as desk:
        assert sorted(t.subject for t in desk.rows()) == ["Question 1", "Question 2", "parts"]
        assert max(map(len, raws(desk))) == START_BYTES
        (aside,) = desk.set_aside()
        assert aside.place.uid == 1
        assert f"more than {SIZE_CAP // MEGABYTE} MB" in aside.reason
        assert sync_mailbox(desk, mailbox, PASSWORD).fetched == 0


POISON = {
    "multipart a thousand deep": b"Subject: deep\r\nMessage-ID: <d@x.example>\r\n"
    + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1000)),
    "NUL bytes": b"Subject: nul\x00s\r\nMessage-ID: <n@x.example>\r\n\r\na\x00b\r\n",
    "a header line of a megabyte": b"Subject: long\r\nX-Long: " + b"y" * MEGABYTE + b"\r\n\r\ntext\r\n",
    "no header at all": b"\r\nonly text\r\n",
    "only a header": b"Subject: bare",
    "noise": bytes(range(256)) * 40,
    "an address list without an end": b"Subject: many\r\nTo: " + b"a@b.example, (" * 20_000 + b"\r\n\r\n.\r\n",
    "nothing": b"",
}


def test_case_27_poison_mail_becomes_tickets_and_is_fetched_once(
    faulty: Sync, sync_desk: Desk, dovecot: Dovecot, user: str, proxy: FaultProxy
) -> None:
    mail = [small(1), *POISON.values(), small(2)]
    fill_maildir(dovecot, mail, user)
    first = faulty()
    assert first.error is None
    assert first.fetched + first.set_aside == len(mail)
    assert first.set_aside <= 1, sync_desk.set_aside()
    held = raws(sync_desk)
    assert {small(1), small(2)} <= set(held)
    proxy.lines.clear()
    assert faulty().fetched == 0
    assert not any(b"BODY.PEEK[]" in line for line in proxy.lines)


def test_case_28_a_message_id_that_is_missing_empty_or_used_twice_hides_no_message(
    faulty: Sync, sync_desk: Desk, other: OtherClient
) -> None:
    head = b"From: a@x.example\r\nTo: support@example.com\r\nSubject: S%d\r\n%s\r\nText %d\r\n"
    named = [head % (n, b"Message-ID: <same@x.example>\r\n", n) for n in range(3)]
    odd = [head % (n, line, n) for n, line in enumerate((b"", b"Message-ID: \r\n", b"Message-ID: <>\r\n"), 3)]
    other.append([*named, *odd])
    other.append([named[0]], folder="Sent")
    assert faulty().error is None
    assert raws(sync_desk) == sorted([*named, *odd])
    assert faulty().fetched == 0


@pytest.mark.timeout(7200 if MANY > 400 else 180)
def test_a_line_cut_again_and_again_after_some_hundred_messages_brings_all_once(
    faulty: Sync, sync_desk: Desk, dovecot: Dovecot, user: str, proxy: FaultProxy
) -> None:
    """`make torture` has 100,000 messages, cut after every 500."""
    mail = [small(n) for n in range(MANY)]
    fill_maildir(dovecot, mail, user)
    length = sum(map(len, mail)) // MANY + 100  # and what stands around each in an answer
    proxy.cut_after = EVERY * length
    fetched = [faulty().fetched]
    while fetched[-1]:
        fetched.append(faulty().fetched)
    assert proxy.accepted > MANY // EVERY
    # after each cut the commands begin small and grow: a line that falls often does not bring mail one by one
    assert sum(b"BODY.PEEK[]" in line for line in proxy.lines) < 12 * proxy.accepted
    assert (sum(fetched), sync_desk.set_aside()) == (MANY, [])
    assert sync_desk.count() == MANY


def test_case_13_a_disk_that_is_full_is_one_sentence_and_the_sync_goes_on_when_there_is_room(
    dovecot: Dovecot, user: str, mailbox: Mailbox, tmp_path: Path
) -> None:
    """No file may grow over 300 kB: writing fails as it does where a disk is full, in a process of its own."""
    mail = [realistic(n) for n in range(120)]
    fill_maildir(dovecot, mail, user)
    home = Home(tmp_path / "home").ensure()
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))  # noqa: E731 - runs in the child
    done = subprocess.run(
        # -B: half a compiled module would be kept for all that come after
        [sys.executable, "-B", "-c", _TOLD, str(home.root), str(dovecot.port), user],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60, preexec_fn=limit,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},  # half a compiled module would stay for all after it
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert done.stdout.startswith("told: "), done
    with Desk.open(home, Settings(Agent("A"), (mailbox,))) as desk:
        before = len(raws(desk))
        result = sync_mailbox(desk, mailbox, PASSWORD)
        assert result.error is None
        assert raws(desk) == sorted(mail)
        assert before + result.fetched >= len(mail) > before
        assert tickets(desk) and shape(desk)


_TOLD = """
import signal, sys
from pathlib import Path
from config.errors import MadoError
from config.home import Home
from config.settings import Agent, Mailbox, Server, Settings
from core.desk import Desk
from mailsync.sync import sync_mailbox
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
home, port, user = sys.argv[1:]
box = Mailbox(user, f"{user}@example.com", Server("127.0.0.1", int(port), "none"), None, user)
try:
    with Desk.open(Home(Path(home)), Settings(Agent("A"), (box,))) as desk:
        error = sync_mailbox(desk, box, "correct-horse").error
except MadoError as found:
    error = found
print("told:", error.code, error.message, error.hint)
"""
