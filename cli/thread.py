"""`mado thread PATH…`: how the messages of an mbox, a Maildir or a folder are threaded. Touches no store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.output import line, put_json, put_jsonl, show_error
from cli.shared import Shared, pass_shared
from config.errors import ExitCode, MadoError
from config.languages import translator
from config.reasons import reason as refused_because

if TYPE_CHECKING:
    from core.threads import Node

_ = translator("cli")


@click.command(
    "thread",
    help=_(
        "Show how messages are threaded: those of an mbox, a Maildir, a folder of .eml files, or all of the PATHs "
        "together; - is standard input. With --json a list of threads, each a list of message ids in order of "
        "display. Touches no store."
    ),
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@pass_shared
def command(shared: Shared, paths: tuple[Path, ...]) -> int:
    """Thread the messages of some paths; what cannot be read is told and passed over."""
    from core.threads import threads

    as_json = shared.format in ("json", "jsonl")
    failed: list[Path] = []
    found = threads(_nodes(paths, failed, as_json=as_json))
    if shared.format == "json":
        put_json([_ids(group) for group in found])
    elif shared.format == "jsonl":
        put_jsonl(_ids(group) for group in found)
    else:
        _show(found)
    return ExitCode.FAILED if failed else ExitCode.DONE


def _nodes(paths: Sequence[Path], failed: list[Path], *, as_json: bool) -> Iterator[Node]:
    """What threading needs of every message; only ids and dates stay in memory."""
    from cli.mailfiles import files_in, messages_of, whole_file
    from core.mail.nodes import read_node

    def told(error: OSError, path: Path) -> None:
        failed.append(path)
        where = error.filename or path
        sentence = _("Could not read {file}: {reason}.").format(file=where, reason=refused_because(error))
        show_error(MadoError(sentence), as_json=as_json)

    for path in paths:
        try:
            with whole_file(path) as whole:
                for file in files_in(whole):
                    try:
                        for message in messages_of(file):
                            yield read_node(message.raw)
                    except OSError as error:
                        told(error, file)
        except OSError as error:
            told(error, path)


def _ids(group: Sequence[Node]) -> list[str]:
    return [node.id for node in group]


def _show(found: Sequence[Sequence[Node]]) -> None:
    """For people: a thread a paragraph, dates before ids."""
    for number, group in enumerate(found):
        if number:
            line("")
        for node in group:
            when = node.date.isoformat(sep=" ", timespec="minutes") if node.date else "-"
            line(f"{when}  {node.id}")
