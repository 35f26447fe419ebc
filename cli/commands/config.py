"""`mado config`: the settings, by dotted names; the file is checked before it is written."""

from __future__ import annotations

import click

from cli.output import line, put_json, say
from cli.shared import Shared, pass_shared
from config.errors import NothingMatched, UsageError
from config.files import write_private
from config.languages import translator
from config.settings_file import load_settings, read_settings
from config.settings_keys import get_setting, listed_settings, set_setting, unset_setting

_ = translator("cli")


@click.group("config", help=_("Look at and change settings. Keys are dotted, as in `mailboxes.support.imap.port`."))
def command() -> None:
    """The family."""


@command.command(help=_("Show one setting, or all that are said."))
@click.argument("key", required=False)
@pass_shared
def get(shared: Shared, key: str | None) -> None:
    """Show settings as they stand in the file."""
    if key is None:
        load_settings(shared.home)
        values = dict(listed_settings(shared.home))
        if shared.format == "json":
            put_json(values)
            return
        for name, value in values.items():
            line(f"{name} = {_shown(value)}")
        return
    value = get_setting(shared.home, key)
    if shared.format == "json":
        put_json(value)
    else:
        line(_shown(value))


@command.command("set", help=_("Change one setting. An empty value takes it out, so that its default holds."))
@click.argument("key")
@click.argument("value")
@pass_shared
def set_(shared: Shared, key: str, value: str) -> None:
    """Change one setting."""
    if value:
        set_setting(shared.home, key, value)
    else:
        unset_setting(shared.home, key)
    say(shared, _("Written: {file}").format(file=shared.home.config_file))


@command.command(help=_("Say where the settings are."))
@pass_shared
def path(shared: Shared) -> None:
    """Print the file's path."""
    if shared.format == "json":
        put_json({"config": str(shared.home.config_file), "home": str(shared.home.root)})
    else:
        line(str(shared.home.config_file))


@command.command(help=_("Open the settings in your editor; a mistake is named and nothing is written."))
@pass_shared
def edit(shared: Shared) -> None:
    """Edit a copy, and keep it only when it can be read."""
    file = shared.home.config_file
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NothingMatched(_("There are no settings yet."), hint="mado init") from None
    changed: str | None = text
    while True:
        changed = click.edit(changed, extension=".toml", require_save=True)
        if changed is None or changed == text:
            say(shared, _("Nothing changed."))
            return
        try:
            read_settings(changed, file)
        except UsageError as error:
            say(shared, f"{error.message} {error.hint}".rstrip())
            if not click.confirm(_("Edit again?"), default=True, err=True):
                raise
        else:
            write_private(file, changed.encode("utf-8"))
            say(shared, _("Written: {file}").format(file=file))
            return


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        from cli.output import encode

        return encode(value).decode()
    return str(value)
