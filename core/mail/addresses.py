"""Addresses out of From, To, Cc and Reply-To (RFC 5322 section 3.4), and out of what stands there instead.

A scanner over one line, without recursion: groups are opened, comments become names where no other is given,
commas in unquoted names are put back, `a..b.@docomo.ne.jp` stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from core.mail import limits
from core.mail.message import Address
from core.mail.words import decode_words, raw_text
from core.text import clean

_BARE = re.compile(r"[ \t]*<?([\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9.-]+)>?[ \t]*\Z")
_NAMED = re.compile(
    r"[ \t]*\"?([^\"<>(),:;@\\\[\]]*)\"?[ \t]*<([\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9.-]+)>[ \t]*\Z", re.A
)
_TOKEN = re.compile(r"=\?[\w.:+*'-]{1,60}\?[BbQq]\?[^?\r\n]{0,2000}\?=|[^\"(<,;:=]+|.", re.S)
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.|\\\Z)*)(?:\"|\Z)", re.S)
_ESCAPED = re.compile(r"\\(.)", re.S)
_BRACKET = re.compile(r"\\.|[()]")
_ANGLE_MARK = re.compile(r"[\">,]")
_INNER_COMMENT = re.compile(r"\([^()]*\)")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\s<>\"(),:;]+")
_DOT_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*\Z")


@dataclass(slots=True)
class _Mailbox:
    """What is known of the mailbox being read."""

    phrase: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    angle: str | None = None
    quoted_local: bool = False

    def empty(self) -> bool:
        return self.angle is None and not self.comments and not "".join(self.phrase).strip()


def read_addresses(raw: bytes | None, hint: str | None = None) -> tuple[tuple[Address, ...], bool]:
    """The addresses of one header field in order, and whether bytes had to be repaired. Never raises."""
    if not raw:
        return (), False
    read = raw_text(raw, hint)
    text = read.text
    quick = _quick(text)
    if quick is not None:
        return (quick[0],), quick[1] or read.repaired
    found, repaired = _scan(text)
    if "=?" in text and not any("@" in a.address for a in found):
        decoded, mended = decode_words(text)
        again, _ = _scan(decoded)
        if len([a for a in again if "@" in a.address]) == 1:
            found, repaired = again, mended
    return tuple(found[: limits.ADDRESSES]), repaired or read.repaired


def _quick(text: str) -> tuple[Address, bool] | None:
    """The plain forms that most mail has, and whether the name had to be repaired."""
    bare = _BARE.match(text)
    if bare:
        return Address("", clean(bare[1], one_line=True)), False
    named = _NAMED.match(text)
    if named is None:
        return None
    name, mended = _decoded_name([named[1]])
    return Address(name, clean(named[2], one_line=True)), mended


def _scan(text: str) -> tuple[list[Address], bool]:
    found: list[Address] = []
    repaired = False
    now = _Mailbox()
    held: _Mailbox | None = None
    closing = _closing_brackets(text) if "(" in text else {}
    at = 0

    def finish() -> None:
        nonlocal now, held, repaired
        if not now.empty():
            held, mended = _settle(now, held, found)
            repaired |= mended
        now = _Mailbox()

    while at < len(text) and len(found) <= limits.ADDRESSES:
        token = _TOKEN.match(text, at)
        if token is None:
            break
        mark = token[0]
        at = token.end()
        if mark == '"':
            at = _take_quoted(text, at - 1, now)
        elif mark == "(":
            comment, at = _comment(text, at, closing)
            now.comments.append(comment)
        elif mark == "<":
            if now.angle and "@" in now.angle and "@" in text[at : text.find(">", at) + 1]:
                finish()
            at = _take_angle(text, at, now)
        elif mark in ",;":
            finish()
            if mark == ";" and held is not None:
                repaired |= _put(held, found)
                held = None
        elif mark == ":" and now.angle is None and "@" not in "".join(now.phrase):
            now = _Mailbox()
        else:
            now.phrase.append(mark.lstrip("> ") if now.angle else mark)
    finish()
    if held is not None:
        repaired |= _put(held, found)
    return found, repaired


def _settle(now: _Mailbox, held: _Mailbox | None, found: list[Address]) -> tuple[_Mailbox | None, bool]:
    """Put a finished mailbox; words without any address wait: they may be the first half of "Smith, John <…>"."""
    has_address = now.angle is not None or "@" in "".join(now.phrase)
    if not has_address:
        if held is not None:
            held.phrase += [", ", *now.phrase]
            held.comments += now.comments
            return held, False
        return now, False
    if held is not None and now.angle is not None and "".join(now.phrase).strip():
        now.phrase = [*held.phrase, ", ", *now.phrase]
        held = None
    mended = _put(held, found) if held is not None else False
    return None, _put(now, found) or mended


def _put(box: _Mailbox, found: list[Address]) -> bool:
    """Add what a mailbox says to the addresses found; true where bytes of its name had to be repaired."""
    phrase = "".join(box.phrase).strip()
    name, mended = _decoded_name(box.phrase)
    if box.angle is not None:
        address = box.angle
    else:
        match = _address_in(phrase) if not box.quoted_local else None
        if match:
            address = match[0]
            name = _tidy(decode_words(phrase[: match.start()] + " " + phrase[match.end() :])[0])
        elif "@" in phrase or " " not in phrase and phrase.isascii() and "=?" not in phrase and not box.comments:
            address, name = phrase, ""
        else:
            address = ""
    if not name and box.comments:
        name, mended = _decoded_name([" ".join(box.comments)])
    if not address:
        name, address = _address_at_end(name)
    address = _plain_address(address)
    if name or address:
        found.append(Address(name, address))
    return mended


def _address_in(phrase: str) -> re.Match[str] | None:
    """The first word that is an address."""
    return next((m for m in _WORD.finditer(phrase) if "@" in m[0][1:-1]), None) if "@" in phrase else None


def _address_at_end(name: str) -> tuple[str, str]:
    """A name whose encoded word also held the address, apart; "" where it held none."""
    opening = name.rfind("<")
    inner = name[opening + 1 :].rstrip()[:-1]
    if opening < 0 or not name.rstrip().endswith(">") or "@" not in inner[1:-1] or " " in inner:
        return name, ""
    return _tidy(name[:opening]), inner


def _decoded_name(pieces: list[str]) -> tuple[str, bool]:
    text = "".join(pieces)
    mended = False
    if "=?" in text:
        text, mended = decode_words(text)
    return _tidy(text), mended


def _tidy(name: str) -> str:
    return _SPACE.sub(" ", clean(name, one_line=True)).strip().strip('"').strip()


def _plain_address(address: str) -> str:
    """An address without white space, source route, `mailto:` and needless quotes."""
    address = clean(address, one_line=True).strip("<> ")
    if '"' not in address:
        address = _SPACE.sub("", address)
    if address[:7].lower() == "mailto:":
        address = address[7:]
    if address.startswith("@") and ":" in address:
        address = address.rsplit(":", 1)[1]
    local, at, domain = address.rpartition("@")
    if at and len(local) > 2 and local[0] == '"' == local[-1] and _DOT_ATOM.match(local[1:-1]):
        return f"{local[1:-1]}@{domain}"
    return address.rstrip(".") if at and not domain.startswith("[") else address


def _take_quoted(text: str, at: int, now: _Mailbox) -> int:
    match = _QUOTED.match(text, at)
    if match is None:
        now.phrase.append(text[at])
        return at + 1
    if text[match.end() : match.end() + 1] == "@":
        now.phrase.append(match[0])
        now.quoted_local = True
    else:
        now.phrase.append(_ESCAPED.sub(r"\1", match[1]) if "\\" in match[1] else match[1])
    return match.end()


def _closing_brackets(text: str) -> dict[int, int]:
    """For every opening bracket of a comment the place of its closing one, in one pass."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for match in _BRACKET.finditer(text):
        if match[0] == "(":
            opened.append(match.start())
        elif match[0] == ")" and opened:
            pairs[opened.pop()] = match.start()
    return pairs


def _comment(text: str, at: int, closing: dict[int, int]) -> tuple[str, int]:
    """A comment from behind its bracket on, inner ones included; one that never ends goes to the next comma."""
    end = closing.get(at - 1)
    if end is not None:
        return _ESCAPED.sub(r"\1", text[at:end]), end + 1
    comma = text.find(",", at)
    end = comma if comma >= 0 else len(text)
    return text[at:end], end


def _take_angle(text: str, at: int, now: _Mailbox) -> int:
    """What stands between angle brackets; without a closing one, up to the next comma."""
    end = _angle_end(text, at)
    closed = end < len(text) and text[end] == ">"
    inner = _INNER_COMMENT.sub("", text[at:end])
    inner = inner.strip()
    if inner.startswith("<"):
        inner = inner[1:]
    if "@" in inner or now.angle is None:
        if now.angle:
            now.phrase.append(f"<{now.angle}>")
        now.angle = inner
    return end + 1 if closed else end


def _angle_end(text: str, at: int) -> int:
    place = at
    while place < len(text):
        match = _ANGLE_MARK.search(text, place)
        if match is None:
            return len(text)
        place = match.start()
        if match[0] == ">":
            return place
        if match[0] == ",":
            if text[at:place].lstrip().startswith("@"):
                place += 1
                continue
            closing = text.find(">", place)
            opening = text.find("<", place)
            return closing if closing >= 0 and (opening < 0 or closing < opening) else place
        quoted = _QUOTED.match(text, place)
        place = quoted.end() if quoted else place + 1
    return len(text)
