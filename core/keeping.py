"""The care of one desk's data: rebuilding, checking, keeping copies, handing out, erasing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.home import Home
from core.ledger import Ledger

if TYPE_CHECKING:
    from core.backup import Manifest
    from core.care.recount import Recounted
    from core.erase import Plan
    from core.export import Exported, Handed
    from core.fsck import Checked
    from core.rebuild import Rebuilt

Progress = Callable[[int, int], None]
_PAGES = 64


def _quiet(_done: int, _total: int) -> None:
    """Nobody looks on."""


class Keeping:
    """What admins do with the data as a whole. The rooms behind it are loaded when they are used."""

    def __init__(self, home: Home, ledger: Ledger) -> None:
        self._home = home
        self._ledger = ledger
        self._settling = threading.Lock()

    def rebuild(self, *, verify: bool = False, progress: Progress = _quiet) -> Rebuilt:
        """Compute every view anew from raw mail and log; with `verify` only compare. Raises TryLater, MadoError.

        Without `verify` all mail is read by today's settings; with it, by those that were in force when it came.
        """
        from core.rebuild import rebuild

        return rebuild(self._ledger, self._home, verify=verify, by_today=not verify, progress=progress)

    def recount(self, *, verify: bool = False) -> Recounted:
        """Compute facts, promises' times and risk anew; put right what differs unless `verify`. Raises MadoError."""
        from core.care.recount import put_right, recount

        found = recount(self._ledger.store)
        if found.differing and not verify:
            put_right(self._ledger, found.differing)
        return found

    def fsck(self, progress: Progress = _quiet) -> Checked:
        """Look at every byte, mend what can be mended, name what is lost. Raises MadoError, TryLater."""
        from core.erase import scrub, unfinished
        from core.fsck import fsck

        if unfinished(self._ledger):
            scrub(self._ledger, self._home)
        return fsck(self._ledger, self._home, progress)

    def settle(self, seconds: float | None = None) -> None:
        """Make the search index one piece after much came in, a little at a time: others may decide meanwhile.

        With `seconds` only where it is worth while, and for about so long; the next one goes on.
        """
        from core.search_settle import unsettled

        engine, began = self._ledger.store.engine, time.monotonic()
        for _step in self._ledger.search.settle() if seconds is None or unsettled(engine) else ():
            if seconds is not None and time.monotonic() - began > seconds:
                break

    def settle_when_idle(self, stopped: Callable[[float], bool]) -> None:
        """The same between mails, until `stopped(seconds)`, which waits, says so; give it a thread. One at a time."""
        from core.search_settle import settle_when_idle

        if self._settling.acquire(blocking=False):
            try:
                settle_when_idle(self._ledger.store.engine, _PAGES, stopped)
            finally:
                self._settling.release()

    def backup(self, target: Path) -> Manifest:
        """Everything in one file. Raises UsageError where it exists, MadoError (disk)."""
        from core.backup import backup
        from core.erase_files import note_copy

        made = backup(self._ledger.store, self._home, target)
        note_copy(self._ledger.store, target)
        return made

    def export(self, folder: Path, progress: Progress = _quiet) -> Exported:
        """Everything in forms that other programs read. Raises Refused where files are there, MadoError."""
        from core.erase_files import note_copy
        from core.export import export

        made = export(self._ledger, folder, progress)
        note_copy(self._ledger.store, folder)
        return made

    def customer(self, address: str) -> dict[str, Any]:
        """What may be handed to a customer. Raises NothingMatched."""
        from core.export import handed_to_customer

        return handed_to_customer(self._ledger, address)

    def export_customer(self, address: str, folder: Path) -> Handed:
        """The same as files. Raises NothingMatched, Refused."""
        from core.export import export_customer

        return export_customer(self._ledger, address, folder)

    def plan_erasure(self, address: str, *, mentions: bool = True) -> Plan:
        """What erasing a person would take. Raises NothingMatched, Refused."""
        from core.erase import plan_erasure, scrub, unfinished

        if unfinished(self._ledger):
            scrub(self._ledger, self._home)
        return plan_erasure(self._ledger, self._home, address, mentions=mentions)

    def erase(self, plan: Plan) -> None:
        """Take a person out of every file of this desk, for good. Raises TryLater, MadoError."""
        from core.erase import erase

        erase(self._ledger, self._home, plan)

    def erase_as_told(self) -> list[str]:
        """Carry out what colleagues have erased; a sentence for each. Raises MadoError (disk)."""
        from core.team_erase import erase_as_told

        return erase_as_told(self._ledger, self._home)

    def sync_files(self) -> Sequence[str]:
        """Share canned responses, macros, views and the charter with the team; sentences about what did not fit."""
        from core.team_files import sync_files

        return sync_files(self._ledger, self._home)
