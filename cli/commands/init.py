"""`mado init`: set up a mailbox, by questions on a terminal or wholly by flags."""

from __future__ import annotations

import sys

import click

from cli.mailbox_flags import MailboxFlags, kept, mailbox_from, mailbox_options
from cli.output import line, put_json, say
from cli.setup import existing_settings, would_write, write_setup
from cli.shared import Shared, pass_shared
from config.errors import UsageError
from config.languages import translator
from config.settings import Mailbox

_ = translator("cli")


@click.command(
    "init",
    help=_(
        "Set up a mailbox. With flags it asks nothing and only writes settings; `mado check` then tries them. "
        "No password is ever written into the settings: it comes from --password-command, from the keyring, or "
        "from a file that only you can read."
    ),
)
@click.option("--name", metavar="AGENT", help=_("Your name, as colleagues see it."))
@click.option("--password-stdin", is_flag=True, help=_("Read the password from standard input and keep it."))
@click.option(
    "--discover", is_flag=True, help=_("Look the servers of an unknown domain up: DNS, then its web server.")
)
@click.option("--dry-run", is_flag=True, help=_("Show the settings that would be written; write nothing."))
@mailbox_options
@pass_shared
def command(
    shared: Shared, flags: MailboxFlags, name: str | None, password_stdin: bool, discover: bool, dry_run: bool
) -> None:
    """Write settings for one mailbox."""
    home = shared.home
    settings = existing_settings(home)
    if discover:
        from cli.discovering import with_servers

        flags = with_servers(flags)
    if flags.any_said or name:
        mailbox = mailbox_from(flags, settings)
        mailbox = kept(mailbox, settings.mailbox(mailbox.name) if settings else None)
        password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
        agent = name or (settings.agent.name if settings else mailbox.email.partition("@")[0])
    else:
        mailbox, agent, password = _asked(flags, shared)
    if dry_run:
        text = would_write(home, mailbox, agent=agent, language=shared.language)
        if shared.format == "json":
            put_json({"home": str(home.root), "config": str(home.config_file), "mailbox": mailbox.name, "text": text})
        else:
            line(text.rstrip())
        say(shared, _("Nothing was written: {file} would look like this.").format(file=home.config_file))
        return
    write_setup(home, mailbox, agent=agent, language=shared.language, password=password)
    if shared.format == "json":
        put_json({"home": str(home.root), "config": str(home.config_file), "mailbox": mailbox.name})
    say(shared, _("Written: {file}").format(file=home.config_file))
    if mailbox.smtp is None:
        say(shared, _("No SMTP server is set, so replies cannot leave yet: `mado init --smtp HOST …`."))
    if mailbox.oauth is not None:
        say(shared, _("First sign in: mado login {name}").format(name=mailbox.name))
    say(shared, _("Next: `mado check` tries it, `mado sync` fetches the mail, `mado` opens the console."))
    say(shared, _("What a first sync would bring, `mado sync --dry-run` says."))


def _asked(flags: MailboxFlags, shared: Shared) -> tuple[Mailbox, str, str | None]:
    if not sys.stdin.isatty():
        raise UsageError(
            _("`mado init` asks questions, and here is no terminal to ask them on."),
            hint="mado init --name … --email … --imap HOST --smtp HOST --password-command …",
        )
    from cli.wizard import ask

    answers = ask(flags, existing_settings(shared.home))
    return answers.mailbox, answers.agent, answers.password
