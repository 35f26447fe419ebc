"""The team's keys: what makes a payload of the log unreadable for others, and known to be the team's.

A key is 32 bytes; its subkeys are made by label. A payload is ASCII that delimits itself, so that headers
added, lines wrapped anew and text put around it by a mail server change nothing:
`MADO1 <kind> <key id> <letters>` + base64 + `-END-MADO1-` (no base64 letter is a hyphen).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from config.errors import UsageError
from config.languages import translator

_ = translator("core")
KEY_BYTES = 32
MAC_BYTES = 16
NONCE_BYTES = 12
MOST_BYTES = 64 * 1024 * 1024
_FRAME = re.compile(
    rb"MADO1\s+(batch|pack|keys|here)\s+([0-9a-f]{8})\s+(\d{1,9})\s([A-Za-z0-9+/=\s]+)-END-MADO1-", re.ASCII
)
_BEGINS = re.compile(rb"MADO1\s+(batch|pack|keys|here)\s", re.ASCII)
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
# What batches say again and again: a batch of one event is a third of its size with it.
_KNOWN = (
    b'"customer.expect","address":"text":"was":"assignee":null,"priority":"high""normal""low""until_reply":false,'
    b'"until":null,"outbox":"message_id":"mado."canned":["messages":[["file",null,{"root":"open","merge","into":'
    b'"kept":"why":"thread""claim",{}"release","untag","adds":["tag","tag":"snooze","note","text":"sent","sending",'
    b'"assign","priority","undo","event":"kind":"status","status":"closed""spam""pending""open""solved"'
    b'{"r":"","s":1,"x":"","n":17,"b":["mado","],"p":[[],"e":[["'
)


class NotOurs(Exception):
    """A payload that no key of this team has made. `known_key` says whether it names a key we have."""

    def __init__(self, reason: str, *, known_key: bool = False) -> None:
        super().__init__(reason)
        self.known_key = known_key


@dataclass(frozen=True, slots=True)
class Opened:
    """A payload after its MAC was right: its kind, the id of its key, and its content."""

    kind: str
    kid: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Keyring:
    """Every key the team has had, by id, and which one is in force. The secrets stand in the store, nowhere else."""

    keys: Mapping[str, bytes]
    current: str

    @classmethod
    def of(cls, key: bytes) -> Keyring:
        """A ring of one key."""
        return cls({kid_of(key): key}, kid_of(key))

    def with_current(self, key: bytes) -> Keyring:
        """The same ring, this key in force."""
        return Keyring({**self.keys, kid_of(key): key}, kid_of(key))

    def seal(self, kind: str, content: bytes) -> bytes:
        """A payload of a kind (batch, pack, keys, here) under the key in force."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key, kid = self.keys[self.current], self.current
        nonce = secrets.token_bytes(NONCE_BYTES)
        head = f"MADO1 {kind} {kid}".encode()
        packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zdict=_KNOWN)
        packed = packer.compress(content) + packer.flush()
        sealed = nonce + AESGCM(_sub(key, b"log encryption")).encrypt(nonce, packed, head)
        letters = base64.b64encode(_mac(key, head, sealed) + sealed)
        lines = b"\r\n".join(letters[i : i + 76] for i in range(0, len(letters), 76))
        return b"%s %d\r\n%s\r\n-END-MADO1-\r\n" % (head, len(letters), lines)

    def open(self, text: bytes) -> Opened:
        """The one payload that stands in a message's text. Raises NotOurs for anything else."""
        found = _FRAME.search(text)
        if found is None:
            raise NotOurs("no payload")
        kind, kid, length = found[1].decode(), found[2].decode(), int(found[3])
        key = self.keys.get(kid)
        if key is None:
            raise NotOurs("another key")
        letters = b"".join(found[4].split())
        try:
            data = base64.b64decode(letters, validate=True)
        except binascii.Error:
            data = b""
        head = f"MADO1 {kind} {kid}".encode()
        mac, sealed = data[:MAC_BYTES], data[MAC_BYTES:]
        if len(letters) != length or not hmac.compare_digest(mac, _mac(key, head, sealed)):
            raise NotOurs("the MAC is wrong", known_key=True)
        return Opened(kind, kid, _unsealed(key, head, sealed))


def kind_said(text: bytes) -> str:
    """Of which kind a payload says it is, be it whole or not, ours or not; "" where it does not say."""
    found = _BEGINS.search(text)
    return found[1].decode() if found else ""


def new_team_key() -> bytes:
    """A fresh key."""
    return secrets.token_bytes(KEY_BYTES)


def kid_of(key: bytes) -> str:
    """The public name of a key: eight hexadecimal letters that tell nothing of it."""
    return hmac.digest(key, b"key id", hashlib.sha256)[:4].hex()


def join_code(key: bytes) -> str:
    """A key in letters that can be read out: `MADO-` and groups of four, the last ones a check sum."""
    data = key + hashlib.sha256(b"join" + key).digest()[:3]
    number = int.from_bytes(data, "big")
    letters = "".join(_LETTERS[(number >> (5 * i)) & 31] for i in range(len(data) * 8 // 5))[::-1]
    return "MADO-" + "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def key_of_code(typed: str) -> bytes:
    """The key that a join code carries; case, hyphens, spaces and look-alikes do not matter. Raises UsageError."""
    letters = re.sub(r"[\s-]", "", typed).upper().removeprefix("MADO").translate(_LOOK_ALIKE)
    number = 0
    for letter in letters:
        place = _LETTERS.find(letter)
        number = number * 32 + max(place, 0)
        if place < 0:
            number = -1
            break
    if len(letters) == (KEY_BYTES + 3) * 8 // 5 and number >= 0:
        data = number.to_bytes(KEY_BYTES + 3, "big")
        key, check = data[:KEY_BYTES], data[KEY_BYTES:]
        if hashlib.sha256(b"join" + key).digest()[:3] == check:
            return key
    raise UsageError(
        _("This is not a whole team code."),
        hint=_("Copy it exactly as `mado team init` or `mado team rotate` printed it; `-` reads it from a pipe."),
        code="bad_code",
    )


def _sub(key: bytes, label: bytes) -> bytes:
    return hmac.digest(key, label, hashlib.sha256)


def _mac(key: bytes, head: bytes, sealed: bytes) -> bytes:
    return hmac.digest(_sub(key, b"log mac"), head + b"\0" + sealed, hashlib.sha256)[:MAC_BYTES]


def _unsealed(key: bytes, head: bytes, sealed: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        packed = AESGCM(_sub(key, b"log encryption")).decrypt(nonce, body, head)
        unpacker = zlib.decompressobj(-15, zdict=_KNOWN)
        content = unpacker.decompress(packed, MOST_BYTES)
    except (InvalidTag, ValueError, zlib.error):
        raise NotOurs("the content is damaged", known_key=True) from None
    if unpacker.unconsumed_tail:
        raise NotOurs("the content is too large", known_key=True)
    return content
