"""How fast mail is read: `parse` against the standard library's parser with headers and bodies decoded.

Run: `python -m bench.parse [--mails 10000] [--rounds 3]`. Both readers get the same mails in the same run, taking
turns, and the ratio of their best rounds is what counts; milliseconds say something of one machine only. `parse` also
finds out what is new in a reply, bounces and machines' mail; `but_for_reply_text` leaves the first of these out.

The mails are ordinary ones of a shop's counter, half of them Japanese: plain text in ISO-2022-JP, UTF-8 and
Shift_JIS, text with HTML beside it, replies with quotes, HTML alone, pictures and files. Every sender has an address
and nearly every one a name of his own, so that nothing remembered between two mails helps more than it does in life.
"""

from __future__ import annotations

import argparse
import base64
import email
import email.header
import email.utils
import gc
import json
import quopri
import random
import time
from collections.abc import Callable, Sequence
from email.message import Message as OldMessage
from typing import TypeVar

from core.mail.parse import parse
from core.mail.reply_text import reply_text

_T = TypeVar("_T")
_WORDS = [
    "order",
    "parcel",
    "please",
    "thank",
    "delivery",
    "address",
    "invoice",
    "return",
    "color",
    "size",
    "question",
    "yesterday",
    "number",
    "Friday",
]
_JA = [
    "お世話になっております",
    "ご注文の品について",
    "届いておりません",
    "ご確認ください",
    "よろしくお願いいたします",
    "返品したいのですが",
    "住所を変更",
]
_KANJI = "山田中村佐藤木高橋渡辺伊小林加吉松本井上清水太郎花子一美健真由"
_JAPANESE = [("iso-2022-jp", "iso2022_jp"), ("utf-8", "utf-8"), ("utf-8", "utf-8"), ("shift_jis", "cp932")]
_LATIN = [("utf-8", "utf-8"), ("us-ascii", "ascii")]
_HOP = """Received: from mx{0}.mail.example (mx{0}.mail.example [192.0.2.{0}])
	by in.shop.example with ESMTPS id x{0}7Gh
	for <desk@shop.example>; Sat, 21 Nov 2026 10:15:3{0} +0900 (JST)
"""
_TRACE = "".join(_HOP.format(i) for i in range(4)) + (
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=mail.example; s=20230601; t=1795000000;\n"
    "\th=to:subject:message-id:date:from:mime-version:from:to:cc:subject:date;\n\tbh=" + "aB3+" * 11 + "=;\n"
    "\tb=" + "\n\t ".join("kL9/xY2+" * 8 for _ in range(4)) + "\n"
    "Authentication-Results: in.shop.example; spf=pass smtp.mailfrom=mail.example; dkim=pass\n"
    "X-Mailer: Some Mailer 16.0\nX-Priority: 3\n"
)


def _prose(rng: random.Random, words: Sequence[str], lines: int, joint: str) -> str:
    return "\n".join(joint.join(rng.choices(words, k=rng.randint(4, 12))) for _ in range(lines))


def _word(text: str, charset: str, codec: str) -> str:
    return text if text.isascii() else f"=?{charset}?B?{base64.b64encode(text.encode(codec)).decode()}?="


def make_mail(number: int, rng: random.Random) -> bytes:
    """One ordinary mail; equal numbers and states of `rng` give equal bytes."""
    japanese = number % 2 == 0
    charset, codec = rng.choice(_JAPANESE if japanese else _LATIN)
    text = _prose(rng, _JA if japanese else _WORDS, rng.randint(4, 30), "。" if japanese else " ")
    name = f"{rng.choice(_KANJI)}{rng.choice(_KANJI)} {rng.choice(_KANJI)}{rng.choice(_KANJI)}"
    title = f"{rng.choice(_JA)} {number}"
    if not japanese:
        name, title = f"Ann {rng.choice(_WORDS).title()}{number % 997}", " ".join(rng.choices(_WORDS, k=4))
    host = "mail.example"
    lines = [
        f"Date: Sat, {1 + number % 28} Nov 2026 10:{number % 60:02}:00 +0900",
        f"From: {_word(name, charset, codec)} <user{number}@{host}>",
        "To: Desk <desk@shop.example>",
        f"Subject: {_word(title, charset, codec)}",
        f"Message-ID: <{number}.abcdef@{host}>",
        "MIME-Version: 1.0",
    ]
    if number % 3 == 0:
        lines += [
            f"In-Reply-To: <{number - 1}.a@{host}>",
            f"References: <{number - 2}.a@{host}>\n <{number - 1}.a@{host}>",
        ]
        text += "\n\n" + "\n".join("> " + x for x in _prose(rng, _WORDS, 15, " ").split("\n"))
    head = (_TRACE + "\n".join(lines) + "\n").encode()
    return (head + _content(number, rng, text, (charset, codec))).replace(b"\n", b"\r\n")


def _leaf(kind: str, text: str, written: tuple[str, str]) -> bytes:
    charset, codec = written
    data = text.encode(codec)
    way = {"utf-8": "base64", "shift_jis": "quoted-printable"}.get(charset, "7bit")
    coded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(way, bytes)(data)
    return f"Content-Type: {kind}; charset={charset}\nContent-Transfer-Encoding: {way}\n\n".encode() + coded


def _content(number: int, rng: random.Random, text: str, written: tuple[str, str]) -> bytes:
    plain = _leaf("text/plain", text, written)
    shape = rng.random()
    if shape < 0.45:
        return plain
    rows = "".join(f"<div>{x}<br></div>" for x in text.replace(">", "&gt;").split("\n"))
    rich = _leaf("text/html", f"<html><body>{rows}</body></html>", written)
    if shape < 0.5:
        return rich
    both = _multipart("alternative", f"a{number}", plain, rich)
    if shape < 0.85:
        return both
    file = b'Content-Type: image/jpeg; name="photo.jpg"\nContent-Transfer-Encoding: base64\n'
    file += b'Content-Disposition: attachment; filename="photo.jpg"\n\n'
    data = rng.randbytes(rng.randint(5_000, 60_000))
    return _multipart("mixed", f"m{number}", both, file + base64.encodebytes(data))


def _multipart(kind: str, boundary: str, *parts: bytes) -> bytes:
    line = f"--{boundary}".encode()
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n'.encode()
    return head + b"".join(line + b"\n" + p + b"\n" for p in parts) + line + b"--\n"


def _by_library(raw: bytes) -> object:
    """The standard library's compat32 reader: headers decoded, bodies decoded."""
    message: OldMessage = email.message_from_bytes(raw)
    names = ("Subject", "From", "To", "Cc")
    heads = [str(email.header.make_header(email.header.decode_header(message.get(n, "")))) for n in names]
    people = email.utils.getaddresses(heads[1:])
    date = email.utils.parsedate_to_datetime(message["Date"])
    ids = (message["Message-ID"], message["In-Reply-To"], (message["References"] or "").split())
    texts: list[str] = []
    sizes: list[int] = []
    for part in message.walk():
        if part.is_multipart():
            continue
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        if part.get_content_maintype() == "text":
            texts.append(data.decode(part.get_content_charset("us-ascii"), "replace"))
        else:
            sizes.append(len(data))
        part.get_filename()
    return heads, people, date, ids, texts, sizes


def _seconds(reader: Callable[[_T], object], mails: Sequence[_T]) -> float:
    gc.collect()
    start = time.process_time()
    for raw in mails:
        reader(raw)
    return time.process_time() - start


def main() -> None:
    """Measure and print one line of JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=3)
    wanted = options.parse_args()
    rng = random.Random(7)
    mails = [make_mail(n, rng) for n in range(wanted.mails)]
    texts = [parse(raw).text for raw in mails]
    ours, theirs, replies = [], [], []
    for _ in range(wanted.rounds):
        ours.append(_seconds(parse, mails))
        theirs.append(_seconds(_by_library, mails))
        replies.append(_seconds(reply_text, texts))
    size = sum(map(len, mails))
    print(
        json.dumps(
            {
                "mails": len(mails),
                "bytes": size,
                "parse_us": round(min(ours) / len(mails) * 1e6, 1),
                "compat32_us": round(min(theirs) / len(mails) * 1e6, 1),
                "times_as_fast": round(min(theirs) / min(ours), 2),
                "but_for_reply_text": round(min(theirs) / (min(ours) - min(replies)), 2),
            }
        )
    )


if __name__ == "__main__":
    main()
