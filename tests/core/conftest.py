"""A desk in a temp folder, for one agent on one mailbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config.home import Home
from config.settings import Agent, Mailbox, Server, Settings
from core.desk import Desk

if TYPE_CHECKING:
    from tests.core.team_kit import Team


def settings(agent: str = "Yuki") -> Settings:
    box = Mailbox(
        name="support",
        email="support@shop.example",
        imap=Server("127.0.0.1", 1, "none"),
        smtp=Server("127.0.0.1", 1, "none"),
        user="support",
        from_name="Shop",
    )
    return Settings(agent=Agent(agent), mailboxes=(box,))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def open_desk(home: Home) -> Iterator[Callable[[str], Desk]]:
    """Open desks on one home for named agents; all are closed at the end."""
    desks: list[Desk] = []

    def opened(agent: str = "Yuki") -> Desk:
        desks.append(Desk.open(home, settings(agent)))
        return desks[-1]

    yield opened
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(open_desk: Callable[[str], Desk]) -> Desk:
    return open_desk("Yuki")


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """A team on one log, without desks yet; those it gets are closed at the end."""
    from tests.core.team_kit import Team  # which takes its settings from here

    found = Team(tmp_path)
    yield found
    found.close()
