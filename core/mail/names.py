"""What an attachment is called: its own name in any of the ways mail gives it one, or one made from what it is."""

from __future__ import annotations

import mimetypes
import re

from core.mail.headers import read_headers
from core.mail.tree import Part
from core.mail.words import header_text
from core.text import clean

_SEPARATOR = re.compile(r"[/\\]")
_PATH = re.compile(r"^(?:[A-Za-z]:[\\/]|[\\/]|\.{1,2}[\\/]|~[\\/]).*|.*[\\/]\.\.[\\/].*")
_SPACE = re.compile(r"\s+")
_LONGEST = 255
_KNOWN = {
    "text/calendar": "calendar.ics",
    "application/ics": "calendar.ics",
    "text/vcard": "contact.vcf",
    "text/x-vcard": "contact.vcf",
    "text/directory": "contact.vcf",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/pgp-signature": "signature.asc",
    "application/pgp-encrypted": "version.asc",
    "application/pgp-keys": "key.asc",
    "message/delivery-status": "delivery-status.txt",
    "message/disposition-notification": "disposition-notification.txt",
    "text/rfc822-headers": "headers.txt",
    "message/external-body": "external-body.txt",
    "application/ms-tnef": "winmail.dat",
    "application/vnd.ms-tnef": "winmail.dat",
    "text/plain": "text.txt",
    "text/html": "text.html",
    "image/jpeg": "image.jpg",
    "image/jpg": "image.jpg",
    "image/tiff": "image.tif",
}


def given_name(part: Part) -> str:
    """The name the part carries (Content-Disposition, then Content-Type), clean; "" where it carries none."""
    if not part.disposition.named and not part.parameters.named:
        return ""
    name = part.disposition.get("filename") or part.parameters.get("name") or part.disposition.get("name")
    if not name:
        name = part.parameters.get("filename") or ""
    return tidy_name(name) if name else ""


def tidy_name(name: str) -> str:
    """A file name as one clean line without folders: the last piece of a path, other separators as `_`."""
    name = _SPACE.sub(" ", clean(name, one_line=True)).strip()
    if "/" in name or "\\" in name:
        if _PATH.match(name):
            name = _SEPARATOR.split(name)[-1]
        name = _SEPARATOR.sub("_", name)
    return "" if name in (".", "..") else name[:_LONGEST]


def name_of(part: Part) -> str:
    """The part's name, or one made from its type: never empty."""
    given = given_name(part)
    if given:
        return given
    if part.content_type in ("message/rfc822", "message/global"):
        return _subject_name(part)
    location = part.headers.first("content-location")
    if location and b"/" not in location.strip(b"/") and b"." in location and len(location) < 120:
        found = tidy_name(header_text(location).text)
        if found:
            return found
    return made_name(part.content_type)


def made_name(content_type: str) -> str:
    """A name for a file of that type which carries none."""
    if content_type in _KNOWN:
        return _KNOWN[content_type]
    kind = content_type.split("/")[0]
    stem = kind if kind in ("image", "audio", "video") else "attachment"
    return stem + (mimetypes.guess_extension(content_type, strict=False) or ".bin")


def _subject_name(part: Part) -> str:
    headers = (
        read_headers(part.decoded(), top=True) if part.encoding else read_headers(part.data, part.start, part.end)
    )
    subject = headers.first("subject")
    stem = tidy_name(header_text(subject).text)[:120].strip(" .") if subject else ""
    return f"{stem or 'message'}.eml"
