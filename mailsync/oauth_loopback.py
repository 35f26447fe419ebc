"""Signing in with the browser of this machine (RFC 8252): the answer comes to a port of loopback, bound by PKCE."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import socket
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlencode, urlsplit

from config.errors import MadoError
from config.languages import translator
from config.settings import OAuth
from config.tokens import Tokens
from mailsync.explain import server_text
from mailsync.oauth import refused, tokens_of
from mailsync.oauth_http import SignInRefused, post_form

_ = translator("mailsync")
SECONDS = 300.0


@dataclass(slots=True)
class _Came:
    """What the browser brought with our own `state`."""

    state: str
    answer: dict[str, str] = field(default_factory=dict)


class LoopbackSignIn:
    """Listens while it is entered (`with`). Show `address` to the person, then call `finish`."""

    def __init__(self, oauth: OAuth, name: str, *, login_hint: str = "") -> None:
        self._oauth = oauth
        self._name = name
        self._verifier = secrets.token_urlsafe(48)
        self._came = _Came(secrets.token_urlsafe(24))
        self._server = _Listener(self._came)
        self._redirect = f"http://127.0.0.1:{self._server.server_port}"
        digest = hashlib.sha256(self._verifier.encode("ascii")).digest()
        asked = {
            "response_type": "code",
            "client_id": oauth.client_id,
            "redirect_uri": self._redirect,
            "scope": oauth.scope,
            "state": self._came.state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii"),
            "code_challenge_method": "S256",
            # Google gives a refresh token for these only
            "access_type": "offline",
            "prompt": "consent",
            **({"login_hint": login_hint} if login_hint else {}),
        }
        joint = "&" if urlsplit(oauth.authorize_url).query else "?"
        self.address = oauth.authorize_url + joint + urlencode(asked)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.server_close()

    def finish(self, client_secret: str, seconds: float = SECONDS) -> Tokens:
        """Wait for the browser, then fetch the tokens. Raises MadoError."""
        limit = time.monotonic() + seconds
        while not self._came.answer:
            self._server.timeout = limit - time.monotonic()
            if self._server.timeout <= 0:
                raise MadoError(
                    _("Nobody signed in in time; nothing was changed."),
                    hint=f"mado login {self._name}",
                    code="sign_in_late",
                )
            self._server.handle_request()
        answer = self._came.answer
        try:
            if "code" not in answer:
                raise SignInRefused(
                    server_text(answer.get("error", "no_code")), server_text(answer.get("error_description", ""))
                )
            fields = {
                "grant_type": "authorization_code",
                "code": answer["code"],
                "redirect_uri": self._redirect,
                "client_id": self._oauth.client_id,
                "code_verifier": self._verifier,
            }
            if client_secret:
                fields["client_secret"] = client_secret
            return tokens_of(post_form(self._oauth.token_url, fields), client_secret=client_secret)
        except SignInRefused as refusal:
            raise refused(self._name, refusal) from None


class _Listener(HTTPServer):
    """Takes one browser's answer; anything without our `state` is turned away and changes nothing."""

    address_family = socket.AF_INET

    def __init__(self, came: _Came) -> None:
        self.came = came
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up is nobody's trouble."""


class _Handler(BaseHTTPRequestHandler):
    """One GET."""

    timeout = 10
    server: _Listener

    def do_GET(self) -> None:  # noqa: N802 - the name http.server calls
        """Take the answer if it is ours."""
        query = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
        came = self.server.came
        ours = hmac.compare_digest(query.get("state", "").encode(), came.state.encode())
        if ours and not came.answer and ("code" in query or "error" in query):
            came.answer.update(query)
        said = _("Done. You may close this page and go back to the terminal.") if ours else "?"
        body = f'<!doctype html><meta charset="utf-8"><title>Madoguchi</title><p>{said}</p>'.encode()
        self.send_response(200 if ours else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server gives it
        """The request holds the code: it goes into no log."""
