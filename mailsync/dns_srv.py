"""One DNS question: the SRV or MX records of a name (RFC 1035, 2782). Answers are believed as little as possible."""

from __future__ import annotations

import secrets
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_MX = 15
_SRV = 33
_IN = 1
_TRY_SECONDS = 2.0
_MOST_JUMPS = 20
Resolver = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Srv:
    """One place where a service stands; the lowest priority first. `target` "" says that there is none."""

    priority: int
    weight: int
    port: int
    target: str


def system_resolvers(path: Path = Path("/etc/resolv.conf")) -> Sequence[Resolver]:
    """The name servers this machine uses."""
    try:
        lines = path.read_text("ascii", "replace").splitlines()
    except OSError:
        return ()
    words = [line.split() for line in lines]
    return [(w[1], 53) for w in words if len(w) > 1 and w[0] == "nameserver"][:3]


def srv_records(name: str, resolvers: Sequence[Resolver], limit: float) -> Sequence[Srv]:
    """The records of a name, the best first; none where nobody answers until `limit` (time.monotonic)."""
    found = []
    for answer, at in _records(name, _SRV, resolvers, limit):
        priority, weight, port = struct.unpack_from("!3H", answer, at)
        found.append(Srv(priority, weight, port, _name(answer, at + 6)[0]))
    return sorted(found, key=lambda r: (r.priority, -r.weight))


def mx_hosts(name: str, resolvers: Sequence[Resolver], limit: float) -> Sequence[str]:
    """The hosts that take a domain's mail, the preferred one first; none where nobody answers."""
    found = [
        (struct.unpack_from("!H", answer, at)[0], _name(answer, at + 2)[0])
        for answer, at in _records(name, _MX, resolvers, limit)
    ]
    return [host for _preference, host in sorted(found)]


def _records(name: str, kind: int, resolvers: Sequence[Resolver], limit: float) -> Sequence[tuple[bytes, int]]:
    """The answer, and where in it the data of each record of that kind stands; all of it can be read."""
    try:
        question = b"".join(bytes([len(part)]) + part for part in name.encode("idna").split(b".")) + b"\0"
    except UnicodeError:
        return ()
    for resolver in (*resolvers, *resolvers):
        ask = secrets.token_bytes(2)
        packet = ask + struct.pack("!5H", 0x0100, 1, 0, 0, 0) + question + struct.pack("!2H", kind, _IN)
        left = min(_TRY_SECONDS, limit - time.monotonic())
        if left <= 0:
            break
        try:
            answer = _exchange(packet, resolver, left)
            if answer is not None:
                return [(answer, at) for at in _data(answer, len(packet), kind)]
        except (OSError, IndexError, struct.error, UnicodeError, ValueError):
            continue
    return ()


def _exchange(packet: bytes, resolver: Resolver, seconds: float) -> bytes | None:
    """Ask over UDP from a fresh port; what does not repeat our number and question is thrown away."""
    limit = time.monotonic() + seconds
    family = socket.AF_INET6 if ":" in resolver[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.connect(resolver)
        sock.send(packet)
        while (left := limit - time.monotonic()) > 0:
            sock.settimeout(left)
            answer = sock.recv(4096)
            same = answer[:2] == packet[:2] and answer[12 : len(packet)].lower() == packet[12:].lower()
            if same and answer[2] & 0x80:
                return answer
    return None


def _data(answer: bytes, at: int, wanted: int) -> list[int]:
    """Where the data of each record of that kind begins. Raises for data that cannot be read."""
    found = []
    for _number in range(struct.unpack_from("!H", answer, 6)[0]):
        at = _name(answer, at)[1]
        kind, _class, _ttl, length = struct.unpack_from("!2HIH", answer, at)
        at += 10
        if kind == wanted:
            _name(answer, at + (6 if kind == _SRV else 2))
            found.append(at)
        at += length
    return found


def _name(answer: bytes, at: int) -> tuple[str, int]:
    """A name and where it ends; one that points in circles is an error."""
    parts: list[str] = []
    end = 0
    for _jump in range(_MOST_JUMPS + 128):
        length = answer[at]
        if length >= 0xC0:
            end = end or at + 2
            at = struct.unpack_from("!H", answer, at)[0] & 0x3FFF
        elif length:
            parts.append(answer[at + 1 : at + 1 + length].decode("ascii"))
            at += 1 + length
        else:
            return ".".join(parts), end or at + 1
    raise ValueError("a name without an end")
