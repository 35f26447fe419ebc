"""What most commands begin with: the settings of this home, and its desk."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli.output import say
from cli.shared import Shared
from config.errors import UsageError
from config.languages import LANGUAGES, set_language, translator
from config.settings import Mailbox, Settings

if TYPE_CHECKING:
    from cli.progress import Bar
    from core.desk import Desk

_ = translator("cli")


def settings_of(shared: Shared) -> Settings:
    """The settings, whose language holds unless the environment or `--lang` says another. Raises ConfigError."""
    from config.settings_file import load_settings

    settings = load_settings(shared.home)
    if settings.language and not shared.language and os.environ.get("MADO_LANG") not in LANGUAGES:
        set_language(settings.language)
    return settings


@contextmanager
def opened_desk(shared: Shared, settings: Settings | None = None) -> Iterator[Desk]:
    """The desk of this home, closed at the end. Raises MadoError."""
    settings = settings or settings_of(shared)
    from core.desk import Desk

    tell_upgrades(shared)
    with Desk.open(shared.home, settings) as desk:
        try:
            yield desk
        finally:
            _tell_damage(shared, desk)


def tell_upgrades(shared: Shared) -> None:
    """Whoever opens a store of an older version in this process sees how far its upgrade is."""
    from core.store.engine import UPGRADE_WATCHERS

    UPGRADE_WATCHERS[:] = [Upgrade(shared)]


class Upgrade:
    """Says that a store of an older version is laid out anew, and how far that is."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._bar: Bar | None = None

    def __call__(self, done: int, total: int) -> None:
        """So much of it is done."""
        if self._bar is None:
            from cli.progress import Bar

            self._bar = Bar(self._shared)
            said = _(
                "This store is from an older version: it is laid out anew, once. A copy of it is kept beside it."
            )
            say(self._shared, said)
        self._bar.update(_("upgrading the store"), done, total)
        if done >= total:
            self._bar.clear()


def _tell_damage(shared: Shared, desk: Desk) -> None:
    """What was passed over because it is damaged, so that no list is silently shorter than it should be."""
    if count := len(desk.store.engine.damaged):
        said = _("{n} damaged documents were passed over; `mado fsck` names them and mends what it can.")
        say(shared, said.format(n=count))
    if desk.store.lost_commits():
        said = _("The newest {n} changes of this desk are gone; `mado fsck` says more.")
        say(shared, said.format(n=desk.store.lost_commits()))


def chosen_mailboxes(settings: Settings, names: Sequence[str]) -> Sequence[Mailbox]:
    """The mailboxes of those names, or all that are enabled. Raises UsageError for an unknown one, or for none."""
    for name in names:
        if settings.mailbox(name) is None:
            known = ", ".join(m.name for m in settings.mailboxes)
            raise UsageError(
                _("There is no mailbox {name}.").format(name=name), hint=_("Known: {known}.").format(known=known)
            )
    found = [m for m in settings.mailboxes if (m.name in names if names else m.enabled)]
    if not found:
        raise UsageError(
            _("No mailbox is set up and enabled."), hint=_("`mado init` or `mado mailbox add` adds one.")
        )
    return found
