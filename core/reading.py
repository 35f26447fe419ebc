"""Reading messages ahead of their intake: everything that needs no store, if need be in a process beside this one.

What costs most in taking mail in (understanding it, packing its bytes, cutting it into search tokens) depends
on its bytes alone. So it may be done on another core while the network and the store do their part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import overload

from core.arrivals import Arrival
from core.grams import Tokens, tokens
from core.mail.guard import read_guarded
from core.records import Doc, said_doc, text_doc
from core.searchable import searchable_text
from core.store.records import pack_record


@dataclass(frozen=True, slots=True)
class Understood:
    """A message as far as its bytes tell.

    Its sha256, its record for the packs, its document (`said_doc`) and the date of its header, its text (`text_doc`),
    its search tokens.
    """

    digest: bytes
    record: bytes
    doc: Doc
    date: datetime | None
    text: Doc
    tokens: Tokens

    def __reduce__(self) -> tuple[type[Understood], tuple[object, ...]]:
        """How it goes from one process to another: many do, and the usual way for dataclasses is slow."""
        return Understood, (self.digest, self.record, self.doc, self.date, self.text, self.tokens)


def understand(raw: bytes) -> Understood:
    """Do all that needs no store. Never raises on any bytes."""
    digest = hashlib.sha256(raw).digest()
    message = read_guarded(raw)
    doc, text = said_doc(message), text_doc(message)
    return Understood(digest, pack_record(raw, digest), doc, message.date, text, tokens(searchable_text(doc, text)))


class ReadAhead(Sequence[Arrival]):
    """A batch that is being read in other processes, piece by piece; `understood` waits for it.

    Who waits calls `helps`, which reads a piece that nobody has begun yet (of this batch or the next), and says
    whether there was one: so no core stands idle while another has too much.
    """

    def __init__(
        self, arrivals: Sequence[Arrival], reading: Sequence[Future[list[Understood]]], helps: Callable[[], bool]
    ) -> None:
        self._arrivals = arrivals
        self._reading = reading
        self._helps = helps

    def understood(self) -> list[Understood]:
        """What each message says, in the order of the batch."""
        found: list[Understood] = []
        for piece in self._reading:
            while not piece.done() and self._helps():
                pass
            found += piece.result()
        return found

    @overload
    def __getitem__(self, index: int) -> Arrival: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Arrival]: ...

    def __getitem__(self, index: int | slice) -> Arrival | Sequence[Arrival]:
        return self._arrivals[index]

    def __len__(self) -> int:
        return len(self._arrivals)

    def __iter__(self) -> Iterator[Arrival]:
        return iter(self._arrivals)


def understood(batch: Sequence[Arrival]) -> list[Understood]:
    """What each message of a batch says, read ahead or now."""
    if isinstance(batch, ReadAhead):
        return batch.understood()
    return [understand(arrival.raw) for arrival in batch]
