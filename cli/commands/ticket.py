"""`mado ticket CODE`: one ticket with its messages, notes and events, oldest first."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from cli import shapes
from cli.codes import codes_from
from cli.opened import opened_desk
from cli.output import line, put_json, put_jsonl
from cli.reading import show_drafts, show_ticket
from cli.shared import Shared, pass_shared
from config.errors import UsageError
from config.languages import translator

if TYPE_CHECKING:
    from core.entries import Entry, MessageEntry

_ = translator("cli")


@click.command("ticket", help=_("Show tickets with their messages, notes and events, oldest first."))
@click.argument("codes", metavar="CODE", nargs=-1, required=True)
@click.option("--whole", is_flag=True, help=_("Quoted history too, not only what was newly written."))
@click.option("--raw", metavar="N", type=int, help=_("The exact bytes of the N-th message, on stdout."))
@pass_shared
def command(shared: Shared, codes: tuple[str, ...], whole: bool, raw: int | None) -> None:
    """Show tickets."""
    with opened_desk(shared) as desk:
        for code in codes_from(codes):
            ticket, entries = desk.ticket(code), desk.entries(code)
            if raw is not None:
                _put_raw(desk.raw(_message(entries, raw).raw))
            elif shared.format == "ids":
                line(ticket.code)
            elif shared.format == "text":
                show_ticket(ticket, entries, whole=whole)
                show_drafts(ticket.code, [d.body for d in desk.replies.all_saved(ticket.code)])
            else:
                shape = shapes.ticket_with_entries(ticket, entries)
                put_json(shape) if shared.format == "json" else put_jsonl([shape])


def _message(entries: Sequence[Entry], number: int) -> MessageEntry:
    messages = [e for e in entries if e.kind == "message"]
    if not 1 <= number <= len(messages):
        raise UsageError(_("It has {count} messages, so N is from 1 to {count}.").format(count=len(messages)))
    return messages[number - 1]


def _put_raw(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
