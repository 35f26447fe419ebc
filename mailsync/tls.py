"""TLS as the settings say: authorities and names verified, or one certificate alone by its fingerprint.

There is no switch to ignore certificates (RFC 8314 4.2). A pinned certificate needs no authority and no right
name, and no other certificate will do, however well signed.
"""

from __future__ import annotations

import hashlib
import hmac
import socket
import ssl
from typing import Any

from config.settings import Server
from mailsync.imap_errors import ImapTrouble


class WrongFingerprint(ImapTrouble):
    """The server shows another certificate than the pinned one; nothing was said to it. `found` is its SHA-256."""

    def __init__(self, found: str) -> None:
        super().__init__("another certificate than the pinned one")
        self.found = found


class _Pinned(ssl.SSLContext):
    """Accepts one certificate, by the SHA-256 of its DER form, as soon as the handshake is done."""

    fingerprint = ""

    def wrap_socket(self, sock: socket.socket, *args: Any, **kwargs: Any) -> ssl.SSLSocket:
        wrapped = super().wrap_socket(sock, *args, **kwargs)
        found = hashlib.sha256(wrapped.getpeercert(binary_form=True) or b"").hexdigest()
        if not hmac.compare_digest(found, self.fingerprint):
            wrapped.close()
            raise WrongFingerprint(found)
        return wrapped


def tls_context() -> ssl.SSLContext:
    """Certificates and names are verified against the system's authorities (SSL_CERT_FILE adds one's own)."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def context_for(server: Server) -> ssl.SSLContext:
    """The context for one server; TLS 1.2 is the least."""
    if not server.tls_fingerprint:
        return tls_context()
    pinned = _Pinned(ssl.PROTOCOL_TLS_CLIENT)
    pinned.check_hostname = False
    pinned.verify_mode = ssl.CERT_NONE
    pinned.fingerprint = server.tls_fingerprint
    pinned.minimum_version = ssl.TLSVersion.TLSv1_2
    return pinned
