"""Reading messages ahead of their intake: everything that needs no store, if need be in a process beside this one.

What costs most in taking mail in (understanding it, packing its bytes, cutting it into search tokens) depends
on its bytes alone. So it may be done on another core while the network and the store do their part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any, NamedTuple, overload

import orjson

from core.arrivals import Arrival
from core.grams import Tokens, tokens
from core.mail.guard import read_guarded
from core.records import Doc, said_doc
from core.searchable import searchable_text
from core.store.records import pack_record
from core.store.schema import schema_of
from core.store.values import Body, encode


class Understood(NamedTuple):
    """A message as far as its bytes tell.

    Its sha256, its record for the packs, its document (`said_doc`) and the date of its header, its text without what
    follows from it (`kept_text` adds that), its search tokens.
    """

    digest: bytes
    record: bytes
    doc: Doc
    date: datetime | None
    text: Mapping[str, Any]
    tokens: Tokens

    def __reduce__(self) -> tuple[Callable[..., Understood], tuple[object, ...]]:
        """How it goes from one process to another: many do, and JSON is read in a third of the time."""
        said, seconds = orjson.dumps(self.doc), int(self.date.timestamp()) if self.date else None
        text = encode(self.text, _TEXTS)
        return _sent, (self.digest, self.record, said, seconds, text, self.tokens.grams, self.tokens.starts)


_TEXTS = schema_of("texts")


def _sent(
    digest: bytes, record: bytes, said: bytes, seconds: int | None, text: bytes, grams: str, starts: str
) -> Understood:
    """What another process has understood. Its text is stored as it came."""
    date = datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
    return Understood(digest, record, orjson.loads(said), date, Body(text), Tokens(grams, starts))


def understand(raw: bytes) -> Understood:
    """Do all that needs no store. Never raises on any bytes."""
    digest = hashlib.sha256(raw).digest()
    message = read_guarded(raw, own_words=False)
    doc, text = said_doc(message), {"text": message.text}
    words = tokens(searchable_text(doc, text))
    return Understood(digest, pack_record(raw, digest), doc, _in_utc(message.date), text, words)


def _in_utc(date: datetime | None) -> datetime | None:
    """A time as it will be stored; None for one beyond the years there are."""
    try:
        return date.astimezone(UTC) if date is not None else None
    except OverflowError:
        return None


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
