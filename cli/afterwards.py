"""What follows a sync, whoever made it: what incoming mail stopped is named, storms, the digest, hooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cli.outbox_words import draft_again
from cli.output import say
from cli.shared import Shared
from config.errors import MadoError
from config.languages import translator

if TYPE_CHECKING:
    from core.desk import Desk
    from core.drafts import Queued

_ = translator("cli")


class StoppedReplies:
    """The replies that mail which came in has stopped, or a server refused, since this was made or asked last."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known = desk.outbox.stopped_ids()

    def new(self) -> Sequence[Queued]:
        """Each once. What a person took back has no reason and is not among them."""
        before, self._known = self._known, self._desk.outbox.stopped_ids()
        return [entry for entry in self._desk.outbox.some(sorted(self._known - before)) if entry.error]


def tell_reply(shared: Shared, entry: Queued) -> None:
    """What became of a reply, in words."""
    say(shared, f"{entry.ticket}: {entry.state}" + (f" ({entry.error})" if entry.error else ""))
    if entry.state == "cancelled" and not entry.bulk:
        say(shared, draft_again(entry))


def tell_what_follows(shared: Shared, desk: Desk) -> None:
    """Tag who came into a storm, queue the digest, tell HOME/hooks what happened.

    What goes wrong there is said, and stops no sync.
    """
    from core.care.storm import collect

    if new := collect(desk):
        say(shared, _("Storm: {count} newcomers tagged.").format(count=len(new)))
    _post_digest(shared, desk)
    if not (shared.home.root / "hooks").is_dir():
        return
    from core.care.hooks import failed, run_hooks

    for told in failed(run_hooks(desk)):
        say(
            shared,
            _("Hook {hook} ({event}): {reason}").format(hook=told.hook, event=told.event or "-", reason=told.error),
        )


def _post_digest(shared: Shared, desk: Desk) -> None:
    """Queue the weekly digest where the charter asks for it."""
    from core.care.report.posting import post_if_due

    try:
        queued = post_if_due(desk, datetime.now(UTC))
    except MadoError as error:
        say(shared, _("The digest was not sent: {reason}").format(reason=error.message))
        return
    if queued is not None:
        say(shared, _("The digest is in the outbox; it leaves with the next sync."))
