"""`mado serve`: the console in a browser of this machine."""

from __future__ import annotations

import logging

import click

from cli.output import line, say
from cli.shared import Shared, pass_shared
from config.errors import ExitCode, MadoError, UsageError
from config.languages import translator
from config.reasons import reason as refused_because

_ = translator("cli")


@click.command(
    "serve",
    help=_(
        "The console in a browser of this machine. Prints an address that opens it once; nothing is reachable from "
        "other machines. Needs the extra `serve` (textual-serve)."
    ),
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help=_("A fixed port; without it a free one."))
@pass_shared
def command(shared: Shared, port: int) -> int:
    """Serve until ctrl+c."""
    from cli.opened import settings_of

    settings_of(shared)
    try:
        from cli.serving.server import serve
    except ImportError:
        raise UsageError(
            _("`mado serve` needs textual-serve, and it is not installed."),
            hint=_("Install Madoguchi with its extra: pip install 'madoguchi[serve]'"),
        ) from None
    logging.getLogger("textual-serve").setLevel(logging.CRITICAL)
    try:
        serve(shared.home.root, port, lambda address: _told(shared, address))
    except OSError as error:
        raise MadoError(
            _("Port {port} cannot be had: {reason}.").format(port=port, reason=refused_because(error)),
            hint=_("Choose another one, or none for a free one."),
        ) from None
    return ExitCode.DONE


def _told(shared: Shared, address: str) -> None:
    line(address)
    say(shared, _("Open it in a browser of this machine; it opens once. ctrl+c ends the server."))
