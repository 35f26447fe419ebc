"""winmail.dat (Outlook's TNEF, MS-OXTNEF) taken apart into the files it holds. Never raises."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.mail import charsets, limits
from core.mail.files import File
from core.mail.names import made_name, tidy_name

_SIGNATURE = b"\x78\x9f\x3e\x22"
_RENDER, _TITLE, _DATA, _PROPERTIES, _CODEPAGE = 0x9002, 0x8010, 0x800F, 0x9005, 0x9007
_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME, _MIME, _BINARY = 0x3707, 0x3704, 0x3001, 0x370E, 0x3701
_SIZES = {
    0x0002: 4,
    0x0003: 4,
    0x0004: 4,
    0x000A: 4,
    0x000B: 4,
    0x0005: 8,
    0x0006: 8,
    0x0007: 8,
    0x0014: 8,
    0x0040: 8,
    0x0048: 16,
}
_LONG_VALUES = {0x001E, 0x001F, 0x0102, 0x000D}


@dataclass(slots=True)
class Unpacked:
    """The files found; `warning` says what went wrong, or is empty."""

    files: list[File] = field(default_factory=list)
    warning: str = ""


@dataclass(slots=True)
class _Open:
    """One file while its attributes come in."""

    name: str = ""
    long_name: str = ""
    mime: str = ""
    data: bytes = b""


class _Torn(Exception):
    """The bytes end before what they announce."""


def unpack(data: bytes, number: str) -> Unpacked:
    """The files inside; `number` is the part number of the winmail.dat."""
    result = Unpacked()
    if data[:4] != _SIGNATURE:
        result.warning = "winmail.dat is not readable: kept as it is"
        return result
    opened: list[_Open] = []
    try:
        _read(data, opened)
    except _Torn:
        result.warning = "winmail.dat is torn: unpacked as far as it goes"
    for place, item in enumerate((o for o in opened if o.data), 1):
        kind = item.mime.lower() if "/" in item.mime else "application/octet-stream"
        name = tidy_name(item.long_name or item.name) or made_name(kind)
        result.files.append(File(f"{number}/{place}", name, kind, item.data, False))
    return result


def _number(data: bytes, at: int, size: int) -> int:
    if at + size > len(data):
        raise _Torn
    return int.from_bytes(data[at : at + size], "little")


def _read(data: bytes, opened: list[_Open]) -> None:
    at = 6
    codepage = "cp1252"
    while at + 9 <= len(data):
        level, name = data[at], _number(data, at + 1, 2)
        size = _number(data, at + 5, 4)
        value = data[at + 9 : at + 9 + size]
        if len(value) < size or level not in (1, 2):
            raise _Torn
        at += 9 + size + 2
        if name == _CODEPAGE and size >= 4:
            codepage = f"cp{_number(value, 0, 4)}"
        elif name == _RENDER:
            if len(opened) >= limits.UNPACKED_FILES:
                return
            opened.append(_Open())
        elif opened and name == _TITLE:
            opened[-1].name = _text(value, codepage)
        elif opened and name == _DATA:
            opened[-1].data = value
        elif opened and name == _PROPERTIES:
            _read_properties(value, opened[-1], codepage)


def _text(value: bytes, codepage: str) -> str:
    value = value.split(b"\0")[0]
    return charsets.decode(value, codepage).text


def _read_properties(data: bytes, item: _Open, codepage: str) -> None:
    """MAPI properties of one file (MS-OXTNEF 2.1.3.4): names, type, and an object's bytes."""
    count, at = _number(data, 0, 4), 4
    for _ in range(min(count, 2_000)):
        kind, name = _number(data, at, 2), _number(data, at + 2, 2)
        at += 4
        if name >= 0x8000:
            at = _past_name(data, at)
        several = bool(kind & 0x1000)
        kind &= 0x0FFF
        values = 1
        if several or kind in _LONG_VALUES:
            values, at = _number(data, at, 4), at + 4
        for _ in range(min(values, 2_000)):
            if kind in _LONG_VALUES:
                size = _number(data, at, 4)
                value = data[at + 4 : at + 4 + size]
                at += 4 + (size + 3) // 4 * 4
                _keep(item, name, kind, value, codepage)
            else:
                at += _SIZES.get(kind, 4)


def _past_name(data: bytes, at: int) -> int:
    at += 16
    if _number(data, at, 4) == 0:
        return at + 8
    size = _number(data, at + 4, 4)
    return at + 8 + (size + 3) // 4 * 4


def _keep(item: _Open, name: int, kind: int, value: bytes, codepage: str) -> None:
    if name == _BINARY and kind in (0x000D, 0x0102):
        item.data = item.data or (value[16:] if kind == 0x000D else value)
        return
    text = value.decode("utf-16-le", "replace").split("\0")[0] if kind == 0x001F else _text(value, codepage)
    if name == _LONG_NAME:
        item.long_name = text
    elif name in (_SHORT_NAME, _DISPLAY_NAME):
        item.name = item.name or text
    elif name == _MIME:
        item.mime = text
