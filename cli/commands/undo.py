"""`mado undo [CODE…]`: take back one's last decision, of all or of these tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.codes import codes_from
from cli.opened import opened_desk
from cli.output import put_json, put_jsonl, say, show_error
from cli.shared import Shared, pass_shared
from config.errors import ExitCode, MadoError, NothingMatched
from config.languages import translator
from core import decisions

if TYPE_CHECKING:
    from core.desk import Desk
    from core.events import Event

_ = translator("cli")
_UNDONE_BY_ITSELF = ("undo", "sent", "claim", "release")


@click.command("undo", help=_("Take back your last decision; with codes, the last one on each of these tickets."))
@click.argument("words", metavar="[CODE...]", nargs=-1)
@pass_shared
def command(shared: Shared, words: tuple[str, ...]) -> int:
    """Take back decisions. A reply that waits is taken back by `mado outbox cancel`."""
    undone: list[Event] = []
    errors: list[MadoError] = []
    with opened_desk(shared) as desk:
        if not words:
            event = desk.undo_last()
            if event is None:
                raise NothingMatched(_("There is nothing of yours to undo."))
            undone.append(event)
        for code in codes_from(words):
            try:
                undone.append(_undo_on(desk, code))
            except MadoError as error:
                errors.append(error)
    _tell(shared, undone)
    for failed in errors:
        show_error(failed, as_json=shared.format in ("json", "jsonl"))
    return errors[0].exit_code if errors else ExitCode.DONE


def _undo_on(desk: Desk, typed: str) -> Event:
    """Take back this agent's last decision on one ticket."""
    code, me = desk.code(typed), desk.settings.agent.name
    mine = [e for e in desk.entries(code) if e.kind != "message" and e.by == me]
    undone = {e.data.get("event") for e in mine if e.kind == "event" and e.event == "undo"}
    for entry in reversed(mine):
        name = entry.event if entry.kind == "event" else "note"
        if entry.id not in undone and name not in _UNDONE_BY_ITSELF:
            return desk.do(decisions.undo(entry.id))[0]
    raise NothingMatched(_("There is nothing of yours to undo on {code}.").format(code=code))


def _tell(shared: Shared, undone: list[Event]) -> None:
    shown = [{"ticket": e.ticket, "event": e.data.get("event"), "kind": e.data.get("kind")} for e in undone]
    if shared.format == "json":
        put_json(shown)
    elif shared.format == "jsonl":
        put_jsonl(shown)
    for event in undone:
        what = str(event.data.get("kind", ""))
        say(shared, f"{event.ticket or ''}: {_('taken back')}: {what}".lstrip(": "))
