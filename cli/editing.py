"""A reply in the person's own editor. Its file lies in the home, so a crash of anything loses no line of it."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from config.errors import MadoError, UsageError
from config.files import write_private
from config.languages import translator

if TYPE_CHECKING:
    from core.desk import Desk
    from core.drafts import Draft

_ = translator("cli")


def edited(desk: Desk, draft: Draft) -> Draft:
    """The draft as the editor leaves it; it is kept as the ticket's draft before and after. Raises MadoError.

    A text that an earlier call left behind is taken up again.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()) and not os.environ.get("EDITOR"):
        raise UsageError(
            _("What should the reply say?"), hint=_("--canned NAME, --file FILE, or --file - to read it from a pipe.")
        )
    file = desk.home.root / f"reply-{draft.id}.txt"
    begun = file.read_text("utf-8", "replace") if file.exists() else draft.body
    desk.replies.save(replace(draft, body=begun))
    write_private(file, begun.encode("utf-8"))
    try:
        click.edit(filename=os.fspath(file))
    except click.ClickException as error:
        raise UsageError(error.format_message(), hint="EDITOR=nano") from None
    body = file.read_text("utf-8", "replace").replace("\r\n", "\n")
    if not body.strip() or (body == begun and not _says_something(desk, draft)):
        desk.replies.discard(draft.id)
        file.unlink()
        raise MadoError(_("Nothing was written, so nothing was queued."))
    written = replace(draft, body=body)
    desk.replies.save(written)
    file.unlink()
    return written


def _says_something(desk: Desk, draft: Draft) -> bool:
    return bool(desk.replies.around.frame(draft).without(draft.body))
