"""Header vectors, reports of many servers, and the pictures of Japanese phones."""

from __future__ import annotations

import pytest

from core.mail.parse import parse
from tests.core.mail.bounces_elsewhere import SAMPLES as ELSEWHERE
from tests.core.mail.bounces_more import SAMPLES, Wanted

REPORTS = [*SAMPLES, *ELSEWHERE]


@pytest.mark.parametrize(("raw", "wanted"), [s[1:] for s in REPORTS], ids=[s[0] for s in REPORTS])
def test_reports_are_seen_and_people_are_not_taken_for_them(raw: str, wanted: Wanted) -> None:
    bounce = parse(raw.encode()).bounce
    if wanted is None:
        assert bounce is None
        return
    assert bounce is not None
    if isinstance(wanted, tuple):
        said = (bounce.recipient, bounce.status, bounce.action)
        assert tuple(w and s for w, s in zip(wanted, said, strict=True)) == wanted


def _subject(raw: bytes) -> str:
    return parse(b"From: a@b.example\nSubject: " + raw + b"\n\nx\n").subject


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)", "(a b)"),
        (b"=?utf-8*en?Q?Hello?= world", "Hello world"),
        (b"=?utf-8?Q?hello world?=", "hello world"),
        (b"=?utf-8?B?5pel5p?=\n =?utf-8?B?ys6Kqe?=", "日本語"),
        (b"=?utf-8?Q?=E6=97?= =?utf-8?Q?=A5?=", "日"),
        (b"foo=?utf-8?Q?=E6=97=A5?=bar", "foo日bar"),
        (b"=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"),
        (b"=?x-unknown?Q?a=41?=", "aA"),
        ("日本語のメールです".encode("euc_jp"), "日本語のメールです"),
        (b"=?iso-8859-8-i?Q?=F9=EC=E5=ED?=", "שלום"),
        (b"=?us-ascii?Q?caf=C3=A9?=", "café"),
        (b"=?utf-8?Q?caf=E9?=", "café"),
        (b"=?utf-8?Q?What??=", "What?"),
        (b"=?utf-8?Q?abc=?=", "abc="),
    ],
)
def test_encoded_words_by_the_book_and_beside_it(raw: bytes, text: str) -> None:
    assert _subject(raw) == text


@pytest.mark.parametrize(
    ("parameter", "name"),
    [
        (b"filename*0*=UTF-8''%e6%97;\n filename*1*=%a5.txt", "日.txt"),
        (b"filename*1=b.txt;\n filename*0=a", "ab.txt"),
        (b"filename*=Shift_JIS''%93%fa%96%7b.txt", "日本.txt"),
        (b"filename*=ISO-2022-JP'ja'%1B%24B%46%7C%4B%5C%1B%28B.txt", "日本.txt"),
        (b'filename="=?UTF-8?Q?=E6=97=A5?=\n =?UTF-8?Q?=E6=9C=AC.txt?="', "日本.txt"),
        (b'filename="' + "見積書".encode("iso2022_jp") + b'.pdf"', "見積書.pdf"),
        (b'filename="abc.txt', "abc.txt"),
        (b"filename=my file.txt", "my file.txt"),
        (b"filename*=''abc%20d.txt", "abc d.txt"),
    ],
)
def test_file_names_by_the_book_and_beside_it(parameter: bytes, name: str) -> None:
    head = b"Content-Type: application/pdf\nContent-Disposition: attachment; " + parameter
    assert [file.filename for file in parse(head + b"\n\nAAAA\n").attachments] == [name]


def _phone(charset: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    read = parse(b"Content-Type: text/plain; charset=" + charset.encode() + b"\n\n" + data + b"\n")
    return read.text, read.warnings


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("shift_jis", b"\x90\xb0\xf8\x9f\xf8\xa0", "晴☀☁"),
        ("shift_jis", b"\xf9\x91\xf9\x95", "❤😃"),
        ("shift_jis", b"\xf9\xfc", "😱"),
        ("shift_jis", b"\xf6\x60\xf7\xb2", "☀❤"),
        ("iso-2022-jp", b"\x1b$B@2uA\x1b(B", "晴☀"),
        ("iso-2022-jp", b"\x1b$Byu-!\x1b(B", "﨑①"),
    ],
)
def test_pictures_of_japanese_phones_are_emoji(charset: str, data: bytes, text: str) -> None:
    assert _phone(charset, data) == (text, ())


def test_a_picture_that_no_table_knows_is_a_geta_with_a_warning() -> None:
    text, warnings = _phone("shift_jis", b"\x90\xb0\xf6\x41\xf3\x45")
    assert text == "晴🌀〓"
    assert any("〓" in warning for warning in warnings)
    assert _phone("shift_jis", b"\x81\xac") == ("〓", ())
