"""The practice counter's home: settings for the embedded servers, a throw-away password, canned responses."""

from __future__ import annotations

import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from cli.demo.servers import EmbeddedServers
from config.charter import FILE
from config.errors import UsageError
from config.files import write_private
from config.home import Home
from config.languages import language, translator
from config.secrets import password_file
from config.settings import Mailbox, Server, Settings
from config.settings_file import open_document, put_mailbox, save_document
from core.canned import install_starter

_ = translator("cli")
NAME = "shop"
ADDRESS = "support@aoi-tea.example"
_OLD_RESPONSE, _REVIEW = "shipping-delay", re.compile(r"^review: .*$", re.MULTILINE)
_SIGNATURE = "葵茶舗 Aoi Tea & Ceramics\nsupport@aoi-tea.example\nhttps://aoi-tea.example/"

CHARTER = """# What we promise of ourselves: docs/care.md.
[calendar]
hours = "09:00-12:00, 13:00-18:00"
days = "mon-fri"
holidays = "JP"
zone = "Asia/Tokyo"

[[targets]]
priority = "high"
first = "2h"
next = "4h"

[[targets]]
first = "1d"
next = "1d"
silence = "3d"

[digest]
to = ["everybody@aoi-tea.example"]
day = "mon"
time = "09:00"

[words]
never = ["至急返信ください"]

[tone]
do = ["まずお詫び、それから、いつまでに何をするか。Say sorry first, then what happens by when."]
dont = ["宅配便のせいにしない。Blame no courier."]
"""
"""The charter of the practice counter."""


@contextmanager
def practice_home(kept: Path | None) -> Iterator[Home]:
    """A home for one practice, removed at the end unless a folder to keep it in is named.

    Raises UsageError where that folder has something in it: nobody's real home may become a practice one.
    """
    if kept is None:
        with tempfile.TemporaryDirectory(prefix="mado-demo-", ignore_cleanup_errors=True) as folder:
            yield Home(Path(folder))
        return
    if kept.exists() and (not kept.is_dir() or any(kept.iterdir())):
        raise UsageError(
            _("{folder} is not an empty folder.").format(folder=kept),
            hint=_("Name a new one; the practice counter never writes into a home that is in use."),
        )
    yield Home(kept.absolute()).ensure()


def new_password() -> str:
    """A password for one practice."""
    return secrets.token_urlsafe(18)


def write_home(home: Home, servers: EmbeddedServers, undo_seconds: int = 10) -> Settings:
    """Settings, password file and canned responses of the practice counter. Raises MadoError, OSError."""
    import tomlkit

    secret = password_file(NAME, home)
    write_private(secret, servers.password.encode() + b"\n")
    document = open_document(home)
    document["language"] = language()
    document["undo_seconds"] = undo_seconds
    document.setdefault("agent", tomlkit.table())["name"] = "中川 美奈" if language() == "ja" else "Mina Nakagawa"
    put_mailbox(document, _mailbox(servers, secret))
    document["mailboxes"][NAME]["signature"] = _SIGNATURE
    install_starter(home.canned_folder)
    let_review_be_over(home, datetime.now().astimezone())
    write_private(home.root / FILE, CHARTER.encode())
    return save_document(home, document)


def let_review_be_over(home: Home, now: datetime) -> None:
    """Let the review day of one canned response be over: `mado canned review` has something to say."""
    over = now - timedelta(days=12)
    for file in home.canned_folder.glob(f"{_OLD_RESPONSE}.*.md"):
        text = file.read_text("utf-8")
        write_private(file, _REVIEW.sub(f"review: {over:%Y-%m-%d}", text, count=1).encode())


def _mailbox(servers: EmbeddedServers, secret: Path) -> Mailbox:
    return Mailbox(
        name=NAME,
        email=ADDRESS,
        imap=Server(servers.host, servers.imap_port, "none"),
        smtp=Server(servers.host, servers.smtp_port, "none"),
        user=servers.user,
        # By a command, so that nobody's keyring is asked, unlocked or written to for a practice.
        password_command=("cat", str(secret)),
        from_name="葵茶舗 Aoi Tea",
    )
