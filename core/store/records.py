"""One raw message as a record of a pack: header, then its bytes, deflated where that pays.

Header, little endian: magic (4 bytes), flags (1), length as stored (4), length as received (8), sha256 of the
message (32), crc32 over flags to sha256 and the stored bytes (4).
"""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from core.store.deflate import deflated_at_once

MAGIC = b"\xabMDR"
_HEAD = struct.Struct("<4sBIQ32sI")
HEAD_SIZE = _HEAD.size
_DEFLATED = 1
_STEP = 1 << 20
_LARGE, _SAMPLE, _LEAST = 16384, 2048, 0.7


@dataclass(frozen=True, slots=True)
class Record:
    """Where a record stands in its pack: `place` of its header, `size` with the header; bytes."""

    sha: bytes
    place: int
    size: int

    @property
    def end(self) -> int:
        """The first byte after it."""
        return self.place + self.size


@dataclass(frozen=True, slots=True)
class Gap:
    """Bytes of a pack that are no whole record."""

    place: int
    end: int


def pack_record(raw: bytes, sha: bytes) -> bytes:
    """The record of a message."""
    packed = deflated_at_once(raw) if _seems_to_pay(raw) else raw
    flags, stored = (_DEFLATED, packed) if len(packed) < len(raw) * 0.95 else (0, raw)
    crc = _crc(flags, len(stored), len(raw), sha, stored)
    return _HEAD.pack(MAGIC, flags, len(stored), len(raw), sha, crc) + stored


def _seems_to_pay(raw: bytes) -> bool:
    """Whether deflating is worth its time: not where attachments are the bulk, as a piece of the middle tells.

    What is packed already (pictures, PDF, archives) loses only what base64 added, a quarter, at the highest price.
    """
    if len(raw) <= _LARGE:
        return True
    start = (len(raw) - _SAMPLE) // 2
    return len(deflated_at_once(raw[start : start + _SAMPLE])) < _SAMPLE * _LEAST


def unpack_record(record: bytes, sha: bytes) -> bytes | None:
    """The message of a record, or None where it is not, byte for byte, the one that was kept."""
    if len(record) < HEAD_SIZE:
        return None
    magic, flags, stored_size, raw_size, named, crc = _HEAD.unpack_from(record)
    stored = record[HEAD_SIZE:]
    if magic != MAGIC or named != sha or len(stored) != stored_size:
        return None
    if crc != _crc(flags, stored_size, raw_size, named, stored):
        return None
    raw = stored
    if flags & _DEFLATED:
        try:
            raw = zlib.decompress(stored)
        except zlib.error:
            return None
    return raw if hashlib.sha256(raw).digest() == sha else None


def scan(fd: int, start: int, end: int) -> Iterator[Record | Gap]:
    """What stands in a pack from `start` to `end`: whole records, and the gaps between them."""
    place = start
    while place < end:
        record = _whole(fd, place, end)
        if record is not None:
            yield record
            place = record.end
            continue
        following = _next_whole(fd, place + 1, end)
        yield Gap(place, following)
        place = following


def _whole(fd: int, place: int, end: int) -> Record | None:
    head = os.pread(fd, HEAD_SIZE, place)
    if len(head) < HEAD_SIZE:
        return None
    magic, flags, stored_size, raw_size, sha, crc = _HEAD.unpack(head)
    if magic != MAGIC or place + HEAD_SIZE + stored_size > end:
        return None
    if crc != _crc(flags, stored_size, raw_size, sha, os.pread(fd, stored_size, place + HEAD_SIZE)):
        return None
    return Record(sha, place, HEAD_SIZE + stored_size)


def _next_whole(fd: int, place: int, end: int) -> int:
    """Where the next whole record begins, else the end."""
    while place < end:
        found = os.pread(fd, min(_STEP, end - place), place).find(MAGIC)
        if found < 0:
            # A magic may lie across the border of two steps.
            place += max(1, min(_STEP, end - place) - len(MAGIC) + 1)
            continue
        place += found
        if _whole(fd, place, end) is not None:
            return place
        place += 1
    return end


def _crc(flags: int, stored_size: int, raw_size: int, sha: bytes, stored: bytes) -> int:
    return zlib.crc32(stored, zlib.crc32(struct.pack("<BIQ32s", flags, stored_size, raw_size, sha)))
