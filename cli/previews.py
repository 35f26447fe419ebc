"""What `mado sync --dry-run` shows: folders, messages, sizes, tickets. It writes nothing, not even a store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cli.opened import opened_desk
from cli.output import line, put_json, put_jsonl, show_error
from cli.shared import Shared
from config.errors import ExitCode, MadoError
from config.languages import language, translator
from config.settings import Mailbox, Settings

if TYPE_CHECKING:
    from core.desk import Desk
    from mailsync.preview import FolderPreview, Preview
    from mailsync.since import Since

_ = translator("cli")


@dataclass(frozen=True, slots=True)
class _Foreseen:
    """One mailbox: what would come, and how many replies would leave."""

    preview: Preview
    leaving: int


def show_previews(shared: Shared, settings: Settings, mailboxes: Sequence[Mailbox], since: Since | None) -> int:
    """Look at every mailbox and say what a sync would do."""
    with _desk_if_any(shared, settings) as desk:
        found = [_one(shared, desk, mailbox, since) for mailbox in mailboxes]
    if shared.format == "json":
        put_json({"mailboxes": [_shape(f) for f in found]})
    elif shared.format == "jsonl":
        put_jsonl(_shape(f) for f in found)
    else:
        for each in found:
            _tell(each)
    errors = [f.preview.error for f in found if f.preview.error is not None]
    for error in errors:
        show_error(error, as_json=shared.format in ("json", "jsonl"))
    return errors[0].exit_code if errors else ExitCode.DONE


@contextmanager
def _desk_if_any(shared: Shared, settings: Settings) -> Iterator[Desk | None]:
    """Opening a desk would make its store; where there is none yet, none is needed."""
    if not shared.home.store_file.exists():
        yield None
        return
    with opened_desk(shared, settings) as desk:
        yield desk


def _one(shared: Shared, desk: Desk | None, mailbox: Mailbox, since: Since | None) -> _Foreseen:
    from config.secrets import password_for
    from mailsync.preview import Preview, preview

    leaving = len(desk.outbox.due(datetime.now(UTC), mailbox.name)) if desk else 0
    try:
        password = password_for(mailbox, shared.home)
    except MadoError as error:
        return _Foreseen(Preview(mailbox.name, error=error), leaving)
    return _Foreseen(preview(desk, mailbox, password, since), leaving)


def _shape(foreseen: _Foreseen) -> dict[str, Any]:
    p = foreseen.preview
    return {
        "name": p.name,
        "fetched": p.messages,
        "tickets_new": p.tickets,
        "tickets_exact": p.exact,
        "tickets_changed": 0,
        "set_aside": 0,
        "seconds": round(p.seconds, 3),
        "error": p.error.message if p.error else None,
        "sent": foreseen.leaving,
        "older": sum(f.older for f in p.folders),
        "since": p.since.isoformat() if p.since else None,
        "folders": [_folder_shape(f) for f in p.folders],
    }


def _folder_shape(folder: FolderPreview) -> dict[str, Any]:
    return {
        "name": folder.name,
        "role": folder.role,
        "messages": folder.messages,
        "bytes": folder.bytes,
        "older": folder.older,
    }


def _tell(foreseen: _Foreseen) -> None:
    p = foreseen.preview
    if p.error is not None:
        return
    for f in p.folders:
        said = _("{mailbox}: {folder}: {count} messages, {size:.1f} MB")
        text = said.format(mailbox=p.name, folder=f.name, count=f.messages, size=f.bytes / 1_000_000)
        if f.older and p.since is not None:
            text += ("、" if language() == "ja" else "; ") + _("{count} from before {day} stay on the server").format(
                count=f.older, day=p.since
            )
        line(text)
    tickets = _("{count} new tickets") if p.exact else _("about {count} new tickets (estimated from the newest mail)")
    said = _("{mailbox}: {messages} messages would be fetched: {tickets}; {leaving} replies would leave.")
    line(
        said.format(
            mailbox=p.name, messages=p.messages, tickets=tickets.format(count=p.tickets), leaving=foreseen.leaving
        )
    )
    if any(f.older for f in p.folders):
        line(
            _("How far back: `mado sync --since DAY` or `--since all`. Old tickets come closed; nobody is answered.")
        )
