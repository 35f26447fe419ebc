"""`mado sync`: send what is due, then fetch what is new; `--watch` stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cli.afterwards import StoppedReplies, tell_reply, tell_what_follows
from cli.journal import log
from cli.opened import chosen_mailboxes, opened_desk, settings_of
from cli.output import line, put_json, put_jsonl, say, show_error, table
from cli.progress import Bar
from cli.shared import Shared, pass_shared
from config.errors import ExitCode, MadoError, TryLater, UsageError
from config.languages import translator
from config.settings import Mailbox

if TYPE_CHECKING:
    from core.desk import Desk
    from core.drafts import Queued
    from mailsync.since import Since
    from mailsync.sync import Progress, SyncResult

_ = translator("cli")
_SETTLING = 30.0
"""Seconds that a sync which has brought much may spend on its search index; the next one goes on."""


@dataclass(frozen=True, slots=True)
class Synced:
    """One mailbox: what left, what came, and what went wrong first."""

    result: SyncResult
    sent: Sequence[Queued]
    error: MadoError | None


@click.command(
    "sync",
    help=_(
        "Send what is due in the outbox, then fetch what is new. Fetching changes nothing on the server. "
        "Exit 3: try again later (network), 2: wrong settings, 1: it could not be done."
    ),
)
@click.option("--mailbox", "names", multiple=True, metavar="NAME", help=_("Only this mailbox (may be repeated)."))
@click.option("--dry-run", is_flag=True, help=_("Say what would be sent and fetched; do neither."))
@click.option("--aside", is_flag=True, help=_("List the messages that were set aside, and why; ask no server."))
@click.option("--since", metavar="DAY", help=_("Read from this day on (2025-04-01, or all), at first or once more."))
@click.option("--watch", is_flag=True, help=_("Stay, and fetch new mail as it comes, until ctrl+c."))
@pass_shared
def command(
    shared: Shared, names: tuple[str, ...], dry_run: bool, aside: bool, since: str | None, watch: bool
) -> int:
    """Bring the store up to date."""
    start = _day(since)
    settings = settings_of(shared)
    mailboxes = chosen_mailboxes(settings, names)
    if dry_run:
        from cli.previews import show_previews

        return show_previews(shared, settings, mailboxes, start)
    with opened_desk(shared, settings) as desk:
        if aside:
            return _list_aside(shared, desk)
        if watch:
            from cli.watching import watch_all

            return watch_all(shared, desk, mailboxes, start)
        with Bar(shared) as bar:
            found = [_one(shared, desk, mailbox, bar, start) for mailbox in mailboxes]
            desk.keeping.settle(_SETTLING)
        tell_what_follows(shared, desk)
    journalled(shared, found)
    _noted(shared, found)
    _tell(shared, found)
    return next((s.error.exit_code for s in found if s.error is not None), ExitCode.DONE)


def _day(typed: str | None) -> Since | None:
    from mailsync.since import Since

    if typed is None or typed.strip().lower() == "all":
        return Since(None) if typed else None
    try:
        return Since(date.fromisoformat(typed.strip()))
    except ValueError:
        raise UsageError(
            _("Not a day: {text!r}.").format(text=typed), hint="--since 2025-04-01, --since all"
        ) from None


def _one(shared: Shared, desk: Desk, mailbox: Mailbox, bar: Bar, since: Since | None) -> Synced:
    from config.secrets import password_for
    from mailsync.sync import SyncResult, sync_mailbox

    try:
        password = password_for(mailbox, shared.home)
    except MadoError as error:
        return Synced(SyncResult(mailbox.name, error=error), (), error)
    stopped = StoppedReplies(desk)
    sent, refusal, reread = deliver(desk, mailbox, password)

    def progress(said: Progress) -> None:
        bar.update(f"{said.mailbox} {said.folder}", said.done, said.total)

    result = sync_mailbox(desk, mailbox, password, progress=progress, since=since)
    bar.clear()
    if reread is not None:
        result = joined(reread, result)
    known = {entry.id for entry in sent}
    mine = [entry for entry in stopped.new() if entry.mailbox == mailbox.name and entry.id not in known]
    return Synced(result, [*sent, *mine], result.error or refusal)


def deliver(
    desk: Desk, mailbox: Mailbox, password: str
) -> tuple[Sequence[Queued], MadoError | None, SyncResult | None]:
    """Send what is due; trouble comes back beside, because the mail is to be fetched all the same.

    The third is what looking at INBOX before sending has brought already.
    """
    from mailsync.outbox import deliver_round

    try:
        done = deliver_round(desk, mailbox, password)
    except MadoError as error:
        return (), error, None
    touched = done.entries
    kept = [q for q in touched if q.state == "queued" and q.error]
    if done.trouble is not None or not kept:
        return touched, done.trouble, done.reread
    said = _("{count} replies could not leave yet and are kept: {reason}")
    refusal = TryLater(said.format(count=len(kept), reason=kept[0].error), hint="mado outbox", code="not_sent")
    return touched, refusal, done.reread


def joined(first: SyncResult, second: SyncResult) -> SyncResult:
    """Two looks at one mailbox as one."""
    return replace(
        second,
        fetched=first.fetched + second.fetched,
        tickets_new=first.tickets_new + second.tickets_new,
        tickets_changed=first.tickets_changed + second.tickets_changed,
        set_aside=first.set_aside + second.set_aside,
        older=max(first.older, second.older),
        seconds=first.seconds + second.seconds,
        changed=first.changed | second.changed,
    )


def shape(synced: Synced) -> dict[str, Any]:
    """A mailbox as `sync --json` shows it."""
    r = synced.result
    return {
        "name": r.name,
        "fetched": r.fetched,
        "tickets_new": r.tickets_new,
        "tickets_changed": r.tickets_changed,
        "set_aside": r.set_aside,
        "seconds": round(r.seconds, 3),
        "error": synced.error.message if synced.error else None,
        "sent": sum(q.state == "sent" for q in synced.sent),
        "older": r.older,
    }


def journalled(shared: Shared, found: Sequence[Synced]) -> None:
    """Write to the admin's log what was synced; an error stands there by its code."""
    for synced in found:
        facts = {**shape(synced), "error": synced.error.code if synced.error else None}
        log(shared.home, "sync", facts)


def _noted(shared: Shared, found: Sequence[Synced]) -> None:
    """Write into the status for monitoring what this came to."""
    from mailsync.status import note_result

    for synced in found:
        note_result(shared.home, replace(synced.result, error=synced.error))


def _list_aside(shared: Shared, desk: Desk) -> int:
    found = [
        {"mailbox": s.place.mailbox, "folder": s.place.folder, "uid": s.place.uid, "reason": s.reason}
        for s in desk.set_aside()
    ]
    if shared.format == "json":
        put_json(found)
    elif shared.format == "jsonl":
        put_jsonl(found)
    else:
        table([(str(s["mailbox"]), str(s["folder"]), str(s["uid"]), str(s["reason"])) for s in found])
    return ExitCode.DONE


def _tell(shared: Shared, found: Sequence[Synced]) -> None:
    if shared.format == "json":
        put_json({"mailboxes": [shape(s) for s in found]})
    elif shared.format == "jsonl":
        put_jsonl(shape(s) for s in found)
    elif shared.format == "ids":
        for code in sorted({code for s in found for code in s.result.changed}):
            line(code)
    for synced in found:
        narrate(shared, synced)
        if synced.error is not None:
            show_error(synced.error, as_json=shared.format in ("json", "jsonl"))


def narrate(shared: Shared, synced: Synced) -> None:
    """One mailbox in words."""
    r = synced.result
    for problem in r.problems:
        say(shared, problem)
    for q in synced.sent:
        tell_reply(shared, q)
    if synced.error is not None and not r.changed and not r.fetched:
        # what went wrong says it all
        return
    said = _("{name}: {fetched} new messages, {new} tickets new, {changed} changed ({seconds:.1f} s)")
    say(
        shared,
        said.format(name=r.name, fetched=r.fetched, new=r.tickets_new, changed=r.tickets_changed, seconds=r.seconds),
    )
    if r.older:
        said = _("{name}: {count} older messages were left on the server: `mado sync --since all` brings them.")
        say(shared, said.format(name=r.name, count=r.older))
    if r.set_aside:
        say(
            shared,
            _("{name}: {count} messages were set aside; nothing of them is lost: `mado sync --aside`.").format(
                name=r.name, count=r.set_aside
            ),
        )
