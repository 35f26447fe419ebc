"""`mado check`: try everything for real and say what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from cli.checks import Checked, local_checks
from cli.opened import chosen_mailboxes, settings_of
from cli.output import line, put_json, put_jsonl
from cli.shared import Shared, pass_shared
from config.errors import ExitCode, MadoError
from config.languages import translator

if TYPE_CHECKING:
    from config.settings import Mailbox

_ = translator("cli")


@click.command(
    "check", help=_("Try everything for real: settings, permissions, disk, clock, login, folders, sending.")
)
@click.option("--mailbox", "names", multiple=True, metavar="NAME", help=_("Only this mailbox (may be repeated)."))
@pass_shared
def command(shared: Shared, names: tuple[str, ...]) -> int:
    """Run every step, those that fail included, and say what to do."""
    settings = settings_of(shared)
    steps: list[Checked] = []
    for step in _steps(shared, chosen_mailboxes(settings, names)):
        steps.append(step)
        if shared.format == "text":
            _tell(step)
    ok = all(step.ok for step in steps)
    if shared.format == "json":
        put_json({"ok": ok, "steps": [_shape(s) for s in steps]})
    elif shared.format == "jsonl":
        put_jsonl(_shape(s) for s in steps)
    elif shared.format == "text" and ok:
        line(_("All is well."))
    return ExitCode.DONE if ok else ExitCode.FAILED


def _steps(shared: Shared, mailboxes: Sequence[Mailbox]) -> Iterator[Checked]:
    config = shared.home.config_file
    yield Checked("config", True, _("{file} can be read.").format(file=config))
    yield from local_checks(shared.home)
    for mailbox in mailboxes:
        yield from _of_mailbox(shared, mailbox)


def _of_mailbox(shared: Shared, mailbox: Mailbox) -> Iterator[Checked]:
    from config.secrets import password_for
    from mailsync.probe import probe

    try:
        password = password_for(mailbox, shared.home)
    except MadoError as error:
        yield Checked("password", False, error.message, error.hint, mailbox.name)
        return
    yield Checked("password", True, _("A password is at hand."), mailbox=mailbox.name)
    for step in probe(mailbox, password):
        yield Checked(step.name, step.ok, step.message, step.hint, mailbox.name)


def _tell(step: Checked) -> None:
    name = f"{step.mailbox}: {step.name}" if step.mailbox else step.name
    line(f"{'ok ' if step.ok else 'NO '} {name}: {step.message}", colour=None if step.ok else "red")
    if step.hint and not step.ok:
        line(f"    {step.hint}")


def _shape(step: Checked) -> dict[str, object]:
    return {
        "mailbox": step.mailbox,
        "name": step.name,
        "ok": step.ok,
        "message": step.message,
        "hint": (step.hint or None) if not step.ok else None,
    }
