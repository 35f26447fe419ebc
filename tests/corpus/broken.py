"""Messages that no standard allows and mailboxes hold all the same, and messages made to hurt."""

from __future__ import annotations

from tests.corpus.kit import HEAD, PDF, Case, attached, file, header_case, html, multipart, part, person, plain

_TWO = multipart("mixed", plain("One"), attached("a.pdf", PDF))


def _deep(count: int, *, same: bool = False) -> bytes:
    lines = [HEAD.rstrip()]
    for i in range(count):
        name = b"b" if same else b"b%d" % i
        lines += [b"Content-Type: multipart/mixed; boundary=" + name, b"", b"--" + name]
    return b"\r\n".join([*lines, b"Content-Type: text/plain", b"", b"deep words"])


CASES: list[Case] = [
    Case("broken: nothing", b"", {"text": "", "subject": "", "from": None, "date": None}),
    Case("broken: one line", b"Hello", {"text": "Hello"}),
    Case("broken: text only", b"Hello there\n\nhow are you: fine?\n", {"text": "Hello there\n\nhow are you: fine?"}),
    Case("broken: blank line first", b"\r\nSubject: x\r\n\r\nText", {"subject": "x", "text": "Text"}),
    Case("broken: byte order mark first", b"\xef\xbb\xbfSubject: x\r\n\r\nText", {"subject": "x", "text": "Text"}),
    Case(
        "broken: prose before the headers",
        b"This came in today:\r\n\r\nFrom: a@b.example\r\nSubject: x\r\n\r\nText",
        {"subject": "x", "text": "Text"},
    ),
    Case(
        "broken: prose right above the headers",
        b"some words\r\nFrom: a@b.example\r\nSubject: x\r\n\r\nText",
        {"subject": "x", "text": "Text"},
    ),
    Case(
        "broken: fold that lost its space",
        b"Subject: one\r\ntwo\r\nFrom: a@b.example\r\n\r\nText",
        {"subject": "one two", "from": person("", "a@b.example"), "text": "Text"},
    ),
    Case(
        "broken: no blank line before the text",
        b"From: a@b.example\r\nSubject: x\r\nHello there\r\nbye\r\n",
        {"subject": "x", "text": "Hello there\nbye"},
    ),
    Case(
        "broken: mbox line among the headers",
        b"Subject: x\r\n>From a@b Sat Nov\r\nFrom: a@b.example\r\n\r\nText",
        {"subject": "x", "from": person("", "a@b.example")},
    ),
    Case("broken: NUL bytes", b"Subject: a\0b\r\n\r\nTe\0xt", {"subject": "ab", "text": "Text"}),
    Case("broken: header name with a space", b"Subject : x\r\n\r\nText", {"subject": "x"}),
    Case(
        "broken: carriage return inside a header",
        b"Subject: a\rBcc: x@y.example\r\nFrom: a@b.example\r\n\r\nText",
        {"subject": "a Bcc: x@y.example", "from": person("", "a@b.example")},
    ),
    Case("broken: no final boundary", HEAD + _TWO[:-6], {"text": "One", "attachments": [file("a.pdf", PDF)]}),
    Case("broken: torn inside base64", HEAD + _TWO[:-20], {"text": "One", "attachments": [file("a.pdf")]}),
    Case(
        "broken: no boundary named, none before the first part",
        HEAD + b"Content-Type: multipart/mixed\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nOne\r\n--b--\r\n",
        {"text": "One"},
    ),
    Case(
        "broken: no boundary named",
        HEAD + _TWO.replace(b'; boundary="b0"', b""),
        {"text": "One", "attachments": [file("a.pdf", PDF)], "warns": "boundary"},
    ),
    Case(
        "broken: another boundary named",
        HEAD + _TWO.replace(b'"b0"', b'"zz"'),
        {"text": "One", "attachments": [file("a.pdf", PDF)], "warns": "boundary"},
    ),
    Case(
        "broken: multipart without parts",
        HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\nJust words',
        {"text": "Just words"},
    ),
    Case(
        "broken: boundary without quotes and with spaces round",
        HEAD + _TWO.replace(b'boundary="b0"', b"boundary = b0 "),
        {"text": "One", "attachments": [file("a.pdf", PDF)]},
    ),
    Case(
        "broken: spaces behind the boundary lines",
        HEAD + _TWO.replace(b"--b0\r\n", b"--b0  \t\r\n"),
        {"text": "One", "attachments": [file("a.pdf", PDF)]},
    ),
    Case(
        "broken: boundary with signs of patterns",
        HEAD + _TWO.replace(b"b0", b"=_(a+b)*[x]?.b"),
        {"text": "One", "attachments": [file("a.pdf", PDF)]},
    ),
    Case(
        "broken: preamble and epilogue",
        HEAD + _TWO.replace(b"\r\n\r\n--b0", b"\r\n\r\nThis is MIME.\r\n--b0", 1) + b"epilogue",
        {"text": "One", "attachments": [file("a.pdf", PDF)]},
    ),
    Case(
        "broken: parts behind the closing boundary",
        HEAD + _TWO + b"--b0\r\n\r\nTwo\r\n--b0--\r\n",
        {"text": "One\n\nTwo"},
    ),
    Case(
        "broken: inner multipart never closed",
        HEAD + multipart("mixed", multipart("alternative", plain("One"), boundary="b1")[:-8], attached("a.pdf", PDF)),
        {"text": "One", "attachments": [file("a.pdf", PDF)]},
    ),
    Case(
        "broken: inner boundary begins like the outer one",
        HEAD
        + multipart(
            "mixed",
            multipart("alternative", plain("One"), html("<p>One</p>"), boundary="b0x"),
            attached("a.pdf", PDF),
        ),
        {"text": "One", "attachments": [file("a.pdf", PDF)]},
    ),
    Case(
        "broken: part without headers",
        HEAD + multipart("mixed", b"\r\nOne", b"Two: no header\r\n\r\nThree"),
        {"text": "One\n\nThree"},
    ),
    Case(
        "broken: part without a blank line",
        HEAD + multipart("mixed", b"Content-Type: text/plain\r\nOne"),
        {"text": "One"},
    ),
    Case(
        "broken: multipart in base64",
        HEAD
        + b'Content-Type: multipart/mixed; boundary="b"\r\n'
        + b"Content-Transfer-Encoding: base64\r\n\r\nLS1iDQoNCkhlbGxvDQotLWItLQ0K",
        {"text": "Hello"},
    ),
    Case(
        "broken: multipart said to be quoted-printable",
        HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n" + _TWO,
        {"text": "One", "attachments": [file("a.pdf", PDF)]},
    ),
    Case(
        "broken: content type twice",
        HEAD + b"Content-Type: text/html\r\nContent-Type: text/plain\r\n\r\n<p>Hi</p>",
        {"text": "Hi"},
    ),
    Case(
        "broken: content type with a colon less",
        HEAD + b"Content-Type text/html\r\n\r\n<p>Hi</p>",
        {"text": "Content-Type text/html\n\n<p>Hi</p>"},
    ),
    Case(
        "broken: eight-bit in a boundary",
        HEAD + _TWO.replace(b"b0", b"b\xe9"),
        {"text": "One", "attachments": [file("a.pdf", PDF)]},
    ),
    Case(
        "boundary with a space at its end",
        HEAD + b'Content-Type: multipart/mixed; boundary="b "\r\n\r\n--b \r\n\r\none\r\n--b --\r\nepilogue\r\n',
        {"text": "one"},
    ),
    Case("hurting: 45 deep", _deep(45), {"text": "deep words"}),
    Case("hurting: 1,000 deep", _deep(1_000), {"warns": "nested"}),
    Case("hurting: 2,000 deep, one boundary", _deep(2_000, same=True), {"warns": "no readable part"}),
    Case(
        "hurting: 3,000 parts",
        HEAD + multipart("mixed", *[plain("x")] * 3_000),
        {"text": "\n\n".join(["x"] * 1_000), "warns": "more than 1,000 parts"},
    ),
    Case(
        "hurting: 100,000 semicolons",
        HEAD + b"Content-Type: text/plain" + b";" * 100_000 + b"\r\n\r\nText",
        {"text": "Text", "warns": "Content-Type"},
    ),
    Case(
        "hurting: 20,000 recipients",
        b"To: " + b", ".join(b"u%d@e.example" % i for i in range(20_000)) + b"\r\n\r\nText",
        {"text": "Text", "warns": "header field"},
    ),
    Case(
        "hurting: 20,000 brackets",
        b"From: " + b"(" * 20_000 + b"\r\nSubject: x\r\n\r\nText",
        {"subject": "x", "text": "Text"},
    ),
    Case(
        "hurting: 50,000 headers",
        b"X-A: b\r\n" * 20_000 + b"Subject: late\r\n\r\nText",
        {"text": "Text", "warns": "header fields"},
    ),
    Case(
        "hurting: header block without end",
        b"Subject: x\r\n" + b"X-A: b\r\n" * 50_000,
        {"subject": "x", "warns": "header"},
    ),
    Case("hurting: line of a million letters", HEAD + b"\r\n" + b"x" * 1_000_000, {"text": "x" * 1_000_000}),
    Case("hurting: three million letters", HEAD + b"\r\n" + b"word " * 600_000, {"warns": "text"}),
    Case(
        "hurting: HTML of two million signs",
        HEAD + b"Content-Type: text/html\r\n\r\n<p>First</p>" + b"<b>" * 700_000,
        {"text": "First", "warns": "HTML"},
    ),
    Case(
        "hurting: references without end",
        b"References: " + b"<a@b> " * 5_000 + b"\r\n\r\nText",
        {"references": ["a@b"], "text": "Text"},
    ),
    header_case("hurting: encoded words without end", b"Subject: " + b"=?utf-8?q?a?= " * 2_000, warns="header field"),
    Case(
        "hurting: part with a header of 20 KB",
        HEAD + multipart("mixed", part("text/plain; x=" + "y" * 20_000, b"One")),
        {"text": "One"},
    ),
]
