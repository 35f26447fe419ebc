"""Mail for tests and benches: what a support mailbox of a small shop holds, made from numbers alone."""

from __future__ import annotations

import base64
import random
from datetime import UTC, datetime, timedelta

# Lately, so that the usual twelve months of a first sync reach it; at midnight, so that a run has one START.
START = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=200)
_SUBJECTS = (
    "Where is my order?",
    "返品について",
    "Invoice",
    "ログインできません",
    "Damaged on arrival",
    "領収書の件",
)
_WORDS = ("order", "parcel", "invoice", "colour", "size", "refund", "delivery", "address", "kettle", "thanks")
_SENTENCES = (
    "お世話になっております。",
    "先日注文した急須の件でご連絡しました。",
    "蓋が割れておりました。",
    "ご確認をお願いいたします。",
)


def customer(number: int) -> str:
    """The address of the n-th customer; a few hundred of them write again and again."""
    return f"customer{number % 400}@example.{('com', 'org', 'jp')[number % 3]}"


def small(number: int, *, subject: str | None = None, body: str | None = None, sender: str | None = None) -> bytes:
    """A short plain message, its own for each number."""
    when = (START + timedelta(minutes=number)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    return (
        f"From: Customer {number} <{sender or customer(number)}>\r\nTo: support@example.com\r\n"
        f"Subject: {subject or f'Question {number}'}\r\nDate: {when}\r\nMessage-ID: <m{number}@example.com>\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{body or f'This is question number {number}.'}\r\n"
    ).encode()


def realistic(number: int) -> bytes:
    """A message as support mailboxes hold it: half Japanese, threads, HTML alternatives, some attachments.

    The same number always gives the same bytes; about 7 kB on average.
    """
    dice = random.Random(number)
    japanese = dice.random() < 0.5
    thread = number - number % 4
    head = [
        f"Return-Path: <{customer(thread)}>",
        *(
            f"Received: from relay{i}.example.net by mx.example.com with ESMTPS id {dice.getrandbits(60):x}"
            for i in range(4)
        ),
        f"From: Customer {thread % 400} <{customer(thread)}>",
        "To: Support <support@example.com>",
        f"Subject: {_subject(dice, thread, reply=number != thread)}",
        "Date: " + (START + timedelta(minutes=number)).strftime("%a, %d %b %Y %H:%M:%S +0000"),
        f"Message-ID: <r{number}@example.com>",
        "MIME-Version: 1.0",
    ]
    if number != thread:
        head.append("References: " + " ".join(f"<r{n}@example.com>" for n in range(thread, number)))
        head.append(f"In-Reply-To: <r{number - 1}@example.com>")
    text = _text(dice, japanese)
    return ("\r\n".join(head) + "\r\n").encode() + _body(dice, text, japanese)


def _subject(dice: random.Random, thread: int, *, reply: bool) -> str:
    words = f"{'Re: ' if reply else ''}{_SUBJECTS[thread % len(_SUBJECTS)]} #{thread}"
    return words if words.isascii() else f"=?utf-8?B?{base64.b64encode(words.encode()).decode()}?="


def _text(dice: random.Random, japanese: bool) -> str:
    if japanese:
        return "\r\n".join("".join(dice.choices(_SENTENCES, k=2)) for _ in range(dice.randint(4, 14)))
    return "\r\n".join(" ".join(dice.choices(_WORDS, k=11)) for _ in range(dice.randint(5, 25)))


def _body(dice: random.Random, text: str, japanese: bool) -> bytes:
    charset = dice.choice(("utf-8", "iso-2022-jp")) if japanese else "utf-8"
    encoded = text.encode(charset)
    plain = b"Content-Type: text/plain; charset=" + charset.encode() + b"\r\n"
    if charset == "utf-8" and japanese:
        encoded, plain = (
            base64.encodebytes(encoded).replace(b"\n", b"\r\n"),
            plain + b"Content-Transfer-Encoding: base64\r\n",
        )
    kind = dice.random()
    if kind < 0.45:
        return plain + b"\r\n" + encoded + b"\r\n"
    page = f"<html><body>{text}<p>{'<br>' * 40}</p></body></html>".encode()
    other = [b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + _lines(page)]
    form = b"alternative"
    if kind > 0.9:
        form = b"mixed"
        name = b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; "
        other = [name + b"filename=photo.png\r\n\r\n" + _lines(dice.randbytes(dice.randint(10_000, 60_000)))]
    mark = b"=_%d" % dice.getrandbits(60)
    parts = b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in (plain + b"\r\n" + encoded, *other))
    return (
        b"Content-Type: multipart/" + form + b'; boundary="' + mark + b'"\r\n\r\n' + parts + b"--" + mark + b"--\r\n"
    )


def _lines(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")
