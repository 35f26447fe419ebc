"""`mado completion SHELL`: what makes the shell complete commands and options."""

from __future__ import annotations

import click

from cli.output import line
from config.languages import translator

_ = translator("cli")
_SOURCES = {
    "bash": 'eval "$(_MADO_COMPLETE=bash_source mado)"',
    "zsh": 'eval "$(_MADO_COMPLETE=zsh_source mado)"',
    "fish": "_MADO_COMPLETE=fish_source mado | source",
}


@click.command("completion", help=_("Print the line that your shell's start-up file needs for completion."))
@click.argument("shell", type=click.Choice(list(_SOURCES)))
def command(shell: str) -> None:
    """Print the line for one shell."""
    line(_SOURCES[shell])
