"""A real desk with the practice mailbox in it, for tests of the console: no network, fixed times."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cli.demo import story
from cli.demo.mailbox import deliveries
from config.home import Home
from config.settings import Agent, Mailbox, Server, Settings
from core.arrivals import Arrival, FolderState, Place
from core.canned import install_starter
from core.desk import Desk
from core.store import Store

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
BOX = Mailbox(
    name="shop",
    email="support@aoi-tea.example",
    imap=Server("127.0.0.1", 1, "none"),
    smtp=Server("127.0.0.1", 1, "none"),
    user="support@aoi-tea.example",
    from_name="Aoi Tea",
    signature="Aoi Tea\nsupport@aoi-tea.example",
)


def settings(language: str | None = None, me: str = "Mina") -> Settings:
    return Settings(agent=Agent(me), mailboxes=(BOX,), language=language, undo_seconds=10)


def arrivals(now: datetime = NOW) -> list[Arrival]:
    found = []
    for uid, one in enumerate(deliveries(now), 1):
        role = "sent" if one.folder == "Sent" else "inbox"
        place = Place(BOX.name, one.folder, 1, uid)
        found.append(Arrival(place, role, one.flags, one.when, one.raw))  # type: ignore[arg-type]  # one of the two
    return found


def storm_arrivals(now: datetime = NOW) -> list[Arrival]:
    """What comes in where a storm is wanted: many alike within the hour."""
    storm = enumerate(deliveries(now, story.storm()), 1001)
    return [Arrival(Place(BOX.name, "INBOX", 1, uid), "inbox", (), one.when, one.raw) for uid, one in storm]


def letter(
    uid: int, sender: str, subject: str, text: str, *, now: datetime = NOW, answers: str = "", message_id: str = ""
) -> Arrival:
    """One more message that came in."""
    head = [
        f"From: {sender}",
        f"To: {BOX.email}",
        f"Subject: {subject}",
        f"Message-ID: <{message_id or f'extra-{uid}@example.org'}>",
        f"Date: {now.strftime('%a, %d %b %Y %H:%M:%S +0000')}",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    if answers:
        head += [f"In-Reply-To: <{answers}>", f"References: <{answers}>"]
    raw = ("\r\n".join(head) + "\r\n\r\n" + text.replace("\n", "\r\n")).encode("utf-8", "surrogateescape")
    return Arrival(Place(BOX.name, "INBOX", 1, uid), "inbox", (), now, raw)


def seed(folder: Path, language: str | None = None, *, mail: list[Arrival] | None = None) -> Desk:
    """A desk in a new home with the practice mailbox read; codes are the same at every run."""
    home = Home(folder).ensure()
    install_starter(home.canned_folder)
    store = Store.open(home)
    store.set_meta("key", "11" * 32)
    store.close()
    desk = Desk.open(home, settings(language))
    batch = arrivals() if mail is None else mail
    if batch:
        desk.take_in(batch, FolderState(BOX.name, "INBOX", 1))
    return desk
