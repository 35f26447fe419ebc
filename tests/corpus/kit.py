"""How cases are written: a message from a few pieces, an expectation as plain data."""

from __future__ import annotations

import base64
import hashlib
import quopri
from dataclasses import dataclass
from typing import Any

HEAD = b"From: Customer <c@customer.example>\r\nTo: desk@shop.example\r\nSubject: hello\r\nMIME-Version: 1.0\r\n"
PNG = b"\x89PNG\r\n\x1a\n\x00picture"
PDF = b"%PDF-1.4\n\xff\xfe\x00file\r\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class Case:
    """A message and the JSON keys it must give. Of attachments only the keys that are named are compared."""

    name: str
    raw: bytes
    expected: dict[str, Any]


def text_case(name: str, content_type: str | bytes, body: bytes, text: str, **expected: Any) -> Case:
    """A message of one text part; `content_type` is the header's value and may go on with further headers."""
    head = content_type.encode() if isinstance(content_type, str) else content_type
    return Case(name, HEAD + b"Content-Type: " + head + b"\r\n\r\n" + body, {"text": text, **expected})


def header_case(name: str, header: bytes, **expected: Any) -> Case:
    """A message that is about one header line (or several, with their line ends)."""
    return Case(name, header + b"\r\nX-End: 1\r\n\r\nHello\r\n", expected)


def subject(name: str, value: bytes, wanted: str, **expected: Any) -> Case:
    """A message that is about its subject."""
    return header_case(name, b"Subject: " + value, subject=wanted, **expected)


def multipart(kind: str, *parts: bytes, boundary: str = "b0", extra: str = "") -> bytes:
    """A multipart with its Content-Type line, to put behind HEAD or inside another one."""
    line = b"--" + boundary.encode()
    inner = b"".join(line + b"\r\n" + part + b"\r\n" for part in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"{extra}\r\n\r\n'.encode()
    return head + inner + line + b"--\r\n"


def part(content_type: str, body: bytes, *lines: str) -> bytes:
    """A part as it stands, with more header lines."""
    head = "".join(f"{x}\r\n" for x in (f"Content-Type: {content_type}", *lines))
    return head.encode() + b"\r\n" + body


def plain(text: str = "Hello", *lines: str) -> bytes:
    """A text/plain part in UTF-8."""
    return part("text/plain; charset=utf-8", text.encode(), *lines)


def html(source: str, *lines: str) -> bytes:
    """A text/html part in UTF-8."""
    return part("text/html; charset=utf-8", source.encode(), *lines)


def b64(content_type: str, data: bytes, *lines: str) -> bytes:
    """A part in base64."""
    return part(
        content_type, base64.encodebytes(data).replace(b"\n", b"\r\n"), "Content-Transfer-Encoding: base64", *lines
    )


def attached(name: str, data: bytes, content_type: str = "application/pdf", *lines: str) -> bytes:
    """An attached file with a plain name."""
    return b64(content_type, data, f'Content-Disposition: attachment; filename="{name}"', *lines)


def file(name: str, data: bytes | None = None, **more: Any) -> dict[str, Any]:
    """What is expected of an attachment."""
    wanted: dict[str, Any] = {"filename": name, **more}
    if data is not None:
        wanted |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return wanted


def word(text: str, charset: str = "utf-8", codec: str | None = None, kind: str = "B") -> bytes:
    """One encoded word (RFC 2047)."""
    data = text.encode(codec or charset)
    coded = base64.b64encode(data) if kind == "B" else quopri.encodestring(data, header=True).replace(b"?", b"=3F")
    return b"=?" + charset.encode() + b"?" + kind.encode() + b"?" + coded + b"?="


def person(name: str, address: str) -> dict[str, str]:
    """An address as JSON has it."""
    return {"name": name, "address": address}
