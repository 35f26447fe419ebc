"""What an empty list says: on a fresh desk what to do first, later that all is done."""

from __future__ import annotations

from collections.abc import Mapping

from config.settings import Settings
from tui.labels import _
from tui.views import View


def empty_text(settings: Settings, view: View, counts: Mapping[str, int]) -> str:
    """The text in place of tickets."""
    if not settings.mailboxes:
        return "\n".join(
            (
                _("Welcome to Madoguchi."),
                "",
                _("There is no mailbox yet. Leave with q, then:"),
                "  mado init",
                _("or look around in a practice counter first:"),
                "  mado demo",
                "",
                _("? shows every key."),
            )
        )
    if not counts.get("all"):
        names = ", ".join(box.email for box in settings.mailboxes if box.enabled)
        return "\n".join(
            (
                _("Welcome to Madoguchi."),
                "",
                _("Reading {names} for the first time; tickets appear here as mail comes in.").format(names=names),
                _("F5 asks again, ? shows every key. If nothing comes: mado check"),
            )
        )
    return _(view.hint)
