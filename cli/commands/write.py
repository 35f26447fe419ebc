"""`mado note`: something for the team; it is not a message and cannot leave."""

from __future__ import annotations

import click

from cli.acting import act
from cli.codes import codes_and_value, codes_from
from cli.shared import Shared, pass_shared
from cli.texts import text_from
from config.languages import translator
from core import decisions
from core.text import clean

_ = translator("cli")


@click.command(help=_("Write a note that only the team sees: CODE... TEXT, or CODE... --file FILE."))
@click.argument("words", metavar="CODE... TEXT", nargs=-1, required=True)
@click.option("--file", "file", metavar="FILE", help=_("The note's text from a file; `-` is standard input."))
@pass_shared
def note(shared: Shared, words: tuple[str, ...], file: str | None) -> int:
    """Write a note."""
    if file is None:
        codes, text = codes_and_value(words, _("the note's text, in quotes"))
    else:
        codes, text = codes_from(words), text_from(file)
    return act(shared, codes, lambda code: decisions.add_note(code, clean(text)), _("noted"))
