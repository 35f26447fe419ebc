"""The readable content of an S/MIME message whose text and signature are one file (RFC 8551 section 3.5.2).

Only the wrapping is taken off; nothing is verified. Just enough of BER (ITU-T X.690) is read to find the content.
"""

from __future__ import annotations

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
_OCTETS, _OCTETS_IN_PIECES, _EXPLICIT = 0x04, 0x24, 0xA0
_LOOK = 4_096
_DEEPEST = 8


def signed_content(data: bytes) -> bytes | None:
    """The MIME entity inside SignedData; None where the bytes are none, or hold no content. Never raises."""
    if _SIGNED_DATA not in data[:64]:
        return None
    found = data.find(_DATA, 0, _LOOK)
    if found < 0:
        return None
    wrapper = _header(data, found + len(_DATA))
    if wrapper is None or wrapper[0] != _EXPLICIT:
        return None
    return _octets(data, wrapper[1], 0)[0] or None


def _header(data: bytes, at: int) -> tuple[int, int, int | None] | None:
    """Tag, start of the value, its length (None: indefinite) of what stands at `at`."""
    if at + 2 > len(data):
        return None
    tag, length = data[at], data[at + 1]
    if length < 0x80:
        return tag, at + 2, length
    count = length & 0x7F
    if count == 0:
        return tag, at + 2, None
    if count > 4 or at + 2 + count > len(data):
        return None
    return tag, at + 2 + count, int.from_bytes(data[at + 2 : at + 2 + count], "big")


def _octets(data: bytes, at: int, depth: int) -> tuple[bytes, int]:
    """An octet string, whole or in pieces, as bytes, and where it ends."""
    head = _header(data, at)
    if head is None or depth > _DEEPEST:
        return b"", len(data)
    tag, start, length = head
    if tag == _OCTETS and length is not None:
        return data[start : start + length], start + length
    if tag != _OCTETS_IN_PIECES:
        return b"", len(data)
    end = len(data) if length is None else min(len(data), start + length)
    pieces: list[bytes] = []
    at = start
    while at < end and data[at : at + 2] != b"\0\0":
        piece, at = _octets(data, at, depth + 1)
        pieces.append(piece)
    return b"".join(pieces), at + 2 if length is None else end
