"""The attachments of the practice mailbox: small real pictures and documents, drawn here."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

Colour = tuple[int, int, int]
_WALL: Colour = (236, 231, 222)
_TABLE: Colour = (176, 141, 105)
_GLAZE: Colour = (92, 128, 118)
_DARK: Colour = (48, 58, 54)


def attachment(name: str) -> tuple[str, bytes]:
    """The content type and the bytes of a file by its name. Raises KeyError for a name nobody drew."""
    if name.endswith(".png"):
        return "image/png", _png(160, 120, _SCENES[name])
    return "application/pdf", _pdf(_PAGES[name])


def _png(width: int, height: int, colour_at: Callable[[int, int], Colour]) -> bytes:
    rows = b"".join(b"\0" + bytes(v for x in range(width) for v in colour_at(x, y)) for y in range(height))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def _background(y: int) -> Colour:
    return _TABLE if y > 86 else _WALL


def _chipped_cup(x: int, y: int) -> Colour:
    inside = 30 < y < 96 and abs(x - 80) < 34 - (y - 30) // 9
    chipped = y < 46 and 92 < x < 92 + (46 - y)
    crack = 44 < y < 78 and abs(x - 97 + (y - 44) // 3 + (y // 4) % 2 * 2) < 2
    if not inside or chipped:
        return _background(y)
    return _DARK if crack else _GLAZE


def _lid_in_two(x: int, y: int) -> Colour:
    left = (x - 56) ** 2 / 900 + (y - 84) ** 2 / 180 < 1 and x < 62 + (y % 7)
    right = (x - 104) ** 2 / 900 + (y - 90) ** 2 / 180 < 1 and x > 96 + (y % 5)
    return _GLAZE if left or right else _background(y)


_SCENES: dict[str, Callable[[int, int], Colour]] = {
    "湯のみ写真.png": _chipped_cup,
    "IMG_2041.png": _lid_in_two,
}

_PAGES: dict[str, tuple[str, ...]] = {
    "取材企画書.pdf": (
        "Kurashi to Utsuwa, spring issue",
        "Feature: a morning with tea",
        "Pages 12-17, 2 photographs",
    ),
    "cafe-order.pdf": ("Purchase order 2291", "Sencha No. 3, 1 kg x 4", "Hojicha, 1 kg x 2", "Cups, celadon x 24"),
}


def _pdf(lines: tuple[str, ...]) -> bytes:
    """A one-page PDF 1.4 in Helvetica."""
    text = "BT /F1 14 Tf 60 760 Td 20 TL " + " T* ".join(f"({line}) Tj" for line in lines) + " ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, starts = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        starts.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{start:010d} 00000 n \n" for start in starts)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return (out + f"startxref\n{out.index('xref')}\n%%EOF\n").encode()
