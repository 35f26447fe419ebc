"""How far each folder of a mailbox has been read, and which messages were set aside."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

from tinydb import where

from core.arrivals import FolderState, Place, SetAside
from core.ledger import Ledger
from core.records import place_key
from core.times import stored


def put_aside(ledger: Ledger, said: SetAside, raw: str | None) -> int:
    """List a message that cannot be fetched or read; the same place again changes its reason only."""
    table = ledger.store.table("aside")
    key = place_key(said.place)
    old = table.get(where("key") == key)
    doc = {
        "key": key,
        "reason": said.reason,
        "raw": raw,
        "at": stored(datetime.now(UTC)),
        **asdict(said.place),
    }
    table.put(old.doc_id if old else table.next_id(), doc)
    return 0 if old else 1


def listed_aside(ledger: Ledger) -> list[SetAside]:
    """Everything that stands aside, without its bytes."""
    names = ("mailbox", "folder", "uidvalidity", "uid")
    return [SetAside(Place(*(d[n] for n in names)), d["reason"]) for d in ledger.store.table("aside").all()]


def save_folder_state(ledger: Ledger, state: FolderState) -> None:
    """Keep how far a folder has been read, inside the caller's transaction."""
    table = ledger.store.table("sync")
    key = f"{state.mailbox}\n{state.folder}"
    old = table.get(where("key") == key)
    table.put(old.doc_id if old else table.next_id(), {"key": key, **asdict(state)})


def load_folder_state(ledger: Ledger, mailbox: str, folder: str) -> FolderState | None:
    """How far a folder has been read; None where never."""
    doc = ledger.store.table("sync").get(where("key") == f"{mailbox}\n{folder}")
    return FolderState(**{k: v for k, v in doc.items() if k != "key"}) if doc else None
