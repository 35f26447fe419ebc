"""What a decision costs in the team's log: bytes as they travel, and the time to read 10,000 of them from a pack.

python bench/team.py
"""

from __future__ import annotations

import hashlib
import random
import secrets
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from core.events import Event, Seen
from core.log import Position
from core.log_batch import Batch, Pack, Packed, batch_content, batch_of, pack_content, pack_of
from core.teamkeys import Keyring, new_team_key

_CHANCE = random.Random(1)
_NAMES = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(3000)]
_KINDS: dict[str, list[dict[str, str]]] = {
    "status": [{"status": s} for s in ("solved", "pending", "open")],
    "tag": [{"tag": t} for t in ("refund", "vip", "bug")],
    "assign": [{"assignee": a} for a in ("alice", "bob")],
    "claim": [{}],
    "release": [{}],
    "note": [{"text": "asked the carrier about the parcel"}],
}


def event(number: int) -> Event:
    """A decision of a realistic mix."""
    kind = _CHANCE.choice(list(_KINDS))
    seen = Seen(0, (_NAMES[number % 3000],), (17, 5))
    at = f"2026-11-25T01:{number % 60:02}:00+00:00"
    code = f"K{number % 1000:03}-{number % 3000:04}"
    return Event(secrets.token_hex(10), kind, code, _CHANCE.choice(_KINDS[kind]), "alice", at, seen)


def content(first: int, count: int) -> bytes:
    """A batch of so many decisions."""
    events = tuple(event(n) for n in range(first, first + count))
    return batch_content(Batch("alice.1234abcd", first + 1, secrets.token_hex(6), 1795568400, events))


def main() -> None:
    """Print the figures."""
    ring = Keyring.of(new_team_key())
    for count in (1, 10, 100):
        print(f"{count:4} in a batch: {len(ring.seal('batch', content(0, count))) / count:5.0f} bytes a decision")
    batches = tuple(Packed(Position(1, n), 1, content(n * 10, 10)) for n in range(1000))
    sealed = ring.seal("pack", pack_content(Pack(batches)))
    print(f"     in a pack:  {len(sealed) / 10_000:5.0f} bytes a decision")
    began = time.process_time()
    for packed in pack_of(ring.open(sealed).content).batches:
        batch_of(packed.content)
    print(f"open and read 10,000 decisions of a pack: {time.process_time() - began:.2f} s of CPU")


if __name__ == "__main__":
    main()
