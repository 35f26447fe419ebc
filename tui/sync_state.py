"""How the mailboxes are doing, as the status line says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tui.labels import _
from tui.text.lines import Span


@dataclass(frozen=True, slots=True)
class SyncState:
    """The last news from the network: working on it, all well since, or what is wrong."""

    busy: str = ""
    well_since: datetime | None = None
    error: str = ""
    failing_since: datetime | None = None

    def span(self) -> Span:
        """As a piece of the status line."""
        if self.error:
            if self.failing_since is None:
                return Span(self.error, "alarm")
            text = _("Since {time} not in step. {error}")
            return Span(text.format(time=_clock(self.failing_since), error=self.error), "alarm")
        if self.busy:
            return Span(self.busy, "muted")
        if self.well_since:
            return Span(
                _("In step with the mailbox, {time}").format(time=_clock(self.well_since)),
                "muted",
            )
        return Span("")


def _clock(moment: datetime) -> str:
    return moment.astimezone().strftime("%H:%M")
