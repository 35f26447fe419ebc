from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailsync import imap_rows
from mailsync.imap_wire import Row

FULL = rb'12 FETCH (UID 7 FLAGS (\Seen $Label1) INTERNALDATE "05-Jan-2026 09:00:00 +0900" RFC822.SIZE 5 BODY[] {5})'


def test_a_fetch_row_is_read_whole() -> None:
    got = imap_rows.fetched(Row(FULL, (b"hello",)))
    assert got == imap_rows.Fetched(7, ("\\Seen", "$Label1"), datetime(2026, 1, 5, tzinfo=UTC), 5, b"hello")


@pytest.mark.parametrize(
    ("text", "literals", "body"),
    [
        (rb"3 FETCH (BODY[] {2} UID 7)", (b"hi",), b"hi"),
        (rb"3 FETCH (UID 7 BODY[] {2}", (b"hi",), b"hi"),
        (rb"3 FETCH (UID 7 BODY[]<0> {2})", (b"hi",), b"hi"),
        (rb'3 FETCH (UID 7 BODY[] "a \"b\"")', (), b'a "b"'),
        (rb"3 fetch (uid 7 body[] {0})", (b"",), b""),
        (rb"3 FETCH (UID 7 MODSEQ (12) BODY[] NIL)", (), None),
        (rb"3 FETCH (UID 7 X-ODD what BODY[] {2})", (b"hi",), None),
    ],
    ids=["uid last", "no closing parenthesis", "partial", "quoted", "lower case", "NIL", "an item nobody knows"],
)
def test_odd_rows_are_read_as_far_as_they_make_sense(
    text: bytes, literals: tuple[bytes, ...], body: bytes | None
) -> None:
    got = imap_rows.fetched(Row(text, literals))
    assert got is not None
    assert (got.uid, got.body) == (7, body)


@pytest.mark.parametrize("text", [b"3 FETCH (FLAGS ())", b"3 EXISTS", b"", b"FETCH (UID 1)", b"3 FETCH (UID x)"])
def test_a_row_without_a_uid_is_no_message(text: bytes) -> None:
    assert imap_rows.fetched(Row(text)) is None


@given(st.binary(max_size=120), st.lists(st.binary(max_size=10), max_size=3))
def test_no_bytes_of_a_server_raise(noise: bytes, literals: list[bytes]) -> None:
    for text in (noise, b"1 FETCH (" + noise, b"LIST (" + noise, b"ESEARCH " + noise, b'LIST () "/" ' + noise):
        row = Row(text, tuple(literals))
        for read in (
            imap_rows.fetched,
            imap_rows.folder,
            imap_rows.search_result,
            imap_rows.status,
            imap_rows.exists,
            imap_rows.select_code,
        ):
            read(row)


def test_dates_that_are_none_are_none() -> None:
    assert imap_rows.internal_date(b"31-Feb-2026 00:00:00 +0000") is None
    assert imap_rows.internal_date(b"yesterday") is None
    assert imap_rows.internal_date(b" 1-jul-2026 00:00:00 -0130") == datetime(2026, 7, 1, 1, 30, tzinfo=UTC)


def test_search_answers_of_both_kinds_become_sequence_sets() -> None:
    assert imap_rows.search_result(Row(b"SEARCH 7 9 8 ")) == "7,9,8"
    assert imap_rows.search_result(Row(b"SEARCH")) == ""
    assert imap_rows.search_result(Row(b'ESEARCH (TAG "M1") UID ALL 1:5,9')) == "1:5,9"
    assert imap_rows.search_result(Row(b'ESEARCH (TAG "M1") UID')) == ""
    assert imap_rows.search_result(Row(b"OK fine")) is None


def test_status_items_are_found_behind_any_name() -> None:
    assert imap_rows.status(Row(b'STATUS "a (b) UIDNEXT 1" (UIDNEXT 5 UIDVALIDITY 9)')) == {
        "UIDNEXT": 5,
        "UIDVALIDITY": 9,
    }
