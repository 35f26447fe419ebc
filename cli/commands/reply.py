"""`mado reply CODE`: answer a ticket; it leaves with the next sync after the undo window, or at `--send-at`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import shapes
from cli.opened import opened_desk
from cli.output import line, put_json, put_jsonl, say
from cli.shared import Shared, pass_shared
from cli.texts import text_from
from cli.zone import local_zone
from config.errors import MadoError, UsageError
from config.languages import translator
from core.decisions import set_status

if TYPE_CHECKING:
    from core.desk import Desk
    from core.drafts import Draft, Queued

_ = translator("cli")


@click.command(
    "reply",
    help=_(
        "Answer a ticket with a canned response, with a text from --file, or in your editor. The reply waits for "
        "the undo window, then the next `mado sync` sends it; until then `mado outbox cancel` takes it back."
    ),
)
@click.argument("code")
@click.option("--canned", metavar="NAME", help=_("A canned response, by name or shortcut."))
@click.option("--set", "sets", metavar="KEY=VALUE", multiple=True, help=_("A placeholder's value (may be repeated)."))
@click.option("--file", "file", metavar="FILE", help=_("Your text from a file; `-` is standard input."))
@click.option(
    "--attach",
    "files",
    metavar="FILE",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("A file to send along (may be repeated)."),
)
@click.option("--draft", is_flag=True, help=_("Keep it as the ticket's draft; send nothing."))
@click.option("--send-at", metavar="WHEN", help=_("When it may leave: 2h, tomorrow 9, mon 9:00 …"))
@click.option("--then", metavar="STATUS", help=_("The ticket's status afterwards (default: pending)."))
@click.option("--all", "reply_all", is_flag=True, help=_("Answer everybody who was written to."))
@click.option("--override", is_flag=True, help=_("Send although a colleague was faster or is answering."))
@pass_shared
def command(
    shared: Shared,
    /,
    code: str,
    sets: tuple[str, ...],
    files: tuple[Path, ...],
    draft: bool,
    override: bool,
    **said: object,
) -> None:
    """Write a draft, or queue it."""
    values = _values(sets)
    leaves = _send_at(said["send_at"])
    with opened_desk(shared) as desk:
        written = _draft(desk, code, values, said)
        written = replace(written, attachments=tuple(f.absolute() for f in files))
        if said["then"]:
            written = replace(written, then=str(set_status(code, str(said["then"])).data["status"]))
        if draft:
            desk.replies.save(written)
            _show_draft(shared, written)
            return
        queued = desk.replies.queue(written, not_before=leaves, override=override)
    _show_queued(shared, queued)


def _values(sets: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for said in sets:
        key, equals, value = said.partition("=")
        if not equals or not key.strip():
            raise UsageError(_("Not KEY=VALUE: {text!r}.").format(text=said))
        values[key.strip()] = value
    return values


def _send_at(word: object) -> datetime | None:
    if not word:
        return None
    from core.when import parse_when

    return parse_when(str(word), datetime.now().astimezone(), local_zone())


def _draft(desk: Desk, code: str, values: dict[str, str], said: dict[str, object]) -> Draft:
    canned = str(said["canned"]) if said["canned"] else None
    reply_all = bool(said["reply_all"])
    if said["file"]:
        text = text_from(str(said["file"]))
        if not text.strip():
            raise UsageError(_("The reply is empty; nothing was queued."))
        return desk.replies.start(code, canned=canned, values=values, text=text.rstrip("\n"), reply_all=reply_all)
    if canned:
        return desk.replies.start(code, canned=canned, values=values, reply_all=reply_all)
    return _edited(desk.replies.saved(code) or desk.replies.start(code, values=values, reply_all=reply_all))


def _edited(draft: Draft) -> Draft:
    """The draft as the person's editor leaves it."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            _("What should the reply say?"), hint=_("--canned NAME, --file FILE, or --file - to read it from a pipe.")
        )
    body = click.edit(draft.body, extension=".txt", require_save=True)
    if body is None or not body.strip():
        raise MadoError(_("Nothing was written, so nothing was queued."))
    return replace(draft, body=body)


def _show_draft(shared: Shared, draft: Draft) -> None:
    shape: dict[str, object] = {
        "id": draft.id,
        "ticket": draft.ticket,
        "message_id": None,
        "state": "draft",
        "to": [shapes.person(a.name, a.address) for a in draft.to],
        "cc": [shapes.person(a.name, a.address) for a in draft.cc],
        "bcc": [shapes.person(a.name, a.address) for a in draft.bcc],
        "not_before": None,
        "attempts": 0,
        "error": None,
    }
    _show(shared, shape)
    say(shared, _("{code}: kept as a draft; nothing was sent.").format(code=draft.ticket))


def _show_queued(shared: Shared, queued: Queued) -> None:
    _show(shared, shapes.queued(queued))
    when = f"{shapes.local(queued.not_before):%Y-%m-%d %H:%M:%S}"
    to = ", ".join((*queued.to, *queued.cc, *queued.bcc))
    say(
        shared,
        _("{code}: to {to}; leaves with the first sync after {when}.").format(code=queued.ticket, to=to, when=when),
    )
    say(shared, _("Take it back: mado outbox cancel {id}").format(id=queued.id))


def _show(shared: Shared, shape: dict[str, object]) -> None:
    if shared.format == "json":
        put_json(shape)
    elif shared.format == "jsonl":
        put_jsonl([shape])
    else:
        line(str(shape["id"]))
