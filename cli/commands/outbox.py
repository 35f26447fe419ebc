"""`mado outbox`: what has not left yet, and why; cancel, retry, resolve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from cli import shapes
from cli.codes import codes_from
from cli.opened import opened_desk
from cli.outbox_words import draft_again
from cli.output import line, put_csv, put_json, put_jsonl, say, show_error, table
from cli.shared import Shared, pass_shared
from config.errors import ExitCode, MadoError, UsageError
from config.languages import translator

if TYPE_CHECKING:
    from core.drafts import Queued
    from core.outbox import Outbox

_ = translator("cli")
_COLUMNS = ("id", "ticket", "state", "to", "not_before", "attempts", "error")
_IDS = click.argument("ids", metavar="ID...", nargs=-1, required=True)


@click.group("outbox", invoke_without_command=True, help=_("What has not left yet, and why; cancel, retry, resolve."))
@pass_shared
@click.pass_context
def command(ctx: click.Context, shared: Shared) -> None:
    """Without a verb it lists."""
    if ctx.invoked_subcommand is None:
        _list(shared)


@command.command("list", help=_("List everything that has not been sent."))
@pass_shared
def list_(shared: Shared) -> None:
    """List the outbox."""
    _list(shared)


@command.command(help=_("Take replies back before they leave; their texts are drafts again."))
@_IDS
@pass_shared
def cancel(shared: Shared, ids: tuple[str, ...]) -> int:
    """Take entries back."""
    return _each(shared, ids, lambda outbox, id: outbox.cancel(id))


@command.command(help=_("Make replies due now: the next sync tries them."))
@_IDS
@click.option("--override", is_flag=True, help=_("Also while the mailbox cannot be read again before sending."))
@pass_shared
def retry(shared: Shared, ids: tuple[str, ...], override: bool) -> int:
    """Make entries due."""
    return _each(shared, ids, lambda outbox, id: outbox.retry(id, override=override))


@command.command(help=_("Say what became of a reply that nobody knows of: --sent, or --not-sent to send it again."))
@_IDS
@click.option("--sent/--not-sent", "sent", default=None, help=_("Whether it arrived."))
@pass_shared
def resolve(shared: Shared, ids: tuple[str, ...], sent: bool | None) -> int:
    """Settle entries in the state `unknown`."""
    if sent is None:
        raise UsageError(_("Did it arrive?"), hint=_("--sent, or --not-sent to send it again."))
    return _each(shared, ids, lambda outbox, id: outbox.resolve(id, sent))


def _list(shared: Shared) -> None:
    with opened_desk(shared) as desk:
        _show(shared, desk.outbox.waiting())
        for entry in desk.outbox.copies.missing():
            say(shared, f"{entry.ticket}: {entry.error or entry.sent_copy}")


def _each(shared: Shared, typed: Sequence[str], change: Callable[[Outbox, str], Queued]) -> int:
    done: list[Queued] = []
    errors: list[MadoError] = []
    with opened_desk(shared) as desk:
        for id in codes_from(typed):
            try:
                done.append(change(desk.outbox, id))
            except MadoError as error:
                errors.append(error)
    if shared.format != "text":
        _show(shared, done)
    for entry in done:
        say(shared, f"{entry.id}: {entry.state}")
        if entry.state == "cancelled" and not entry.bulk:
            say(shared, draft_again(entry))
    for failed in errors:
        show_error(failed, as_json=shared.format in ("json", "jsonl"))
    return errors[0].exit_code if errors else ExitCode.DONE


def _show(shared: Shared, entries: Sequence[Queued]) -> None:
    found = [shapes.queued(e) for e in entries]
    if shared.format == "json":
        put_json(found)
    elif shared.format == "jsonl":
        put_jsonl(found)
    elif shared.format == "ids":
        for entry in entries:
            line(entry.id)
    elif shared.format == "csv":
        put_csv(_COLUMNS, [[*_cells(e)] for e in entries])
    else:
        table([_cells(e) for e in entries])


def _cells(e: Queued) -> tuple[str, ...]:
    to = " ".join((*e.to, *e.cc, *e.bcc))
    return e.id, e.ticket, e.state, to, f"{shapes.local(e.not_before):%Y-%m-%d %H:%M}", str(e.attempts), e.error or ""
