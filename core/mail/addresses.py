"""Addresses out of From, To, Cc and Reply-To, and out of what stands there instead.

Comments become names where no other is given, commas in unquoted names are put back, an address inside an encoded
word is found, and `a..b.@docomo.ne.jp` stays as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from core.mail import limits
from core.mail.address_scan import Mailbox, mailboxes
from core.mail.message import Address
from core.mail.words import decode_words, raw_text
from core.text import clean

_SHORT = 200
_ATOM = r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9.-]+"
_PLAIN = re.compile(_ATOM, re.A)
_USUAL = re.compile(
    rb"(?:\"([ !#-'*+\-./0-9=?A-Z^-~]*)\"[ ]?|([ !#-'*+\-./0-9=?A-Z^-~]*))"
    rb"<([a-zA-Z0-9_.!#$%&*+/=?^`{|}~-][a-zA-Z0-9_.!#$%&'*+/=?^`{|}~-]*@[A-Za-z0-9.-]+)>\Z"
)
"""A name without anything odd in it, and an address in angle brackets."""
_ODD_IN_NAMES = re.compile(r"[\"<>(),:;@\\\[\]]")
_SPACE = re.compile(r"\s+")
_QUOTED_INSIDE = re.compile(r'[^"]*(?:"[^"\s](?:[^"]*[^"\s])?"[^"]*)+')
_WORD = re.compile(r"[^\s<>\"(),:;\[]+(?:\[[^\]\s]{0,100}\])?")
_SPACED_OUT = re.compile(r"[^\s@]+\s*@\s*[\w-]+(?:\s*\.\s*[\w-]+)*\Z")
_DOT_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*\Z")


def read_addresses(raw: bytes | None, hint: str | None = None) -> tuple[tuple[Address, ...], bool]:
    """The addresses of one header field in order, and whether bytes had to be repaired. Never raises."""
    if not raw:
        return (), False
    return _remembered(raw, hint) if len(raw) <= _SHORT else _read(raw, hint)


@lru_cache(maxsize=1_024)
def _remembered(raw: bytes, hint: str | None) -> tuple[tuple[Address, ...], bool]:
    """The same few people write and are written to: most fields have been read before."""
    return _read(raw, hint)


def _read(raw: bytes, hint: str | None) -> tuple[tuple[Address, ...], bool]:
    usual = _USUAL.match(raw)
    if usual:
        quoted, bare, address = usual.groups()
        name = (quoted or bare or b"").decode("ascii")
        name, mended = _decoded_name(name) if "=?" in name or "  " in name else (name.strip(), False)
        return (Address(name, address.decode("ascii")),), mended
    return _read_odd(raw, hint)


def _read_odd(raw: bytes, hint: str | None) -> tuple[tuple[Address, ...], bool]:
    read = raw_text(raw, hint)
    text = read.text
    quick = _quick(text)
    if quick is not None:
        return (quick[0],), quick[1] or read.repaired
    found, repaired = _all(text)
    if "=?" in text and not any("@" in a.address for a in found):
        decoded, mended = decode_words(text)
        again, _ = _all(decoded)
        if len([a for a in again if "@" in a.address]) == 1:
            found, repaired = again, mended
    return tuple(found[: limits.ADDRESSES]), repaired or read.repaired


def _quick(text: str) -> tuple[Address, bool] | None:
    """The plain forms that most mail has, and whether the name had to be repaired."""
    text = text.strip(" \t")
    if not text.endswith(">"):
        return (Address("", _plain_address(text)), False) if _PLAIN.fullmatch(text) else None
    name, _, address = text[:-1].rpartition("<")
    name = name.rstrip(" \t").removeprefix('"').removesuffix('"')
    if not _PLAIN.fullmatch(address) or _ODD_IN_NAMES.search(name):
        return None
    name, mended = _decoded_name(name)
    return Address(name, _plain_address(address)), mended


def _all(text: str) -> tuple[list[Address], bool]:
    """Every mailbox; words without an address may be the first half of a name: "Smith, John <…>"."""
    found: list[Address] = []
    repaired = False
    waiting: list[Mailbox] = []
    for box in mailboxes(text):
        if not box.has_address():
            waiting.append(box)
            if box.end == ",":
                continue
        elif waiting and box.angle is not None and box.words():
            box.phrase = [piece for w in waiting for piece in (*w.phrase, ", ")] + box.phrase
            waiting = [box]
        else:
            waiting.append(box)
        for complete in waiting:
            repaired |= _put(complete, found)
        waiting = []
    for complete in waiting:
        repaired |= _put(complete, found)
    return found, repaired


def _put(box: Mailbox, found: list[Address]) -> bool:
    """Add what a mailbox says to the addresses found; true where bytes of its name had to be repaired."""
    words = box.words()
    name, mended = _decoded_name(words)
    address = box.angle
    if address is None and not box.quoted_local:
        if _SPACED_OUT.match(words):
            address, name = words, ""
        elif "@" in words:
            many = [m for m in _WORD.finditer(words) if "@" in m[0][1:-1]]
            if len(many) > 1 and len(many) == len(words.split()):
                found += [Address("", _plain_address(m[0])) for m in many]
                return False
            if many:
                address = many[0][0]
                name, mended = _decoded_name(f"{words[: many[0].start()]} {words[many[0].end() :]}")
    if address is None:
        alone = "@" in words or (" " not in words and words.isascii() and "=?" not in words and not box.comments)
        address, name = (words, "") if alone else ("", name)
    if not name and box.comments:
        name, mended = _decoded_name(" ".join(box.comments))
    if not address:
        name, address = _address_at_end(name)
    address = _plain_address(address)
    if name or address:
        found.append(Address(name, address))
    return mended


def _address_at_end(name: str) -> tuple[str, str]:
    """A name whose encoded word also held the address, apart; "" where it held none."""
    opening = name.rfind("<")
    inner = name[opening + 1 :].rstrip()[:-1]
    if opening < 0 or not name.rstrip().endswith(">") or "@" not in inner[1:-1] or " " in inner:
        return name, ""
    return _tidy(name[:opening]), inner


def _decoded_name(text: str) -> tuple[str, bool]:
    mended = False
    if "=?" in text:
        text, mended = decode_words(text)
    return _tidy(text), mended


def _tidy(name: str) -> str:
    name = clean(name, one_line=True)
    if "  " in name or not name.isprintable():
        name = _SPACE.sub(" ", name)
    return _unquoted(name.strip()) if '"' in name else name.strip()


def _unquoted(name: str) -> str:
    """Without the quotation marks around all of it and those that have lost their partner at either end."""
    if (name[0] != '"' or name[-1] != '"') and _QUOTED_INSIDE.fullmatch(name):
        return name
    return name.strip('"').strip()


def _plain_address(address: str) -> str:
    """An address without white space, source route, `mailto:` and needless quotes."""
    address = clean(address, one_line=True).strip("<> ")
    if '"' not in address:
        address = _SPACE.sub("", address)
    if address[:7].lower() == "mailto:":
        address = address[7:]
    if address.startswith("@") and ":" in address:
        address = address.rsplit(":", 1)[1]
    if len(address) > 2 and address[0] == "'" == address[-1]:
        address = address[1:-1]
    local, at, domain = address.rpartition("@")
    if at and len(local) > 2 and local[0] == '"' == local[-1] and _DOT_ATOM.match(local[1:-1]):
        return f"{local[1:-1]}@{domain}"
    return address
