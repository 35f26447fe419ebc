"""Desks that share a log, without a server: for what the team does whatever carries its log."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli import shapes
from config.home import Home
from core.desk import Desk
from core.local_log import LocalLog
from core.log import START
from tests.core.conftest import settings
from tests.core.mails import arrival


@dataclass
class Team:
    """Desks by name in one folder, and their log. Close it."""

    root: Path
    desks: list[Desk] = field(default_factory=list)

    @property
    def log(self) -> LocalLog:
        return LocalLog(self.root / "log.jsonl")

    def desk(self, name: str, home: str = "") -> Desk:
        self.desks.append(Desk.open(Home(self.root / (home or name)), settings(name)))
        return self.desks[-1]

    def founded(self, name: str = "Alice") -> Desk:
        desk = self.desk(name)
        desk.team.init(self.log, "support", "Madoguchi")
        return desk

    def joined(self, name: str) -> Desk:
        desk = self.desk(name)
        desk.team.join(self.log, "support", "Madoguchi", self.desks[0].team.code)
        return desk

    def mail(self, *raws: bytes) -> None:
        """Everybody fetches the same mail, one after the other, as a sync would."""
        for desk in self.desks:
            desk.take_in([arrival(n, raw) for n, raw in enumerate(raws, 1)])
            desk.team.exchange(self.log)
        self.sync()

    def sync(self, *desks: Desk) -> None:
        for desk in (*(desks or self.desks), *(desks or self.desks)):
            desk.team.exchange(self.log)

    def messages(self) -> int:
        return len(self.log.read(START).items)

    def close(self) -> None:
        for desk in self.desks:
            desk.close()


def shown(desk: Desk) -> dict[str, Any]:
    """Everything that a desk shows of its tickets, but for what is each agent's own."""
    found = {}
    for ticket in desk.rows():
        shape = shapes.ticket_with_entries(desk.ticket(ticket.code), desk.entries(ticket.code))
        found[ticket.code] = {k: v for k, v in shape.items() if k != "unread"}
    people = sorted((sorted(c["addresses"]), c["expectation"]) for c in desk.customers())
    return {"tickets": found, "people": people}


def assert_same(*desks: Desk) -> None:
    first = shown(desks[0])
    for desk in desks[1:]:
        found = shown(desk)
        assert found["tickets"] == first["tickets"]
        assert found["people"] == first["people"]


def assert_rebuilds(*desks: Desk) -> None:
    for desk in desks:
        assert desk.keeping.rebuild(verify=True).differences == ()
