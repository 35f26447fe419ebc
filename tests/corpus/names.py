"""Names of attached files, in all the ways that programs write them."""

from __future__ import annotations

import base64
from urllib.parse import quote

from tests.corpus.kit import HEAD, PDF, Case, file, multipart, part, plain, word

CASES: list[Case] = []
JA = "請求書2026年11月.pdf"
_Q = quote(JA)
_LONG = "とても長いファイル名の見積書その" * 4 + ".pdf"


def _name(name: str, wanted: str, *lines: bytes, content_type: bytes = b"application/pdf") -> None:
    head = (
        b"Content-Type: "
        + content_type
        + b"\r\nContent-Transfer-Encoding: base64\r\n"
        + b"".join(x + b"\r\n" for x in lines)
    )
    raw = HEAD + multipart("mixed", plain(), head + b"\r\n" + base64.b64encode(PDF))
    CASES.append(Case(f"name: {name}", raw, {"text": "Hello", "attachments": [file(wanted, PDF)]}))


def _disposition(name: str, wanted: str, value: bytes) -> None:
    _name(name, wanted, b"Content-Disposition: attachment; " + value)


_disposition("quoted", "bill 1.pdf", b'filename="bill 1.pdf"')
_disposition("token", "bill.pdf", b"filename=bill.pdf")
_disposition("spaces without quotes", "bill 1 (copy).pdf", b"filename=bill 1 (copy).pdf")
_disposition("quotes and backslash escaped", 'a"b\\c.pdf'.replace("\\", "_"), b'filename="a\\"b\\\\c.pdf"')
_disposition("semicolon in quotes", "a;b.pdf", b'filename="a;b.pdf"')
_disposition("equals sign in quotes", "a=b.pdf", b'filename="a=b.pdf"; size=3')
_disposition("never closed", "bill.pdf", b'filename="bill.pdf')
_disposition("never closed, more behind", "bill.pdf", b'filename="bill.pdf; size=3')
_disposition("single quotes around all of it", "bill.pdf", b"filename='bill.pdf'")
_disposition("spaces round the equals sign", "bill.pdf", b'filename = "bill.pdf"')
_disposition("upper case", "bill.pdf", b'FILENAME="bill.pdf"')
_disposition("no space after the semicolon", "bill.pdf", b'size=3;filename="bill.pdf"')
_disposition("two semicolons", "bill.pdf", b';; filename="bill.pdf";')
_disposition("folded", "bill one.pdf", b'\r\n filename="bill\r\n one.pdf"')
_disposition("encoded", JA, b"filename*=utf-8''" + _Q.encode())
_disposition("encoded upper case", JA, b"filename*=UTF-8''" + _Q.encode())
_disposition("encoded with language", JA, b"filename*=utf-8'ja'" + _Q.encode())
_disposition("encoded in quotes", JA, b"filename*=\"utf-8''" + _Q.encode() + b'"')
_disposition("encoded, inner quotes", JA, b"filename*=utf-8''\"" + _Q.encode() + b'"')
_disposition("encoded in iso-2022-jp", JA, b"filename*=iso-2022-jp''" + quote(JA.encode("iso2022_jp")).encode())
_disposition("encoded in shift_jis", JA, b"filename*=shift_jis''" + quote(JA.encode("cp932")).encode())
_disposition("encoded without a charset", JA, b"filename*=" + _Q.encode())
_disposition("encoded with an empty charset", JA, b"filename*=''" + _Q.encode())
_disposition("encoded with a false charset", JA, b"filename*=us-ascii''" + _Q.encode())
_disposition("both, the encoded one counts", JA, b"filename=\"fallback.pdf\"; filename*=utf-8''" + _Q.encode())
_disposition("both in the other order", JA, b"filename*=utf-8''" + _Q.encode() + b'; filename="fallback.pdf"')
_disposition("continued", "a-long-name.pdf", b'filename*0="a-long"; filename*1="-name.pdf"')
_disposition(
    "continued out of order", "a-long-name.pdf", b'filename*1="-name"; filename*0="a-long"; filename*2=".pdf"'
)
_disposition(
    "continued and encoded", JA, b"filename*0*=utf-8''" + _Q[:30].encode() + b"; filename*1*=" + _Q[30:].encode()
)
_disposition(
    "continued inside a character",
    JA,
    b"filename*0*=utf-8''" + _Q[:15].encode() + b"; filename*1*=" + _Q[15:].encode(),
)
_disposition(
    "continued, the second part plain",
    "請求.pdf",
    b"filename*0*=utf-8''" + quote("請求").encode() + b'; filename*1=".pdf"',
)
_disposition("continued with a gap", "ab.pdf", b'filename*0="a"; filename*2="b.pdf"')
_disposition(
    "continued encoded words",
    "請求書.pdf",
    b'filename*0="' + word("請求") + b'"; filename*1=" ' + word("書.pdf") + b'"',
)
_disposition("percent sign that is none", "100%.pdf", b'filename="100%.pdf"')
_disposition("percent encoded without saying so", JA, b'filename="' + _Q.encode() + b'"')
_disposition("percent encoded ascii stays", "a%20b.pdf", b'filename="a%20b.pdf"')
_disposition("encoded word in quotes", JA, b'filename="' + word(JA) + b'"')
_disposition("encoded word without quotes", JA, b"filename=" + word(JA))
_disposition(
    "encoded words in quotes, folded", "請求書.pdf", b'filename="' + word("請求") + b"\r\n " + word("書.pdf") + b'"'
)
_disposition("encoded word in iso-2022-jp", JA, b'filename="' + word(JA, "iso-2022-jp", "iso2022_jp") + b'"')
_disposition("encoded word in Q with spaces", "a b.pdf", b'filename="=?utf-8?Q?a b.pdf?="')
_disposition("raw utf-8", JA, b'filename="' + JA.encode() + b'"')
_disposition("raw shift_jis", "請求書です表.pdf", b'filename="' + "請求書です表.pdf".encode("cp932") + b'"')
_disposition("raw iso-2022-jp", JA, b'filename="' + JA.encode("iso2022_jp") + b'"')
_disposition(
    "raw iso-2022-jp with a quote byte", "あ一覧.pdf", b'filename="' + "あ一覧.pdf".encode("iso2022_jp") + b'"'
)
_disposition("raw euc-jp", "これは請求書です.pdf", b'filename="' + "これは請求書です.pdf".encode("euc_jp") + b'"')
_disposition("raw latin", "Münze für Köln.pdf", b'filename="' + "Münze für Köln.pdf".encode("latin-1") + b'"')
_disposition(
    "very long",
    _LONG,
    b"".join(
        b"filename*%d*=%s;\r\n " % (i, (b"utf-8''" if not i else b"") + quote(_LONG[i * 8 : i * 8 + 8]).encode())
        for i in range(9)
    ),
)
_disposition("path of windows", "bill.pdf", b'filename="C:\\Users\\ann\\bill.pdf"')
_disposition("path upwards", "passwd", b'filename="../../etc/passwd"')
_disposition("absolute path", "passwd", b'filename="/etc/passwd"')
_disposition("slash in a name", "2026_11 bill.pdf", b'filename="2026/11 bill.pdf"')
_disposition("control sequence", "a[31mb.pdf", b'filename="a\x1b[31mb.pdf"')
_disposition("bidi override", "billfdp.exe", b"filename*=utf-8''bill%E2%80%AEfdp.exe")
_disposition("line end", "a b.pdf", b"filename*=utf-8''a%0Ab.pdf")
_disposition("decomposed", "ガ.pdf", b"filename*=utf-8''" + quote("カ\u3099.pdf").encode())
_name("from the content type", "bill.pdf", content_type=b'application/pdf; name="bill.pdf"')
_name("from the content type, encoded word", JA, content_type=b'application/pdf; name="' + word(JA) + b'"')
_name("from the content type, encoded", JA, content_type=b"application/pdf; name*=utf-8''" + _Q.encode())
_name(
    "disposition before content type",
    "a.pdf",
    b'Content-Disposition: attachment; filename="a.pdf"',
    content_type=b'application/pdf; name="b.pdf"',
)
_name(
    "disposition empty, content type counts",
    "b.pdf",
    b'Content-Disposition: attachment; filename=""',
    content_type=b'application/pdf; name="b.pdf"',
)
_name("none at all", "attachment.pdf", b"Content-Disposition: attachment")
_name("disposition is a name only", "c.pdf", b'Content-Disposition: filename="c.pdf"')

CASES.append(
    Case(
        "name: attached message by its subject",
        HEAD + multipart("mixed", plain(), part("message/rfc822", b"Subject: " + word("見積もり") + b"\r\n\r\nhi")),
        {"attachments": [file("見積もり.eml", content_type="message/rfc822")]},
    )
)

_INNER = b"From: a@b.example\r\nSubject: " + word("内の件名") + b"\r\n\r\ninner\r\n"
CASES.append(
    Case(
        "name: attached message in base64, by its subject",
        HEAD
        + multipart(
            "mixed",
            plain(),
            b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(_INNER),
        ),
        {"text": "Hello", "attachments": [file("内の件名.eml", _INNER)]},
    )
)
