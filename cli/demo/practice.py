"""One practice: servers filled, home written, first sync done; the console or the headless run goes on from here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cli.demo import home as homes
from cli.demo.answers import AnsweringCustomers
from cli.demo.decided import decide
from cli.demo.mailbox import deliveries
from cli.demo.servers import EmbeddedServers
from cli.demo.story import storm
from cli.output import say
from cli.shared import Shared
from config.home import Home
from config.languages import translator
from config.secrets import password_for
from config.settings import Mailbox, Settings
from core.desk import Desk
from mailsync.sync import SyncResult, sync_mailbox

_ = translator("cli")


@dataclass(frozen=True, slots=True)
class Practice:
    """Everything that runs while somebody practises."""

    home: Home
    settings: Settings
    servers: EmbeddedServers
    customers: AnsweringCustomers

    @property
    def mailbox(self) -> Mailbox:
        """The shop's one mailbox."""
        return self.settings.mailboxes[0]

    @property
    def password(self) -> str:
        """Its password, by the ordinary way."""
        return password_for(self.mailbox, self.home)

    def sync(self, desk: Desk) -> SyncResult:
        """The ordinary sync. Raises the MadoError that stopped it."""
        result = sync_mailbox(desk, self.mailbox, self.password)
        if result.error is not None:
            raise result.error
        return result


@contextmanager
def practice(shared: Shared, *, kept: Path | None, answer_after: float) -> Iterator[Practice]:
    """Start the servers, fill them, write the home; `answer_after` is how many seconds customers take to answer.

    Raises MadoError, and OSError where no port or no disk can be had. Everything is stopped and the home
    removed at the end, unless it is to be kept.
    """
    with homes.practice_home(kept) as home, EmbeddedServers(homes.ADDRESS, homes.new_password()) as servers:
        now = datetime.now().astimezone()
        messages = servers.deliver_all([*deliveries(now), *deliveries(now, storm())])
        say(
            shared,
            _("A practice mailbox of {count} messages is served on this machine (IMAP {imap}, SMTP {smtp}).").format(
                count=len(messages), imap=servers.imap_port, smtp=servers.smtp_port
            ),
        )
        settings = homes.write_home(home, servers)
        with AnsweringCustomers(servers, answer_after) as customers:
            yield Practice(home, settings, servers, customers)
    if kept is None:
        say(shared, _("The practice counter is closed and its folder removed."))
    else:
        say(shared, _("The practice counter is closed; its folder is {folder}.").format(folder=home.root))


def first_sync(shared: Shared, running: Practice, desk: Desk) -> SyncResult:
    """Fetch everything, then take the decisions the team has taken before. Raises MadoError."""
    say(shared, _("Syncing …"))
    result = running.sync(desk)
    decide(desk)
    say(
        shared,
        _("{fetched} messages fetched in {seconds:.1f} s: {tickets} tickets; {aside} set aside.").format(
            fetched=result.fetched, seconds=result.seconds, tickets=desk.count(), aside=result.set_aside
        ),
    )
    return result
