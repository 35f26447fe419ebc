"""The form in which our own replies leave, read quickly: bulk runs read each finished mail again before it may go.

One text part under headers that stand in one order, all of it ASCII. Whatever is of another form, or odd in any way,
is left to `core.mail.parse`, which says the very same of mail in this form (a property test holds the two together).
Nothing here knows how the mail was made: its bytes are read as anybody's.
"""

from __future__ import annotations

import re
from functools import lru_cache

from core.mail import bounces, charsets
from core.mail.addresses import read_addresses
from core.mail.automatic import is_automatic
from core.mail.carrier_emoji import as_sent_by
from core.mail.dates import read_date
from core.mail.headers import HeaderBlock
from core.mail.ids import read_id, read_ids
from core.mail.links import link_warnings
from core.mail.lookalikes import sender_warnings
from core.mail.message import Address, Message
from core.mail.parse import PHONES, HeaderView, decoded_sender
from core.mail.reply_text import reply_text
from core.mail.transfer import text_from_base64, undo
from core.mail.words import header_text
from core.text import clean

LARGEST = 64 * 1024
"""Longer mail is not looked at here, in bytes."""
_VALUE = rb"([!-~][ -~]*(?:\r\n [!-~][ -~]*){0,60})\r\n"
_ID = rb"(<[!-;=?-~]+>)\r\n"
_HEAD = re.compile(
    rb"From: ([!-~][ -~]*)\r\nTo: "
    + _VALUE
    + rb"(?:Cc: "
    + _VALUE
    + rb")?Subject: "
    + _VALUE
    + rb"Date: ([!-~ ]+)\r\n"
    rb"Message-ID: " + _ID + rb"(?:In-Reply-To: " + _ID + rb")?(?:References: " + _VALUE + rb")?"
    rb"MIME-Version: 1\.0\r\nContent-Type: text/plain; charset=(us-ascii|utf-8)\r\n"
    rb"Content-Transfer-Encoding: (7bit|base64|quoted-printable)\r\n\r\n"
)
_VISIBLE = re.compile(r"[!-~\u3041-\u9fff]")


def read_own(raw: bytes) -> Message | None:
    """What `core.mail.parse.parse` says of a mail in our own form; None for any other."""
    head = _HEAD.match(raw) if len(raw) <= LARGEST else None
    if head is None or not raw.isascii() or not raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r"):
        return None
    fields = [value.strip() if value is not None else None for value in head.groups()]
    by, to, cc, subject, date, name, answered, chain, label, encoding = fields
    if by is None or subject is None or label is None or encoding is None:
        return None
    if b"=?" in b"".join((name or b"", answered or b"", chain or b"")):
        return None
    charset = label.decode("ascii")
    sender = _sender(by, charset)
    text = _text(raw[head.end() :], encoding, charset)
    titled = header_text(subject, charset)
    if sender is None or text is None or titled.repaired:
        return None
    written, mended = read_addresses(to, charset)
    copied, again = read_addresses(cc, charset)
    if mended or again or len(written) + len(copied) > 100:
        return None
    about = clean(titled.text, one_line=True).strip()
    if sender[0].address.endswith(PHONES):
        text, about = as_sent_by(sender[0].address, text), as_sent_by(sender[0].address, about)
    said = dict.fromkeys([*sender[1], *link_warnings(text)])
    return Message(
        message_id=read_id(name),
        in_reply_to=read_id(answered),
        references=read_ids(chain),
        subject=about,
        sender=sender[0],
        to=written,
        cc=copied,
        reply_to=(),
        date=_date(date),
        text=text,
        reply_text=reply_text(text),
        auto_submitted=is_automatic({}, about, person=True),
        charset=charset,
        warnings=tuple([clean(w, one_line=True) for w in said]),
    )


def _text(body: bytes, encoding: bytes, charset: str) -> str | None:
    """The readable text; None where it is not plainly that."""
    if encoding == b"base64":
        data, tail, true = text_from_base64(body)
        if tail or not true:
            return None
    elif encoding == b"7bit":
        data = body
        if b"begin" in body:
            return None  # perhaps a file
    else:
        data = undo(body, "quoted-printable")
    read = charsets.decode(data, charset, hint=charset)
    text = read.text
    if read.repaired or read.charset != charset or "<" in text[:300] or not _VISIBLE.search(text):
        return None
    return clean(text.rstrip()).strip("\n").rstrip() if text[0] != "\ufeff" else None


_date = lru_cache(maxsize=64)(read_date)


@lru_cache(maxsize=64)
def _sender(value: bytes, charset: str) -> tuple[Address, list[str]] | None:
    """Who wrote it, and what is to be said of them; None where it may be a program. A desk has few senders."""
    found, mended = read_addresses(value, charset)
    block = HeaderBlock({"from": [value]}, 0)
    view = HeaderView(block, charset, decoded_sender(block, found))
    if len(found) != 1 or mended or not bounces.by_a_person(view):
        return None
    return found[0], sender_warnings(found[0])
