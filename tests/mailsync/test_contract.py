"""What a sync promises, held on every kind of server: see `tests/servers/contract.py`."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from config.home import Home
from config.settings import Agent, Folders, Mailbox, Settings
from core.arrivals import Place
from core.desk import Desk
from core.store.records import HEAD_SIZE, Record
from core.store.repair import scan_pack
from mailsync.pace import Pace
from mailsync.sync import SyncResult, sync_mailbox
from mailsync.watch import watch_mailbox
from mailsync.writes import MailboxWriter
from tests.mailsync.desk_view import gone, raws, shape
from tests.servers.contract import Counter
from tests.servers.dovecot import PASSWORD
from tests.servers.mail_maker import small

MAIL = [small(n, body="x" * 300 * n) for n in range(1, 7)]
JAPANESE = "問い合わせ 済み"
Sync = Callable[..., SyncResult]


@pytest.fixture
def sync(sync_desk: Desk, counter: Counter) -> Sync:
    def run(mailbox: Mailbox | None = None) -> SyncResult:
        return sync_mailbox(sync_desk, mailbox or counter.mailbox, PASSWORD)

    return run


@pytest.fixture
def sync_desk(sync_home: Home, counter: Counter) -> Iterator[Desk]:
    with Desk.open(sync_home, Settings(Agent("Agent"), (counter.mailbox,))) as desk:
        yield desk


def with_archive(counter: Counter) -> Mailbox:
    """The mailbox with a folder of a Japanese name as its archive."""
    counter.other.imap.create_folder(counter.folder(JAPANESE))
    return replace(counter.mailbox, folders=Folders(archive=counter.folder(JAPANESE)), flags="follow")


def bodies(counter: Counter) -> list[bytes]:
    return [line for line in counter.proxy.lines if b"BODY.PEEK[]" in line]


def test_the_first_sync_brings_every_byte_and_the_second_nothing(
    sync: Sync, sync_desk: Desk, counter: Counter
) -> None:
    counter.other.append(MAIL)
    counter.other.append([small(20)], folder=counter.folder("Sent"))
    first = sync()
    assert (first.error, first.fetched, first.set_aside) == (None, len(MAIL) + 1, 0)
    assert raws(sync_desk) == sorted([*MAIL, small(20)])
    assert [n for n, _count in first.folders] == ["INBOX", counter.folder("Sent")]
    stamp = sync_desk.stamp()
    second = sync()
    assert (second.error, second.fetched, second.changed) == (None, 0, frozenset())
    assert sync_desk.stamp() == stamp


def test_new_marked_and_expunged_mail_is_followed(sync: Sync, sync_desk: Desk, counter: Counter) -> None:
    mailbox = replace(counter.mailbox, flags="follow")
    counter.other.append(MAIL)
    sync(mailbox)
    second, third = counter.other.uid(2), counter.other.uid(3)
    counter.other.mark([second], rb"\Flagged")
    counter.other.expunge([third])
    counter.other.append([small(30)])
    result = sync(mailbox)
    assert (result.error, result.fetched) == (None, 1)
    assert gone(sync_desk) == ["Question 3"]
    assert {t.subject for t in sync_desk.rows() if t.flags} == {"Question 2"}
    assert len(raws(sync_desk)) == len(MAIL) + 1
    assert sync(mailbox).changed == frozenset()


def test_mail_moved_to_a_folder_with_a_japanese_name_keeps_its_ticket(
    sync: Sync, sync_desk: Desk, counter: Counter
) -> None:
    mailbox = with_archive(counter)
    counter.other.append(MAIL)
    sync(mailbox)
    before = {t.code for t in sync_desk.rows()}
    counter.other.move([counter.other.uid(2), counter.other.uid(5)], counter.folder(JAPANESE))
    assert sync(mailbox).error is None
    assert {t.code for t in sync_desk.rows()} == before
    assert (len(raws(sync_desk)), gone(sync_desk)) == (len(MAIL), [])


def test_case_1_a_folder_made_anew_fetches_no_body_again_and_no_ticket_gains(
    sync: Sync, sync_desk: Desk, counter: Counter
) -> None:
    mailbox = with_archive(counter)
    folder = counter.folder(JAPANESE)
    counter.other.append(MAIL, folder)
    sync(mailbox)
    before = shape(sync_desk)
    old = sync_desk.folder_state(mailbox.name, folder)
    counter.other.make_anew(folder)
    counter.other.append(MAIL[:2], folder)
    counter.other.append(MAIL[3:], folder, first=3)
    counter.other.append([small(40)], folder)
    counter.proxy.lines.clear()
    result = sync(mailbox)
    new = sync_desk.folder_state(mailbox.name, folder)
    assert old and new and old.uidvalidity != new.uidvalidity
    assert (result.error, result.fetched) == (None, 1)
    fetched = [int(uid) for line in bodies(counter) for uid in re.findall(rb"FETCH (\S+) ", line)]
    assert fetched == [counter.other.uid(6, folder)], "only what was never here"
    assert set(before) < set(shape(sync_desk))
    assert len(shape(sync_desk)) == len(before) + 1
    assert gone(sync_desk) == ["Question 3"]
    assert sync(mailbox).changed == frozenset()


def test_a_folder_that_was_renamed_is_named_and_costs_nothing_else(
    sync: Sync, sync_desk: Desk, counter: Counter
) -> None:
    mailbox = with_archive(counter)
    counter.other.append(MAIL[:2], counter.folder(JAPANESE))
    sync(mailbox)
    counter.other.imap.rename_folder(counter.folder(JAPANESE), counter.folder("別の名前"))
    counter.other.append([small(50)])
    result = sync(mailbox)
    assert result.error is not None
    assert (result.error.code, result.fetched) == ("folder_missing", 1)
    assert len(raws(sync_desk)) == 3
    renamed = replace(mailbox, folders=Folders(archive=counter.folder("別の名前")))
    assert sync(renamed).error is None
    assert len(raws(sync_desk)) == 3


def test_case_11_a_cut_line_goes_on_where_it_was(sync: Sync, sync_desk: Desk, counter: Counter) -> None:
    counter.other.append(MAIL)
    counter.proxy.cut_after, counter.proxy.cuts = 6_997, 4
    first = sync()
    counter.proxy.cut_after = None
    rest = sync()
    assert rest.error is None
    assert (first.fetched + rest.fetched, raws(sync_desk)) == (len(MAIL), sorted(MAIL))


def test_live_mail_arrives_while_it_waits(sync_desk: Desk, counter: Counter) -> None:
    stop, waiting, arrived = threading.Event(), threading.Event(), threading.Event()

    def hear(result: SyncResult) -> None:
        (arrived if result.fetched else waiting).set()

    watch = threading.Thread(
        target=watch_mailbox,
        args=(sync_desk, counter.mailbox, PASSWORD),
        kwargs={"on_result": hear, "stop": stop, "pace": Pace(post=30.0, poll=0.2)},
    )
    watch.start()
    try:
        assert waiting.wait(20)
        counter.other.append([small(60)])
        assert arrived.wait(20)
        assert counter.proxy.open == 1
    finally:
        stop.set()
        watch.join(20)


def test_a_sent_copy_is_filed_once_and_answered_is_the_only_mark(counter: Counter) -> None:
    counter.other.append(MAIL[:3])
    ours = "mado.k7f29qxm.0123456789abc.0123456789ab@example.com"
    copy = f"From: support@example.com\r\nSubject: Re: x\r\nMessage-ID: <{ours}>\r\n\r\nHello\r\n".encode()
    validity = counter.other.imap.folder_status("INBOX", ["UIDVALIDITY"])[b"UIDVALIDITY"]
    with MailboxWriter(counter.mailbox, PASSWORD) as writer:
        assert writer.file_sent(copy, ours)
        assert not writer.file_sent(copy, ours)
        assert writer.mark_answered(Place("support", "INBOX", validity, counter.other.uid(2)))
    marks = [{*flags} - {rb"\Recent"} for _uid, flags in sorted(counter.other.flags().items())]
    assert marks == [set(), {rb"\Answered"}, set()]
    counter.other.imap.select_folder(counter.folder("Sent"), readonly=True)
    (stored,) = counter.other.imap.fetch(counter.other.imap.search("ALL"), ["BODY.PEEK[]"]).values()
    assert stored[b"BODY[]"] == copy


def test_a_damaged_copy_is_fetched_again_where_the_server_still_has_it(
    sync: Sync, sync_home: Home, sync_desk: Desk, counter: Counter
) -> None:
    counter.other.append(MAIL)
    assert sync().fetched == len(MAIL)
    whole = shape(sync_desk)
    _damage_copies(sync_home)
    (first,) = sync_desk.store.table("messages").having("message_id", "m1@example.com")
    counter.other.expunge([int(first["places"][0].split("\n")[-1])])
    assert len(_lost(sync_desk)) == len(MAIL)
    assert sync().error is None
    assert _lost(sync_desk) == ["m1@example.com"]
    assert shape(sync_desk) == whole
    there = {doc["raw"] for doc in sync_desk.store.table("messages") if doc["message_id"] != "m1@example.com"}
    assert sorted(map(sync_desk.raw, there)) == sorted(MAIL[1:])
    counter.proxy.lines.clear()
    assert sync().error is None  # what the server does not have is asked for once after each fsck, not for ever
    assert sync().error is None
    assert bodies(counter) == []


def _damage_copies(home: Home) -> None:
    """One bit of each record in the packs."""
    for path in home.raw_folder.glob("*.pack"):
        data = bytearray(path.read_bytes())
        for found in scan_pack(path):
            assert isinstance(found, Record)
            data[found.place + HEAD_SIZE + 5] ^= 16
        path.write_bytes(data)


def _lost(desk: Desk) -> list[str | None]:
    """The Message-IDs of which fsck says that their bytes are lost."""
    return [f.message_id for f in desk.keeping.fsck().findings if f.state == "lost"]
