"""The body as it leaves: charset by what the customer used and the text can carry, lines within the limits.

RFC 2045 (transfer encodings), RFC 1468 (ISO-2022-JP, 7 bit), RFC 5322 2.1.1 (998 octets a line), RFC 2183
(attachments). The result is always 7-bit, so no server on the way needs to change it.
"""

from __future__ import annotations

import base64
import mimetypes
import quopri
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.errors import MadoError
from config.languages import translator
from config.reasons import reason as refused_because
from core.compose_headers import JIS, UTF8, carries_jis, encode_text, one_line, parameter, parameters
from core.text import clean

_ = translator("core")
LONGEST_LINE = 998
MOST_ATTACHED = 25 * 1024 * 1024
_ASCII = bytes(range(128))
_JIS_NAMES = ("iso-2022-jp", "iso2022jp", "csiso2022jp", "cp50220", "cp50221", "cp50222", "iso-2022-jp-ms")


@dataclass(frozen=True, slots=True)
class File:
    """A file to be attached, read when the reply was queued: later changes of it change nothing."""

    name: str
    content_type: str
    data: bytes


def choose_charset(text: str, customer: str | None) -> str:
    """ISO-2022-JP where the customer wrote in it and it can carry the text, else UTF-8."""
    asked = (customer or "").lower().strip() in _JIS_NAMES
    return JIS if asked and carries_jis(text) and _short_lines(text, JIS) else UTF8


def tidy(text: str) -> str:
    """A body as it is meant: clean, LF line ends, no space at line ends but the signature's, one last LF."""
    lines = clean(text).split("\n")
    kept = [line if line == "-- " else line.rstrip() for line in lines]
    return "\n".join(kept).strip("\n") + "\n"


def read_files(paths: Sequence[Path]) -> list[File]:
    """Read what is to be attached. Raises MadoError where a file cannot be read or all are too large."""
    files: list[File] = []
    for path in paths:
        shown = clean(str(path), one_line=True)
        try:
            if not path.is_file():
                raise MadoError(_("There is no file {path}.").format(path=shown), code="missing_file")
            data = path.read_bytes() if path.stat().st_size <= MOST_ATTACHED else None
        except OSError as error:
            said = _("{path} cannot be read: {error}").format(path=shown, error=refused_because(error))
            raise MadoError(said, hint=_("Nothing was queued."), code="missing_file") from error
        if data is None or sum(len(f.data) for f in files) + len(data) > MOST_ATTACHED:
            said = _("The attachments are larger than 25 MB together.")
            raise MadoError(said, hint=_("Send a link, or fewer files."), code="too_big")
        files.append(File(file_name(path.name), _content_type(path), data))
    return files


def file_name(name: str) -> str:
    """A file name for others: its last part only, clean, composed (macOS writes decomposed kana), not long."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    return one_line(last, 120).strip(". ") or "attachment"


def mime(text: str, charset: str, files: Sequence[File] = ()) -> bytes:
    """MIME headers, the empty line and the body, CRLF throughout. `text` must have passed `tidy`."""
    plain = _text_part(text, charset)
    if not files:
        return b"MIME-Version: 1.0\r\n" + plain
    boundary = f"=_{secrets.token_hex(16)}"
    head = b"MIME-Version: 1.0\r\n" + parameters("Content-Type", "multipart/mixed", [f'boundary="{boundary}"'])
    rule = f"\r\n--{boundary}".encode()
    parts = [plain, *(_file_part(f) for f in files)]
    return head + b"".join(rule + b"\r\n" + p for p in parts) + rule + b"--\r\n"


def _text_part(text: str, charset: str) -> bytes:
    if text.isascii() and _short_lines(text, UTF8):
        encoding, body, said = "7bit", text.encode("ascii"), "us-ascii"
    elif charset == JIS:
        encoding, body, said = "7bit", b"\n".join(encode_text(x, JIS) for x in text.split("\n")), "ISO-2022-JP"
    else:
        data = text.encode("utf-8")
        said = "utf-8"
        if len(data.translate(None, _ASCII)) * 6 > len(data):
            encoding, body = "base64", _base64(text.replace("\n", "\r\n").encode("utf-8"))
        else:
            encoding, body = "quoted-printable", quopri.encodestring(data)
    head = parameters("Content-Type", "text/plain", [f"charset={said}"])
    return head + f"Content-Transfer-Encoding: {encoding}\r\n\r\n".encode() + _crlf(body)


def _file_part(file: File) -> bytes:
    head = parameters("Content-Type", file.content_type, [])
    head += parameters("Content-Disposition", "attachment", parameter("filename", file.name))
    return head + b"Content-Transfer-Encoding: base64\r\n\r\n" + _crlf(_base64(file.data))


def _base64(data: bytes) -> bytes:
    text = base64.b64encode(data)
    return b"\n".join(text[i : i + 76] for i in range(0, len(text), 76)) + b"\n"


def _crlf(body: bytes) -> bytes:
    return body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _short_lines(text: str, charset: str) -> bool:
    return all(len(encode_text(line, charset)) <= LONGEST_LINE for line in text.split("\n"))


def _content_type(path: Path) -> str:
    """What a name promises; anything that is itself mail or several parts goes as plain bytes."""
    guessed = mimetypes.guess_type(path.name, strict=True)
    kind = guessed[0] if guessed[0] and not guessed[1] else "application/octet-stream"
    return "application/octet-stream" if kind.startswith(("message/", "multipart/")) else kind
