"""Header vectors, reports of many servers, and the pictures of Japanese phones."""

from __future__ import annotations

import pytest

from core.mail.parse import parse
from core.mail.parts import attachment
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
    text, warnings = _phone("shift_jis", b"\x90\xb0\xf6\x41\xf0\x45")
    assert text == "晴🌀〓"
    assert any("〓" in warning for warning in warnings)
    assert _phone("shift_jis", b"\x81\xac") == ("〓", ())


@pytest.mark.parametrize(
    ("parameter", "name"),
    [
        (b"filename='a b.txt'", "a b.txt"),
        (b"filename='a.txt'; size=4", "a.txt"),
        (b"filename=it's.txt", "it's.txt"),
        (b"filename=a.txt (the list)", "a.txt"),
        (b"filename=list (1).txt", "list (1).txt"),
    ],
)
def test_single_quotes_and_comments_are_no_part_of_a_file_name(parameter: bytes, name: str) -> None:
    head = b"Content-Type: application/pdf\nContent-Disposition: attachment; " + parameter
    assert [file.filename for file in parse(head + b"\n\nAAAA\n").attachments] == [name]


def test_a_boundary_in_single_quotes_is_found_with_or_without_them() -> None:
    head = b"Content-Type: multipart/mixed; boundary='q'\n\n"
    assert parse(head + b"--'q'\n\nhi\n--'q'--\n").text == "hi"
    assert parse(head + b"--q\n\nhi\n--q--\n").text == "hi"


def test_white_space_that_ends_a_line_of_quoted_printable_was_added_on_the_way() -> None:
    head = b"Content-Type: application/x-list; name=a\nContent-Transfer-Encoding: quoted-printable\n\n"
    assert attachment(head + b"a  \nb=20\t \nc=20 ", "1") == b"a\nb \nc "


def test_an_id_keeps_the_space_that_its_quotes_protect_and_a_name_its_inner_quotes() -> None:
    read = parse(b'Message-ID: <"1 2"@b.example>\nReferences: <"1 2"@b.example> <3\n 4@b.example>\n\nx\n')
    assert read.message_id == '"1 2"@b.example'
    assert read.references == ('"1 2"@b.example', "34@b.example")
    sender = parse(b"From: =?utf-8?Q?=22Ann=22_Lee?= <a@b.example>\n\nx\n").sender
    assert sender is not None
    assert sender.name == '"Ann" Lee'


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("utf-8", "晴\x1b$Gj\x0f。".encode(), "晴☀。"),
        ("shift_jis", "晴".encode("cp932") + b"\x1b$Gjk\x0f\x1b$E]\x0f", "晴☀☔⚡"),
        ("shift_jis", b"\x1b$Gj", "☀"),
        ("iso-2022-jp", b"\x1b$B@2\x1b(B\x1b$Gj\x0f", "晴☀"),
        ("us-ascii", b"price: \x1b$1", "price: $1"),
        ("shift_jis", b"\xf3\xbc\xf7\xf5", "🌂😱"),
    ],
)
def test_escapes_of_softbank_and_all_of_au_are_emoji(charset: str, data: bytes, text: str) -> None:
    assert _phone(charset, data)[0] == text


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        ("a@softbank.ne.jp", "☀\uf000"),
        ("a@i.softbank.jp", "☀\uf000"),
        ("a@firm.example.jp", "\ue04a\uf000"),
        ("a@notsoftbank.ne.jp", "\ue04a\uf000"),
    ],
)
def test_a_private_character_is_a_picture_where_the_senders_carrier_made_it_one(sender: str, text: str) -> None:
    head = f"From: {sender}\nSubject: =?utf-8?B?7oGK?=\nContent-Type: text/plain; charset=utf-8\n\n"
    read = parse(head.encode() + "\ue04a\uf000\n".encode())
    assert (read.text, read.subject) == (text, text[0])


def test_au_and_docomo_have_other_pictures_at_private_characters() -> None:
    head = "Content-Type: text/plain; charset=utf-8\n\n\ue501\ueae8\ue63e\n"
    assert parse(f"From: a@ezweb.ne.jp\n{head}".encode()).text[1:] == "🌂\ue63e"
    assert parse(f"From: a@docomo.ne.jp\n{head}".encode()).text == "\ue501\ueae8☀"
