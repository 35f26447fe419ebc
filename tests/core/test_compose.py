"""The final bytes: hostile values in every place, both charsets, every limit."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import getaddresses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import MadoError, Refused
from core.compose import Composed, Outgoing, compose, rfc_date, thread_ids
from core.compose_body import MOST_ATTACHED, File, choose_charset, file_name, read_files
from core.compose_check import differences, verify
from core.compose_headers import carries_jis, mailbox
from core.mail.message import Address
from core.mail.parse import parse

MAIL = Outgoing(
    sender=Address("Blue Sky Shop", "shop@example.jp"),
    to=(Address("Mary Miller", "mary@example.com"),),
    cc=(),
    bcc=(),
    subject="Re: Broken cup",
    body="Hello.\n",
    message_id="mado.k7f29qxm.0123456789abc.abcdefghjkmn@example.jp",
    references=("root@example.com", "last@example.com"),
    in_reply_to="last@example.com",
    date=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
)
HOSTILE = [
    "x\r\nBcc: evil@example.org",
    "x\nBcc: evil@example.org\n\nbody",
    "=?utf-8?b?QQ0KQmNjOiBldmlsQGUuY29t?=",
    "=?utf-8?q?x=22=2C_=3Cevil=40e=3E=2C_=22?=",
    'x", <evil@example.org>, "',
    "x\x00y",
    "x\x1b]0;t\x07",
    "\u202egpj.exe",
    "a" * 5000,
    "あ" * 3000,
    "x\u2028Bcc: evil@example.org",
    "x\x85Bcc: evil@example.org",
    "x;y=z",
    "(((((",
    "\\",
    '"',
    "evil@example.org",
    "<evil@example.org>",
    "\udcff",
    "👩‍👩‍👧 x",
]


def headers(raw: bytes) -> list[tuple[str, str]]:
    return [(k, str(v)) for k, v in email.message_from_bytes(raw, policy=email.policy.compat32).items()]


def decoded(raw: bytes, name: str) -> str:
    return str(make_header(decode_header(email.message_from_bytes(raw)[name])))


def ours(mail: Outgoing) -> Composed:
    """Composed, and nothing in it that was not meant, by our parser and by the standard library's."""
    done = compose(mail)
    assert differences(done, [f.name for f in mail.files]) == []
    names = [k.lower() for k, _v in headers(done.raw)]
    assert len(names) == len(set(names)) and "bcc" not in names
    assert set(names) <= {
        "from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references",
        "mime-version", "content-type", "content-transfer-encoding",
    }  # fmt: skip
    found = [a for _n, a in getaddresses([v for k, v in headers(done.raw) if k in ("To", "Cc")])]
    assert found == [*done.to, *done.cc]
    assert all(len(line) <= 998 for line in done.raw.split(b"\r\n"))
    assert re.search(rb"\r(?!\n)|(?<!\r)\n|\0", done.raw) is None
    return done


def test_a_reply_has_the_headers_of_its_thread() -> None:
    raw = ours(MAIL).raw.decode()
    assert "Subject: Re: Broken cup\r\n" in raw
    assert "From: Blue Sky Shop <shop@example.jp>\r\n" in raw
    assert "Message-ID: <mado.k7f29qxm.0123456789abc.abcdefghjkmn@example.jp>" in raw.replace("\r\n ", " ")
    assert "In-Reply-To: <last@example.com>\r\n" in raw
    assert "References: <root@example.com> <last@example.com>\r\n" in raw
    assert "Date: Tue, 24 Nov 2026 09:30:00 +0000\r\n" in raw
    assert "MIME-Version: 1.0\r\n" in raw


@pytest.mark.parametrize("evil", HOSTILE)
@pytest.mark.parametrize("charset", [None, "iso-2022-jp"])
def test_a_hostile_subject_or_name_stays_one_value(evil: str, charset: str | None) -> None:
    mail = replace(
        MAIL,
        subject=f"Re: {evil}",
        sender=Address(evil, "shop@example.jp"),
        to=(Address(evil, "mary@example.com"), Address("", "bob@example.com")),
        cc=(Address(evil + "2", "carol@example.com"),),
        charset=charset,
    )
    done = ours(mail)
    assert (done.to, done.cc) == (("mary@example.com", "bob@example.com"), ("carol@example.com",))
    assert " ".join(parse(done.raw).text.split()) == "Hello."


@pytest.mark.parametrize("evil", HOSTILE)
def test_a_hostile_message_id_never_becomes_a_header(evil: str) -> None:
    done = ours(replace(MAIL, in_reply_to=evil, references=(evil, f"{evil}@x>\r\nBcc: <e@e", "ok@example.com")))
    assert "ok@example.com" in dict(headers(done.raw))["References"]


@pytest.mark.parametrize(
    "address",
    [
        "", "nobody", "a@", "@b", "a b@example.com", "a@example.com\r\nRCPT TO:<evil@example.org>",
        "a@exa mple.com", "a@b>c", "Me <v@e>, Evil <evil@e>", "a@-", "a@" + "b" * 300, "a" * 65 + "@example.com",
        "a,b@example.com", "a@b@example.com,c@d", '"a\\"@example.com', "a@.example.com", "a\x00@example.com",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Refused) as error:
        mailbox(Address("x", address))
    assert error.value.code == "bad_address"


@pytest.mark.parametrize(
    ("written", "spec"),
    [
        ("a@example.com", "a@example.com"),
        ("a..b.@docomo.ne.jp", '"a..b."@docomo.ne.jp'),
        ('"a..b."@docomo.ne.jp', '"a..b."@docomo.ne.jp'),
        ("a@例え.jp", "a@xn--r8jz45g.jp"),
        ("o'hara+x@example.com", "o'hara+x@example.com"),
        ("a@[192.0.2.1]", "a@[192.0.2.1]"),
        ("用户@example.com", "用户@example.com"),
    ],
)
def test_unusual_addresses_are_written_as_the_rfc_asks(written: str, spec: str) -> None:
    assert mailbox(Address("x", written)).spec == spec
    done = compose(replace(MAIL, to=(Address("x", written),)))
    assert done.to == (spec,)
    assert differences(done) == []


def test_an_address_stands_once() -> None:
    twice = (Address("a", "mary@example.com"), Address("b", "MARY@example.com"))
    done = ours(replace(MAIL, to=twice, cc=(Address("", "mary@Example.com"), Address("", "bob@example.com"))))
    assert done.to == ("mary@example.com",) and done.cc == ("bob@example.com",)


def test_bcc_is_in_the_envelope_and_nowhere_in_the_bytes() -> None:
    done = ours(replace(MAIL, bcc=(Address("Hidden Person", "hidden@example.org"),)))
    assert done.bcc == ("hidden@example.org",)
    assert b"idden" not in done.raw


# charsets ---------------------------------------------------------------------------------


def test_a_customer_who_wrote_iso_2022_jp_is_answered_in_it() -> None:
    body = "山田 太郎 様\n\nお世話になっております。〜確認いたしました。\n"
    raw = ours(replace(MAIL, subject="Re: お問い合わせ", body=body, charset="ISO-2022-JP")).raw
    assert b"charset=ISO-2022-JP" in raw and b"7bit" in raw and b"=?ISO-2022-JP?B?" in raw
    assert body.encode("iso2022_jp").replace(b"\n", b"\r\n") in raw


@pytest.mark.parametrize("beyond", ["①", "㈱", "ｶﾅ", "髙橋", "😀", "한국", "¥100"])
def test_what_iso_2022_jp_cannot_carry_goes_as_utf_8(beyond: str) -> None:
    assert not carries_jis(beyond)
    done = ours(replace(MAIL, body=f"お世話になっております。{beyond}\n", charset="iso-2022-jp"))
    assert b"charset=utf-8" in done.raw
    assert beyond in parse(done.raw).text


@pytest.mark.parametrize("char", "～－∥￠￡￢—")
def test_the_characters_that_windows_types_differently_still_go_as_iso_2022_jp(char: str) -> None:
    body = f"期間は三日{char}五日です。\n"
    assert choose_charset(body, "iso-2022-jp") == "iso-2022-jp"
    ours(replace(MAIL, body=body, charset="iso-2022-jp"))


def test_everybody_else_is_answered_in_utf_8_or_plain_ascii() -> None:
    assert b"charset=us-ascii" in ours(MAIL).raw
    assert b"charset=utf-8" in ours(replace(MAIL, body="お世話に\n", charset="shift_jis")).raw
    assert b"quoted-printable" in ours(replace(MAIL, body="It’s here, " + "word " * 60 + "\n")).raw


def test_a_line_without_end_is_carried_within_the_limits() -> None:
    for body in ("x" * 5000, "あ" * 5000, "お世話" + "x " * 3000):
        done = ours(replace(MAIL, body=body, charset="iso-2022-jp"))
        assert "".join(parse(done.raw).text.split()) == "".join(body.split())


def test_a_long_japanese_subject_is_folded_into_words_of_whole_characters() -> None:
    done = ours(replace(MAIL, subject="Re: " + "ご注文のお問い合わせにつきまして" * 10))
    head = done.raw.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 76 for line in head.split(b"\r\n"))
    assert decoded(done.raw, "Subject") == done.subject


def test_re_stays_readable_before_encoded_words() -> None:
    assert b"Subject: Re: =?UTF-8?B?" in ours(replace(MAIL, subject="Re: 注文")).raw


_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@settings(max_examples=150, deadline=None)
@given(_text, _text, _text, st.sampled_from([None, "iso-2022-jp", "utf-8"]))
def test_whatever_stands_in_it_a_mail_says_what_was_meant(
    subject: str, name: str, body: str, charset: str | None
) -> None:
    ours(
        replace(
            MAIL, subject=f"Re: {subject}", to=(Address(name, "m@example.com"),), body=f"x{body}", charset=charset
        )
    )


# attachments ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["見積書（最終）.pdf", "a b.txt", 'x"; y.pdf', "%41'b.txt", "長い" * 50 + ".pdf", "plain.pdf"]
)
def test_file_names_survive(name: str) -> None:
    kept = file_name(name)
    done = ours(replace(MAIL, files=(File(kept, "application/pdf", b"%PDF-1\x00\xff" * 100),)))
    assert email.message_from_bytes(done.raw).get_payload()[1].get_filename() == kept  # type: ignore[index,union-attr]  # stdlib's loose types
    assert [a.size for a in parse(done.raw).attachments] == [800]


@pytest.mark.parametrize(
    "evil", ["../../etc/passwd", "C:\\x\\y.pdf", "a\r\nBcc: e@e.pdf", "\x1b[2J.pdf", "...", "\u202efdp.exe"]
)
def test_a_hostile_file_name_is_only_a_name(evil: str) -> None:
    kept = file_name(evil)
    assert not set(kept) & set("/\\\r\n\x1b\u202e") and kept not in ("", ".", "..")
    ours(replace(MAIL, files=(File(kept, "application/pdf", b"x"),)))


def test_a_file_that_is_missing_or_too_large_is_said(tmp_path: Path) -> None:
    with pytest.raises(MadoError) as error:
        read_files([tmp_path / "none.pdf"])
    assert error.value.code == "missing_file"
    with (tmp_path / "big").open("wb") as big:
        big.truncate(MOST_ATTACHED + 1)
    with pytest.raises(MadoError) as error:
        read_files([tmp_path / "big"])
    assert error.value.code == "too_big"
    with pytest.raises(MadoError):
        read_files([tmp_path])


def test_the_type_of_a_file_is_what_its_name_promises_but_never_mail(tmp_path: Path) -> None:
    kinds = {}
    for name in ("a.pdf", "b.eml", "c.png", "d.unknown", "e.tar.gz"):
        (tmp_path / name).write_bytes(b"x")
        kinds[name] = read_files([tmp_path / name])[0].content_type
    plain = "application/octet-stream"
    assert kinds == {
        "a.pdf": "application/pdf",
        "b.eml": plain,
        "c.png": "image/png",
        "d.unknown": plain,
        "e.tar.gz": plain,
    }


# the last look ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (b"To: Mary Miller <mary@example.com>", b"To: <mary@example.com>, <evil@example.org>", "To"),
        (b"Subject: Re: Broken cup", b"Subject: Re: Broken cups", "Subject"),
        (b"From: Blue Sky Shop <shop@example.jp>", b"From: <ceo@example.jp>", "From"),
        (b"MIME-Version: 1.0", b"Bcc: <evil@example.org>\r\nMIME-Version: 1.0", "headers"),
        (b"MIME-Version: 1.0", b"X-Mailer: here\r\nMIME-Version: 1.0", "headers"),
        (b"Hello.", b"Hello. PS: the team thinks", "text"),
        (b"Hello.", b"Hello.\n", "bytes"),
    ],
)
def test_bytes_that_differ_from_what_was_meant_stop(old: bytes, new: bytes, what: str) -> None:
    done = compose(MAIL)
    assert old in done.raw
    with pytest.raises(MadoError, match=what):
        verify(replace(done, raw=done.raw.replace(old, new, 1)))


def test_a_long_chain_of_references_keeps_root_and_newest() -> None:
    kept = thread_ids([f"{i}@example.com" for i in range(300)])
    assert len(kept) == 20 and kept[0] == "0@example.com" and kept[-1] == "299@example.com"


def test_dates_are_in_utc() -> None:
    moment = datetime.fromisoformat("2026-11-24T09:30:00+09:00")
    assert rfc_date(moment) == "Tue, 24 Nov 2026 00:30:00 +0000"
