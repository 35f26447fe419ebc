"""Documents as rows: the body as JSON bytes, declared fields as values that SQL compares as Python does."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from core.grams import fold
from core.store.deflate import deflated
from core.store.schema import Column, Multi, TableSchema

Scalar = str | int | float | bytes | None

ABSENT = b""
"""A declared field that the document does not have (an empty blob; NULL is JSON's null)."""

COMPOSITE = b"+"
"""A declared field that holds a list or mapping: equal to no scalar, like every blob."""

_WORTH_PACKING = 200
# What a deflated body may refer to: the keys that every message has. Never to be changed, only added to under
# another number, because bodies on disk need it to be read.
_DICTIONARY = (
    b'{"text":"","reply_text":"","mailbox":"support","places":[],"read":true,"ticket":"","home":"'
    b'{"direction":"out","message_id":"","in_reply_to":null,"refs":[],"from":["@example.com","to":[["","cc":[],'
    b'"reply_to":[],"subject":"Re: ","at":"2026-00-00T00:00:00+00:00","arrived":"+00:00","attachments":[["'
    b'application/pdf","image/png","image/jpeg","text/plain",false,true,"auto":false,"bounce":null,"list_id":null,'
    b'"charset":"iso-2022-jp","charset":"utf-8","charset_repaired":false,"warnings":[],"raw":"","size":'
)
_REFUSED = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


class Unreadable(ValueError):
    """A body whose checksum does not fit."""


class Body(Mapping[str, Any]):
    """A document as its body, `stored`, made where there was time for it; decoded when somebody looks into it."""

    __slots__ = ("_document", "stored")

    def __init__(self, stored: bytes) -> None:
        self.stored = stored
        self._document: dict[str, Any] | None = None

    def _decoded(self) -> dict[str, Any]:
        if self._document is None:
            self._document = decode(self.stored)
        return self._document

    def __getitem__(self, name: str) -> Any:
        return self._decoded()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._decoded())

    def __len__(self) -> int:
        return len(self._decoded())

    def __reduce__(self) -> tuple[type[Body], tuple[bytes]]:
        """How it goes from one process to another."""
        return Body, (self.stored,)


def encode(document: Mapping[str, Any], schema: TableSchema) -> bytes:
    """The body of a document, its crc32 at the end. Raises ValueError for what JSON cannot hold."""
    if type(document) is Body:
        return document.stored
    try:
        body = orjson.dumps(dict(document), option=_REFUSED)
    except TypeError as error:
        raise ValueError(f"A document of {schema.name} is not JSON: {error}") from None
    if schema.packed and len(body) >= _WORTH_PACKING:
        body = min(body, deflated(body, _DICTIONARY), key=len)
    return body + zlib.crc32(body).to_bytes(4, "little")


def decode(stored: bytes) -> dict[str, Any]:
    """A body back into its document. Packed ones begin with zlib's header, JSON with a brace. Raises Unreadable."""
    # Damage may also change a value's type or length; the checksum of nothing at all is four zeros.
    body = stored[:-4] if isinstance(stored, bytes) else b""
    if not body or zlib.crc32(body).to_bytes(4, "little") != stored[-4:]:
        raise Unreadable
    try:
        if body[:1] != b"{":
            body = zlib.decompressobj(zdict=_DICTIONARY).decompress(body)
        document: dict[str, Any] = orjson.loads(body)
    except (zlib.error, orjson.JSONDecodeError):
        raise Unreadable from None
    return document


def scalar(value: object) -> Scalar:
    """A JSON value as SQL compares it: True is 1, NaN is null as in the body, lists and mappings are COMPOSITE.

    Raises ValueError for a whole number beyond 64 bits.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise ValueError("An indexed number must fit 64 bits.")
        return int(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return COMPOSITE


def column_value(document: Mapping[str, Any], column: Column) -> Scalar:
    """What stands in a column for this document."""
    if column.plain:
        value: Any = document.get(column.name, ABSENT)
        return value if value is None or value is ABSENT or type(value) is str else scalar(value)
    value = document
    for part in column.way:
        try:
            value = value[part]
        except (KeyError, TypeError):
            return ABSENT
    if column.folded:
        return fold(value) if isinstance(value, str) else ABSENT
    return scalar(value)


def multi_values(document: Mapping[str, Any], multi: Multi) -> set[Scalar]:
    """What stands in a side table for this document: each scalar that TinyDB's `any` would meet."""
    value: Any = document.get(multi.name)
    if not hasattr(value, "__iter__"):
        return set()
    found: set[Scalar] = set()
    for element in value:
        if multi.key:
            element = element.get(multi.key) if isinstance(element, Mapping) else None
        kept = scalar(element)
        if kept is not None and not isinstance(kept, bytes):
            found.add(kept)
    return found
