"""One text part as readable text: transfer encoding, uuencoded files, charset, flowed lines, HTML."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from core.mail import charsets, limits
from core.mail.carrier_emoji import GETA
from core.mail.files import File
from core.mail.flowed import unflow
from core.mail.html_text import html_to_text
from core.mail.names import made_name, tidy_name
from core.mail.transfer import text_from_base64, undo
from core.mail.tree import Part
from core.mail.uuencode import UuFile, find_files, without_files
from core.mail.words import header_text
from core.mail.yenc import find_yenc

_META = re.compile(
    rb"<meta[^>]{0,200}charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w.:-]{1,40})|<\?xml[^>]{0,60}encoding=[\"']([\w.:-]{1,40})",
    re.I,
)
_IS_HTML = re.compile(r"\s{0,200}(?:<!doctype html\b|<html[\s>]|<head[\s>]|<body[\s>])", re.I)
_HAS_LINES = re.compile(
    r"<(?:br|p|div|html|table|body|li|pre|blockquote|h[1-6r]|t[dhr]|a|img|d[dlt]|ul|ol|center|section)\b", re.I
)
_ANY_TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.I)
_ENRICHED_TAG = re.compile(r"<(/?)([A-Za-z0-9-]{1,60})>|<<")
_ENRICHED_BREAKS = re.compile(r"\n+")


class Readable(NamedTuple):
    """Text of one part; `charset` is what it was written in; `files` were uuencoded inside it."""

    text: str
    charset: str | None
    repaired: bool
    files: tuple[File, ...] = ()
    warnings: tuple[str, ...] = ()


def read_text_part(part: Part, *, hint: str | None = None) -> Readable:
    """Read a text part. Never raises."""
    is_html = part.content_type in ("text/html", "application/xhtml+xml")
    files: list[UuFile] = []
    if not is_html and part.encoding in ("", "uuencode") and part.data.find(b"begin", part.start, part.end) >= 0:
        files = _files_inside(part.body())
    data, tail, warnings = _bytes_of(part)
    if files:
        data = without_files(part.body(), files)
    data = _shown(data, warnings)
    label = part.parameters.get("charset")
    if is_html and (not label or charsets.canonical(label) in (None, "us-ascii")):
        label = _meta_charset(data) or label
    read = charsets.decode(data, label, hint=hint)
    text = read.text
    if tail:
        text = f"{text.rstrip()}\n{charsets.decode(tail, None, hint=read.charset).text}"
    if text.startswith("\ufeff"):
        text = text[1:]
    text, more = _as_text(part, text, is_html)
    if read.repaired:
        warnings.append(f"charset repaired: said to be {_said(label)}, read as {read.charset}")
    if _has_unknown_pictures(data, read):
        warnings.append(f"pictures of the sender's phone that no table knows are shown as {GETA}")
    if label and "utf-7" in label.lower():
        warnings.append("UTF-7 is refused: shown as it stands")
    undeclared = charsets.canonical(label or "") in (None, "us-ascii") and not read.text.isascii()
    return Readable(
        text,
        _spoken(label, read),
        read.repaired or (undeclared and read.charset != "us-ascii"),
        tuple(_uu_file(part, i, f, read.charset) for i, f in enumerate(files, 1)),
        tuple(warnings + more),
    )


def _has_unknown_pictures(data: bytes, read: charsets.Decoded) -> bool:
    """Whether signs stand for pictures, and not all of them were written."""
    code = {"shift_jis": b"\x81\xac", "iso-2022-jp": b'".', "euc-jp": b"\xa2\xae"}.get(read.charset)
    return code is not None and GETA in read.text and read.text.count(GETA) > data.count(code)


def _files_inside(body: bytes) -> list[UuFile]:
    """The files written into a text, in order; what begins inside another one is a part of that one."""
    found = find_files(body)
    if b"=ybegin " not in body:
        return found
    files: list[UuFile] = []
    for file in sorted([*found, *find_yenc(body)], key=lambda file: file.start):
        if not files or file.start >= files[-1].end:
            files.append(file)
    return files


def _bytes_of(part: Part) -> tuple[bytes, bytes, list[str]]:
    """The part's bytes as far as they are shown, plain text found behind base64, and what is to be said of it."""
    if part.encoding == "uuencode":
        return part.body(), b"", []
    body = part.data[part.start : min(part.end, part.start + 3 * limits.TEXT_BYTES)]
    tail, warnings = b"", []
    if part.encoding == "base64":
        data, tail, true = text_from_base64(body)
        if not true:
            warnings.append("said to be base64 and is not: shown as it stands")
    else:
        data = undo(body, part.encoding)
        if part.encoding not in ("", "quoted-printable"):
            warnings.append("unknown transfer encoding: shown as it stands")
    return data, tail, warnings


def _shown(data: bytes, warnings: list[str]) -> bytes:
    """The bytes up to the limit, cut behind a line where there is one."""
    if len(data) <= limits.TEXT_BYTES:
        return data
    warnings.append(f"text of more than {limits.TEXT_BYTES:,} bytes: shown in part")
    end = data.rfind(b"\n", limits.TEXT_BYTES - 65_536, limits.TEXT_BYTES) + 1 or limits.TEXT_BYTES & ~1
    while end > 1 and data[end] & 0xC0 == 0x80 and limits.TEXT_BYTES - end < 4:
        end -= 1
    return data[:end]


def _meta_charset(data: bytes) -> str | None:
    found = _META.search(data, 0, 4096)
    if not found:
        return None
    return (found[1] or found[2]).decode("ascii", "replace")


def _said(label: str | None) -> str:
    return label[:40] if label else "nothing"


def _spoken(label: str | None, read: charsets.Decoded) -> str:
    """The charset's name as mail writes it, for an answer in kind."""
    said = charsets.canonical(label) if label and not read.repaired else None
    if label and said and (said != "us-ascii" or read.text.isascii()):
        return label.strip().lower()
    return {"cp1252": "windows-1252", "cp949": "euc-kr", "cp950": "big5"}.get(read.charset, read.charset)


def _as_text(part: Part, text: str, is_html: bool) -> tuple[str, list[str]]:
    kind = part.content_type
    if is_html or (kind == "text/plain" and "<" in text[:300] and _IS_HTML.match(text)):
        if not _HAS_LINES.search(text):
            return unescape(_ANY_TAG.sub("", text)), []
        shown, cut = html_to_text(text)
        return shown, ["very long HTML: shown in part"] if cut else []
    if kind in ("text/enriched", "text/richtext"):
        return _from_enriched(text), []
    if (part.parameters.get("format") or "").lower() == "flowed":
        delsp = (part.parameters.get("delsp") or "").lower() == "yes"
        return unflow(text.replace("\r\n", "\n"), delsp=delsp), []
    return text, []


def _from_enriched(text: str) -> str:
    """RFC 1896: commands taken out, single line ends are spaces, of several one less stays."""
    text = text.replace("\r\n", "\n")
    out: list[str] = []
    inside_param = 0
    at = 0
    for match in _ENRICHED_TAG.finditer(text):
        if not inside_param:
            out.append(text[at : match.start()])
            if match[0] == "<<":
                out.append("<")
        if (match[2] or "").lower() == "param":
            inside_param = 0 if match[1] else 1
        at = match.end()
    out.append(text[at:])
    return _ENRICHED_BREAKS.sub(lambda m: "\n" * (len(m[0]) - 1) or " ", "".join(out))


def _uu_file(part: Part, place: int, file: UuFile, charset: str) -> File:
    name = tidy_name(header_text(file.name, charset).text)
    kind = "application/octet-stream"
    return File(f"{part.number}/{place}", name or made_name(kind), kind, file.data, False)
