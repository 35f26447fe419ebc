"""Which parts are the text and which are files: structures of real programs."""

from __future__ import annotations

import base64
import binascii

from tests.corpus.kit import HEAD, PDF, PNG, Case, attached, b64, file, html, multipart, part, plain, text_case

_INNER = b"From: x@y.example\r\nSubject: inner\r\n\r\nInner  text \r\nSecond line\r\n"


def _uu(name: str, data: bytes) -> bytes:
    lines = [binascii.b2a_uu(data[i : i + 45]) for i in range(0, len(data), 45)]
    return b"begin 644 " + name.encode() + b"\n" + b"".join(lines) + b"`\nend\n"


_ALL_BYTES = bytes(range(256)) * 2


def _yenc(name: str, data: bytes, more: bytes = b"") -> bytes:
    """A file in yEnc, the bytes that transports touch escaped."""
    coded = bytes((value + 42) & 0xFF for value in data)
    escaped = b"".join(b"=" + bytes(((c + 64) & 0xFF,)) if c in b"\0\n\r=" else bytes((c,)) for c in coded)
    lines = b"\r\n".join(escaped[at : at + 128] for at in range(0, len(escaped), 128))
    head = f"=ybegin line=128 size={len(data)} name={name}\r\n".encode()
    return head + more + lines + f"\r\n=yend size={len(data)}\r\n".encode()


def _case(name: str, body: bytes, text: str, *files: dict[str, object], **expected: object) -> Case:
    return Case(f"body: {name}", HEAD + body, {"text": text, "attachments": list(files), **expected})


_PIC = b64("image/png", PNG, "Content-ID: <p1>", 'Content-Disposition: inline; filename="p.png"')
_CALENDAR = part("text/calendar; method=REQUEST; charset=utf-8", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR")

CASES: list[Case] = [
    Case(
        "body: no MIME at all",
        b"From: a@b.example\r\nSubject: x\r\n\r\nJust text\r\n",
        {"text": "Just text", "attachments": []},
    ),
    Case(
        "body: line feeds only", b"From: a@b.example\nSubject: x\n\nOne\nTwo\n", {"subject": "x", "text": "One\nTwo"}
    ),
    Case(
        "body: carriage returns only",
        b"From: a@b.example\rSubject: x\r\rOne\rTwo\r",
        {"subject": "x", "text": "One\nTwo"},
    ),
    Case(
        "body: doubled carriage returns",
        b"From: a@b.example\r\r\nSubject: x\r\r\n\r\r\nOne\r\r\nTwo\r\r\n",
        {"subject": "x", "text": "One\n\nTwo"},
    ),
    Case(
        "body: mbox line on top",
        b"From a@b Sat Nov 21 10:15:30 2026\r\nSubject: x\r\n\r\nText\r\n",
        {"subject": "x", "text": "Text"},
    ),
    Case("body: headers only", b"From: a@b.example\r\nSubject: x\r\n", {"subject": "x", "text": ""}),
    _case("alternative", multipart("alternative", plain("Plain words"), html("<p>Rich words</p>")), "Plain words"),
    _case("alternative in the wrong order", multipart("alternative", html("<p>Rich</p>"), plain("Plain")), "Plain"),
    _case("alternative, plain empty", multipart("alternative", plain(""), html("<p>Rich words</p>")), "Rich words"),
    _case(
        "alternative, plain of blanks",
        multipart("alternative", plain(" \u3000\u00a0\r\n\r\n"), html("<p>Rich</p>")),
        "Rich",
    ),
    _case("alternative, HTML only", multipart("alternative", html("<p>Rich words</p>")), "Rich words"),
    _case(
        "alternative, plain is a placeholder",
        multipart(
            "alternative",
            plain("Please view this mail in HTML."),
            html("<p>The whole story goes here. " + "More. " * 400 + "</p>"),
        ),
        "The whole story goes here. " + ("More. " * 400).strip(),
    ),
    _case("alternative, HTML empty", multipart("alternative", plain("Plain"), html("<p> </p>")), "Plain"),
    _case(
        "alternative with related",
        multipart(
            "alternative",
            plain("Plain"),
            multipart("related", html('<p>Rich <img src="cid:p1"></p>'), _PIC, boundary="b1"),
        ),
        "Plain",
        file("p.png", PNG, inline=True, content_type="image/png"),
    ),
    _case(
        "related with alternative",
        multipart("related", multipart("alternative", plain("Plain"), html("<p>Rich</p>"), boundary="b1"), _PIC),
        "Plain",
        file("p.png", PNG, inline=True),
    ),
    _case(
        "related HTML and a picture",
        multipart("related", html('<p>Rich</p><img src="cid:p1">'), _PIC),
        "Rich",
        file("p.png", PNG, inline=True),
    ),
    _case(
        "related, root named by start",
        multipart("related", _PIC, html("<p>Rich</p>", "Content-ID: <root>"), extra='; start="<root>"'),
        "Rich",
        file("p.png", PNG, inline=True),
    ),
    _case(
        "related, named HTML beside the text",
        multipart(
            "related", html("<p>Rich</p>"), html("<i>more</i>", 'Content-Disposition: inline; filename="f.html"')
        ),
        "Rich",
        file("f.html", inline=True),
    ),
    _case(
        "mixed text and file",
        multipart("mixed", plain("See file"), attached("a.pdf", PDF)),
        "See file",
        file("a.pdf", PDF, content_type="application/pdf", inline=False),
    ),
    _case("mixed of two texts", multipart("mixed", plain("One"), plain("Two")), "One\n\nTwo"),
    _case(
        "mixed, text after a picture",
        multipart("mixed", plain("One"), _PIC, plain("Two")),
        "One\n\nTwo",
        file("p.png", PNG, inline=True),
    ),
    _case(
        "mixed, HTML after a file",
        multipart("mixed", html("<p>One</p>"), attached("a.pdf", PDF), html("<p>Two</p>")),
        "One\n\nTwo",
        file("a.pdf", PDF),
    ),
    _case(
        "mixed, HTML that repeats the text",
        multipart("mixed", plain("Same words"), html("<p>Same words</p>")),
        "Same words",
    ),
    _case(
        "mixed, list footer",
        multipart("mixed", plain("Text"), part("text/plain", b"-- \r\nlist footer", "Content-Disposition: inline")),
        "Text\n\n-- \nlist footer",
    ),
    _case(
        "alternative holding mixed",
        multipart(
            "alternative",
            plain("Plain"),
            multipart("mixed", html("<p>Rich</p>"), attached("a.pdf", PDF), html("<p>more</p>"), boundary="b1"),
        ),
        "Plain",
        file("a.pdf", PDF),
    ),
    _case(
        "deep nesting of one program",
        multipart(
            "mixed",
            multipart(
                "related",
                multipart("alternative", plain("Plain"), html("<b>Rich</b>"), boundary="b2"),
                _PIC,
                boundary="b1",
            ),
            attached("a.pdf", PDF),
        ),
        "Plain",
        file("p.png", PNG),
        file("a.pdf", PDF),
    ),
    _case(
        "attached text is a file",
        multipart(
            "mixed",
            plain("See log"),
            part("text/plain", b"line\r\n", 'Content-Disposition: attachment; filename="l.txt"'),
        ),
        "See log",
        file("l.txt", b"line\r\n"),
    ),
    _case(
        "inline text with a name is a file",
        multipart("mixed", plain("See log"), part("text/plain; name=l.txt", b"line", "Content-Disposition: inline")),
        "See log",
        file("l.txt", b"line", inline=True),
    ),
    _case(
        "first text with a name is text",
        multipart("mixed", part("text/plain; name=body.txt", b"Words"), attached("a.pdf", PDF)),
        "Words",
        file("a.pdf", PDF),
    ),
    _case(
        "csv is a file",
        multipart("mixed", plain("See"), part("text/csv", b"a,b")),
        "See",
        file("attachment.csv", b"a,b"),
    ),
    _case(
        "calendar in an alternative",
        multipart("alternative", plain("Invited"), html("<p>Invited</p>"), _CALENDAR),
        "Invited",
        file("calendar.ics", content_type="text/calendar"),
    ),
    _case(
        "contact",
        multipart("mixed", plain("My card"), part("text/x-vcard", b"BEGIN:VCARD\r\nEND:VCARD")),
        "My card",
        file("contact.vcf"),
    ),
    _case(
        "attached message keeps its bytes",
        multipart("mixed", plain("Fwd"), part("message/rfc822", _INNER)),
        "Fwd",
        file("inner.eml", _INNER, content_type="message/rfc822"),
    ),
    _case(
        "attached message in base64",
        multipart("mixed", plain("Fwd"), b64("message/rfc822; name=m.eml", _INNER)),
        "Fwd",
        file("m.eml", _INNER),
    ),
    _case(
        "digest",
        multipart("digest", b"\r\n" + _INNER, b"\r\n" + _INNER),
        "",
        file("inner.eml", _INNER),
        file("inner.eml", _INNER),
    ),
    _case(
        "message as the whole",
        b"Content-Type: message/rfc822\r\n\r\n" + _INNER,
        "Inner  text \nSecond line",
        file("inner.eml", _INNER),
    ),
    _case("picture as the whole", b64("image/png; name=p.png", PNG), "", file("p.png", PNG)),
    _case("file as the whole", attached("a.pdf", PDF), "", file("a.pdf", PDF)),
    _case(
        "text as the whole, called attachment",
        part("text/plain", b"Words", "Content-Disposition: attachment"),
        "Words",
    ),
    _case(
        "picture in mixed without a name",
        multipart("mixed", plain(), b64("image/jpeg", PNG)),
        "Hello",
        file("image.jpg", PNG),
    ),
    _case(
        "unknown main type",
        multipart("mixed", plain(), b64("x-foo/bar", PDF, "Content-Disposition: attachment")),
        "Hello",
        file("attachment.bin", PDF),
    ),
    _case(
        "binary part",
        multipart(
            "mixed",
            plain(),
            part("application/octet-stream; name=x", b"\x00\r\n\xff\r\n", "Content-Transfer-Encoding: binary"),
        ),
        "Hello",
        file("x", b"\x00\r\n\xff\r\n"),
    ),
    _case("empty file", multipart("mixed", plain(), attached("e.pdf", b"")), "Hello", file("e.pdf", b"")),
    _case(
        "external body is not fetched",
        multipart(
            "mixed",
            plain(),
            part(
                'message/external-body; access-type=URL; URL="http://x.example/"', b"Content-Type: image/png\r\n\r\n"
            ),
        ),
        "Hello",
        file("external-body.txt"),
    ),
    _case(
        "partial message", part('message/partial; id="x"; number=1; total=2', b"Words"), "", file("attachment.bin")
    ),
    _case(
        "apple double",
        multipart(
            "mixed",
            plain(),
            multipart(
                "appledouble",
                b64("application/applefile; name=a", b"fork"),
                b64("image/png; name=a.png", PNG),
                boundary="b1",
            ),
        ),
        "Hello",
        file("a", b"fork"),
        file("a.png", PNG),
    ),
    _case(
        "report",
        multipart(
            "report",
            plain("Could not deliver"),
            part(
                "message/delivery-status",
                b"Reporting-MTA: dns; x\r\n\r\n"
                b"Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n",
            ),
            part("text/rfc822-headers", b"Subject: x"),
            extra="; report-type=delivery-status",
        ),
        "Could not deliver",
        file("delivery-status.txt"),
        file("headers.txt"),
        bounce={"recipient": "a@b.example", "status": "5.1.1", "action": "failed"},
    ),
    text_case(
        "body: flowed",
        "text/plain; format=flowed",
        b"One line \r\ngoes on\r\n> quoted \r\n> too\r\nend",
        "One line goes on\n> quoted too\nend",
    ),
    text_case(
        "body: flowed with delsp",
        "text/plain; charset=utf-8; format=flowed; delsp=yes",
        "日本 \r\n語 \r\nです".encode(),
        "日本語です",
    ),
    text_case(
        "body: flowed, space-stuffed",
        "text/plain; format=flowed",
        b" From here\r\n > no quote",
        "From here\n> no quote",
    ),
    text_case(
        "body: flowed keeps the signature line", "text/plain; format=flowed", b"Text \r\n-- \r\nAnn", "Text\n-- \nAnn"
    ),
    text_case(
        "body: flowed of two depths",
        "text/plain; format=flowed",
        b">> deep \r\n> shallow \r\nown",
        ">> deep\n> shallow\nown",
    ),
    text_case(
        "body: uuencoded file inside",
        "text/plain",
        b"See file\r\n\r\n" + _uu("a b.pdf", PDF) + b"\r\nBye",
        "See file\n\n\nBye",
        attachments=[file("a b.pdf", PDF)],
    ),
    text_case(
        "body: yEnc file inside",
        "text/plain",
        b"See file\r\n\r\n" + _yenc("a b.bin", _ALL_BYTES) + b"Bye",
        "See file\n\nBye",
        attachments=[file("a b.bin", _ALL_BYTES)],
        charset_repaired=False,
    ),
    text_case(
        "body: a part of a yEnc file",
        "text/plain",
        _yenc("big.bin", PDF, b"=ypart begin=1 end=25\r\n"),
        "",
        attachments=[file("big.bin", PDF)],
    ),
    text_case(
        "body: speaks of yEnc",
        "text/plain",
        b"It begins with\n=ybegin line=128 size=5 name=x\nand that is all",
        "It begins with\n=ybegin line=128 size=5 name=x\nand that is all",
        attachments=[],
    ),
    text_case(
        "body: uuencoded, spaces for zeros",
        "text/plain",
        b"x\n" + _uu("z.bin", b"\0" * 50).replace(b"`", b" "),
        "x",
        attachments=[file("z.bin", b"\0" * 50)],
    ),
    text_case(
        "body: only looks uuencoded",
        "text/plain",
        b"begin 644 the story\nand so on\nend",
        "begin 644 the story\nand so on\nend",
        attachments=[],
    ),
    text_case(
        "body: base64 text with a footer of a list",
        "text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64",
        base64.encodebytes("Grüße\n".encode()) + b"_______________\nlist footer here\n",
        "Grüße\n_______________\nlist footer here",
    ),
    text_case(
        "body: base64 without padding",
        "text/plain\r\nContent-Transfer-Encoding: base64",
        b"SGVsbG8gd29ybGQ",
        "Hello world",
    ),
    text_case(
        "body: base64 in pieces",
        "text/plain\r\nContent-Transfer-Encoding: base64",
        b"SGVsbG8=\r\nIHdvcmxk",
        "Hello world",
    ),
    text_case(
        "body: base64 with foreign bytes",
        "text/plain\r\nContent-Transfer-Encoding: base64",
        b"SGVs*bG8g-d29y.bGQ=",
        "Hello world",
    ),
    text_case(
        "body: said to be base64, is text",
        "text/plain\r\nContent-Transfer-Encoding: base64",
        b"Hello, this isn't base64. Really!",
        "Hello, this isn't base64. Really!",
    ),
    text_case(
        "body: quoted-printable",
        "text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable",
        b"caf=C3=A9 soft=\r\n break =3D sign",
        "café soft break = sign",
    ),
    text_case(
        "body: quoted-printable, lower case",
        "text/plain; charset=utf-8\r\nContent-Transfer-Encoding: QUOTED-PRINTABLE",
        b"caf=c3=a9",
        "café",
    ),
    text_case(
        "body: quoted-printable, broken signs",
        "text/plain\r\nContent-Transfer-Encoding: quoted-printable",
        b"a=b =ZZ 50=",
        "a=b =ZZ 50",
    ),
    text_case(
        "body: quoted-printable, space after the soft break",
        "text/plain\r\nContent-Transfer-Encoding: quoted-printable",
        b"one= \r\ntwo",
        "onetwo",
    ),
    text_case(
        "body: unknown transfer encoding",
        "text/plain\r\nContent-Transfer-Encoding: x-odd",
        b"Words",
        "Words",
        warns="unknown transfer encoding",
    ),
    text_case(
        "body: transfer encoding with a comment",
        "text/plain\r\nContent-Transfer-Encoding: base64 (x)",
        b"SGVsbG8=",
        "Hello",
    ),
    text_case(
        "body: enriched",
        "text/enriched",
        b"<bold>Hello</bold> <color><param>red</param>world</color>\r\n\r\nnext <<",
        "Hello world\nnext <",
    ),
    text_case("body: markdown", "text/markdown; charset=utf-8", "# Grüße".encode(), "# Grüße"),
    text_case("body: type without subtype", "text", b"Words", "Words"),
    text_case("body: type is nonsense", "foo", b"Words", "Words"),
    text_case(
        "body: leading blank lines go, inner stay",
        "text/plain",
        b"\r\n\r\nOne\r\n\r\n\r\nTwo\r\n\r\n",
        "One\n\n\nTwo",
    ),
    text_case("body: indentation of the first line stays", "text/plain", b"  One\r\nTwo", "  One\nTwo"),
    text_case("body: control characters", "text/plain", b"a\x1b]0;t\x07b\x00c\x08\x7f", "a]0;tbc"),
]
