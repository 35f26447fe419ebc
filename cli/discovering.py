"""`mado init` looks servers up on the network only where it was asked to, and shows what it found."""

from __future__ import annotations

from dataclasses import replace

import click

from cli.mailbox_flags import MailboxFlags
from config.errors import NothingMatched
from config.languages import translator
from config.providers import Provider, provider_for
from config.settings import Server
from core.text import clean
from mailsync.discover import Discovered, discover

_ = translator("cli")


def with_servers(flags: MailboxFlags) -> MailboxFlags:
    """The flags with the servers found; what was said or is known is not looked up. Raises NothingMatched."""
    known = provider_for(flags.email or "")
    if flags.imap or not flags.email or (known is not None and known.imap is not None):
        return flags
    found = discover(flags.email)
    if found is None:
        raise _nothing(flags.email)
    _show(found)
    return replace(
        flags,
        imap=_typed(found.imap),
        imap_security=found.imap.security,
        smtp=flags.smtp or (_typed(found.smtp) if found.smtp else None),
        smtp_security=flags.smtp_security or (found.smtp.security if found.smtp and not flags.smtp else None),
        user=flags.user or found.user,
    )


def offered(email: str, provider: Provider | None) -> Provider | None:
    """In the wizard: ask whether to look, and propose what was found."""
    domain = email.rpartition("@")[2]
    asked = _("Look the servers of {domain} up on the network?").format(domain=domain)
    if not click.confirm(asked, default=True, err=True):
        return provider
    found = discover(email)
    if found is None:
        click.echo("  " + clean(_nothing(email).message), err=True)
        return provider
    _show(found)
    if found.provider is not None:
        return found.provider
    name = provider.name if provider else domain
    return Provider(name, (domain,), found.imap, found.smtp, sent_copy=provider.sent_copy if provider else "append")


def _nothing(email: str) -> NothingMatched:
    return NothingMatched(
        _("No servers for {domain} were found; nothing was written.").format(domain=email.rpartition("@")[2]),
        hint=_("The provider's control panel names them: --imap HOST[:PORT] --smtp HOST[:PORT]."),
    )


def _show(found: Discovered) -> None:
    for label, server in (("IMAP", found.imap), ("SMTP", found.smtp)):
        if server is not None:
            click.echo(clean(f"  {label}: {_typed(server)} ({server.security})"), err=True)
    if found.provider is not None:
        said = _("Its mail is taken by {provider}.").format(provider=found.provider.name)
        click.echo("  " + " ".join(filter(None, (said, found.provider.hint))), err=True)
    elif found.elsewhere:
        click.echo(
            "  " + _("They stand outside this domain: is that your provider? Your password will go there."), err=True
        )


def _typed(server: Server) -> str:
    return f"{server.host}:{server.port}"
