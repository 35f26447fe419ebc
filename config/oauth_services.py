"""Where providers sign people in with OAuth2, and the `oauth` table of a mailbox's settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from config.languages import translator
from config.reading import Section
from config.settings import OAuth

_ = translator("cli")
_SECRET_KEYS = ("client_secret", "refresh_token", "access_token", "token", "password")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Service:
    """The addresses of one authorisation server, and the scope that opens IMAP and SMTP there."""

    name: str
    authorize_url: str
    token_url: str
    device_url: str
    scope: str


_MICROSOFT = "https://login.microsoftonline.com/common/oauth2/v2.0/"
SERVICES = (
    # Google's device flow does not give out the mail scope: only the loopback flow works there.
    Service(
        "google",
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        "",
        "https://mail.google.com/",
    ),
    Service(
        "microsoft",
        _MICROSOFT + "authorize",
        _MICROSOFT + "token",
        _MICROSOFT + "devicecode",
        "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
    ),
    Service(
        "yahoo",
        "https://api.login.yahoo.com/oauth2/request_auth",
        "https://api.login.yahoo.com/oauth2/get_token",
        "",
        "mail-w",
    ),
)
_NONE = Service("", "", "", "", "")


def oauth_of(service: str, client_id: str) -> OAuth:
    """How to sign in to a known service, to be written into settings. Raises StopIteration for an unknown one."""
    found = next(s for s in SERVICES if s.name == service)
    addresses = (found.authorize_url, found.token_url, found.device_url, found.scope)
    return OAuth(Path("secrets"), client_id, *addresses)


def service_of(oauth: OAuth) -> str:
    """The name of the known service whose addresses these are; "" for any other."""
    return next((s.name for s in SERVICES if s.token_url == oauth.token_url), "")


def read_oauth(table: Section) -> OAuth | None:
    """The `oauth` table of a mailbox, None where there is none. Raises ConfigError."""
    if not table.values:
        return None
    for key in _SECRET_KEYS:
        if key in table.values:
            raise table.wrong(
                key,
                _("does not belong here: the settings hold no secret."),
                hint=_("Take it out and run `mado login`: what is secret is kept in the keyring or a 0600 file."),
            )
    named = table.choice("service", ("", *(s.name for s in SERVICES)), "")
    service = next((s for s in SERVICES if s.name == named), _NONE)
    plain = table.flag("plain_loopback", False)
    oauth = OAuth(
        secrets=table.file.parent / "secrets",
        client_id=table.text("client_id", ""),
        authorize_url=_url(table, "authorize_url", service.authorize_url, plain),
        token_url=_url(table, "token_url", service.token_url, plain),
        device_url=_url(table, "device_url", service.device_url, plain),
        scope=table.text("scope", service.scope),
        token_command=table.command("token_command"),
        plain_loopback=plain,
    )
    table.done()
    if not oauth.token_command and not oauth.token_url:
        raise table.wrong(
            "service",
            _("is missing: which service signs you in?"),
            hint=_("Set service to google, microsoft or yahoo, or token_url and the like, or token_command."),
        )
    if not oauth.token_command and not oauth.client_id:
        raise table.wrong(
            "client_id",
            _("is missing."),
            hint=_("Register Madoguchi with your provider once (docs/providers.md) and write its client id here."),
        )
    return oauth


def _url(table: Section, name: str, default: str, plain: bool) -> str:
    """An https address; http only to this very machine and only where `plain_loopback` says so."""
    text = table.text(name, default)
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        raise table.wrong(name, _("is not an address.")) from None
    if host and (parts.scheme == "https" or (parts.scheme == "http" and plain and host in _LOOPBACK)):
        return text
    raise table.wrong(name, _("must begin with https://, or tokens would travel readable."))
