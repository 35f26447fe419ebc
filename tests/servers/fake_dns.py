"""A name server on loopback that knows the SRV records it was told, and lies on request."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Self


class FakeDns:
    """Use with `with`. `records` has (priority, weight, port, target) by name; `spoil` changes each answer."""

    def __init__(self, records: Mapping[str, list[tuple[int, int, int, str]]], spoil: bytes | None = None) -> None:
        self.records = records
        self.spoil = spoil
        self.asked: list[str] = []
        self._sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sock.bind(("127.0.0.1", 0))
        self.address: tuple[str, int] = self._sock.getsockname()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", self.address)
        self._thread.join()
        self._sock.close()

    def _serve(self) -> None:
        while True:
            packet, sender = self._sock.recvfrom(4096)
            if not packet:
                return
            if self.spoil is not None:
                self._sock.sendto(packet[:2] + self.spoil, sender)
                continue
            self._sock.sendto(self._answer(packet), sender)

    def _answer(self, packet: bytes) -> bytes:
        parts, at = [], 12
        while length := packet[at]:
            parts.append(packet[at + 1 : at + 1 + length].decode())
            at += 1 + length
        name = ".".join(parts).lower()
        self.asked.append(name)
        found = self.records.get(name, [])
        head = packet[:2] + struct.pack("!5H", 0x8180 if found else 0x8183, 1, len(found), 0, 0)
        return head + packet[12:] + b"".join(map(_record, found))


def _record(said: tuple[int, int, int, str]) -> bytes:
    *numbers, target = said
    name = b"".join(bytes([len(p)]) + p.encode() for p in target.split(".") if p) + b"\0"
    data = struct.pack("!3H", *numbers) + name
    return b"\xc0\x0c" + struct.pack("!2HIH", 33, 1, 60, len(data)) + data
