"""A mailbox said by flags: what `mado init` and `mado mailbox add` have in common."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar, cast, get_args

import click

from config.errors import UsageError
from config.languages import translator
from config.oauth_services import oauth_of
from config.providers import Provider, provider_for, sign_in_service
from config.settings import Mailbox, Security, Server, Settings
from config.settings_file import IMAP_PORTS, SMTP_PORTS, is_loopback

_ = translator("cli")
Function = TypeVar("Function", bound=Callable[..., Any])
SECURITIES = get_args(Security)


@dataclass(frozen=True, slots=True)
class MailboxFlags:
    """What was said by flags; None where it was not said."""

    email: str | None = None
    mailbox: str | None = None
    imap: str | None = None
    imap_security: Security | None = None
    smtp: str | None = None
    smtp_security: Security | None = None
    user: str | None = None
    password_command: str | None = None
    from_name: str | None = None
    history_months: int | None = None
    client_id: str | None = None

    @property
    def any_said(self) -> bool:
        """Whether a single one was said."""
        return self != MailboxFlags()


def mailbox_options(function: Function) -> Function:
    """The options; the function gets one `flags: MailboxFlags` for all of them."""
    security = click.Choice(SECURITIES)
    options = [
        click.option("--email", help=_("The address mail comes to.")),
        click.option("--mailbox", metavar="NAME", help=_("What to call this mailbox (default: from the address).")),
        click.option("--imap", metavar="HOST[:PORT]", help=_("IMAP server; known for common providers.")),
        click.option("--imap-security", type=security, help=_("How IMAP is secured (default: tls).")),
        click.option("--smtp", metavar="HOST[:PORT]", help=_("SMTP server, for replies.")),
        click.option("--smtp-security", type=security, help=_("How SMTP is secured (default: tls).")),
        click.option("--user", help=_("Login name (default: the address).")),
        click.option("--password-command", metavar="CMD", help=_("A command that prints the password; no shell.")),
        click.option("--from-name", help=_("The name customers see.")),
        click.option(
            "--history-months",
            type=click.IntRange(0, 1200),
            help=_("How far back the first sync reads (default: 12; 0: everything)."),
        ),
        click.option("--client-id", metavar="ID", help=_("Sign in with OAuth2, registered under this client id.")),
    ]

    def gathered(**given: Any) -> Any:
        names = MailboxFlags.__dataclass_fields__
        said = {name: given.pop(name) for name in list(given) if name in names}
        return function(flags=MailboxFlags(**said), **given)

    gathered.__doc__, gathered.__name__ = function.__doc__, function.__name__
    for option in reversed(options):
        gathered = option(gathered)
    return cast(Function, gathered)


def mailbox_from(flags: MailboxFlags, settings: Settings | None) -> Mailbox:
    """The mailbox that the flags describe, with what is known of its provider. Raises UsageError."""
    if not flags.email or "@" not in flags.email or any(c.isspace() for c in flags.email):
        raise UsageError(
            _("Not a mail address: {text!r}.").format(text=flags.email or ""), hint="--email support@example.com"
        )
    provider = provider_for(flags.email)
    imap = _server(flags.imap, flags.imap_security, "imap") or (provider.imap if provider else None)
    if imap is None:
        raise UsageError(
            _("Which IMAP server has the mail of {email}?").format(email=flags.email),
            hint=(provider.hint + " " if provider else "") + "--imap HOST[:PORT]",
        )
    service, _only = sign_in_service(provider)
    if flags.client_id and not service:
        raise UsageError(
            _("How {email} signs in with OAuth2 is not known here.").format(email=flags.email),
            hint=_("Leave --client-id out and write the oauth table by hand (docs/providers.md)."),
        )
    return Mailbox(
        name=flags.mailbox or free_name(flags.email, settings),
        email=flags.email,
        imap=imap,
        smtp=_server(flags.smtp, flags.smtp_security, "smtp") or _presets_smtp(provider, imap),
        user=flags.user or flags.email,
        password_command=command_words(flags.password_command),
        from_name=flags.from_name or "",
        sent_copy=cast(Literal["append", "server"], provider.sent_copy) if provider else "append",
        history_months=12 if flags.history_months is None else flags.history_months,
        oauth=oauth_of(service, flags.client_id) if flags.client_id else None,
    )


def _presets_smtp(provider: Provider | None, imap: Server) -> Server | None:
    """The provider's, as long as its IMAP server is used as well."""
    return provider.smtp if provider is not None and provider.imap == imap else None


def command_words(typed: str | None) -> tuple[str, ...]:
    """A command line as argv words; no shell ever sees it. Raises UsageError for an open quote."""
    try:
        return tuple(shlex.split(typed or ""))
    except ValueError:
        raise UsageError(_("A quote in the password command is never closed.")) from None


def free_name(email: str, settings: Settings | None) -> str:
    """A mailbox's name from its address: the part before the @, longer where another mailbox has that."""
    local, _at, domain = email.rpartition("@")
    names = [re.sub(r"[^\w-]+", "-", text).strip("-") or "mail" for text in (local, f"{local}-{domain}")]
    for name in names:
        other = settings.mailbox(name) if settings else None
        if other is None or other.email.lower() == email.lower():
            return name[:64]
    return names[-1][:64]


_HOST = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:\[\]/@]+)(?::(?P<port>\d{1,5}))?\Z")


def _server(typed: str | None, security: Security | None, kind: Literal["imap", "smtp"]) -> Server | None:
    if typed is None:
        return None
    return parse_server(typed, security, kind)


def parse_server(typed: str, security: Security | None, kind: Literal["imap", "smtp"]) -> Server:
    """`HOST[:PORT]` as a server; security follows the port where it is not said. Raises UsageError."""
    found = _HOST.match(typed.strip())
    port = int(found["port"]) if found and found["port"] else None
    if found is None or (port is not None and not 0 < port < 65536):
        raise UsageError(_("Not HOST or HOST:PORT: {text!r}.").format(text=typed), hint="imap.example.com:993")
    host = found["host"].strip("[]")
    ports: Mapping[str, int] = IMAP_PORTS if kind == "imap" else SMTP_PORTS
    secured = security or ("starttls" if port in (143, 587) else "tls")
    if secured == "none" and not is_loopback(host):
        raise UsageError(
            _("Without TLS, password and mail for {host} would travel readable.").format(host=host),
            hint=_("`none` is for this machine itself; use tls or starttls."),
        )
    return Server(host, port or ports[secured], secured)


def kept(new: Mailbox, old: Mailbox | None) -> Mailbox:
    """A mailbox said again keeps what was not said this time."""
    if old is None:
        return new
    return replace(
        new,
        smtp=new.smtp or old.smtp,
        password_command=new.password_command or old.password_command,
        from_name=new.from_name or old.from_name,
    )
