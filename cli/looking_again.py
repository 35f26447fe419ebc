"""Before a reply is queued: one look at INBOX, so that a mail which came meanwhile stops it here and now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.output import say
from cli.shared import Shared
from config.errors import MadoError
from config.languages import translator

if TYPE_CHECKING:
    from core.desk import Desk
    from core.drafts import Draft

_ = translator("cli")


def look_again(shared: Shared, desk: Desk, draft: Draft) -> None:
    """Fetch what is new in the INBOX of a draft's mailbox; where that cannot be done now, it is said."""
    from mailsync.reread import read_inbox, was_read

    mailbox = desk.settings.mailbox(draft.mailbox)
    if mailbox is None or not was_read(desk, mailbox):
        return
    from config.secrets import password_for
    from mailsync.imap_connect import Timeouts

    error: MadoError | None
    try:
        password = password_for(mailbox, shared.home)
        error = read_inbox(desk, mailbox, password, timeouts=Timeouts(connect=5.0, read=15.0)).error
    except MadoError as trouble:
        error = trouble
    if error is not None:
        said = _("INBOX could not be read again: {reason} The reply waits in the outbox until it can be.")
        say(shared, said.format(reason=error.message))
