"""The header gate: values cleaned, addresses built from their parts, words encoded, lines folded.

RFC 5322 (2.1.1 line lengths, 2.2.3 folding, 3.4 addresses), RFC 2047 (encoded words), RFC 2231
(parameters), RFC 1468 (ISO-2022-JP). Nothing here trusts the `email` package to write a header:
on supported Pythons a subject or a display name from a mail can become a second header there.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import lru_cache

from config.errors import Refused
from config.languages import translator
from core.mail.message import Address
from core.text import clean

_ = translator("core")
LINE = 76
LONGEST_SUBJECT = 250
LONGEST_NAME = 100
LONGEST_ADDRESS = 254
JIS = "iso-2022-jp"
UTF8 = "utf-8"
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_LITERAL = re.compile(r"\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9A-Fa-f:.]{2,45})\]")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+")
_MISREAD = re.compile(r'["\\<>@]+')
_MESSAGE_ID = re.compile(r"[!-;=?-~]{1,248}")
# What Windows and Macs type for a character that JIS X 0208 has once: the JIS one goes out, and receivers
# show their own again. Compared texts must be folded the same way.
TO_JIS = str.maketrans("～－∥￠￡￢—", "〜−‖¢£¬―")
_NOT_JIS = frozenset("¥‾")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address in its parts. `domain` is ASCII (IDNA); `local` may be UTF-8, which then needs SMTPUTF8."""

    local: str
    domain: str
    name: str = ""

    @property
    def spec(self) -> str:
        """`local@domain` as it stands in headers and in the envelope, quoted where the RFC asks for it."""
        if _ATOM.fullmatch(self.local) or not self.local.isascii():
            return f"{self.local}@{self.domain}"
        quoted = self.local.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"@{self.domain}'

    @property
    def plain(self) -> str:
        """`local@domain` as people write it."""
        return f"{self.local}@{self.domain}"


def one_line(value: str, limit: int) -> str:
    """A header value from outside: clean, on one line, at most `limit` characters."""
    text = " ".join(clean(value, one_line=True).split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


@lru_cache(maxsize=512)
def mailbox(address: Address) -> Mailbox:
    """Take an address to its parts. Raises Refused where it is none that can be written to."""
    written = clean(address.address, one_line=True).strip()
    local, at, domain = written.rpartition("@")
    if len(local) > 2 and local.startswith('"') and local.endswith('"'):
        local = re.sub(r"\\(.)", r"\1", local[1:-1])
    host = _domain(domain)
    changed = written != address.address.strip()
    if not at or changed or not host or not _local_ok(local) or len(written.encode()) > LONGEST_ADDRESS:
        said = _("{address} is not an address that mail can be sent to.").format(address=written[:100] or "?")
        raise Refused(said, hint=_("Correct the recipients."), code="bad_address")
    name = one_line(_MISREAD.sub(" ", address.name), LONGEST_NAME)
    return Mailbox(local, host, "" if name == f"{local}@{host}" else name)


def _local_ok(local: str) -> bool:
    if not local or len(local.encode()) > 64:
        return False
    return all(c.isprintable() and not c.isspace() and c not in '<>"\\,;:()[]' for c in local)


def _domain(domain: str) -> str:
    """The domain in ASCII, or nothing where it cannot be one."""
    if _LITERAL.fullmatch(domain):
        return domain
    try:
        ascii_form = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    labels = ascii_form.split(".")
    return ascii_form if all(_LABEL.fullmatch(part) for part in labels) else ""


def carries_jis(text: str) -> bool:
    """Whether ISO-2022-JP can carry a text so that every receiver reads the same."""
    if not _NOT_JIS.isdisjoint(text):
        return False
    try:
        text.translate(TO_JIS).encode("iso2022_jp")
    except UnicodeEncodeError:
        return False
    return True


def encode_text(text: str, charset: str) -> bytes:
    """A text in one of our two charsets."""
    return text.translate(TO_JIS).encode("iso2022_jp") if charset == JIS else text.encode("utf-8")


def unstructured(name: str, value: str, charset: str) -> bytes:
    """A header of free text, folded: `Subject: Re: =?UTF-8?B?…?=`. `value` must have passed `one_line`."""
    return _header(name, words(value, charset))


def address_list(name: str, people: list[Mailbox], charset: str) -> bytes:
    """A header of addresses, one a line."""
    written = [_address(p, charset) for p in people]
    tokens: list[str] = []
    for i, parts in enumerate(written):
        last = i == len(written) - 1
        tokens += [*parts[:-1], parts[-1] + ("" if last else ",")]
    return _header(name, tokens)


def message_ids(name: str, ids: list[str]) -> bytes:
    """In-Reply-To or References; ids that are not the printable ASCII of RFC 5322 3.6.4 are left out."""
    return _header(name, [f"<{i}>" for i in ids if _MESSAGE_ID.fullmatch(i)])


def usable_ids(ids: list[str]) -> list[str]:
    """Those message ids that can be written in a header."""
    return [i for i in ids if _MESSAGE_ID.fullmatch(i)]


def parameter(name: str, value: str) -> list[str]:
    """A MIME parameter in RFC 2231 form, split so that no line is long: `filename*0*=UTF-8''…;`."""
    if value.isascii() and _ATOM.fullmatch(value) and len(value) <= 60 and "'" not in value and "%" not in value:
        return [f'{name}="{value}"']
    pieces, piece = [], ""
    for char in value:
        quoted = "".join(_percent(b) for b in char.encode("utf-8"))
        if len(piece) + len(quoted) > 50:
            pieces.append(piece)
            piece = ""
        piece += quoted
    pieces.append(piece)
    if len(pieces) == 1:
        return [f"{name}*=UTF-8''{pieces[0]}"]
    return [f"{name}*{i}*={'UTF-8' + chr(39) * 2 if i == 0 else ''}{p}" for i, p in enumerate(pieces)]


def parameters(name: str, value: str, extra: list[str]) -> bytes:
    """A header with parameters, one a line: `Content-Type: text/plain; charset=utf-8`."""
    tokens = [value, *extra]
    return _header(name, [t + (";" if i < len(tokens) - 1 else "") for i, t in enumerate(tokens)])


def words(value: str, charset: str) -> list[str]:
    """The folding tokens of free text: plain words as they are, from the first other one on encoded words."""
    parts = value.split()
    plain = 0
    while plain < len(parts) and _is_plain(parts[plain]):
        plain += 1
    if plain == len(parts):
        return parts
    return [*parts[:plain], *encoded_words(" ".join(parts[plain:]), charset)]


def encoded_words(text: str, charset: str) -> list[str]:
    """RFC 2047 words of at most 75 characters, each of whole characters, B encoding."""
    used = charset if charset == UTF8 or carries_jis(text) else UTF8
    room = (75 - len(f"=?{used}?B??=")) // 4 * 3
    chunks = []
    while len(data := encode_text(text, used)) > room:
        # an escape sequence (JIS) or a character of several bytes may go over: then fewer characters
        fits = len(data[:room].decode("utf-8", "ignore")) if used == UTF8 else min(len(text), room)
        while fits > 1 and len(encode_text(text[:fits], used)) > room:
            fits -= 1
        chunks.append(encode_text(text[:fits], used))
        text = text[fits:]
    chunks.append(data)
    return [f"=?{used.upper()}?B?{base64.b64encode(chunk).decode('ascii')}?=" for chunk in chunks]


def _is_plain(word: str) -> bool:
    return word.isascii() and "=?" not in word and len(word) <= LINE - 10


def _address(person: Mailbox, charset: str) -> list[str]:
    if not person.name:
        return [person.spec]
    if _PLAIN_NAME.fullmatch(person.name) and "=?" not in person.name:
        return [*person.name.split(" "), f"<{person.spec}>"]
    if person.name.isascii() and "=?" not in person.name:
        return [f'"{person.name}"', f"<{person.spec}>"]
    return [*encoded_words(person.name, charset), f"<{person.spec}>"]


def _header(name: str, tokens: list[str]) -> bytes:
    """Join tokens with spaces, starting a new line before one that would pass column 76."""
    lines = [f"{name}:"]
    for token in tokens:
        if len(lines[-1]) + 1 + len(token) > LINE and lines[-1] not in ("", f"{name}:"):
            lines.append("")
        lines[-1] += f" {token}"
    return "\r\n".join(lines).encode("utf-8") + b"\r\n"


def _percent(byte: int) -> str:
    char = chr(byte)
    return char if char.isascii() and (char.isalnum() or char in "-._~") else f"%{byte:02X}"
