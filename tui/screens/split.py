"""Which message is to get a ticket of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.entries import MessageEntry
from tui.labels import _
from tui.screens.pick import Choice, PickScreen
from tui.text.entry_lines import key_of, person
from tui.text.when import moment

if TYPE_CHECKING:
    from tui.console import Console
    from tui.loads import Opened

_PREVIEW = 600


async def choose_message(console: Console, shown: Opened) -> str | None:
    """The name of the message chosen; the one being read stands first. None where the question was left."""
    messages = [e for e in shown.entries if isinstance(e, MessageEntry) and e.name]
    reading = console.main.reader.reading
    ordered = sorted(messages[1:], key=lambda m: (key_of(m) != reading, -m.id))
    choices = [
        Choice(m.name, f"{moment(m.at, console.now())}  {m.by or person(m.sender)}", (m.by, m.subject, m.text[:200]),
               preview=f"{m.subject}\n{m.reply_text[:_PREVIEW]}")
        for m in ordered
    ]  # fmt: skip
    hint = _("Enter moves it and the replies to it into a ticket of its own")
    return await console.app.answer(PickScreen(_("Split off"), choices, hint))
