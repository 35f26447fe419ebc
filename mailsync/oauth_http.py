"""The few HTTP calls that signing in needs: a form goes out, JSON comes back; bounded in time and size."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from config.errors import MadoError, TryLater
from config.languages import translator
from mailsync.explain import server_text
from mailsync.tls import tls_context

_ = translator("mailsync")
SECONDS = 20.0
MOST_BYTES = 256 * 1024


class SignInRefused(Exception):
    """The authorisation server said no (RFC 6749 5.2): `error` is its word, `text` its own sentence, clean."""

    def __init__(self, error: str, text: str = "") -> None:
        super().__init__(error)
        self.error = error
        self.text = text


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A token request that is sent elsewhere would carry its secrets there."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """Follow nothing."""


def post_form(url: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """POST a form and read the JSON answer. Raises SignInRefused, TryLater (network), MadoError (nonsense)."""
    request = urllib.request.Request(
        url,
        data=urlencode(fields).encode("ascii"),
        headers={"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"},
    )
    opener = urllib.request.build_opener(
        _NoRedirect, urllib.request.HTTPSHandler(context=tls_context()), urllib.request.ProxyHandler()
    )
    host = urlsplit(url).hostname or ""
    try:
        with opener.open(request, timeout=SECONDS) as response:
            return _answer(host, response.read(MOST_BYTES + 1))
    except urllib.error.HTTPError as error:
        with error:
            raise _refused(host, error) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise TryLater(
            _("{host}, which signs you in, cannot be reached ({said}).").format(
                host=host, said=server_text(str(reason))
            ),
            hint=_("Look at the network and try again; what is kept stays."),
            code="sign_in_unreachable",
        ) from None


def _answer(host: str, data: bytes) -> dict[str, Any]:
    try:
        if len(data) > MOST_BYTES:
            raise ValueError("too large")
        values = json.loads(data)
        if not isinstance(values, dict):
            raise ValueError("not an object")
    except (ValueError, RecursionError):
        raise MadoError(
            _("{host}, which signs you in, answers with something that makes no sense.").format(host=host),
            hint=_("Look at the addresses in the oauth settings."),
            code="sign_in_rubbish",
        ) from None
    if "error" in values:
        raise SignInRefused(str(values["error"]), server_text(str(values.get("error_description", ""))))
    return values


def _refused(host: str, error: urllib.error.HTTPError) -> Exception:
    if error.code == 429 or error.code >= 500:
        return TryLater(
            _("{host}, which signs you in, has trouble of its own (HTTP {status}).").format(
                host=host, status=error.code
            ),
            hint=_("Try again in a few minutes; what is kept stays."),
            code="sign_in_unreachable",
        )
    try:
        _answer(host, error.read(MOST_BYTES + 1))
    except (SignInRefused, MadoError) as found:
        return found
    except OSError:
        pass  # the answer's text is lost, its status is not
    return SignInRefused(f"http_{error.code}")
