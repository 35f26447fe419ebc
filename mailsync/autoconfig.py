"""The configuration file that Thunderbird and others fetch from a provider (config-v1.1.xml), read with care."""

from __future__ import annotations

import time
import urllib.request
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from xml.parsers import expat

from config.settings import Security, Server
from mailsync.tls import tls_context

MOST_BYTES = 64 * 1024
_DEEPEST = 20
_SOCKETS: dict[str, Security] = {"ssl": "tls", "starttls": "starttls"}


@dataclass(slots=True)
class _Entry:
    """One server element as it stands there."""

    role: str
    kind: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Configuration:
    """The servers that a provider names, encrypted ones only, and the login name where it says one."""

    imap: Server
    smtp: Server | None
    user: str


class _HttpsOnly(urllib.request.HTTPRedirectHandler):
    max_redirections = 3

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if urlsplit(newurl).scheme != "https":
            raise ValueError("it leads away from https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(url: str, limit: float) -> bytes:
    """The file, at most MOST_BYTES of it, until `limit` (time.monotonic). Raises OSError, ValueError."""
    opener = urllib.request.build_opener(_HttpsOnly, urllib.request.HTTPSHandler(context=tls_context()))
    with opener.open(url, timeout=max(0.1, min(5.0, limit - time.monotonic()))) as answer:
        data = b""
        while chunk := answer.read1(16_384):
            data += chunk
            if len(data) > MOST_BYTES or time.monotonic() > limit:
                raise ValueError("too large or too slow")
    return data


def read_configuration(data: bytes, email: str) -> Configuration | None:
    """What the file says for one address; None where it names no encrypted IMAP server or is no such file."""
    entries = _entries(data)
    reading = [
        (server, e) for e in entries if e.role == "incomingServer" and e.kind == "imap" if (server := _server(e))
    ]
    sending = [server for e in entries if e.role == "outgoingServer" and e.kind == "smtp" if (server := _server(e))]
    if not reading:
        return None
    imap, entry = reading[0]
    return Configuration(imap, sending[0] if sending else None, _user(entry.fields.get("username", ""), email))


def _user(said: str, email: str) -> str:
    """The login name with its placeholders filled; the address where one is not known here."""
    local, _at, domain = email.rpartition("@")
    for mark, value in (("%EMAILADDRESS%", email), ("%EMAILLOCALPART%", local), ("%EMAILDOMAIN%", domain)):
        said = said.replace(mark, value)
    return said if said and "%" not in said and said.isprintable() else email


def _server(entry: _Entry) -> Server | None:
    host = entry.fields.get("hostname", "")
    port = entry.fields.get("port", "")
    security = _SOCKETS.get(entry.fields.get("sockettype", "").lower())
    if security is None or not is_host(host) or not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
        return None
    return Server(host.lower(), int(port), security)


def is_host(text: str) -> bool:
    """Whether a text can be a host name."""
    parts = text.rstrip(".").split(".")
    return len(parts) > 1 and len(text) < 254 and all(_is_label(part) for part in parts)


def _is_label(part: str) -> bool:
    return 0 < len(part) < 64 and part.isascii() and part.replace("-", "").isalnum() and part[0] != "-"


def _entries(data: bytes) -> list[_Entry]:
    """The server elements, by expat alone: a document type, and with it every entity, ends the reading."""
    entries: list[_Entry] = []
    path: list[str] = []
    parser = expat.ParserCreate()

    def refuse(*_said: object) -> None:
        raise ValueError("a document type has no business here")

    def start(name: str, attributes: dict[str, str]) -> None:
        path.append(name)
        if len(path) > _DEEPEST or len(entries) > 50:
            raise ValueError("more than any provider needs")
        if name in ("incomingServer", "outgoingServer"):
            entries.append(_Entry(name, attributes.get("type", "").lower()))

    def text(said: str) -> None:
        if len(path) > 1 and path[-2] in ("incomingServer", "outgoingServer") and entries:
            key = path[-1].lower()
            entries[-1].fields[key] = (entries[-1].fields.get(key, "") + said).strip()

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: path.pop()
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        return []
    return entries
