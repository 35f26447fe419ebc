"""`mado undo [CODE…]`: take back one's last decision, of all or of these tickets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from cli.codes import codes_from
from cli.opened import opened_desk
from cli.output import put_json, put_jsonl, say, show_error, table
from cli.shapes import when
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
@click.option(
    "--log", "only_log", is_flag=True, help=_("List what you could take back, newest first, and do nothing.")
)
@click.option("--event", "event", metavar="ID", help=_("Take back this one, by its id in the log."))
@pass_shared
def command(shared: Shared, words: tuple[str, ...], only_log: bool, event: str | None) -> int:
    """Take back decisions. A reply that waits is taken back by `mado outbox cancel`."""
    undone: list[Event] = []
    errors: list[MadoError] = []
    with opened_desk(shared) as desk:
        if only_log:
            return _show_log(shared, desk.undoable())
        if event:
            undone += desk.do(decisions.undo(_of_mine(desk, event).id))
        elif not words:
            last = desk.undo_last()
            if last is None:
                raise NothingMatched(_("There is nothing of yours to undo."))
            undone.append(last)
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


def _of_mine(desk: Desk, typed: str) -> Event:
    found = [e for e in desk.undoable(500) if e.id.startswith(typed)]
    if len(found) != 1:
        raise NothingMatched(
            _("There is nothing of yours with the id {id}.").format(id=typed), hint=_("`mado undo --log` lists them.")
        )
    return found[0]


def _show_log(shared: Shared, events: Sequence[Event]) -> int:
    """What could be taken back, one a line."""
    rows = [
        {"id": e.id, "at": when(datetime.fromisoformat(e.at)), "ticket": e.ticket, "kind": e.kind} for e in events
    ]
    if shared.format == "json":
        put_json(rows)
    elif shared.format == "jsonl":
        put_jsonl(rows)
    else:
        table([(str(r["id"])[:8], str(r["at"])[:16], r["ticket"] or "", str(r["kind"])) for r in rows])
    return ExitCode.DONE


def _tell(shared: Shared, undone: list[Event]) -> None:
    shown = [{"ticket": e.ticket, "event": e.data.get("event"), "kind": e.data.get("kind")} for e in undone]
    if shared.format == "json":
        put_json(shown)
    elif shared.format == "jsonl":
        put_jsonl(shown)
    for event in undone:
        what = str(event.data.get("kind", ""))
        say(shared, f"{event.ticket or ''}: {_('taken back')}: {what}".lstrip(": "))
