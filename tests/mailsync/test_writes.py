"""The only commands that change the server: what they do to a real one, and that nobody else says them."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

import mailsync
from config.errors import MadoError
from config.settings import Folders, Mailbox
from core.arrivals import Place
from core.desk import Desk
from mailsync.imap_connect import open_line
from mailsync.sync import sync_mailbox
from mailsync.writes import LogWriter, MailboxWriter
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mail_maker import small
from tests.servers.other_client import OtherClient, at

CHANGING = re.compile(
    rb"\A(?:UID )?(APPEND|STORE|COPY|MOVE|EXPUNGE|CREATE|DELETE|RENAME|SUBSCRIBE|SETMETADATA|SELECT|CLOSE)\b"
)
OURS = "mado.k7f29qxm.0123456789abc.0123456789ab@example.com"


def answer(message_id: str = OURS) -> bytes:
    return (
        "From: support@example.com\r\nTo: customer1@example.com\r\nSubject: Re: 急須\r\n"
        f"Message-ID: <{message_id}>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        "こんにちは\r\n"
    ).encode()


@pytest.mark.dovecot
def test_a_sent_copy_is_filed_once_and_byte_for_byte(mailbox: Mailbox, other: OtherClient) -> None:
    with MailboxWriter(mailbox, PASSWORD) as writer:
        assert writer.file_sent(answer(), OURS, at(5))
        assert not writer.file_sent(answer(), f"<{OURS}>", at(6))
        assert writer.holds(OURS)
        assert not writer.holds("nobody@example.com")
    other.imap.select_folder("Sent", readonly=True)
    found = other.imap.fetch(other.imap.search("ALL"), ["BODY.PEEK[]", "FLAGS", "INTERNALDATE"])
    (copy,) = found.values()
    assert copy[b"BODY[]"] == answer()
    assert rb"\Seen" in copy[b"FLAGS"]
    assert copy[b"INTERNALDATE"].timestamp() == at(5).timestamp()


@pytest.mark.dovecot
def test_only_the_answered_message_is_marked_and_only_as_answered(mailbox: Mailbox, other: OtherClient) -> None:
    other.append([small(1), small(2), small(3)])
    before = other.flags()
    validity = other.imap.folder_status("INBOX", ["UIDVALIDITY"])[b"UIDVALIDITY"]
    with MailboxWriter(mailbox, PASSWORD) as writer:
        assert writer.mark_answered(Place(mailbox.name, "INBOX", validity, 2))
        assert not writer.mark_answered(Place(mailbox.name, "INBOX", validity + 1, 3))
    after = other.flags()
    recent = rb"\Recent"
    changed = {uid: {*after[uid]} - {*before[uid]} - {recent} for uid in after}
    assert changed == {1: set(), 2: {rb"\Answered"}, 3: set()}


@pytest.mark.dovecot
def test_a_message_id_cannot_become_a_command(via_proxy: Mailbox, proxy: FaultProxy) -> None:
    with MailboxWriter(via_proxy, PASSWORD) as writer, pytest.raises(MadoError):
        writer.holds("x@example.com>\r\nM9 DELETE INBOX")
    assert not any(b"DELETE" in line for line in proxy.lines)


@pytest.mark.dovecot
def test_a_full_mailbox_is_said_so(small_dovecot: Dovecot, user: str) -> None:
    big = answer() + b"x" * 60_000
    with MailboxWriter(small_dovecot.mailbox(user), PASSWORD) as writer, pytest.raises(MadoError) as full:
        writer.file_sent(big, OURS)
    assert full.value.code == "quota"
    assert "stays sent" in full.value.hint


@pytest.mark.dovecot
def test_a_sent_folder_without_a_flag_is_found_by_name(small_dovecot: Dovecot, user: str) -> None:
    with MailboxWriter(small_dovecot.mailbox(user), PASSWORD) as writer:
        assert writer.file_sent(answer(), OURS)
        assert writer.holds(OURS)


@pytest.mark.dovecot
def test_a_sent_folder_that_is_not_there_is_named(mailbox: Mailbox) -> None:
    wrong = replace(mailbox, folders=Folders(sent="送信箱"))
    with MailboxWriter(wrong, PASSWORD) as writer, pytest.raises(MadoError) as missing:
        writer.file_sent(answer(), OURS)
    assert missing.value.code == "folder_missing"
    assert "送信箱" in missing.value.message


@pytest.mark.dovecot
def test_case_25_without_uidplus_what_others_have_marked_is_not_expunged(
    via_proxy: Mailbox, proxy: FaultProxy, other: OtherClient
) -> None:
    proxy.replace = [(re.compile(rb" UIDPLUS\b"), b"")]
    other.append([small(n) for n in range(1, 6)])
    line = open_line(via_proxy, PASSWORD)
    writer = LogWriter(line)
    writer.select(b"INBOX")
    writer.expunge([1, 2])
    assert sorted(other.flags()) == [3, 4, 5]
    other.mark([5], rb"\Deleted")
    writer.expunge([3])
    line.close()
    assert sorted(other.flags()) == [3, 4, 5]
    assert not any(b"UID EXPUNGE" in line for line in proxy.lines)


@pytest.mark.dovecot
def test_a_mailbox_that_may_only_be_read_is_said_so_and_read(
    sync_desk: Desk, via_proxy: Mailbox, proxy: FaultProxy, other: OtherClient
) -> None:
    other.append([small(1)])
    refusal = b" NO [NOPERM] Permission denied\r\n"
    proxy.answer = lambda line: (
        line.split()[0] + refusal if re.search(rb" (UID STORE|SELECT|APPEND) ", line) else None
    )
    assert sync_mailbox(sync_desk, via_proxy, PASSWORD).fetched == 1
    validity = other.imap.folder_status("INBOX", ["UIDVALIDITY"])[b"UIDVALIDITY"]
    with MailboxWriter(via_proxy, PASSWORD) as writer:
        with pytest.raises(MadoError, match="Permission denied") as mark:
            writer.mark_answered(Place(via_proxy.name, "INBOX", validity, 1))
        with pytest.raises(MadoError, match="Permission denied") as copy:
            writer.file_sent(answer(), OURS)
    assert [mark.value.code, copy.value.code] == ["refused_by_server"] * 2


def test_no_other_module_says_a_word_that_changes_the_server() -> None:
    folder = Path(mailsync.__file__).parent
    said = {path.name: _commands(path) for path in folder.glob("*.py")}
    # CREATE and EXPUNGE are for the folder of the team's log, and for nothing else.
    assert said.pop("writes.py") == {b"APPEND", b"STORE", b"SELECT", b"CREATE", b"EXPUNGE"}
    assert {name: words for name, words in said.items() if words} == {}


def _commands(path: Path) -> set[bytes]:
    """Changing IMAP commands among the bytes constants of a module: only bytes go over the wire."""
    constants = [n.value for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Constant)]
    return {word for c in constants if isinstance(c, bytes) for word in CHANGING.findall(c)}
