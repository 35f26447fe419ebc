"""A process that only packs messages for the raw log: what the reading one does of that, and no more."""

from __future__ import annotations

import hashlib

from core.helper_process import answer_batches
from core.store.records import pack_record

Packed = tuple[bytes, bytes]


def packed(raw: bytes) -> Packed:
    """A message's sha256 and its record."""
    digest = hashlib.sha256(raw).digest()
    return digest, pack_record(raw, digest)


def packed_all(raws: list[bytes]) -> list[Packed]:
    """What the process answers to a piece."""
    return [packed(raw) for raw in raws]


if __name__ == "__main__":
    answer_batches(packed_all)
