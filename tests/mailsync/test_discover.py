"""Finding servers, from a name server and a web server of our own on loopback."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import Server
from mailsync.autoconfig import MOST_BYTES, read_configuration
from mailsync.discover import Where, discover
from mailsync.dns_srv import srv_records
from tests.servers.authority import make_authority
from tests.servers.fake_dns import FakeDns

EMAIL = "support@shop.example"


def entry(role: str, kind: str, host: str, port: int, socket_type: str, more: str = "") -> str:
    return (
        f'<{role}Server type="{kind}"><hostname>{host}</hostname><port>{port}</port>'
        f"<socketType>{socket_type}</socketType>{more}</{role}Server>"
    )


FILE = (
    '<?xml version="1.0" encoding="UTF-8"?><clientConfig version="1.1"><emailProvider id="shop.example">'
    + entry("incoming", "pop3", "pop.shop.example", 995, "SSL")
    + entry("incoming", "imap", "old.shop.example", 143, "plain")
    + entry("incoming", "imap", "imap.shop.example", 993, "SSL", "<username>%EMAILLOCALPART%</username>")
    + entry("outgoing", "smtp", "smtp.shop.example", 587, "STARTTLS")
    + "</emailProvider></clientConfig>"
).encode()
BOMB = b"""<?xml version="1.0"?><!DOCTYPE c [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<clientConfig><incomingServer type="imap"><hostname>&b;.example</hostname></incomingServer></clientConfig>"""


class Web:
    """An HTTPS server that gives one body, or leads elsewhere."""

    def __init__(self, folder: Path) -> None:
        make_authority(folder)
        self.body = FILE
        self.location = ""
        self.asked: list[str] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # noqa: N802 - the name http.server calls
                web.asked.append(self.path)
                self.send_response(302 if web.location else 200)
                if web.location:
                    self.send_header("Location", web.location)
                self.send_header("Content-Length", str(len(web.body)))
                self.end_headers()
                self.wfile.write(web.body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name http.server gives it
                """Silence."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "server.pem", folder / "server.key")
        self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self.http.server_port}/{{domain}}?emailaddress={{email}}"


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    server = Web(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    thread = threading.Thread(target=server.http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.http.shutdown()
    server.http.server_close()
    thread.join()


def test_srv_records_come_first_and_the_best_of_them(web: Web) -> None:
    records = {
        "_imaps._tcp.shop.example": [(20, 0, 993, "second.shop.example"), (10, 5, 9930, "imap.shop.example")],
        "_submission._tcp.shop.example": [(0, 0, 587, "mail.other.example")],
        "_submissions._tcp.shop.example": [(0, 0, 0, ".")],
    }
    with FakeDns(records) as dns:
        found = discover(EMAIL, Where([dns.address], [web.url], 5.0))
    assert found is not None
    assert found.imap == Server("imap.shop.example", 9930, "tls")
    assert found.smtp == Server("mail.other.example", 587, "starttls")
    assert (found.source, found.elsewhere, web.asked) == ("srv", True, [])


@pytest.mark.parametrize(
    ("exchanger", "name", "imap", "smtp"),
    [
        ("aspmx.l.google.com", "Gmail", "imap.gmail.com", 465),
        ("shop-example.mail.protection.outlook.com", "Microsoft 365", "outlook.office365.com", 587),
        ("in1-smtp.messagingengine.com", "Fastmail", "imap.fastmail.com", 465),
        ("shop.sakura.ne.jp", "さくらのメールボックス", "shop.sakura.ne.jp", 465),
        ("sv0001.xserver.jp", "Xserver", "sv0001.xserver.jp", 465),
        ("mail1001.conoha.ne.jp", "ConoHa WING", "mail1001.conoha.ne.jp", 465),
        ("mx2.zoho.eu", "Zoho Mail", "imappro.zoho.eu", 465),
        ("mx.zoho.jp", "Zoho Mail", "imappro.zoho.jp", 465),
        ("mx-biz.mail.am0.yahoodns.net", "Yahoo", "imap.bizmail.yahoo.com", 465),
        ("mta5.am0.yahoodns.net", "Yahoo", "imap.mail.yahoo.com", 465),
        ("mx01.lolipop.jp", "ロリポップ!", "imap.lolipop.jp", 465),
    ],
)
def test_a_domain_whose_mail_a_known_provider_takes_is_read_there(
    web: Web, exchanger: str, name: str, imap: str, smtp: int
) -> None:
    with FakeDns({}, exchangers={"shop.example": [(20, "mx.elsewhere.example"), (10, exchanger)]}) as dns:
        found = discover(EMAIL, Where([dns.address], [web.url], 5.0))
    assert found is not None and found.provider is not None and found.smtp is not None
    assert (found.source, found.provider.name) == ("mx", name)
    assert (found.imap, found.smtp.port, web.asked) == (Server(imap, 993, "tls"), smtp, [])


def test_an_exchanger_that_only_looks_like_a_providers_is_none_of_theirs(web: Web) -> None:
    with FakeDns({}, exchangers={"shop.example": [(1, "evilgoogle.com"), (2, "google.com.evil.example")]}) as dns:
        found = discover(EMAIL, Where([dns.address], [web.url], 5.0))
    assert found is not None
    assert found.source == "autoconfig"


def test_the_file_is_read_where_the_name_server_knows_nothing(web: Web) -> None:
    with FakeDns({}) as dns:
        found = discover(EMAIL, Where([dns.address], [web.url], 5.0))
        assert "_imaps._tcp.shop.example" in dns.asked
    assert found is not None
    assert found.imap == Server("imap.shop.example", 993, "tls")
    assert found.smtp == Server("smtp.shop.example", 587, "starttls")
    assert (found.user, found.source, found.elsewhere) == ("support", "autoconfig", False)
    assert web.asked == ["/shop.example?emailaddress=support%40shop.example"]


@pytest.mark.parametrize("body", [BOMB, BOMB.decode().encode("utf-16"), b"", b"<html>", FILE + b" " * MOST_BYTES])
def test_a_file_that_is_no_such_file_is_passed_over(web: Web, body: bytes) -> None:
    web.body = body
    assert discover(EMAIL, Where([], [web.url], 5.0)) is None


def test_a_file_is_not_fetched_from_where_nothing_is_encrypted(web: Web) -> None:
    web.location = "http://127.0.0.1:9/"
    assert discover(EMAIL, Where([], [web.url], 5.0)) is None


def test_a_certificate_nobody_vouches_for_ends_it(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert discover(EMAIL, Where([], [web.url], 5.0)) is None
    assert web.asked == []


@pytest.mark.parametrize("spoil", [b"", b"\x81\x80" + b"\xc0\x0c" * 40, b"\x00" * 12])
def test_answers_that_make_no_sense_cost_no_more_than_their_time(spoil: bytes) -> None:
    began = time.monotonic()
    with FakeDns({}, spoil) as dns:
        assert discover(EMAIL, Where([dns.address], (), 0.5)) is None
    assert time.monotonic() - began < 3.0


@pytest.mark.parametrize("email", ["nobody", "a@", "a@localhost", "a@-x.example", "a@" + "x" * 300 + ".example"])
def test_what_is_no_domain_is_not_asked_for(email: str) -> None:
    with FakeDns({}) as dns:
        assert discover(email, Where([dns.address], (), 0.5)) is None
        assert dns.asked == []


def test_an_answer_that_points_in_circles_is_no_answer() -> None:
    assert list(srv_records("_imaps._tcp.shop.example", [], time.monotonic() + 1)) == []


@given(st.binary(max_size=400))
def test_no_bytes_upset_the_reading_of_the_file(data: bytes) -> None:
    assert read_configuration(data, EMAIL) is None
