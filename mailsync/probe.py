"""Trying a mailbox for real, step by step, for `mado check`: what works, what does not, what to do then."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from config.errors import MadoError
from config.languages import translator
from config.settings import Mailbox, Server
from mailsync import folders, imap_folder
from mailsync.explain import explain, folder_missing, server_text
from mailsync.imap_connect import Line, Timeouts, open_line
from mailsync.imap_errors import ImapTrouble, NotALiteral, Refusal
from mailsync.imap_names import FolderName
from mailsync.oauth import token_source
from mailsync.smtp import try_sending

_ = translator("mailsync")
_T = TypeVar("_T")

_TIMEOUTS = Timeouts(connect=10.0, read=20.0)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried. `name` is a stable word; `message` and `hint` are sentences.

    Names: address, login, folders, reading, live, sending.
    """

    name: str
    ok: bool
    message: str
    hint: str = ""


def probe(mailbox: Mailbox, password: str, *, timeouts: Timeouts = _TIMEOUTS) -> Sequence[Step]:
    """Try everything in order; reading stops at the first step that fails, sending is tried in any case."""
    steps = list(_reading(mailbox, password, timeouts))
    if mailbox.smtp is not None:
        steps.append(_sending(mailbox, mailbox.smtp, password))
    return steps


def _sending(mailbox: Mailbox, server: Server, password: str) -> Step:
    try:
        return Step("sending", True, try_sending(server, mailbox.user, password, token_source(mailbox)))
    except MadoError as error:
        return Step("sending", False, error.message, error.hint)


def _reading(mailbox: Mailbox, password: str, timeouts: Timeouts) -> Iterator[Step]:
    server = mailbox.imap
    step, _done = _tried(mailbox, "address", lambda: _address(server.host, server.port))
    yield step
    if not step.ok:
        return
    step, line = _tried(mailbox, "login", lambda: _login(mailbox, password, timeouts))
    yield step
    if line is None:
        return
    try:
        yield from _logged_in(mailbox, line)
    finally:
        line.close()


def _logged_in(mailbox: Mailbox, line: Line) -> Iterator[Step]:
    step, chosen = _tried(mailbox, "folders", lambda: _folders(mailbox, line))
    yield step
    for roled in chosen or ():
        step, _done = _tried(mailbox, "reading", partial(_read, mailbox, line, roled.folder))
        yield step
    live = line.can("IDLE")
    yield Step(
        "live",
        True,
        _("New mail is announced at once (IDLE).") if live else _("The server has no IDLE: new mail is asked for."),
        "" if live else _("It is found within a minute; nothing is to be done."),
    )


def _address(host: str, port: int) -> tuple[str, bool]:
    found = sorted({info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}, key=str)
    return _("{host} has the address {address}.").format(host=host, address=", ".join(map(str, found[:3]))), True


def _login(mailbox: Mailbox, password: str, timeouts: Timeouts) -> tuple[str, Line]:
    line = open_line(mailbox, password, timeouts)
    how = _("encrypted") if line.encrypted else _("not encrypted, this machine only")
    return _("{user} is logged in ({how}).").format(user=server_text(mailbox.user), how=how), line


def _folders(mailbox: Mailbox, line: Line) -> tuple[str, list[folders.RoledFolder]]:
    listed = imap_folder.list_folders(line)
    chosen = folders.choose(listed, mailbox.folders)
    names = ", ".join(c.folder.name for c in chosen)
    if not any(c.role == "sent" for c in chosen):
        others = ", ".join(f.name for f in listed[:20])
        raise MadoError(
            _("No folder for sent mail was found; there are: {names}.").format(names=server_text(others)),
            hint=_("Name it in the settings (folders.sent), or make a folder “Sent” in your mail program."),
            code="folder_missing",
        )
    return _("These folders are read: {names}.").format(names=server_text(names)), chosen


def _read(mailbox: Mailbox, line: Line, folder: FolderName) -> tuple[str, bool]:
    try:
        opened = imap_folder.examine(line, folder)
    except Refusal as refusal:
        raise folder_missing(folder.name, mailbox.imap, refusal.text) from refusal
    if opened.uidnext is not None and opened.exists:
        imap_folder.sizes(line, [opened.uidnext - 1])
    return _("“{name}” has {count} messages.").format(name=folder.name, count=opened.exists), True


def _tried(mailbox: Mailbox, name: str, act: Callable[[], tuple[str, _T]]) -> tuple[Step, _T | None]:
    try:
        message, value = act()
    except (MadoError, ImapTrouble, NotALiteral, OSError, UnicodeError) as error:
        worded = explain(error, mailbox.imap, user=mailbox.user)
        return Step(name, False, worded.message, worded.hint), None
    return Step(name, True, message), value
