"""Names that outlive everything: ticket codes and our own Message-IDs, both bound to the desk's key."""

from __future__ import annotations

import hmac
import re
import secrets
from functools import lru_cache

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(_CROCKFORD[n & 31] + _CROCKFORD[n >> 5] for n in range(1024))
_LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_OURS = re.compile(r"mado\.([0-9a-z]{8})\.([0-9a-z]{13})\.([0-9a-z]{12})@", re.ASCII | re.IGNORECASE)
KEY_BYTES = 32


def new_key() -> bytes:
    """A fresh secret for one desk."""
    return secrets.token_bytes(KEY_BYTES)


def _crockford(digest: bytes, length: int) -> str:
    number = int.from_bytes(digest, "big") & ((1 << (5 * length)) - 1)
    pairs = _PAIRS
    return "".join([pairs[(number >> at) & 1023] for at in range(0, 5 * length, 10)])[:length]


@lru_cache(maxsize=1024)
def mint_code(root: str, key: bytes, attempt: int = 0) -> str:
    """The ticket code proposed for a thread root (a Message-ID, or any stable name), shown form `K7F2-9QXM`.

    `attempt` gives another code for the same root where the first is taken.
    """
    digest = _signed(key, b"ticket\0%d\0" % attempt + root.encode("utf-8", "surrogatepass"))
    code = _crockford(digest, 8)
    return f"{code[:4]}-{code[4:]}"


@lru_cache(maxsize=1024)
def canonical_code(typed: str) -> str:
    """What a person typed as a code or its beginning, as it is stored: upper case, hyphen, look-alikes read."""
    letters = re.sub(r"[\s-]", "", typed).upper().translate(_LOOK_ALIKE)
    return f"{letters[:4]}-{letters[4:]}" if len(letters) > 4 else letters


def new_message_id(code: str, domain: str, key: bytes) -> str:
    """A Message-ID of ours (RFC 5322 3.6.4), without brackets: it carries the ticket's code and a MAC."""
    bare = code.replace("-", "").lower()
    nonce = _crockford(secrets.token_bytes(16), 13).lower()
    return f"mado.{bare}.{nonce}.{_mac(bare, nonce, key)}@{domain}"


def ticket_of_message_id(message_id: str, key: bytes) -> str | None:
    """The code that a Message-ID of ours carries; None for anybody else's and for a forged one."""
    found = _OURS.match(message_id)
    if not found:
        return None
    bare, nonce, mac = (part.lower() for part in found.groups())
    if not hmac.compare_digest(mac, _mac(bare, nonce, key)):
        return None
    return f"{bare[:4]}-{bare[4:]}".upper()


def _signed(key: bytes, said: bytes) -> bytes:
    """HMAC-SHA256 of what is said, half as long as the library takes, which reads the key each time."""
    signing = _begun(key).copy()
    signing.update(said)
    return signing.digest()


@lru_cache(maxsize=8)
def _begun(key: bytes) -> hmac.HMAC:
    return hmac.new(key, digestmod="sha256")


def _mac(bare: str, nonce: str, key: bytes) -> str:
    return _crockford(_signed(key, f"id\0{bare}\0{nonce}".encode()), 12).lower()
