"""`mado export`: everything in forms that other programs read. One document at a time is in memory.

`desk.json` is a TinyDB file (`TinyDB("desk.json")` opens it), `mail.mbox` every message exactly as received,
`tickets.csv` a table for spreadsheets, `log.jsonl` the events in order.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from tinydb import where

from config.errors import NothingMatched, Refused
from config.languages import translator
from core.ledger import Ledger
from core.store import Store
from core.store.packs import RawDamaged
from core.store.troubles import told

_ = translator("core")
Progress = Callable[[int, int], None]
COLUMNS = (
    *("code", "subject", "status", "assignee", "priority", "tags", "customer_name", "customer_address", "mailbox"),
    *("created", "updated", "waiting_since", "snoozed_until", "messages", "notes", "aliases"),
)
_FROM = re.compile(rb"^(>*From )", re.MULTILINE)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BATCH = 1 << 20


@dataclass(frozen=True, slots=True)
class Exported:
    """How much was written; `missing` messages have no readable raw copy."""

    tickets: int
    messages: int
    events: int
    missing: int


def export(ledger: Ledger, folder: Path, progress: Progress = lambda _done, _total: None) -> Exported:
    """Write the four files; each appears whole or not at all. Raises Refused where one is there, MadoError (disk)."""
    names = ("desk.json", "mail.mbox", "tickets.csv", "log.jsonl")
    there = [n for n in names if (folder / n).exists()]
    if there:
        raise Refused(
            _("{path} is there already; nothing was written.").format(path=folder / there[0]),
            hint=_("Name a new folder."),
            code="exists",
        )
    store = ledger.store
    with told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(folder / "desk.json", _tinydb(store))
        missing: list[str] = []
        docs = (doc for _number, doc in store.table("messages").rows.each())
        write_whole(folder / "mail.mbox", mbox(store, docs, missing, store.table("messages").total(), progress))
        write_whole(folder / "tickets.csv", _csv(store))
        write_whole(folder / "log.jsonl", _log(store))
    return Exported(
        tickets=store.table("tickets").total(),
        messages=store.table("messages").total(),
        events=store.table("events").total(),
        missing=len(missing),
    )


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Stream a file, 0600, and put it in place when it is whole."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for data in _gathered(pieces):
                file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    kept, size = [], 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size >= _BATCH:
            yield b"".join(kept)
            kept, size = [], 0
    yield b"".join(kept)


# the TinyDB file ---------------------------------------------------------------------------
def _tinydb(store: Store) -> Iterator[bytes]:
    """`{table: {id: document}}`, a document a line."""
    yield b"{"
    for number, name in enumerate(sorted(store.db.tables())):
        yield (b",\n" if number else b"\n") + orjson.dumps(name) + b": {"
        first = True
        for doc_id, doc in store.table(name).rows.each():
            yield (b"\n" if first else b",\n") + b'"%d": ' % doc_id + orjson.dumps(doc)
            first = False
        yield b"}"
    yield b"\n}\n"


# mail --------------------------------------------------------------------------------------
def mbox(
    store: Store, docs: Iterable[Mapping[str, Any]], missing: list[str], total: int, progress: Progress
) -> Iterator[bytes]:
    """Messages as an mbox of the mboxrd kind: a line `From ` in a message gets a `>`, which readers take off."""
    done = 0
    for doc in docs:
        done += 1
        try:
            raw = store.raw.get(doc["raw"])
        except (KeyError, RawDamaged):
            missing.append(doc["name"])
            continue
        yield _from_line(doc)
        yield _FROM.sub(rb">\1", raw)
        yield b"\n" if raw.endswith(b"\n") else b"\n\n"
        if not done % 100:
            progress(done, total)


def _from_line(doc: Mapping[str, Any]) -> bytes:
    """RFC 4155: who, and when it arrived, in UTC."""
    address = (doc["from"] or ["", ""])[1]
    sender = address if address.isascii() and address and not re.search(r"\s", address) else "MAILER-DAEMON"
    moment = datetime.fromisoformat(doc["arrived"]).astimezone(UTC)
    return f"From {sender} {moment:%a %b %d %H:%M:%S %Y}\n".encode("ascii", "replace")


# tables ------------------------------------------------------------------------------------
class _Lines:
    """What csv writes into; one line at a time."""

    def __init__(self) -> None:
        self.line = ""

    def write(self, line: str) -> None:
        self.line = line


def _csv(store: Store) -> Iterator[bytes]:
    lines = _Lines()
    writer = csv.writer(lines)
    yield b"\xef\xbb\xbf"  # spreadsheets take UTF-8 for something else without it
    writer.writerow(COLUMNS)
    yield lines.line.encode()
    for _number, doc in store.table("tickets").rows.each():
        writer.writerow([cell(doc[name]) for name in COLUMNS])
        yield lines.line.encode("utf-8", "replace")


def cell(value: object) -> str:
    """A cell that no spreadsheet runs: what begins like a formula gets an apostrophe in front."""
    if value is None:
        return ""
    text = " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return f"'{text}" if not isinstance(value, int) and text.lstrip(" ").startswith(_FORMULA) else text


def _log(store: Store) -> Iterator[bytes]:
    for position, doc in store.table("events").rows.each():
        yield orjson.dumps({"position": position, **doc}) + b"\n"


# one customer ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Handed:
    """What a customer was handed: messages and tickets."""

    messages: int
    tickets: int
    missing: int


def handed_to_customer(ledger: Ledger, address: str) -> dict[str, Any]:
    """What may be handed to that customer: their details, their tickets' subjects and the mail between them and us.

    No note, no tag, no assignee, no expectation: what the team says among itself is not in it. Mail with somebody
    else in a ticket of theirs, which they were not part of, is not either. Raises NothingMatched.
    """
    person, docs = _person_with_mail(ledger, address)
    codes = {d["ticket"] for d in docs}
    tickets = [t for _i, t in ledger.store.table("tickets").rows.each() if t["code"] in codes]
    return {
        "name": person["name"] or None,
        "addresses": sorted(person["addresses"]),
        "tickets": [_handed(t) for t in tickets],
        "messages": [_message(ledger.store, d) for d in docs],
    }


def export_customer(ledger: Ledger, address: str, folder: Path) -> Handed:
    """The same as files: `customer.json`, and the mail itself in `mail.mbox`. Raises NothingMatched, Refused."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(
            _("{path} is not empty; nothing was written.").format(path=folder),
            hint=_("Name a new folder."),
            code="exists",
        )
    shown = handed_to_customer(ledger, address)
    _who, docs = _person_with_mail(ledger, address)
    missing: list[str] = []
    with told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(folder / "customer.json", [orjson.dumps(shown, option=orjson.OPT_INDENT_2) + b"\n"])
        write_whole(folder / "mail.mbox", mbox(ledger.store, docs, missing, len(docs), lambda _d, _t: None))
    return Handed(len(docs), len(shown["tickets"]), len(missing))


def _person_with_mail(ledger: Ledger, address: str) -> tuple[Any, list[Any]]:
    person = ledger.people.find(address)
    if person is None:
        said = _("No customer {address}.").format(address=address)
        raise NothingMatched(said, hint=_("`mado customers` lists them."), code="no_customer")
    # A bounce tells how our mail travelled; it is neither theirs nor written to them.
    return person, [d for d in messages_of(ledger.store, set(person["addresses"])) if not d["bounce"]]


def messages_of(store: Store, addresses: set[str]) -> list[Any]:
    """Every message that one of these addresses wrote or got, oldest first."""
    tickets = store.table("tickets").search(where("addresses").any(sorted(addresses)))
    found = []
    for ticket in tickets:
        for doc in store.table("messages").search(where("ticket") == ticket["code"]):
            people = {a[1].lower() for a in (doc["from"], *doc["reply_to"], *doc["to"], *doc["cc"]) if a and a[1]}
            if people & addresses:
                found.append(doc)
    return sorted(found, key=lambda d: (d["at"], d["name"]))


def _handed(ticket: Mapping[str, Any]) -> dict[str, Any]:
    return {k: ticket[k] for k in ("code", "subject", "created", "updated", "mailbox")}


def _message(store: Store, doc: Any) -> dict[str, Any]:
    text = store.table("texts").get(doc_id=doc.doc_id) or {}
    shown: dict[str, Any] = {k: doc[k] for k in ("message_id", "ticket", "direction", "at", "subject")}
    sender, to, cc = ([_address(a) for a in people if a] for people in ([doc["from"]], doc["to"], doc["cc"]))
    shown |= {"from": sender[0] if sender else None, "to": to, "cc": cc}
    return {**shown, "text": text.get("text", ""), "attachments": [a[0] for a in doc["attachments"]]}


def _address(kept: Sequence[str]) -> dict[str, str]:
    return {"name": kept[0], "address": kept[1]}
