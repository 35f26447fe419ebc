"""A name server on loopback that knows the SRV and MX records it was told, and lies on request."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self


class FakeDns:
    """Use with `with`. `records` has (priority, weight, port, target) by name, `exchangers` (preference, host).

    `spoil` changes each answer.
    """

    def __init__(
        self,
        records: Mapping[str, list[tuple[int, int, int, str]]],
        spoil: bytes | None = None,
        exchangers: Mapping[str, list[tuple[int, str]]] | None = None,
    ) -> None:
        self.records = records
        self.exchangers = exchangers or {}
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
        kind = struct.unpack_from("!H", packet, at + 1)[0]
        said = [_record(33, numbers, target) for *numbers, target in self.records.get(name, [])]
        if kind == 15:
            said = [_record(15, (preference,), host) for preference, host in self.exchangers.get(name, [])]
        head = packet[:2] + struct.pack("!5H", 0x8180 if said else 0x8183, 1, len(said), 0, 0)
        return head + packet[12:] + b"".join(said)


def _record(kind: int, numbers: Sequence[int], target: str) -> bytes:
    name = b"".join(bytes([len(p)]) + p.encode() for p in target.split(".") if p) + b"\0"
    data = struct.pack(f"!{len(numbers)}H", *numbers) + name
    return b"\xc0\x0c" + struct.pack("!2HIH", kind, 1, 60, len(data)) + data
