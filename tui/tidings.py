"""What a person at the console should hear of though they did not ask: who calls them, what of theirs was stopped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from config.errors import MadoError
from core.mentions import NewCalls
from tui.labels import _

if TYPE_CHECKING:
    from core.desk import Desk


class Tidings:
    """Looked for whenever the desk has changed, on a thread that may read it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._calls = NewCalls(desk.ledger, desk.settings.agent.name)
        self._leaving: set[str] = set()

    def expect(self, id: str) -> None:
        """A reply was queued here: its writer hears it when it is stopped."""
        self._leaving.add(id)

    def look(self) -> Sequence[str]:
        """Sentences, each once."""
        return [*self._called(), *self._stopped()]

    def _called(self) -> list[str]:
        if not self._desk.shared:
            return []
        said = _("{name} calls you in {code}: {text}")
        return [said.format(name=m.by, code=m.ticket, text=" ".join(m.text.split())) for m in self._calls.look()]

    def _stopped(self) -> list[str]:
        said, found = (
            _("Your reply in {code} was not sent: {why} O shows it: send it all the same or take it back."),
            [],
        )
        for id in sorted(self._leaving):
            try:
                entry = self._desk.outbox.entry(id)
            except MadoError:
                self._leaving.discard(id)
                continue
            if entry.state not in ("queued", "sending"):
                self._leaving.discard(id)
            if entry.state == "refused":
                found.append(said.format(code=entry.ticket, why=entry.error or ""))
        return found
