"""What a sender writes while a batch leaves: so that one commit before and one after are enough for many mails.

The entries of a batch are `sending` in the store before the first leaves. Each dot is written here before it
leaves, each answer when it came. A killed process loses none of these lines, because the system has them; so
the next sender knows of each mail whether it never left, was answered, or is unknown. After a power cut the
lines may be gone: a journal from before the machine's last start proves nothing, and all of its batch is
unknown. Where the system does not say when it started, each dot is brought to the disk by itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from core.outcome import Outcome, outcome_doc, outcome_of
from core.store.troubles import told

_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Journalled:
    """What a journal says: whose dots left, with their recipients, and what came of which."""

    batch: str
    dots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)


class Journal:
    """The journal of one batch. Use with `with`; leaving it takes the file away, so leave after the commit.

    Where that comes later, say `keep` within, and `remove` when it has come.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._kept = False
        self.batch = secrets.token_hex(8)
        self._boot = _boot()
        self._file = -1
        self._torn = False

    def __enter__(self) -> Self:
        with told(self.path):
            self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._write(["batch", self.batch, self._boot])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)
        if kind is None and not self._kept:
            self.remove()

    def keep(self) -> None:
        """The file stays when the journal is left: what it says is not in the store yet."""
        self._kept = True

    def remove(self) -> None:
        """Everything it says is in the store now."""
        with contextlib.suppress(OSError):
            self.path.unlink()

    def dot(self, id: str, recipients: Sequence[str]) -> None:
        """The final dot for these recipients is about to leave. Raises MadoError (disk); then it must not."""
        self._write(["dot", id, list(recipients)])
        if not self._boot:
            with told(self.path):
                os.fsync(self._file)

    def answered(self, id: str, outcome: Outcome) -> None:
        """What the attempt came to."""
        self._write(["answer", id, outcome_doc(outcome)])

    def _write(self, line: list[Any]) -> None:
        with told(self.path):
            # after half a line, so that this one is not lost with it
            data = (b"\n" if self._torn else b"") + orjson.dumps(line) + b"\n"
            self._torn = os.write(self._file, data) != len(data)
            if self._torn:
                raise OSError(28, os.strerror(28))


def read_journal(path: Path) -> Journalled | None:
    """What a dead sender had written; None where there is nothing, or nothing that proves anything."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return None
    try:
        kind, batch, boot = json.loads(lines[0])
    except ValueError:
        return None
    if kind != "batch" or boot != _boot():
        return None
    dots: dict[str, tuple[str, ...]] = {}
    outcomes: dict[str, Outcome] = {}
    for line in lines[1:]:
        try:
            word, id, what = json.loads(line)
        except ValueError:
            continue  # the last line, torn
        if word == "dot":
            dots[id] = tuple(what)
            outcomes.pop(id, None)
        elif word == "answer":
            outcomes[id] = outcome_of(what)
    return Journalled(batch, dots, outcomes)


def _boot() -> str:
    """A name for this run of the machine; "" where the system gives none."""
    try:
        return _BOOT.read_text("ascii").strip()
    except OSError:
        return ""
