import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import Folders
from mailsync import folders, imap_rows
from mailsync.imap_errors import NotALiteral
from mailsync.imap_names import FolderName, astring, decoded, encoded
from mailsync.imap_wire import Literal, Row


def listed(*rows: bytes) -> list[FolderName]:
    return [f for f in (imap_rows.folder(Row(b"LIST " + row)) for row in rows) if f]


@pytest.mark.parametrize(
    ("rows", "sent"),
    [
        ((rb'(\HasNoChildren) "/" INBOX', rb'(\Sent) "/" "Outgoing"'), "Outgoing"),
        ((rb'(\sent) "." "Gone"', rb'() "." "Sent"'), "Gone"),
        ((rb'() "." "INBOX"', rb'() "." "INBOX.Sent"', rb'() "." "INBOX.old.Sent"'), "INBOX.Sent"),
        ((b'() "/" "' + encoded("送信済みアイテム") + b'"',), "送信済みアイテム"),
        ((b'() "/" ' + encoded("送信済みトレイ"),), "送信済みトレイ"),
        ((rb'() "/" "sent items"',), "sent items"),
        ((rb'(\Noselect \Sent) "/" "Ghost"', rb'() NIL "Sent Messages"'), "Sent Messages"),
        ((rb'() "/" "Presents"', rb'() "/" "Consent"'), None),
    ],
)
def test_the_sent_folder_is_found_by_flag_else_by_name(rows: tuple[bytes, ...], sent: str | None) -> None:
    found = folders.find(listed(*rows), "sent")
    assert (found.name if found else None) == sent


def test_inbox_and_sent_are_read_and_archive_only_where_it_is_named() -> None:
    there = listed(rb'() "/" Inbox', rb'(\Sent) "/" Sent', rb'(\Archive) "/" Archive')
    assert [(c.folder.name, c.role) for c in folders.choose(there, Folders())] == [
        ("Inbox", "inbox"),
        ("Sent", "sent"),
    ]
    assert [c.role for c in folders.choose(there, Folders(archive="Archive"))] == ["inbox", "sent", "archive"]


def test_a_folder_that_is_named_and_not_listed_is_kept_so_that_it_can_be_reported() -> None:
    chosen = folders.choose([], Folders(sent="問い合わせ/送信済み"))
    assert chosen[1].folder.wire == encoded("問い合わせ/送信済み")
    assert chosen[1].configured


def test_one_folder_under_two_roles_is_read_once() -> None:
    assert len(folders.choose(listed(rb'() "/" INBOX'), Folders(sent="INBOX"))) == 1


@pytest.mark.parametrize("wire", [b"&xx-", b"&//8-", b"\xff\xfe", "受信".encode(), b"&", b"&AGE", b"a&-b"])
def test_a_broken_folder_name_is_listed_and_never_fatal(wire: bytes) -> None:
    found = imap_rows.folder(Row(b'LIST () "/" {9}', (wire,)))
    assert found is not None
    assert found.wire == wire
    assert found.name


@given(st.binary(max_size=30))
def test_no_bytes_of_a_name_raise(wire: bytes) -> None:
    decoded(wire)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_every_name_people_can_type_goes_to_the_server_and_back(name: str) -> None:
    wire = encoded(name)
    assert wire.isascii()
    argument = astring(wire)
    assert isinstance(argument, Literal) or b"\n" not in argument


@pytest.mark.parametrize("name", ["a\r\nX LOGOUT", "a\nb", "a\x00", "tab\t"])
def test_a_name_with_control_characters_is_refused_or_encoded(name: str) -> None:
    try:
        wire = encoded(name)
    except NotALiteral:
        return
    assert not set(wire) & set(b"\r\n\x00")


def test_quotes_and_backslashes_are_exact() -> None:
    assert astring(rb'a "b" \c') == rb'"a \"b\" \\c"'
    assert astring(b"\xe5") == Literal(b"\xe5")
    with pytest.raises(NotALiteral):
        astring(b"a\r\nb")
