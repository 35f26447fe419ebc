"""`mado parse FILE…`: how messages are read. Touches no store."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from cli.output import line, put_jsonl, show_error
from cli.shared import Shared, pass_shared
from config.errors import ExitCode, MadoError
from config.languages import translator
from config.reasons import reason as refused_because
from core.collecting import collecting_rarely
from core.text import clean

if TYPE_CHECKING:
    from core.mail.message import Address, Message

_ = translator("cli")

_OBJECTS = 50_000
"""New ones between two looks for garbage: a message that has been read leaves hardly any."""


@click.command(
    "parse",
    help=_(
        "Show how messages are read: headers, text, what is new in a reply, attachments, bounces. A FILE is one "
        "message, - is standard input. With --json each message is one object on a line, in order. Touches no store."
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@pass_shared
def command(shared: Shared, files: tuple[str, ...]) -> int:
    """Read messages and show them; a file that cannot be read is told, the others are read."""
    as_json = shared.format in ("json", "jsonl")
    failed: list[str] = []
    messages = _messages(files, failed, as_json=as_json)
    with collecting_rarely(_OBJECTS):
        if as_json:
            put_jsonl(messages_as_json(messages), batch=20)
        else:
            for number, message in enumerate(messages):
                if number:
                    line("")
                _show(message)
    return ExitCode.FAILED if failed else ExitCode.DONE


def messages_as_json(messages: Iterator[Message]) -> Iterator[dict[str, Any]]:
    """The objects of the public contract, one a message."""
    from core.mail.as_json import message_json

    return map(message_json, messages)


def _messages(files: tuple[str, ...], failed: list[str], *, as_json: bool) -> Iterator[Message]:
    """The messages in the order of their files; as JSON, a file that cannot be read is an object with its reason."""
    from core.mail.guard import read_guarded
    from core.mail.message import nothing_read

    for file in files:
        try:
            raw = _bytes_of(file)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            failed.append(file)
            reason = refused_because(error) if isinstance(error, OSError) else str(error)
            said = _("Could not read {file}: {reason}.").format(file=file, reason=reason)
            show_error(MadoError(said), as_json=as_json)
            if as_json:
                yield nothing_read(clean(said, one_line=True))
            continue
        yield read_guarded(raw)


def _bytes_of(file: str) -> bytes:
    """A file's bytes, no more of them than are ever looked at. Raises OSError, ValueError."""
    from cli.mailfiles import open_file
    from core.mail.limits import MESSAGE_BYTES

    if file == "-":
        return sys.stdin.buffer.read(MESSAGE_BYTES + 1)
    with open_file(file) as source:
        size = os.fstat(source.fileno()).st_size
        # To ask for the most a mail may have would take that much memory for each.
        return source.read() if 0 < size <= MESSAGE_BYTES else source.read(MESSAGE_BYTES + 1)


def _show(message: Message) -> None:
    """One message for people: its header, its text, then what of it is new where that is less."""
    for name, value in _facts(message):
        if value:
            line(f"{name}: {value}")
    line("")
    line(message.text)
    if message.reply_text != message.text:
        line("")
        line(_("--- new in this message ---"))
        line(message.reply_text)


def _facts(message: Message) -> Iterator[tuple[str, str]]:
    yield _("From"), _address(message.sender) if message.sender else ""
    yield _("To"), _addresses(message.to)
    yield _("Cc"), _addresses(message.cc)
    yield _("Reply to"), _addresses(message.reply_to)
    yield _("Date"), message.date.isoformat(sep=" ") if message.date else ""
    yield _("Subject"), message.subject
    yield _("Message id"), message.message_id or ""
    yield _("In reply to"), message.in_reply_to or ""
    for file in message.attachments:
        yield _("Attachment"), f"{file.filename} ({file.content_type}, {file.size:,} B)"
    if message.auto_submitted:
        yield _("Automatic"), _("yes, a program wrote it")
    if message.bounce:
        bounce = message.bounce
        yield _("Bounce"), " ".join(filter(None, (bounce.action, bounce.status, bounce.recipient)))
    for warning in message.warnings:
        yield _("Warning"), warning


def _address(address: Address) -> str:
    return f"{address.name} <{address.address}>" if address.name else address.address


def _addresses(addresses: tuple[Address, ...]) -> str:
    return ", ".join(map(_address, addresses))
