"""`mado attachment`: the files that came with a ticket's mail; list, save, open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import shapes
from cli.opened import opened_desk
from cli.output import line, put_csv, put_json, put_jsonl, say, table
from cli.shared import Shared, pass_shared
from config.errors import NothingMatched
from config.languages import translator

if TYPE_CHECKING:
    from core.attachments import Held
    from core.desk import Desk

_ = translator("cli")
_COLUMNS = ("number", "filename", "content_type", "size")
_CODE = click.argument("code", metavar="CODE")


@click.group("attachment", help=_("The files that came with a ticket's mail: list, save, open."))
def command() -> None:
    """The files of a ticket."""


@command.command("list", help=_("List the files of a ticket with their numbers."))
@_CODE
@pass_shared
def list_(shared: Shared, code: str) -> None:
    """List them."""
    with opened_desk(shared) as desk:
        _show(shared, _held(desk, code, ()), [])


@command.command(help=_("Save files as new ones; nothing is replaced, nothing is unpacked."))
@_CODE
@click.argument("numbers", metavar="[N...]", nargs=-1, type=click.IntRange(1))
@click.option(
    "--to", "folder", metavar="DIR", type=click.Path(path_type=Path), help=_("Into this folder; as set, else here.")
)
@pass_shared
def save(shared: Shared, code: str, numbers: tuple[int, ...], folder: Path | None) -> None:
    """Save all, or the ones of those numbers."""
    from core import attachments

    with opened_desk(shared) as desk:
        into = folder or Path(desk.settings.attachments.folder or ".").expanduser()
        held = _held(desk, code, numbers)
        saved = [
            attachments.save(attachments.content(h, desk.raw), into, attachments.safe_name(h.file.filename, h.number))
            for h in held
        ]
    _show(shared, held, saved)
    for path in saved:
        say(shared, _("Saved {path}.").format(path=path))


@command.command("open", help=_("Show a file with the program in the settings: attachments.viewer."))
@_CODE
@click.argument("number", metavar="[N]", type=click.IntRange(1), default=1)
@pass_shared
def open_(shared: Shared, code: str, number: int) -> None:
    """Open one."""
    from core import attachments

    with opened_desk(shared) as desk:
        (held,) = _held(desk, code, (number,))
        name = attachments.safe_name(held.file.filename, held.number)
        copy = attachments.open_with(desk.settings.attachments.viewer, attachments.content(held, desk.raw), name)
    say(shared, _("Opened a copy: {path}.").format(path=copy))


def _held(desk: Desk, code: str, numbers: Sequence[int]) -> list[Held]:
    from core.attachments import attachments_of

    found = attachments_of(desk.entries(code))
    if not found:
        raise NothingMatched(_("{code} has no attachments.").format(code=code), code="no_attachment")
    if any(number > len(found) for number in numbers):
        raise NothingMatched(
            _("{code} has {count} attachments.").format(code=code, count=len(found)), code="no_attachment"
        )
    return [found[number - 1] for number in dict.fromkeys(numbers)] if numbers else found


def _show(shared: Shared, held: Sequence[Held], saved: Sequence[Path]) -> None:
    """The files; where they were saved, with the path of each."""
    shown: list[dict[str, Any]] = [{"number": h.number, **shapes.attachment(h.file)} for h in held]
    for shape, path in zip(shown, saved, strict=False):
        shape["path"] = str(path)
    if shared.format == "json":
        put_json(shown)
    elif shared.format == "jsonl":
        put_jsonl(shown)
    elif saved:
        return
    elif shared.format == "ids":
        for h in held:
            line(str(h.number))
    elif shared.format == "csv":
        put_csv(_COLUMNS, [_cells(h) for h in held])
    else:
        table([_cells(h) for h in held])


def _cells(h: Held) -> tuple[str, ...]:
    return str(h.number), h.file.filename, h.file.content_type, str(h.file.size)
