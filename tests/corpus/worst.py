"""Messages made to hurt their reader: families that cost other parsers seconds, memory or a stack overflow.

Each is a function of a size, so that growth can be looked at; `FAMILIES` names the size that is tried.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Iterator

from tests.corpus.kit import HEAD

Maker = Callable[[int], bytes]
_START = b"From: a@b.example\r\nTo: c@d.example\r\n"


def _header(line: bytes, piece: bytes, end: bytes = b"") -> Maker:
    """A message with one header of so many pieces."""
    return lambda size: _START + line + piece * size + end + b"\r\n\r\nwords\r\n"


def _body(kind: bytes, piece: bytes, start: bytes = b"", end: bytes = b"") -> Maker:
    """A message of one part that is so many bytes of pieces long."""
    head = HEAD + b"Content-Type: " + kind + b"\r\n\r\n"
    return lambda size: head + start + piece * (size // len(piece)) + end


def _mixed(piece: bytes, end: bytes = b"") -> Maker:
    return _body(b"multipart/mixed; boundary=b", piece, b"--b\r\n\r\nwords\r\n", end or b"--b--\r\n")


def _nested(size: int) -> bytes:
    levels = (b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(size))
    return HEAD + b"".join(levels) + b"\r\nwords\r\n"


def _nested_messages(size: int) -> bytes:
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * size + b"words\r\n"


def _random(size: int) -> bytes:
    return HEAD + b"\r\n" + random.Random(5).randbytes(size)


def _file(size: int) -> bytes:
    data = base64.encodebytes(random.Random(5).randbytes(size * 73 // 100)).replace(b"\n", b"\r\n")
    kind = b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    part = b"--b\r\n" + kind + data + b"\r\n"
    return _mixed(part)(len(part))


_MB = 1_000_000
_QP = b"text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable"
_B64 = b"application/x-any; name=a\r\nContent-Transfer-Encoding: base64"
HEADS: dict[str, tuple[Maker, int]] = {
    "semicolons in Content-Type": (_header(b"Content-Type: text/plain", b";"), 300_000),
    "quotes in Content-Type": (_header(b"Content-Type: text/plain; a=", b'";"'), 100_000),
    "semicolons in Content-Disposition": (_header(b"Content-Disposition: attachment", b";"), 300_000),
    "parameters": (_header(b"Content-Type: text/plain", b"; a=b"), 50_000),
    "sections of a parameter": (_header(b"Content-Disposition: attachment", b"; filename*1*=a"), 50_000),
    "words of a subject": (_header(b"Subject:", b" a"), 500_000),
    "encoded words": (_header(b"Subject:", b" =?utf-8?q?a?="), 50_000),
    "beginnings of encoded words": (_header(b"Subject: ", b"=?utf-8?q?"), 100_000),
    "a punycode word": (_header(b"Subject: =?punycode?q?", b"abcd-", b"?="), 50_000),
    "a source route": (_header(b"From: <", b"@a,", b":a@b.example>"), 100_000),
    "groups": (_header(b"From: ", b"g:"), 100_000),
    "dots": (_header(b"From: a", b".a"), 100_000),
    "opening brackets": (_header(b"From: ", b"("), 100_000),
    "bracket pairs": (_header(b"From: " + b"(" * 50_000, b")"), 50_000),
    "angle brackets": (_header(b"From: ", b"<"), 100_000),
    "quotes": (_header(b"From: ", b'"'), 100_001),
    "backslashes": (_header(b"From: ", b'\\"'), 100_000),
    "recipients": (_header(b"Cc: x@y.example", b", a@b.example"), 100_000),
    "references": (_header(b"References:", b" <a@b.example>"), 100_000),
    "headers": (_header(b"X-A: 1", b"\r\nX-A: 1"), 500_000),
    "folds": (_header(b"Subject: a", b"\r\n "), 500_000),
    "a header of 10 MB": (_header(b"X-A: ", b"x"), 10 * _MB),
    "levels": (_nested, 20_000),
    "messages inside messages": (_nested_messages, 20_000),
}
"""Small in bytes, mostly."""
BODIES: dict[str, tuple[Maker, int]] = {
    "a file": (_file, 24 * _MB),
    "lines": (_body(b"text/plain", b"hello there this is a line\r\n"), 24 * _MB),
    "one line": (_body(b"text/plain", b"x"), 24 * _MB),
    "line feeds": (_body(b"text/plain", b"\n"), 24 * _MB),
    "carriage returns": (_body(b"text/plain", b"\r"), 24 * _MB),
    "bytes without a charset": (_random, 24 * _MB),
    "JIS switched at every sign": (_body(b"text/plain; charset=iso-2022-jp", b'\x1b$B$"\x1b(Ba'), 24 * _MB),
    "JIS without escapes": (_body(b"text/plain; charset=iso-2022-jp", b'$B$"'), 24 * _MB),
    "UTF-16 of surrogates": (_body(b"text/plain; charset=utf-16", b"\xd8\x00"), 24 * _MB),
    "equals signs": (_body(_QP, b"="), 24 * _MB),
    "soft breaks with spaces": (_body(_QP, b"=   \r\n"), 24 * _MB),
    "base64 in pieces": (_body(_B64, b"abc="), 24 * _MB),
    "base64 with junk": (_body(_B64, b"a!"), 24 * _MB),
    "parts": (_mixed(b"--b\r\n\r\nx\r\n"), 24 * _MB),
    "parts of HTML": (_mixed(b"--b\r\nContent-Type: text/html\r\n\r\n<p>x\r\n"), 24 * _MB),
    "near delimiters": (_mixed(b"--bx\r\n"), 24 * _MB),
    "beginnings of uuencode": (_body(b"text/plain", b"begin 644 a\r\n"), 24 * _MB),
    "beginnings of base64": (_body(b"text/plain", b"begin-base64 644 a\r\nx\r\n", end=b"====\r\n"), 24 * _MB),
    "delivery reports": (_body(b"message/delivery-status", b"Action: failed\r\n\r\n"), 24 * _MB),
    "tables": (_body(b"text/html", b"<table><tr><td>"), 24 * _MB),
    "quotes in HTML": (_body(b"text/html", b"<blockquote>"), 24 * _MB),
    "opening tags": (_body(b"text/html", b"<"), 24 * _MB),
    "attributes": (_body(b"text/html", b" a=1", b"<p"), 24 * _MB),
    "comments never closed": (_body(b"text/html", b"<!-- "), 24 * _MB),
    "styles never closed": (_body(b"text/html", b"<style>"), 24 * _MB),
    "links never closed": (_body(b"text/html", b"<a href=x>a"), 24 * _MB),
    "character references": (_body(b"text/html", b"&amp"), 24 * _MB),
    "pictures in HTML": (_body(b"text/html", b"<img src='data:image/png;base64,AAAA"), 24 * _MB),
    "introductions": (_body(b"text/plain", b"On Monday, 1 May 2026 10:00, Ann wrote:\r\n"), 4 * _MB),
    "introductions never ended": (_body(b"text/plain", b"On "), 4 * _MB),
    "header blocks": (_body(b"text/plain", b"From: a@b.example\r\n"), 4 * _MB),
    "rules": (_body(b"text/plain", b"-----\r\n"), 4 * _MB),
    "quotation marks": (_body(b"text/plain", b"> "), 4 * _MB),
    "closing phrases": (_body(b"text/plain", b"Best regards\r\n"), 4 * _MB),
    "flowed lines": (_body(b"text/plain; format=flowed", b"a \r\n"), 24 * _MB),
    "combining marks": (_body(b"text/plain; charset=utf-8", b"\xcc\x81"), 24 * _MB),
    "enriched commands": (_body(b"text/enriched", b"<param>"), 24 * _MB),
    "bytes of winmail.dat": (_body(b"application/ms-tnef", b"\x78\x9f\x3e\x22\x01\x00\x01"), 24 * _MB),
    "ASN.1 without end": (_body(b"application/pkcs7-mime; smime-type=signed-data", b"\x30\x80"), 24 * _MB),
}
"""Messages near 25 MB, or as long as what is looked at."""


def all_families() -> Iterator[tuple[str, Maker, int]]:
    """Name, maker and full size of each family."""
    for name, (maker, size) in (*HEADS.items(), *BODIES.items()):
        yield name, maker, size
