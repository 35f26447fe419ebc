"""What a person hears of a reply that was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.languages import translator

if TYPE_CHECKING:
    from core.drafts import Queued

_ = translator("cli")


def draft_again(entry: Queued) -> str:
    """Where the text of a reply that was taken back has gone."""
    return _("Its text is the ticket's draft again: mado reply {code}").format(code=entry.ticket)
