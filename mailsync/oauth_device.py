"""Signing in on another device (RFC 8628): a short code is typed into a browser anywhere, we ask until it is done."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from config.errors import MadoError
from config.languages import translator
from config.settings import OAuth
from config.tokens import Tokens
from mailsync.explain import server_text
from mailsync.oauth import refused, tokens_of
from mailsync.oauth_http import SignInRefused, post_form

_ = translator("mailsync")
_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_MOST_SECONDS = 1800.0


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What the person needs (address, code), and what we ask with; `interval` and `seconds` in seconds."""

    user_code: str
    address: str
    device_code: str
    interval: float
    seconds: float


def begin(oauth: OAuth, name: str) -> DeviceCode:
    """Ask for a code. Raises MadoError."""
    try:
        answer = post_form(oauth.device_url, {"client_id": oauth.client_id, "scope": oauth.scope})
        return DeviceCode(
            server_text(str(answer["user_code"])),
            server_text(str(answer.get("verification_uri") or answer["verification_url"])),
            str(answer["device_code"]),
            min(max(float(answer.get("interval") or 5), 0.0), 60.0),
            min(float(answer.get("expires_in") or 900), _MOST_SECONDS),
        )
    except SignInRefused as refusal:
        raise refused(name, refusal) from None
    except (KeyError, TypeError, ValueError):
        raise MadoError(
            _("The sign-in service gave no code."), hint=_("Try `mado login --browser`."), code="sign_in_rubbish"
        ) from None


def finish(
    oauth: OAuth, name: str, code: DeviceCode, client_secret: str, sleep: Callable[[float], None] = time.sleep
) -> Tokens:
    """Ask until the person has said yes or no, or the code has ended. Raises MadoError."""
    fields = {"grant_type": _GRANT, "device_code": code.device_code, "client_id": oauth.client_id}
    if client_secret:
        fields["client_secret"] = client_secret
    interval, limit = code.interval, time.monotonic() + code.seconds
    while time.monotonic() < limit:
        sleep(interval)
        try:
            return tokens_of(post_form(oauth.token_url, fields), client_secret=client_secret)
        except SignInRefused as refusal:
            if refusal.error == "slow_down":
                interval += 5
            elif refusal.error == "expired_token":
                break
            elif refusal.error != "authorization_pending":
                raise refused(name, refusal) from None
    raise MadoError(
        _("The code was not used in time; nothing was changed."), hint=f"mado login {name}", code="sign_in_late"
    )
