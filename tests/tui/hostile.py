"""Mail that tries to act on a terminal, a reader's eye or a toolkit's markup; and what a terminal may be sent."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from urllib.parse import quote

from core.arrivals import Arrival, Place
from tests.fuzz.hold import ACTS
from tests.tui.seeded import BOX, NOW

CONTROLS = (
    *("\x1b[2J\x1b[H", "\x1b[31;5m", "\x1b[?1049l", "\x1b[10;10H", "\x1b[6n", "\x1b[c", "\x1b[>0c", "\x1b[>q"),
    *("\x1b]0;PWNED\x07", "\x1b]2;PWNED\x1b\\", "\x1b]4;1;red\x07", "\x1b]8;;http://evil.example\x1b\\go"),
    *("\x1b]8;;\x1b\\", "\x1b]10;?\x07", "\x1b]52;c;UFdORUQ=\x07", "\x1b]52;c;UFdORUQ=\x1b\\"),
    *("\x1b]777;notify;PWNED;x\x07",),
    *("\x1bP$q\"p\x1b\\", "\x1b_Gf=24;AAAA\x1b\\", "\x1b^PWNED\x1b\\", "\x1bXPWNED\x1b\\", "\x9b31m"),
    *("\x9d0;PWNED\x9c", "\x90q\x9c", "\x1bc", "\x1b[200~:quit\r\x1b[201~", "\x1b[?1000h", "\x1b[>1u"),
    *("\x1b[?u", "\x07", "a\x08\x08b"),
    *("good\rEVIL", "\x00\x0e\x0f\x7f", "\u202egnp.exe\u2069", "\U000e0041\U000e0042\U000e007f", "\u200d" * 40),
    *("a" + "\u0301" * 60, "\x1b(0\x1b)0", "\u2028\u2029\x85", "\ufeff\u200b\u00ad", "\x1b[5i\x1b[4i"),
)  # fmt: skip
MARKUP = (
    "[@click=app.quit]go[/]", "[@click=app.screenshot('pwn.svg','.')]go[/]", "[@click=app.simulate_key('q')]go[/]",
    "[link=https://evil.example]go[/link]", "[link=x", "[bold]b[/bold]", "[/]", "[/b]", "[on red]r[/on red]",
    "[red]r", "[$primary]p[/]", "[#ff0]y[/]", "[a=1 b]", "[blink reverse]z[/]", "{subject}", "%s%n", ":smiley: \\[x]",
)  # fmt: skip
EVILS = (*CONTROLS, *MARKUP)
AT_ONCE = 5
MAILS = -(-len(EVILS) // AT_ONCE)

_SGR = r"\x1b\[[0-9;]*m"
_PLACE = r"\x1b\[\d{1,4};\d{1,4}H"
_MODES = r"\x1b\[\?(?:7|25|1000|1003|1004|1006|1007|1015|1016|1049|2004|2026|2048)[hl]"
_ASKED_ONCE = r"\x1b\[\?(?:2026|2048)\$p|\x1b\[>\d{1,2}u|\x1b\[<u"
_POINTER = r"\x1b\]22;[a-z-]{0,20}\x07"
_ROW_END = r"\r?\n(?=\x1b\[\d{1,4};\d{1,4}H)"
_VOCABULARY = re.compile(f"{_SGR}|{_PLACE}|{_MODES}|{_ASKED_ONCE}|{_POINTER}|{_ROW_END}")
_SUSPECT = re.compile("[\x00-\x1f\x7f-\x9f]|" + ACTS.pattern)


def foreign(written: bytes, also: str = "") -> Iterator[str]:
    """Everything in a terminal's stream that is neither text nor a sequence of the application's own."""
    text = written.decode("utf-8", "surrogateescape")
    if "\n" in also:
        text = text.replace("\r\n", "\n")  # as the terminal's line discipline writes it
    at = 0
    while found := _SUSPECT.search(text, at):
        own = _VOCABULARY.match(text, found.start())
        if own is None and found[0] not in also:
            yield ascii(text[found.start() : found.start() + 24])
        at = own.end() if own else found.end()


def once(written: bytes) -> list[bytes]:
    """The sequences that the application writes once at its start and end, in order."""
    return re.findall(rb"\x1b\[\?1049[hl]|\x1b\[[<>][0-9]*u|\x1b\[\?\d+\$p", written)


def mails() -> list[Arrival]:
    """A mailbox in which every field of every mail is hostile; mail `n` holds five of them and the mark `Mnn`."""
    return [
        Arrival(Place(BOX.name, "INBOX", 1, number + 1), "inbox", (), NOW, _mail(number, EVILS[n : n + AT_ONCE]))
        for number, n in enumerate(range(0, len(EVILS), AT_ONCE))
    ]


def mark(number: int) -> str:
    """What stands before the hostile text of one mail."""
    return f"M{number:02}"


def _mail(number: int, evils: tuple[str, ...]) -> bytes:
    evil = " ".join(evils)
    bare = "".join(c for c in evil if c not in "\r\n\x00<>@ \u2028\u2029\x85").encode()
    name = quote(f"{mark(number)} {evil}.txt", safe="")
    body = "\n".join(f"{mark(number)}-{n} {one} end" for n, one in enumerate(evils))
    page = (
        f"<p>html {evil.replace('<', '')} &#27;]0;PWNED&#7; &#x9b;31m</p><a href='http://evil.example/{name}'>x</a>"
    )
    parts = (
        _part(b"text/plain; charset=utf-8", body.encode()),
        _part(b'text/plain; charset="' + bare + b'"', b"raw \x9b31m \x1b[2J \x90q\x9c"),
        _part(b"application/pdf; name*=utf-8''" + name.encode(), b"%PDF"),
        _part(
            b"text/html; charset=utf-8\r\nContent-Disposition: attachment; filename*=utf-8''" + name.encode(),
            page.encode(),
        ),
    )
    head = (
        b"From: " + _word(f"{mark(number)} {evil}") + b' <"' + bare.replace(b'"', b"") + b'"@evil.example>\r\n'
        b"To: " + BOX.email.encode() + b"\r\nCc: " + _word(evil) + b" <cc%d@evil.example>\r\n" % number
        + b"Subject: " + _word(f"{mark(number)} {evil}") + b"\r\n"
        b"Message-ID: <m%d." % number + bare + b"@evil.example>\r\n"
        b"Date: " + NOW.strftime("%a, %d %b %Y %H:%M:%S +0000").encode() + b"\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n"
    )  # fmt: skip
    return head + b"".join(b"--b0\r\n" + part for part in parts) + b"--b0--\r\n"


def _word(text: str) -> bytes:
    return b"=?utf-8?B?" + base64.b64encode(text.encode()) + b"?="


def _part(kind: bytes, body: bytes) -> bytes:
    return b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(body)
