"""Mails as bytes on the wire (RFC 5322, RFC 2045): headers and bodies as the programs of their time write them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

from cli.demo import encode, pictures
from cli.demo.programs import program_line
from cli.demo.story import Person, zone

_UNUSUAL = str.maketrans({"〜": "～", "−": "－", "‖": "∥", "—": "―"})
"""Characters that Microsoft's tables know under another code point only."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything a mail says, before it is bytes. Message ids stand without angle brackets."""

    sender: Person
    to: Person
    at: datetime
    subject: str
    text: str
    message_id: str
    program: str
    charset: str
    references: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    html: str = ""
    attach: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    reply_to: Person | None = None
    return_path: str | None = None
    report: bytes = field(default=b"")


def wire(letter: Letter) -> bytes:
    """The message's bytes, lines ended by CRLF."""
    charset, text = fitting(letter.text, letter.charset)
    if letter.report:
        content = _multipart("report; report-type=delivery-status", letter, [_text(text, charset), letter.report])
    elif letter.attach:
        parts = [_text(text, charset), *(_file(name, charset) for name in letter.attach)]
        content = _multipart("mixed", letter, parts)
    elif letter.html == "both":
        content = _multipart("alternative", letter, [_text(text, charset), _html(text, charset)])
    else:
        content = _html(text, charset) if letter.html else _text(text, charset)
    head = "\r\n".join(_headers(letter, charset))
    return head.encode("ascii") + b"\r\nMIME-Version: 1.0\r\n" + content


def fitting(text: str, charset: str) -> tuple[str, str]:
    """The charset a program would send this text in, and the text with the characters that charset has."""
    if charset in {"iso-2022-jp", "shift_jis"}:
        text = text.translate(_UNUSUAL)
    try:
        encode.encode(text, charset)
    except UnicodeEncodeError:
        return "utf-8", text
    return charset, text


def _headers(letter: Letter, charset: str) -> Sequence[str]:
    sender = letter.sender
    local = letter.at.astimezone(zone(sender))
    path = sender.address if letter.return_path is None else letter.return_path
    lines = [
        f"Return-Path: <{path}>",
        f"Received: from {_host(sender)} ({_host(sender)} [192.0.2.25])\r\n"
        f"\tby {_host(letter.to)} with ESMTPS; {format_datetime(local)}",
        f"Date: {format_datetime(local)}",
        f"From: {_mailbox(sender.name, sender.address, charset)}",
        f"To: {_mailbox(letter.to.name, letter.to.address, charset)}",
    ]
    if letter.cc:
        pairs = (one.rstrip(">").rpartition(" <") for one in letter.cc)
        lines.append("Cc: " + ",\r\n ".join(_mailbox(name, address, charset) for name, _, address in pairs))
    if letter.reply_to:
        lines.append(f"Reply-To: {_mailbox(letter.reply_to.name, letter.reply_to.address, charset)}")
    header_charset, subject = fitting(letter.subject, charset)
    lines.append(f"Subject: {encode.header(subject, header_charset)}")
    lines.append(f"Message-ID: <{letter.message_id}>")
    if letter.references:
        lines.append(f"In-Reply-To: <{letter.references[-1]}>")
        lines.append("References: " + "\r\n ".join(f"<{one}>" for one in letter.references))
    named = program_line(letter.program)
    return [*lines, *letter.extra, *([named] if named else [])]


def _host(person: Person) -> str:
    return person.domain if person.domain.startswith("mx.") else f"mx.{person.domain}"


def _mailbox(name: str, address: str, charset: str) -> str:
    usable, name = fitting(name, charset)
    return encode.mailbox(name, address, usable)


def _text(text: str, charset: str, kind: str = "plain") -> bytes:
    transfer, raw = encode.body(text, charset)
    shown = "us-ascii" if raw.isascii() and charset != "iso-2022-jp" and transfer == "7bit" else charset
    head = f'Content-Type: text/{kind}; charset="{shown}"\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n'
    return head.encode() + raw


def _html(text: str, charset: str) -> bytes:
    lines = "".join(f"<div>{html.escape(line) or '<br>'}</div>\n" for line in text.splitlines())
    page = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">\n'
        "<style>div { font-family: sans-serif; color: #333 }</style></head>\n"
        f"<body>\n{lines}</body></html>\n"
    )
    return _text(page, charset, "html")


def _file(name: str, charset: str) -> bytes:
    kind, raw = pictures.attachment(name)
    head = (
        f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment;\r\n {encode.file_name(name, charset)}\r\n\r\n"
    )
    return head.encode("ascii") + encode.base64_lines(raw)


def _multipart(kind: str, letter: Letter, parts: Sequence[bytes]) -> bytes:
    boundary = "=_" + letter.message_id.partition("@")[0].replace("+", "")[:32]
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n'.encode()
    line = b"--" + boundary.encode()
    return head + b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"


def bounced(letter: Letter, sent: Letter) -> Letter:
    """A delivery report (RFC 3464) on a mail we sent: the recipient's mailbox is full."""
    recipient = sent.to.address
    host = f"mx.{sent.to.domain}"
    status = (
        f"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; {host}\r\n"
        f"Arrival-Date: {format_datetime(sent.at)}\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.2.2\r\n"
        "Diagnostic-Code: smtp; 552 5.2.2 Mailbox full\r\n"
    ).encode()
    boundary = "=_" + letter.message_id.partition("@")[0].replace("+", "")[:32]
    headers = "\r\n".join(_headers(sent, sent.charset)).encode()
    report = status + f"\r\n--{boundary}\r\nContent-Type: text/rfc822-headers\r\n\r\n".encode() + headers + b"\r\n"
    text = (
        f"This is the mail system at host {host}.\n\nYour message could not be delivered to one or more "
        f"recipients.\n\n<{recipient}>: the recipient's mailbox is full (5.2.2)\n"
    )
    return Letter(
        Person("daemon", "Mail Delivery System", f"MAILER-DAEMON@{host}"),
        sent.sender,
        letter.at,
        "Undelivered Mail Returned to Sender",
        text,
        letter.message_id,
        "machine",
        "us-ascii",
        extra=("Auto-Submitted: auto-replied",),
        return_path="",
        report=report,
    )
