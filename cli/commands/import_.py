"""`mado import PATH…`: .eml, mbox or Maildir as history."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.opened import opened_desk, settings_of
from cli.output import line, put_json, put_jsonl, say, show_error
from cli.progress import Bar
from cli.shared import Shared, pass_shared
from config.errors import ExitCode, MadoError, UsageError
from config.languages import translator
from config.reasons import reason as refused_because
from config.settings import Settings

if TYPE_CHECKING:
    from cli.mailfiles import Found
    from core.arrivals import Arrival, Intake
    from core.desk import Desk

_ = translator("cli")
BATCH = 200
BATCH_BYTES = 16_000_000
MUCH = 1000


@dataclass(slots=True)
class Brought:
    """What an import has brought so far."""

    read: int = 0
    messages: int = 0
    opened: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    errors: list[MadoError] = field(default_factory=list)

    def add(self, intake: Intake) -> None:
        """Count one batch."""
        self.messages += intake.fetched
        self.opened |= intake.opened
        self.changed |= intake.changed


@click.command(
    "import",
    help=_(
        "Take in .eml files, mboxes or Maildirs as history: nothing is sent, no clock starts. "
        "The same path again adds nothing. No server is asked."
    ),
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mailbox", metavar="NAME", help=_("The mailbox this mail belongs to (default: the first)."))
@pass_shared
def command(shared: Shared, paths: tuple[Path, ...], mailbox: str | None) -> int:
    """Take in mail from files."""
    settings = settings_of(shared)
    name = _mailbox_name(settings, mailbox)
    brought = Brought()
    with opened_desk(shared, settings) as desk, Bar(shared) as bar:
        for path in paths:
            try:
                _take_in(desk, path, name, brought, bar)
            except OSError as error:
                brought.errors.append(_unreadable(error, path))
        if brought.read >= MUCH:
            desk.keeping.settle()
    _tell(shared, brought)
    return brought.errors[0].exit_code if brought.errors else ExitCode.DONE


def _mailbox_name(settings: Settings, said: str | None) -> str:
    from core.arrivals import IMPORTED

    if said is None:
        return settings.mailboxes[0].name if settings.mailboxes else IMPORTED
    if settings.mailbox(said) is None:
        raise UsageError(_("There is no mailbox {name}.").format(name=said), hint="mado mailbox list")
    return said


def _take_in(desk: Desk, path: Path, mailbox: str, brought: Brought, bar: Bar) -> None:
    from cli.mailfiles import messages_in

    for batch in _batches(messages_in(path)):
        brought.read += len(batch)
        brought.add(desk.take_in([_arrival(found, mailbox) for found in batch]))
        bar.update(str(path), brought.read)


def _batches(found: Iterator[Found]) -> Iterator[Sequence[Found]]:
    batch: list[Found] = []
    size = 0
    for message in found:
        batch.append(message)
        size += len(message.raw)
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _arrival(found: Found, mailbox: str) -> Arrival:
    """The message in a folder that no server has; its content is its place, so it comes in once."""
    from core.arrivals import IMPORTED, Arrival, Place

    uid = int.from_bytes(hashlib.sha256(found.raw).digest()[:7], "big")
    return Arrival(Place(mailbox, IMPORTED, 1, uid), "archive", ("\\Seen",), found.when, found.raw, history=True)


def _unreadable(error: OSError, path: Path) -> MadoError:
    where = error.filename or path
    return MadoError(
        _("Could not read {path}: {reason}. What was read before is kept.").format(
            path=where, reason=refused_because(error)
        )
    )


def _tell(shared: Shared, brought: Brought) -> None:
    new = len(brought.opened)
    changed = len(brought.changed - brought.opened)
    shape = {"read": brought.read, "messages": brought.messages, "tickets_new": new, "tickets_changed": changed}
    if shared.format == "json":
        put_json(shape)
    elif shared.format == "jsonl":
        put_jsonl([shape])
    elif shared.format == "ids":
        for code in sorted(brought.opened | brought.changed):
            line(code)
    for error in brought.errors:
        show_error(error, as_json=shared.format in ("json", "jsonl"))
    say(
        shared,
        _("{read} messages read, {messages} new; {new} tickets new, {changed} changed.").format(
            read=brought.read, messages=brought.messages, new=new, changed=changed
        ),
    )
