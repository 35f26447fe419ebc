"""`mado init` by questions. What it can know it proposes; Enter takes what it proposes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import click

from cli.mailbox_flags import SECURITIES, MailboxFlags, command_words, free_name, parse_server
from config.errors import MadoError, UsageError
from config.languages import translator
from config.oauth_services import oauth_of
from config.providers import Provider, provider_for, provider_named, providers, sign_in_service
from config.settings import Mailbox, OAuth, Server, Settings

_ = translator("cli")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Answers:
    """What the questions brought. `password` is None where a command gives it."""

    mailbox: Mailbox
    agent: str
    password: str | None


def ask(flags: MailboxFlags, settings: Settings | None, *, agent: str | None = None) -> Answers:
    """Ask for everything that is needed. Raises click.Abort when the person leaves."""
    click.echo(_("A few questions; Enter takes what stands in brackets, ctrl+c leaves and writes nothing."), err=True)
    name = agent or _question(_("Your name, as colleagues see it"), settings.agent.name if settings else "")
    email = _asked_until(_("The address your customers write to"), _address, flags.email or "")
    provider = provider_for(email) or _ask_provider()
    if provider is not None and provider.hint:
        click.echo(f"  {provider.name}: {provider.hint}", err=True)
    if provider is None or provider.imap is None:
        from cli.discovering import offered

        provider = offered(email, provider)
    imap = _ask_server("imap", provider.imap if provider else None)
    smtp = _ask_server("smtp", provider.smtp if provider else None)
    user = _question(_("Login name"), email)
    oauth, only = _ask_oauth(provider)
    command, password = ((), None) if oauth or only else _ask_password()
    mailbox = Mailbox(
        name=flags.mailbox or free_name(email, settings),
        email=email,
        imap=imap,
        smtp=smtp,
        user=user,
        password_command=command,
        oauth=oauth,
        from_name=_question(_("The name customers see on your mail"), name),
        history_months=_ask_history(),
    )
    if provider is not None and provider.sent_copy == "server":
        mailbox = replace(mailbox, sent_copy="server")
    return Answers(mailbox, name, password)


def _question(text: str, proposal: str = "") -> str:
    return str(click.prompt(text, default=proposal or None, err=True)).strip()


def _asked_until(text: str, read: Callable[[str], Value], proposal: str = "") -> Value:
    """Ask again until the answer can be read."""
    while True:
        try:
            return read(_question(text, proposal))
        except MadoError as error:
            click.echo(f"  {error.message} {error.hint}".rstrip(), err=True)


def _address(typed: str) -> str:
    if "@" not in typed or any(c.isspace() for c in typed):
        raise UsageError(_("That is not a mail address."))
    return typed


def _ask_provider() -> Provider | None:
    known = ", ".join(p.name for p in providers())
    click.echo(_("Providers known here: {names}.").format(names=known), err=True)
    typed = str(click.prompt(_("Is it one of these? (Enter: no)"), default="", show_default=False, err=True))
    return provider_named(typed) if typed.strip() else None


def _ask_server(kind: Literal["imap", "smtp"], preset: Server | None) -> Server:
    label = _("IMAP server, HOST or HOST:PORT") if kind == "imap" else _("SMTP server, HOST or HOST:PORT")
    proposal = f"{preset.host}:{preset.port}" if preset else ""
    server = _asked_until(label, lambda typed: parse_server(typed, None, kind), proposal)
    if preset is not None and (server.host, server.port) == (preset.host, preset.port):
        return preset
    chosen = click.prompt(_("Secured by"), type=click.Choice(SECURITIES), default=server.security, err=True)
    host = f"[{server.host}]" if ":" in server.host else server.host
    return parse_server(f"{host}:{server.port}", chosen, kind)


def _ask_history() -> int:
    text = _("How many months back is old mail read? (0: all of it; it stays as it is on the server)")
    return int(click.prompt(text, type=click.IntRange(0, 1200), default=12, err=True))


def _ask_oauth(provider: Provider | None) -> tuple[OAuth | None, bool]:
    """How the mailbox signs in without a password, and whether its provider takes nothing else."""
    service, only = sign_in_service(provider)
    if not service or not click.confirm(_("Sign in with OAuth2?"), default=only, err=True):
        return None, False
    text = _("Client id of your registration (docs/providers.md; Enter: later)")
    client_id = str(click.prompt(text, default="", show_default=False, err=True)).strip()
    return (oauth_of(service, client_id) if client_id else None), only


def _ask_password() -> tuple[tuple[str, ...], str | None]:
    click.echo(_("The password comes from a command (for example `pass show mail`), or you type it now."), err=True)
    command = _command()
    if command:
        return command, None
    return (), str(click.prompt(_("Password (not shown)"), hide_input=True, err=True))


def _command() -> tuple[str, ...]:
    while True:
        typed = click.prompt(_("Password command (Enter: none)"), default="", show_default=False, err=True)
        try:
            return command_words(str(typed))
        except MadoError as error:
            click.echo(f"  {error.message}", err=True)
