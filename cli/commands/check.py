"""`mado check`: try everything for real and say what to do."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from cli.checks import Checked, local_checks
from cli.file_checks import file_checks
from cli.opened import chosen_mailboxes, settings_of
from cli.output import line, put_json, put_jsonl
from cli.shared import Shared, pass_shared
from config.errors import ExitCode, MadoError
from config.languages import translator

if TYPE_CHECKING:
    from config.settings import Mailbox
    from mailsync.status import Status

_ = translator("cli")
_MARKS = {True: "ok ", False: "NO ", None: "-- "}


@click.command(
    "check",
    help=_(
        "Try everything for real: settings, permissions, disk, login, folders, clock, sending. With --json it also "
        "tells how the last syncs went; --status tells that alone and asks no server."
    ),
)
@click.option("--mailbox", "names", multiple=True, metavar="NAME", help=_("Only this mailbox (may be repeated)."))
@click.option("--status", is_flag=True, help=_("Only how the last syncs went, for monitoring; asks no server."))
@pass_shared
def command(shared: Shared, names: tuple[str, ...], status: bool) -> int:
    """Run every step, those that fail included, and say what to do."""
    from mailsync.status import read_status

    settings = settings_of(shared)
    mailboxes = chosen_mailboxes(settings, names)
    kept = read_status(shared.home)
    steps: list[Checked] = []
    for step in _of_status(kept, mailboxes) if status else _steps(shared, mailboxes, kept):
        steps.append(step)
        if shared.format == "text":
            _tell(step)
    failed = [step for step in steps if step.ok is False]
    if shared.format == "json":
        put_json({"ok": not failed, "steps": [_shape(s) for s in steps], "sync": sync_shape(kept, mailboxes)})
    elif shared.format == "jsonl":
        put_jsonl(_shape(s) for s in steps)
    elif shared.format == "text" and not failed:
        line(_("All is well."))
    return _exit_code(failed)


def _exit_code(failed: Sequence[Checked]) -> ExitCode:
    """The gravest: what a person must put right counts more than what passes by itself."""
    codes = {step.exit_code for step in failed}
    gravest = (ExitCode.USAGE, ExitCode.FAILED, ExitCode.LATER)
    return next((code for code in gravest if code in codes), ExitCode.FAILED if codes else ExitCode.DONE)


def _steps(shared: Shared, mailboxes: Sequence[Mailbox], kept: Status | None) -> Iterator[Checked]:
    config = shared.home.config_file
    yield Checked("config", True, _("{file} can be read.").format(file=config))
    yield from local_checks(shared.home)
    yield from file_checks(shared.home)
    well: set[str] = set()
    for mailbox in mailboxes:
        steps = []
        for step in _of_mailbox(shared, mailbox):
            steps.append(step)
            yield step
        if all(step.ok is not False for step in steps):
            well.add(mailbox.name)
    for step in _of_status(kept, mailboxes):
        yield _over(step) if step.ok is False and step.mailbox in well else step


def _over(step: Checked) -> Checked:
    """A failure of the last sync that this check has not met: it is over, or comes and goes."""
    return replace(step, ok=None, hint=_("Just now everything went well: `mado sync` tries it again."))


def _of_mailbox(shared: Shared, mailbox: Mailbox) -> Iterator[Checked]:
    from config.secrets import password_for
    from mailsync.probe import probe

    began = time.monotonic()
    try:
        password = password_for(mailbox, shared.home)
    except MadoError as error:
        seconds = time.monotonic() - began
        yield Checked("password", False, error.message, error.hint, mailbox.name, seconds, error.exit_code)
        return
    said = _("It signs in with OAuth2.") if mailbox.oauth else _("A password is at hand.")
    yield Checked("password", True, said, "", mailbox.name, time.monotonic() - began)
    for step in probe(mailbox, password):
        yield Checked(step.name, step.ok, step.message, step.hint, mailbox.name, step.seconds, step.exit_code)


def _of_status(kept: Status | None, mailboxes: Sequence[Mailbox]) -> Iterator[Checked]:
    """How the last sync of each mailbox went, by what it wrote down, and whether a watch has gone silent."""
    if kept is None:
        return
    for mailbox in mailboxes:
        box = kept.mailboxes.get(mailbox.name)
        if box is None:
            continue
        if box.error is None:
            said = _("In step with the mailbox since {time}.").format(time=_clock(box.last_success))
            yield Checked("sync", True, said, mailbox=mailbox.name)
            continue
        said = _("It has failed since {time}: {reason}").format(
            time=_clock(box.failing_since), reason=box.error.message
        )
        code = ExitCode(box.error.exit_code)
        yield Checked("sync", False, said, box.error.hint, mailbox.name, exit_code=code)
    if kept.watch is not None:
        silent = kept.watch.silent(datetime.now(UTC))
        said = _("`mado sync --watch` (process {pid}) gave its last sign of life at {time}.").format(
            pid=kept.watch.pid, time=_clock(kept.watch.alive)
        )
        yield Checked(
            "watch", not silent, said, _("Start it again: it was ended from outside, or this machine slept.")
        )


def _clock(kept: str | None) -> str:
    """A kept time as a wall clock here shows it."""
    return datetime.fromisoformat(kept).astimezone().strftime("%Y-%m-%d %H:%M") if kept else "?"


def _tell(step: Checked) -> None:
    name = f"{step.mailbox}: {step.name}" if step.mailbox else step.name
    line(f"{_MARKS[step.ok]} {name}: {step.detail}", colour="red" if step.ok is False else None)
    if step.hint and (not step.ok or step.mailbox):
        line(f"    {step.hint}")


def _shape(step: Checked) -> dict[str, object]:
    return {
        "mailbox": step.mailbox,
        "name": step.name,
        "ok": step.ok,
        "detail": step.detail,
        "hint": (step.hint or None) if not step.ok or step.mailbox else None,
        "seconds": round(step.seconds, 3),
    }


def sync_shape(kept: Status | None, mailboxes: Sequence[Mailbox]) -> dict[str, Any] | None:
    """The kept status as monitoring reads it; None where nothing was ever synced."""
    if kept is None:
        return None
    watch = kept.watch
    now = datetime.now(UTC)
    return {
        "watch": {
            "pid": watch.pid,
            "since": watch.since,
            "alive": watch.alive,
            "running": watch.ended is None and not watch.silent(now),
        }
        if watch
        else None,
        "mailboxes": [_box_shape(m.name, kept) for m in mailboxes if m.name in kept.mailboxes],
    }


def _box_shape(name: str, kept: Status) -> dict[str, Any]:
    box = kept.mailboxes[name]
    error = box.error
    return {
        "name": name,
        "ok": error is None,
        "last_success": box.last_success,
        "last_attempt": box.last_attempt,
        "failing_since": box.failing_since,
        "failures": box.failures,
        "error": {"code": error.code, "message": error.message, "hint": error.hint or None} if error else None,
        "folders": [{"name": folder, "messages": count} for folder, count in box.folders.items()],
    }
