"""What happens when something named in a text is clicked or entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.text.customer_lines import EXPECTATION, NOTES, OLDER, PROMISE, TICKET
from tui.views import customer_view

if TYPE_CHECKING:
    from tui.screens.main import MainScreen


def act_on(main: MainScreen, anchor: str) -> None:
    """Open, unfold or change what an anchor names."""
    kind, _colon, what = anchor.partition(":")
    if anchor.startswith(TICKET):
        main.open(what)
    elif anchor.startswith(OLDER):
        main.show_view(customer_view(what))
    elif anchor.startswith(PROMISE):
        main.console.app.run_line(f"promises {what}")
    elif kind == "quotes":
        main.reader.toggle_quotes(what)
    elif anchor.startswith(("message-", "note-")):
        main.reader.toggle(anchor)
    elif anchor in (EXPECTATION, NOTES):
        main.console.app.run_named("expect" if anchor == EXPECTATION else "note-person")
