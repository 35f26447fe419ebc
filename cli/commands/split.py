"""`mado split CODE MESSAGE`: a message gets a ticket of its own, and the replies to it go along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.listing import show_tickets
from cli.opened import opened_desk
from cli.output import line, say
from cli.shared import Shared, pass_shared
from config.errors import NothingMatched, UsageError
from config.languages import translator
from core import decisions

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("cli")


@click.command(
    "split",
    help=_(
        "Move a message into a ticket of its own: CODE MESSAGE, its number in `mado ticket CODE` or its id. "
        "Replies to it go along, and later ones follow. Prints the new code."
    ),
)
@click.argument("code")
@click.argument("message")
@pass_shared
def command(shared: Shared, code: str, message: str) -> None:
    """Split a message off."""
    with opened_desk(shared) as desk:
        full = desk.code(code)
        (event,) = desk.do(decisions.split(full, _name(desk, full, message)))
        new = str(event.data["into"])
        if shared.format in ("text", "ids"):
            line(new)
        else:
            show_tickets(shared, [desk.ticket(new)])
    count = len(event.data["messages"])
    said = _("{code}: {n} messages are {new} now. `mado undo` takes it back.")
    say(shared, said.format(code=full, n=count, new=new))


def _name(desk: Desk, code: str, typed: str) -> str:
    """What the log calls the message that was meant."""
    messages = [e for e in desk.entries(code) if e.kind == "message" and e.name]
    if typed.isdigit() and len(typed) < 6:
        if not 1 <= int(typed) <= len(messages):
            raise UsageError(_("It has {count} messages, so N is from 1 to {count}.").format(count=len(messages)))
        return messages[int(typed) - 1].name
    found = [m for m in messages if m.name.startswith(typed) or m.message_id == typed.strip("<>")]
    if len(found) != 1:
        raise NothingMatched(
            _("There is no such message in {code}.").format(code=code), hint=_("`mado ticket CODE` shows them.")
        )
    return found[0].name
