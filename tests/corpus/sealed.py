"""Signed, encrypted and packed mail: shown as what it is, no file lost."""

from __future__ import annotations

import struct

from tests.corpus.kit import HEAD, PDF, Case, attached, b64, file, html, multipart, part, plain

_SIGNATURE = b64(
    'application/pkcs7-signature; name="smime.p7s"',
    b"signature",
    'Content-Disposition: attachment; filename="smime.p7s"',
)
_PGP = part("application/pgp-signature", b"-----BEGIN PGP SIGNATURE-----\r\n-----END PGP SIGNATURE-----")


def _attribute(level: int, name: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def _property(name: int, value: str) -> bytes:
    data = value.encode("utf-16-le") + b"\0\0"
    return struct.pack("<HHII", 0x1F, name, 1, len(data)) + data + b"\0" * (-len(data) % 4)


def tnef(*files: tuple[str, str, bytes]) -> bytes:
    """A winmail.dat with files (short name, long name or "", bytes)."""
    out = b"\x78\x9f\x3e\x22\x01\x00" + _attribute(1, 0x9007, 6, struct.pack("<II", 932, 0))
    for short, long, data in files:
        out += _attribute(2, 0x9002, 6, b"\0" * 14) + _attribute(2, 0x8010, 1, short.encode("cp932") + b"\0")
        out += _attribute(2, 0x800F, 6, data)
        if long:
            out += _attribute(2, 0x9005, 6, struct.pack("<I", 1) + _property(0x3707, long))
    return out


_WINMAIL = tnef(("a.pdf", "", PDF), ("SEIKYU~1.PDF", "請求書.pdf", b"two"))


def _der(tag: int, value: bytes) -> bytes:
    length = bytes([len(value)]) if len(value) < 0x80 else b"\x82" + len(value).to_bytes(2, "big")
    return bytes([tag]) + length + value


def _signed_file(content: bytes, *, pieces: bool = False) -> bytes:
    """SignedData with the content inside, as opaque signing writes it; the signature itself is left out."""
    data_type = bytes.fromhex("06092a864886f70d010701")
    if pieces:
        half = len(content) // 2
        octets = b"\x24\x80" + _der(4, content[:half]) + _der(4, content[half:]) + b"\0\0"
        inner = b"\x30\x80" + data_type + b"\xa0\x80" + octets + b"\0\0\0\0"
    else:
        inner = _der(0x30, data_type + _der(0xA0, _der(4, content)))
    signed = _der(0x30, b"\x02\x01\x01\x31\x00" + inner + b"\x31\x00")
    return _der(0x30, bytes.fromhex("06092a864886f70d010702") + _der(0xA0, signed))


_OPAQUE = multipart("mixed", plain("Sealed words"), attached("a.pdf", PDF))


def _case(name: str, body: bytes, text: str, *files: dict[str, object], **expected: object) -> Case:
    return Case(f"sealed: {name}", HEAD + body, {"text": text, "attachments": list(files), **expected})


CASES: list[Case] = [
    _case(
        "S/MIME signed",
        multipart("signed", plain("Words"), _SIGNATURE, extra='; protocol="application/pkcs7-signature"'),
        "Words",
        file("smime.p7s", b"signature"),
    ),
    _case(
        "S/MIME signed with a file",
        multipart("signed", multipart("mixed", plain("Words"), attached("a.pdf", PDF), boundary="b1"), _SIGNATURE),
        "Words",
        file("a.pdf", PDF),
        file("smime.p7s", b"signature"),
    ),
    _case("PGP signed", multipart("signed", plain("Words"), _PGP), "Words", file("signature.asc")),
    _case(
        "signed, with more behind",
        multipart("signed", plain("Words"), _PGP, attached("a.pdf", PDF)),
        "Words",
        file("signature.asc"),
        file("a.pdf", PDF),
    ),
    _case(
        "signed and a footer around",
        multipart("mixed", multipart("signed", plain("Words"), _PGP, boundary="b1"), plain("footer")),
        "Words\n\nfooter",
        file("signature.asc"),
    ),
    _case(
        "PGP encrypted",
        multipart(
            "encrypted",
            part("application/pgp-encrypted", b"Version: 1"),
            part('application/octet-stream; name="encrypted.asc"', b"-----BEGIN PGP MESSAGE-----"),
            extra='; protocol="application/pgp-encrypted"',
        ),
        "",
        file("version.asc"),
        file("encrypted.asc"),
        warns="encrypted with OpenPGP",
    ),
    _case(
        "S/MIME encrypted",
        b64("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", b"sealed"),
        "",
        file("smime.p7m", b"sealed"),
        warns="encrypted with S/MIME",
    ),
    _case(
        "S/MIME with its text inside",
        b64("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", _signed_file(_OPAQUE)),
        "Sealed words",
        file("smime.p7m", _signed_file(_OPAQUE)),
        file("a.pdf", PDF),
        warns="was not checked",
    ),
    _case(
        "S/MIME with its text inside, in pieces",
        b64("application/x-pkcs7-mime; name=smime.p7m", _signed_file(plain("Sealed"), pieces=True)),
        "Sealed",
        file("smime.p7m"),
        warns="was not checked",
    ),
    _case(
        "S/MIME opaque",
        b64("application/x-pkcs7-mime; smime-type=signed-data", b"sealed"),
        "",
        file("smime.p7m", b"sealed"),
        warns="signed with S/MIME",
    ),
    _case(
        "winmail.dat",
        multipart("mixed", plain("See files"), b64('application/ms-tnef; name="winmail.dat"', _WINMAIL)),
        "See files",
        file("winmail.dat", _WINMAIL),
        file("a.pdf", PDF),
        file("請求書.pdf", b"two"),
    ),
    _case(
        "winmail.dat under another type",
        multipart("mixed", plain("See files"), attached("WINMAIL.DAT", _WINMAIL, "application/octet-stream")),
        "See files",
        file("WINMAIL.DAT", _WINMAIL),
        file("a.pdf", PDF),
        file("請求書.pdf", b"two"),
    ),
    _case(
        "winmail.dat torn",
        multipart("mixed", plain("See"), b64("application/ms-tnef", _WINMAIL[:-30])),
        "See",
        file("winmail.dat"),
        file("a.pdf", PDF),
        file("SEIKYU~1.PDF", b"two"),
        warns="torn",
    ),
    _case(
        "winmail.dat that is none",
        multipart("mixed", plain("See"), b64("application/ms-tnef", b"nonsense")),
        "See",
        file("winmail.dat", b"nonsense"),
        warns="not readable",
    ),
    _case(
        "PGP inside the text",
        multipart("mixed", plain("-----BEGIN PGP MESSAGE-----\r\nabc\r\n-----END PGP MESSAGE-----"), html("<p></p>")),
        "-----BEGIN PGP MESSAGE-----\nabc\n-----END PGP MESSAGE-----",
    ),
]
