"""Which folders of a mailbox are read, and what each is for: by the settings, by SPECIAL-USE, by name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from config.settings import Folders
from core.arrivals import Role
from mailsync.imap_names import FolderName, encoded

# What servers and mail programs call them where SPECIAL-USE (RFC 6154) is silent; the likeliest first.
_SENT_NAMES = (
    "Sent",
    "Sent Items",
    "Sent Messages",
    "Sent Mail",
    "送信済み",
    "送信済みアイテム",
    "送信済みメール",
    "送信済みトレイ",
    "送信済メール",
    "送信済",
    "送信メール",
)
_ARCHIVE_NAMES = ("Archive", "Archives", "アーカイブ", "保管", "保存済み")
_SPECIAL_USE = {"sent": "\\sent", "archive": "\\archive"}
_NAMES = {"sent": _SENT_NAMES, "archive": _ARCHIVE_NAMES}


@dataclass(frozen=True, slots=True)
class RoledFolder:
    """A folder to read and its role. `configured` is whether the settings name it, so that it must exist."""

    folder: FolderName
    role: Role
    configured: bool = False


def choose(listed: Sequence[FolderName], settings: Folders) -> list[RoledFolder]:
    """The folders a sync reads, INBOX first. Archive is read only where the settings name it.

    A folder that the settings name is returned even if the server did not list it: opening it then
    says that it is missing.
    """
    chosen = [RoledFolder(named(listed, settings.inbox), "inbox", configured=True)]
    for role, name in (("sent", settings.sent), ("archive", settings.archive)):
        if name:
            chosen.append(RoledFolder(named(listed, name), "sent" if role == "sent" else "archive", configured=True))
        elif role == "sent" and (found := find(listed, "sent")):
            chosen.append(RoledFolder(found, "sent"))
    return list({c.folder.wire: c for c in reversed(chosen)}.values())[::-1]


def find(listed: Iterable[FolderName], role: Role) -> FolderName | None:
    """The folder with that role: by its SPECIAL-USE flag in any case, else by its name in English or Japanese."""
    usable = [folder for folder in listed if folder.selectable]
    for folder in usable:
        if _SPECIAL_USE.get(role) in folder.flags:
            return folder
    names = {_plain(name): rank for rank, name in enumerate(_NAMES.get(role, ()))}
    known = [folder for folder in usable if _plain(folder.last_part) in names]
    return min(known, key=lambda f: (_depth(f), names[_plain(f.last_part)]), default=None)


def named(listed: Iterable[FolderName], name: str) -> FolderName:
    """The folder that people call so, with its exact bytes; not listed is no error. Raises NotALiteral."""
    wanted = name if name.upper() != "INBOX" else "INBOX"
    for folder in listed:
        if folder.name == wanted or (wanted == "INBOX" and folder.name.upper() == "INBOX"):
            return folder
    return FolderName(wanted, encoded(wanted))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _depth(folder: FolderName) -> int:
    """Levels above the folder; an "INBOX." before everything counts as none (Courier)."""
    if not folder.separator:
        return 0
    levels = folder.name.split(folder.separator)
    return len(levels) - (2 if len(levels) > 1 and levels[0].upper() == "INBOX" else 1)
