"""What `mado check` tries once it is logged in: folders, capabilities, clock, a filter, the team's folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from config.errors import MadoError
from config.languages import translator
from config.settings import Mailbox
from core.arrivals import Role
from mailsync import folders, imap_folder, imap_rows
from mailsync.explain import busy, folder_missing, server_text
from mailsync.folders import RoledFolder
from mailsync.imap_connect import Line
from mailsync.imap_errors import LineLost, Refusal
from mailsync.imap_names import FolderName
from mailsync.quota import Quota, quotas
from mailsync.trials import Good

_ = translator("mailsync")
TEAM_FOLDER = "Madoguchi"
_ASKED = ("IDLE", "CONDSTORE", "QRESYNC", "UIDPLUS", "MOVE", "SPECIAL-USE", "ESEARCH", "NOTIFY", "COMPRESS=DEFLATE")
_AHEAD = timedelta(minutes=2)
_NEARLY_FULL = 95
_QUIET_DAYS = 14
_MOST_FOLDERS = 60
_LOOKED_AT = 50
# Folders in which new mail is no sign of a filter: people and servers put it there.
_OTHER_USES = frozenset({"\\all", "\\archive", "\\drafts", "\\flagged", "\\important", "\\junk", "\\sent", "\\trash"})
_OTHER_NAMES = frozenset(
    {
        *(
            "drafts",
            "trash",
            "junk",
            "spam",
            "bulk mail",
            "deleted items",
            "deleted messages",
            "junk email",
            "outbox",
        ),
        *("templates", "notes", "下書き", "ゴミ箱", "ごみ箱", "削除済みアイテム", "迷惑メール", "テンプレート"),
    }
)


class Inside:
    """A logged-in look at one mailbox. Each method is one trial; nothing on the server is changed."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._line: Line | None = None
        self._listed: Sequence[FolderName] = ()
        self._chosen: Sequence[RoledFolder] = ()

    def begin(self, line: Line) -> None:
        """From here on there is a line to ask on."""
        self._line = line

    def end(self) -> None:
        """Log out. Never raises."""
        if self._line is not None:
            self._line.close()

    def _asked(self) -> Line:
        if self._line is None:
            raise LineLost("the line is closed")
        return self._line

    def folders(self) -> str:
        """Every folder that a sync reads, opened, with how much it holds."""
        line = self._asked()
        self._listed = imap_folder.list_folders(line)
        self._chosen = folders.choose(self._listed, self._mailbox.folders)
        there = server_text(", ".join(f.name for f in self._listed if f.selectable), 400)
        if not any(c.role == "sent" for c in self._chosen):
            raise MadoError(
                _("No folder for sent mail was found; there are: {names}.").format(names=there),
                hint=_("Name it in the settings (folders.sent), or make a folder “Sent” in your mail program."),
                code="folder_missing",
            )
        said = []
        for roled in self._chosen:
            try:
                opened = imap_folder.examine(line, roled.folder)
            except Refusal as refusal:
                if busy(refusal):
                    raise
                told = folder_missing(roled.folder.name, self._mailbox.imap, refusal.text)
                told.hint = _("Correct its name in the settings (folders); there are: {names}.").format(names=there)
                raise told from refusal
            said.append(
                _("“{name}” ({role}) has {count} messages.").format(
                    name=server_text(roled.folder.name), role=_role(roled.role), count=opened.exists
                )
            )
        return " ".join(said)

    def capabilities(self) -> Good:
        """What the server can, of that which makes a difference here."""
        line = self._asked()
        has = [word for word in _ASKED if line.can(word)]
        lacks = [word for word in _ASKED if not line.can(word)]
        said = _("Has {has}; has not {lacks}.").format(has=" ".join(has) or "-", lacks=" ".join(lacks))
        if not lacks:
            said = _("Has {has}: all that makes a difference here.").format(has=" ".join(has))
        live = line.can("IDLE")
        return Good(said, "" if live else _("Without IDLE new mail is found within a minute; nothing is to be done."))

    def clock(self) -> str:
        """This machine's clock against the arrival of the newest mail; it cannot come from the future."""
        newest = max(filter(None, map(self._newest, self._chosen)), default=None)
        if newest is None:
            return _("There is no mail yet to compare this machine's clock with.")
        now = datetime.now(UTC)
        if newest > now + _AHEAD:
            raise MadoError(
                _("The newest mail came {span} in the future: this clock or the server's is wrong.").format(
                    span=_span(newest - now)
                ),
                hint=_("Set this machine's clock (NTP), or tell whoever runs the mail server."),
                code="clock_wrong",
            )
        return _("The newest mail came at {time}; this machine's clock is not behind it.").format(
            time=f"{newest.astimezone():%Y-%m-%d %H:%M}"
        )

    def _newest(self, roled: RoledFolder) -> datetime | None:
        line = self._asked()
        count = imap_folder.examine(line, roled.folder).exists
        if not count:
            return None
        # the last ones may be old mail that somebody has moved in
        last = b"%d:%d" % (max(1, count - _LOOKED_AT + 1), count)
        found = [imap_rows.fetched(row) for row in line.wire.command(b"FETCH", last, b"(UID INTERNALDATE)")]
        return max((f.internal_date for f in found if f and f.internal_date), default=None)

    def filter(self) -> str:
        """Whether new mail reaches the folder that is read as INBOX, or is moved away before."""
        line = self._asked()
        day = (datetime.now(UTC) - timedelta(days=_QUIET_DAYS)).date()
        inbox = next(c.folder for c in self._chosen if c.role == "inbox")
        if self._since(line, inbox, day):
            return _("New mail comes into “{name}”.").format(name=server_text(inbox.name))
        known = {c.folder.wire for c in self._chosen}
        others = [f for f in self._listed if f.wire not in known and f.selectable and not f.flags & _OTHER_USES]
        others = [f for f in others if f.last_part != TEAM_FOLDER and not _is_other_use(f)]
        for folder in others[:_MOST_FOLDERS]:
            if count := self._since(line, folder, day):
                raise _moved_away(inbox.name, folder.name, count)
        return _("No folder got mail in the last {days} days.").format(days=_QUIET_DAYS)

    def _since(self, line: Line, folder: FolderName, day: date) -> int:
        try:
            opened = imap_folder.examine(line, folder)
        except Refusal:
            return 0
        return len(imap_folder.search(line, since=day)) if opened.exists else 0

    @property
    def tells_quota(self) -> bool:
        """Whether the server tells how full a mailbox is."""
        return self._line is not None and self._line.can("QUOTA")

    def quota(self) -> Good | str:
        """How full the mailbox is: a full one takes no new mail, and no copy of what was sent."""
        fullest = max(quotas(self._asked()), key=lambda q: q.percent, default=None)
        if fullest is None:
            return _("The server sets no limit to this mailbox.")
        said = _quota_words(fullest)
        hint = _("Make room in it or ask the provider for more: a full mailbox gets no mail and keeps no copies.")
        if fullest.percent >= 100:
            raise MadoError(_("The mailbox is full: {said}.").format(said=said), hint=hint, code="quota")
        nearly = fullest.percent >= _NEARLY_FULL
        return Good(_("{said} of the mailbox are used.").format(said=said), hint if nearly else "")

    @property
    def has_team_folder(self) -> bool:
        """Whether a team shares its log through this mailbox."""
        return any(f.last_part == TEAM_FOLDER for f in self._listed)

    def team(self) -> str:
        """The team's folder can be opened."""
        folder = next(f for f in self._listed if f.last_part == TEAM_FOLDER)
        opened = imap_folder.examine(self._asked(), folder)
        return _("The team's folder “{name}” has {count} messages.").format(
            name=server_text(folder.name), count=opened.exists
        )


def _is_other_use(folder: FolderName) -> bool:
    """Whether its name says what its missing flag does not."""
    if folder.last_part.strip().casefold() in _OTHER_NAMES:
        return True
    return folders.find([folder], "sent") is not None or folders.find([folder], "archive") is not None


def _moved_away(inbox: str, other: str, count: int) -> MadoError:
    names = {"inbox": server_text(inbox), "other": server_text(other)}
    return MadoError(
        _("“{inbox}” got no mail in {days} days, but “{other}” got {count}: a filter moves it away.").format(
            **names, days=_QUIET_DAYS, count=count
        ),
        hint=_("Take that filter out at the provider, or set folders.inbox to “{other}” in the settings.").format(
            **names
        ),
        code="filtered",
    )


def _quota_words(quota: Quota) -> str:
    if quota.resource == "MESSAGE":
        return _("{used} of {limit} messages").format(used=quota.used, limit=quota.limit)
    unit, size = ("GB", 1 << 20) if quota.limit >= 1 << 20 else ("MB", 1 << 10)
    return f"{quota.used / size:.1f} / {quota.limit / size:.1f} {unit} ({quota.percent} %)"


def _span(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    if minutes < 120:
        return _("{count} minutes").format(count=minutes)
    if minutes < 2 * 1440:
        return _("{count} hours").format(count=minutes // 60)
    return _("{count} days").format(count=minutes // 1440)


def _role(role: Role) -> str:
    """What a folder is for, in words."""
    return {"inbox": _("inbox"), "sent": _("sent mail"), "archive": _("archive")}.get(role, _("other folder"))
