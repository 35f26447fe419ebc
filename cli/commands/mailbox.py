"""`mado mailbox`: list, add, remove, enable, disable, and the password that belongs to one."""

from __future__ import annotations

import sys

import click

from cli.mailbox_flags import MailboxFlags, kept, mailbox_from, mailbox_options
from cli.opened import settings_of
from cli.output import line, put_json, put_jsonl, say, table
from cli.setup import write_setup
from cli.shared import Shared, pass_shared
from config.errors import NothingMatched, UsageError
from config.languages import translator
from config.secrets import forget_password, store_password
from config.settings import Mailbox, Server
from config.settings_file import open_document, save_document

_ = translator("cli")


@click.group("mailbox", help=_("The mailboxes of this home: list, add, remove, enable, disable, password."))
def command() -> None:
    """The family."""


@command.command("list", help=_("List the mailboxes."))
@pass_shared
def list_(shared: Shared) -> None:
    """Every mailbox, enabled or not."""
    mailboxes = settings_of(shared).mailboxes
    shapes = [_shape(m) for m in mailboxes]
    if shared.format == "json":
        put_json({"mailboxes": shapes})
    elif shared.format == "jsonl":
        put_jsonl(shapes)
    elif shared.format == "ids":
        for mailbox in mailboxes:
            line(mailbox.name)
    else:
        off = _("(disabled)")
        table([(m.name, m.email, _told(m.imap), _told(m.smtp), "" if m.enabled else off) for m in mailboxes])


@command.command(help=_("Add a mailbox, by the same flags as `mado init`."))
@click.option("--password-stdin", is_flag=True, help=_("Read the password from standard input and keep it."))
@mailbox_options
@pass_shared
def add(shared: Shared, flags: MailboxFlags, password_stdin: bool) -> None:
    """Add one more mailbox to the settings."""
    settings = settings_of(shared)
    if flags.email is None and sys.stdin.isatty():
        from cli.wizard import ask

        answers = ask(flags, settings, agent=settings.agent.name)
        mailbox, password = answers.mailbox, answers.password
    else:
        mailbox = mailbox_from(flags, settings)
        password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    other = settings.mailbox(mailbox.name)
    if other is not None and other.email.lower() != mailbox.email.lower():
        raise UsageError(
            _("There is a mailbox {name} already, for {email}.").format(name=mailbox.name, email=other.email),
            hint="--mailbox NAME",
        )
    write_setup(shared.home, kept(mailbox, other), password=password)
    say(shared, _("Added: {name}. Next: `mado check`.").format(name=mailbox.name))


@command.command(help=_("Take a mailbox out of the settings; its tickets stay."))
@click.argument("name")
@pass_shared
def remove(shared: Shared, name: str) -> None:
    """Take a mailbox out, and its password."""
    mailbox = _found(shared, name)
    document = open_document(shared.home)
    del document["mailboxes"][name]
    save_document(shared.home, document)
    forget_password(mailbox, shared.home)
    say(shared, _("Removed: {name}. Its tickets and messages are kept.").format(name=name))


@command.command(help=_("Sync this mailbox again."))
@click.argument("name")
@pass_shared
def enable(shared: Shared, name: str) -> None:
    """Switch a mailbox on."""
    _switch(shared, name, True)


@command.command(help=_("Leave this mailbox out of `mado sync`."))
@click.argument("name")
@pass_shared
def disable(shared: Shared, name: str) -> None:
    """Switch a mailbox off."""
    _switch(shared, name, False)


@command.command(help=_("Keep a new password: in the keyring, else in a file that only you can read."))
@click.argument("name")
@pass_shared
def password(shared: Shared, name: str) -> None:
    """Ask for a password (or read it from a pipe) and keep it."""
    mailbox = _found(shared, name)
    if sys.stdin.isatty():
        typed = str(click.prompt(_("Password (not shown)"), hide_input=True, err=True))
    else:
        typed = sys.stdin.readline().rstrip("\r\n")
    if not typed:
        raise UsageError(_("The password is empty; nothing was changed."))
    where = store_password(mailbox, shared.home, typed)
    place = _("the keyring") if where == "keyring" else str(shared.home.secrets_folder / name)
    say(shared, _("Kept in {place}.").format(place=place))
    if mailbox.password_command:
        say(shared, _("But mailboxes.{name}.password_command is set and goes first.").format(name=name))


def _found(shared: Shared, name: str) -> Mailbox:
    settings = settings_of(shared)
    mailbox = settings.mailbox(name)
    if mailbox is None:
        known = ", ".join(m.name for m in settings.mailboxes)
        raise NothingMatched(
            _("There is no mailbox {name}.").format(name=name), hint=_("Known: {known}.").format(known=known)
        )
    return mailbox


def _switch(shared: Shared, name: str, on: bool) -> None:
    _found(shared, name)
    document = open_document(shared.home)
    document["mailboxes"][name]["enabled"] = on
    save_document(shared.home, document)
    said = _("{name} is enabled.") if on else _("{name} is disabled.")
    say(shared, said.format(name=name))


def _shape(mailbox: Mailbox) -> dict[str, object]:
    return {
        "name": mailbox.name,
        "email": mailbox.email,
        "imap": _server_shape(mailbox.imap),
        "smtp": _server_shape(mailbox.smtp),
        "user": mailbox.user,
        "enabled": mailbox.enabled,
    }


def _server_shape(server: Server | None) -> dict[str, object] | None:
    return {"host": server.host, "port": server.port, "security": server.security} if server else None


def _told(server: Server | None) -> str:
    return f"{server.host}:{server.port} ({server.security})" if server else "-"
