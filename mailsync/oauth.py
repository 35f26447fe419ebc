"""The access token a mailbox logs in with (RFC 6749): kept, refreshed in time, or from the admin's own command."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from config.errors import MadoError
from config.languages import translator
from config.secrets import secret_from
from config.settings import Mailbox, OAuth
from config.tokens import Tokens, load_tokens, store_tokens
from mailsync.oauth_http import SignInRefused, post_form

_ = translator("mailsync")
# A token that ends within this many seconds is renewed before it is used: a login must not race its end.
_MARGIN = 60.0
_USUAL_SECONDS = 3600.0
# One of these says that nobody will be let in any more without a person (RFC 6749 5.2).
_FOR_GOOD = frozenset({"invalid_grant", "invalid_client", "unauthorized_client", "access_denied"})

TokenSource = Callable[[bool], str]


def token_source(mailbox: Mailbox) -> TokenSource | None:
    """What gives an access token at each login, None for a mailbox with a password.

    It takes whether a new one is needed although the kept one looks good (the server refused that one).
    Raises MadoError: nobody signed in, the sign-in was revoked (exit 1), the network (exit 3).
    """
    oauth = mailbox.oauth
    if oauth is None:
        return None
    return lambda renew: access_token(mailbox, oauth, renew=renew)


def access_token(mailbox: Mailbox, oauth: OAuth, *, renew: bool = False) -> str:
    """A token that is good now; see `token_source`."""
    if oauth.token_command:
        return secret_from(
            oauth.token_command,
            hint=_("Check mailboxes.{name}.oauth.token_command; no shell is involved.").format(name=mailbox.name),
        )
    tokens = load_tokens(mailbox, oauth)
    if not renew and tokens.expires > time.time() + _MARGIN:
        return tokens.access
    with _refresh_lock(mailbox, oauth):
        # another process may have renewed it meanwhile; with rotation the old refresh token is dead then
        now = load_tokens(mailbox, oauth)
        if now.access != tokens.access and now.expires > time.time() + _MARGIN:
            return now.access
        fresh = _refreshed(mailbox, oauth, now)
        store_tokens(mailbox, oauth, fresh)
    return fresh.access


def _refreshed(mailbox: Mailbox, oauth: OAuth, old: Tokens) -> Tokens:
    if not old.refresh:
        raise _signed_out(mailbox, _("it has ended and cannot be renewed"))
    fields = {"grant_type": "refresh_token", "refresh_token": old.refresh, "client_id": oauth.client_id}
    if old.client_secret:
        fields["client_secret"] = old.client_secret
    try:
        answer = post_form(oauth.token_url, fields)
    except SignInRefused as refusal:
        if refusal.error in _FOR_GOOD:
            raise _signed_out(mailbox, refusal.text or refusal.error) from None
        raise refused(mailbox.name, refusal) from None
    fresh = tokens_of(answer, client_secret=old.client_secret)
    return fresh if fresh.refresh else replace(fresh, refresh=old.refresh)


def tokens_of(answer: Mapping[str, Any], *, client_secret: str) -> Tokens:
    """The tokens in a token answer (RFC 6749 5.1). Raises MadoError where there are none."""
    access = answer.get("access_token")
    if not isinstance(access, str) or not access or not access.isascii():
        raise MadoError(
            _("The sign-in brought no token."),
            hint=_("Look at scope and client_id in the oauth settings."),
            code="sign_in_rubbish",
        )
    try:
        seconds = float(answer.get("expires_in") or _USUAL_SECONDS)
    except (TypeError, ValueError):
        seconds = _USUAL_SECONDS
    return Tokens(access, str(answer.get("refresh_token") or ""), time.time() + seconds, client_secret)


def refused(name: str, refusal: SignInRefused) -> MadoError:
    """The sentence for a sign-in that the authorisation server refused."""
    said = f"{refusal.error}: {refusal.text}" if refusal.text else refusal.error
    return MadoError(
        _("The sign-in for {name} was refused ({said}).").format(name=name, said=said),
        hint=_("Look at client_id and scope in the oauth settings (docs/providers.md), then run `mado login`."),
        code="sign_in_refused",
    )


def _signed_out(mailbox: Mailbox, why: str) -> MadoError:
    return MadoError(
        _("The sign-in for {name} is no longer valid ({why}). Nothing was lost.").format(name=mailbox.name, why=why),
        hint=_("Sign in again: mado login {name}").format(name=mailbox.name),
        code="signed_out",
    )


@contextmanager
def _refresh_lock(mailbox: Mailbox, oauth: OAuth) -> Iterator[None]:
    """One renewal at a time, by a lock that dies with its process."""
    oauth.secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = oauth.secrets / f"{mailbox.name}.oauth.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
