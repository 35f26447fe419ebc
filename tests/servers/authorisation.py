"""A small authorisation server on loopback: RFC 6749 codes with PKCE, RFC 8628 devices, refresh with rotation.

Its access tokens are JWTs signed with the key that the Dovecot of these tests holds (HS256).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

KEY = b"madoguchi-test-key-32-bytes-long"
CLIENT = "madoguchi-tests"


def token(user: str, seconds: float = 3600) -> str:
    """An access token for a user that ends in `seconds`."""
    now = int(time.time())
    claims = {
        "sub": user,
        "email": user,
        "iat": now - 5,
        "nbf": now - 5,
        "exp": now + int(seconds),
        "n": secrets.token_hex(4),
    }
    head = _b64(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = f"{head}.{_b64(json.dumps(claims).encode())}"
    return f"{body}.{_b64(hmac.new(KEY, body.encode(), hashlib.sha256).digest())}"


def is_good(text: str, user: str) -> bool:
    """Whether a token was given out here, for that user, and has not ended."""
    head, _dot, signed = text.rpartition(".")
    if not hmac.compare_digest(signed, _b64(hmac.new(KEY, head.encode(), hashlib.sha256).digest())):
        return False
    body = head.partition(".")[2]
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return bool(claims["email"] == user and claims["exp"] > time.time())


class AuthorisationServer:
    """Start it with `with`. It lets `user` in; the switches make it behave otherwise.

    `pending` is how often a device is told to wait, `seconds` how long a token lives, `denied` says no to people,
    `revoked` no to every refresh token; `requests` is every form that came to the token address.
    """

    def __init__(self, user: str) -> None:
        self.user = user
        self.pending = 1
        self.seconds = 3600.0
        self.denied = False
        self.revoked = False
        self.broken = False
        self.requests: list[dict[str, str]] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._live: str | None = None
        self._lock = threading.Lock()
        outer = self

        class Handler(_Handler):
            authority = outer

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def settings(self) -> dict[str, object]:
        """The `oauth` table of a mailbox that signs in here."""
        return {
            "client_id": CLIENT,
            "authorize_url": self.url + "/authorize",
            "token_url": self.url + "/token",
            "device_url": self.url + "/device",
            "scope": "mail",
            "plain_loopback": True,
        }

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser is sent after the person has answered."""
        back = {"state": query["state"]}
        if self.denied:
            back["error"] = "access_denied"
        else:
            back["code"] = secrets.token_urlsafe(16)
            self._codes[back["code"]] = query
        return query["redirect_uri"] + "/?" + urlencode(back)

    def device(self) -> tuple[int, dict[str, object]]:
        """A code for another device."""
        return 200, {
            "device_code": "the-device",
            "user_code": "WDJB-MJHT",
            "verification_uri": self.url + "/activate",
            "interval": 0.01,
            "expires_in": 60,
        }

    def give(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        """The token address."""
        with self._lock:
            self.requests.append(form)
            if form.get("client_id") != CLIENT:
                return 401, {"error": "invalid_client"}
            kind = form.get("grant_type", "").rpartition(":")[2]
            refusal = {"authorization_code": self._code, "device_code": self._device, "refresh_token": self._refresh}[
                kind
            ](form)
            if refusal:
                return 400, {"error": refusal, "error_description": "because\x1b[31m of the test"}
            self._live = secrets.token_urlsafe(16)
            return 200, {
                "access_token": token(self.user, self.seconds),
                "token_type": "Bearer",
                "expires_in": int(self.seconds),
                "refresh_token": self._live,
            }

    def _code(self, form: dict[str, str]) -> str:
        asked = self._codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        well = asked and asked["code_challenge"] == _b64(digest) and asked["redirect_uri"] == form["redirect_uri"]
        return "" if well else "invalid_grant"

    def _device(self, form: dict[str, str]) -> str:
        if self.denied:
            return "access_denied"
        self.pending -= 1
        return "authorization_pending" if self.pending >= 0 else ""

    def _refresh(self, form: dict[str, str]) -> str:
        return "invalid_grant" if self.revoked or form["refresh_token"] != self._live else ""


class _Handler(BaseHTTPRequestHandler):
    authority: AuthorisationServer

    def do_GET(self) -> None:  # noqa: N802 - the name http.server calls
        parts = urlsplit(self.path)
        where = self.authority.authorize({k: v[0] for k, v in parse_qs(parts.query).items()})
        self.send_response(302)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:  # noqa: N802 - the name http.server calls
        data = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {k: v[0] for k, v in parse_qs(data).items()}
        status, answer = self.authority.device() if self.path == "/device" else self.authority.give(form)
        body = b"<html>sorry" if self.authority.broken else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name http.server gives it
        """Silence."""


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
