"""The root command: it knows every command by name and imports the one that is called."""

from __future__ import annotations

import difflib
import os
import sys
from importlib import import_module

import click

from cli.catalogue import catalogue, headings
from cli.click_words import translate_click
from cli.shared import Shared, pass_shared, share, shared_options
from config.languages import translator

_ = translator("cli")


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, and listed by who uses them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the catalogue."""
        return list(catalogue())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None where there is none."""
        listed = catalogue().get(cmd_name)
        if listed is None:
            return None
        if cmd_name not in self.commands:
            module, attribute = listed.place.split(":")
            command: click.Command = getattr(import_module(module), attribute)
            command.short_help = listed.line
            self.commands[cmd_name] = share(command)
        return self.commands[cmd_name]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, and an unknown name is answered with the nearest known one."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is not None:
            return name, command, args[1:]
        if name.startswith("-"):
            raise click.NoSuchOption(name, ctx=ctx)
        near = difflib.get_close_matches(name, list(catalogue()), n=1)
        meant = " " + _("Did you mean {near}?").format(near=near[0]) if near else ""
        raise click.UsageError(_("There is no command {name}.").format(name=name) + meant, ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands under their headings, without importing one of them."""
        listed = catalogue()
        for who, heading in headings().items():
            rows = [(name, entry.line) for name, entry in listed.items() if entry.who == who]
            with formatter.section(heading):
                formatter.write_dl(rows)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[click.shell_completion.CompletionItem]:
        """Names by their beginning, with their line as help."""
        from click.shell_completion import CompletionItem

        names = [(n, e) for n, e in catalogue().items() if n.startswith(incomplete)]
        found = [CompletionItem(name, help=entry.line) for name, entry in names]
        return found + click.Command.shell_complete(self, ctx, incomplete)


def build() -> click.Group:
    """A fresh root command, worded in the language in force."""
    translate_click()
    return LazyGroup(
        name="mado",
        callback=_console,
        invoke_without_command=True,
        help=_("A support console on the mailbox you already have. Without a command it opens the console."),
        epilog=_("Options that stand here may also stand after the command. Exit codes: docs/command-line.md."),
        params=[*shared_options(), _plain_option(), _version_option()],
    )


def _plain_option() -> click.Option:
    return click.Option(
        ["--plain"], is_flag=True, help=_("The console as lines, for screen readers and simple terminals.")
    )


def _version_option() -> click.Option:
    def show(ctx: click.Context, _param: click.Parameter, given: bool) -> None:
        if given:
            from importlib.metadata import PackageNotFoundError, version

            try:
                number = version("madoguchi")
            except PackageNotFoundError:
                number = "0"
            click.echo(f"mado {number}")
            ctx.exit()

    return click.Option(
        ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=show, help=_("Show the version.")
    )


def is_dumb() -> bool:
    """Whether this terminal says that it can place nothing on its screen: then there are lines only."""
    return os.environ.get("TERM") == "dumb" and "TEXTUAL_DRIVER" not in os.environ and sys.stdout.isatty()


@click.pass_context
@pass_shared
def _console(shared: Shared, ctx: click.Context, plain: bool) -> None:
    if ctx.invoked_subcommand is not None:
        return
    if plain or is_dumb():
        from cli.plain import run_plain

        ctx.exit(run_plain(shared))
    else:
        from cli.console import open_console

        ctx.exit(open_console(shared))
