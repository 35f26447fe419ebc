"""Every way in which the desk writes, each with what has to hold when it ends in the middle.

A way runs in a child (`act`), which says what was acknowledged; `after` looks at the home as that child left it;
`again` does the same once more, undisturbed, and looks whether all of it is there then.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinydb import TinyDB, where

from config.errors import NothingMatched
from config.files import write_private
from config.home import Home
from core import decisions
from core.arrivals import FolderState
from core.bulk.apply import now_for_all, pending, queue_blocks
from core.bulk.file import read_plan, write_plan
from core.bulk.make import make_plan
from core.desk import Desk
from core.fsck_home import check_home
from core.restore import restore
from core.store import session as store_session
from tests.core.conftest import settings
from tests.core.mails import arrival, mail

Say = Callable[[str], None]
EVA = "eva@nordmail.example"
PEOPLE = ("Hanako <hanako@customer.example>", f"Eva <{EVA}>", "Bob <bob@other.example>")
HELD, BATCHES, BATCH = 12, 3, 4


@dataclass(frozen=True, slots=True)
class Way:
    """One way to write. `prepare` makes the home to begin from, out of a filled one; `beside` is for files."""

    name: str
    act: Callable[[Home, Path, Say], None]
    after: Callable[[Home, Path, Sequence[str]], None]
    again: Callable[[Home, Path, Sequence[str]], None]
    prepare: Callable[[Home, Path], None] = lambda _home, _beside: None


def letter(number: int) -> bytes:
    return mail(number, sender=PEOPLE[number % 3], subject=f"返金 {number}", body=f"word{number} 返金 " * 40)


def open_desk(home: Home) -> Desk:
    desk = Desk.open(home, settings())
    desk.store.raw._pack_bytes = 3000
    return desk


def fill(home: Home) -> None:
    """A small desk with mail, decisions, a draft; what was written last stands in the write-ahead log alone."""
    with open_desk(home) as desk:
        numbers = range(1, HELD + 1)
        desk.take_in(
            [arrival(n, letter(n)) for n in numbers], FolderState("support", "INBOX", 1, HELD + 1, None, f"1:{HELD}")
        )
        for ticket in desk.rows():
            desk.do(
                decisions.add_note(ticket.code, f"note on {ticket.subject}"), decisions.add_tag(ticket.code, "vip")
            )
        desk.replies.save(desk.replies.start(desk.rows()[0].code, text="a draft"))


def _always(_home: Home, _beside: Path, _said: Sequence[str]) -> None:
    """That the home opens and that nothing of it is damaged is looked at everywhere."""


# mail comes in -----------------------------------------------------------------------------
def _take(home: Home, _beside: Path, say: Say) -> None:
    store_session.LOG_BYTES = 20_000
    with open_desk(home) as desk:
        for batch in range(BATCHES):
            first = HELD + batch * BATCH + 1
            numbers = range(first, first + BATCH)
            state = FolderState("support", "INBOX", 1, None, None, f"1:{first + BATCH - 1}")
            desk.take_in([arrival(n, letter(n)) for n in numbers], state)
            say(str(first + BATCH - 1))


def _took(home: Home, _beside: Path, said: Sequence[str]) -> None:
    with Desk.open(home, settings()) as desk:
        state = desk.folder_state("support", "INBOX")
        assert state is not None
        done = int(state.done.partition(":")[2])
        assert done >= int(said[-1] if said else HELD)
        # a long batch may be in before the folder says so; never the other way round
        raws = {doc["message_id"]: desk.raw(doc["raw"]) for doc in desk.store.table("messages")}
        for number in range(1, done + 1):
            assert raws[f"m{number}@customer.example"] == letter(number)


def _take_again(home: Home, beside: Path, said: Sequence[str]) -> None:
    _take(home, beside, lambda _line: None)
    _took(home, beside, [str(HELD + BATCHES * BATCH)])
    with Desk.open(home, settings()) as desk:
        assert desk.count() == desk.store.table("messages").total() == HELD + BATCHES * BATCH
        assert desk.count("返金") == HELD + BATCHES * BATCH


def _first(home: Home, _beside: Path, say: Say) -> None:
    with open_desk(home) as desk:
        desk.take_in([arrival(1, letter(1))])
        say("1")


def _first_there(home: Home, _beside: Path, said: Sequence[str]) -> None:
    with Desk.open(home, settings()) as desk:
        assert desk.count() >= len(said)


def _first_again(home: Home, beside: Path, _said: Sequence[str]) -> None:
    _first(home, beside, lambda _line: None)
    with Desk.open(home, settings()) as desk:
        assert desk.count() == 1


# decisions ---------------------------------------------------------------------------------
def _decide(home: Home, _beside: Path, say: Say) -> None:
    with open_desk(home) as desk:
        codes = sorted(t.code for t in desk.rows())
        for number, code in enumerate(codes[:4]):
            desk.do(decisions.add_note(code, f"said {number}"), decisions.set_status(code, "solved"))
            say(f"said {number}")
        desk.do(decisions.merge(codes[5], codes[6]))
        say("merge")
        desk.undo_last()
        desk.mark_read(codes[7])
        desk.do(decisions.expect(EVA, "the moon"))
        say("expect")


def _decided(home: Home, _beside: Path, said: Sequence[str]) -> None:
    with Desk.open(home, settings()) as desk:
        notes = [d["data"]["text"] for d in desk.store.table("events").search(where("kind") == "note")]
        for line in said:
            if line.startswith("said"):
                assert notes.count(line) == 1
        for code in {t.code for t in desk.rows()}:
            texts = [e.text for e in desk.entries(code) if e.kind == "note"]
            assert desk.ticket(code).notes == len(texts)
            assert desk.ticket(code).status == ("solved" if any(t.startswith("said") for t in texts) else "open")
        if "expect" in said:
            assert desk.customer(EVA).expectation == "the moon"


def _decide_again(home: Home, beside: Path, _said: Sequence[str]) -> None:
    _decide(home, beside, lambda _line: None)
    with Desk.open(home, settings()) as desk:
        assert desk.count("status:solved") == 4
        assert desk.keeping.rebuild(verify=True).differences == ()


# replies -----------------------------------------------------------------------------------
def _reply(home: Home, _beside: Path, say: Say) -> None:
    with open_desk(home) as desk:
        codes = sorted(t.code for t in desk.rows())
        for code in codes[:3]:
            draft = desk.replies.start(code, text=f"Good day, {code}.")
            desk.replies.save(draft)
            say(f"draft {draft.id}")
            queued = desk.replies.queue(draft, override=True)
            say(f"queued {queued.id} {queued.raw} {draft.id}")
        desk.outbox.cancel(queued.id)
        say(f"cancelled {queued.id}")


def _replied(home: Home, _beside: Path, said: Sequence[str]) -> None:
    with Desk.open(home, settings()) as desk:
        drafts = {d.id for d in desk.replies.drafts()}
        entries = {e.id: e for e in desk.outbox.waiting(cancelled=True)}
        for entry in entries.values():
            assert hashlib.sha256(desk.raw(entry.raw)).hexdigest() == entry.raw
        gone = {line.split()[3] for line in said if line.startswith("queued")}
        for line in said:
            what, name, *more = line.split()
            if what == "draft":
                assert name in drafts or name in gone or line == [s for s in said if s.startswith("draft")][-1]
            elif what == "queued":
                assert entries[name].raw == more[0]
                assert more[1] not in drafts
            else:
                assert entries[name].state == "cancelled"


def _reply_again(home: Home, beside: Path, said: Sequence[str]) -> None:
    more: list[str] = []
    _reply(home, beside, more.append)
    _replied(home, beside, [*(s for s in said if not s.startswith("draft")), *more])


# many replies ------------------------------------------------------------------------------
def _planned(home: Home, beside: Path) -> None:
    home.canned_folder.mkdir(mode=0o700, exist_ok=True)
    text = "---\nname: recall\n---\nDear {{customer.name}},\n\nplease send it back.\n"
    home.canned_folder.joinpath("recall.md").write_text(text, encoding="utf-8")
    with open_desk(home) as desk:
        desk.do(*(decisions.add_tag(t.code, "recall") for t in desk.rows("from:hanako@customer.example")))
        # one mail for each person: three persons, three mails
        plan = make_plan(desk, "", "recall")
        assert len(plan.blocks) == 3
        beside.joinpath("plan.txt").write_text(write_plan(plan), encoding="utf-8")


def _bulk(home: Home, beside: Path, say: Say) -> None:
    plan = read_plan(beside.joinpath("plan.txt").read_text("utf-8"))
    with open_desk(home) as desk:
        for block in pending(desk, plan):
            for entry in queue_blocks(desk, plan, [block], now_for_all)[0]:
                say(entry.id)
        say("all")


def _bulk_there(home: Home, beside: Path, said: Sequence[str]) -> None:
    plan = read_plan(beside.joinpath("plan.txt").read_text("utf-8"))
    with Desk.open(home, settings()) as desk:
        made = [e.id for e in desk.outbox.of_plan(plan.id)]
        assert {s for s in said if s != "all"} <= set(made)
        assert len(made) == len(set(made))
        for entry in desk.outbox.of_plan(plan.id):
            assert hashlib.sha256(desk.raw(entry.raw)).hexdigest() == entry.raw


def _bulk_again(home: Home, beside: Path, _said: Sequence[str]) -> None:
    _bulk(home, beside, lambda _line: None)
    _bulk_there(home, beside, [])
    with Desk.open(home, settings()) as desk:
        plan = read_plan(beside.joinpath("plan.txt").read_text("utf-8"))
        assert len(desk.outbox.of_plan(plan.id)) == 3


# the search index --------------------------------------------------------------------------
def _many_segments(home: Home, _beside: Path) -> None:
    with open_desk(home) as desk:
        for number in range(100, 130):
            desk.take_in([arrival(number, letter(number))])
        desk.store.engine.checkpoint()


def _settle(home: Home, _beside: Path, _say: Say) -> None:
    with open_desk(home) as desk:
        for _step in desk.ledger.search.settle(pages=2):
            pass
        desk.store.engine.checkpoint()


def _searchable(home: Home, _beside: Path, _said: Sequence[str]) -> None:
    with Desk.open(home, settings()) as desk:
        assert desk.count("返金") == desk.count() == HELD + 30
        assert desk.count("word105") == 1


def _settle_again(home: Home, beside: Path, said: Sequence[str]) -> None:
    _settle(home, beside, lambda _line: None)
    _searchable(home, beside, said)


# copies ------------------------------------------------------------------------------------
def tables(home: Home) -> dict[str, Any]:
    """Everything in the tables, but at which stamp a ticket changed last."""
    with Desk.open(home, settings()) as desk:
        found = desk.store.db.storage.read() or {}
    tickets = {d["code"]: {k: v for k, v in d.items() if k != "rev"} for d in found.pop("tickets").values()}
    return {**found, "tickets": tickets}


def _backup(home: Home, beside: Path, say: Say) -> None:
    with open_desk(home) as desk:
        desk.keeping.backup(beside / "desk.tar")
        say("backup")


def _backup_whole(home: Home, beside: Path, said: Sequence[str]) -> None:
    """A backup that stands under its name is whole."""
    if said or beside.joinpath("desk.tar").exists():
        copy = Home(beside / "copy")
        restore(copy, beside / "desk.tar")
        assert tables(copy) == tables(home)


def _backup_again(home: Home, beside: Path, said: Sequence[str]) -> None:
    beside.joinpath("desk.tar").unlink(missing_ok=True)
    shutil.rmtree(beside / "copy", ignore_errors=True)
    _backup(home, beside, lambda _line: None)
    _backup_whole(home, beside, ["backup"])
    assert sorted(p.name for p in beside.iterdir()) == ["copy", "desk.tar"]


def _restore(_home: Home, beside: Path, say: Say) -> None:
    restore(Home(beside / "again"), beside / "desk.tar")
    say("restored")


def _made_backup(home: Home, beside: Path) -> None:
    _backup(home, beside, lambda _line: None)


def _restored(home: Home, beside: Path, said: Sequence[str]) -> None:
    again = Home(beside / "again")
    if said or again.root.exists() and any(again.root.iterdir()):
        assert tables(again) == tables(home)


def _restore_again(home: Home, beside: Path, said: Sequence[str]) -> None:
    if not Home(beside / "again").store_file.exists():
        _restore(home, beside, lambda _line: None)
    _restored(home, beside, ["restored"])
    assert sorted(p.name for p in beside.iterdir()) == ["again", "desk.tar"]


def _export(home: Home, beside: Path, say: Say) -> None:
    with open_desk(home) as desk:
        desk.keeping.export(beside / "out")
        say("exported")


def _exported(_home: Home, beside: Path, said: Sequence[str]) -> None:
    path = beside / "out" / "desk.json"
    if said or path.exists():
        with TinyDB(path) as plain:
            assert len(plain.table("tickets")) == HELD


def _export_again(home: Home, beside: Path, _said: Sequence[str]) -> None:
    for path in (beside / "out").glob("[!.]*"):
        path.unlink()
    _export(home, beside, lambda _line: None)
    _exported(home, beside, ["exported"])
    assert len(list((beside / "out").iterdir())) == 4


# computing anew ----------------------------------------------------------------------------
def _spoil_views(home: Home, _beside: Path) -> None:
    with open_desk(home) as desk:
        desk.store.table("tickets").update({"status": "closed"})
        desk.store.table("texts").update({"text": "wrong"})


def _rebuild(home: Home, _beside: Path, say: Say) -> None:
    with open_desk(home) as desk:
        desk.keeping.rebuild()
        say("rebuilt")


def _rebuilt(home: Home, _beside: Path, said: Sequence[str]) -> None:
    with Desk.open(home, settings()) as desk:
        assert desk.count() == HELD
        if said:
            assert desk.count("status:open tag:vip") == HELD


def _rebuild_again(home: Home, beside: Path, _said: Sequence[str]) -> None:
    _rebuild(home, beside, lambda _line: None)
    _rebuilt(home, beside, ["rebuilt"])
    with Desk.open(home, settings()) as desk:
        assert desk.keeping.rebuild(verify=True).differences == ()
    assert not home.root.joinpath(".rebuild").exists()


def as_version_2(home: Home, _beside: Path) -> None:
    """Make a closed store one of version 2, which kept no counts."""
    with sqlite3.connect(home.store_file) as conn:
        for name in ("more", "less", "move"):
            conn.execute(f"DROP TRIGGER t_tickets_{name}")
        conn.execute("DROP TABLE n_tickets")
        conn.execute("PRAGMA user_version = 2")
    conn.close()


def _upgrade(home: Home, _beside: Path, say: Say) -> None:
    with open_desk(home):
        say("opened")


def _upgraded(home: Home, _beside: Path, _said: Sequence[str]) -> None:
    with Desk.open(home, settings()) as desk:
        assert desk.count("tag:vip") == desk.count("status:open") == HELD
    copy = home.store_file.with_name("store.sqlite3.before-3")
    with sqlite3.connect(copy) as conn:
        assert conn.execute("SELECT count(*) FROM d_tickets").fetchone() == (HELD,)
        assert conn.execute("PRAGMA user_version").fetchone() == (2,)
    conn.close()


def _damage(home: Home, _beside: Path) -> None:
    with open_desk(home) as desk, desk.store.engine.transaction() as session:
        session.run("UPDATE d_tickets SET body = CAST(x'00112233' || body AS BLOB) WHERE id IN (2, 3)")
        session.run("UPDATE d_tickets SET c_status = 'closed' WHERE id = 5")
        session.run("DELETE FROM raw WHERE pack = 1")


def _fsck(home: Home, _beside: Path, say: Say) -> None:
    check_home(home, settings(), lambda _done, _total: None)
    say("checked")


def _fsck_again(home: Home, beside: Path, said: Sequence[str]) -> None:
    _fsck(home, beside, lambda _line: None)
    _rebuilt(home, beside, said)
    assert check_home(home, settings(), lambda _done, _total: None).findings == ()


def _cut(home: Home, _beside: Path) -> None:
    with open_desk(home) as desk:
        desk.store.engine.checkpoint()
    data = bytearray(home.store_file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 40_000] = bytes(40_000)
    home.store_file.write_bytes(data)


def _nothing_yet(_home: Home, _beside: Path, _said: Sequence[str]) -> None:
    """A broken database may still be broken; that it is not lost shows the next run."""


def _salvaged(home: Home, _beside: Path, _said: Sequence[str]) -> None:
    check_home(home, settings(), lambda _done, _total: None)
    with Desk.open(home, settings()) as desk:
        kept = {desk.raw(d["raw"]) for d in desk.store.table("messages")}
        assert {letter(n) for n in range(1, HELD + 1)} <= kept
        assert desk.keeping.rebuild(verify=True).differences == ()


# taking away -------------------------------------------------------------------------------
def _erase(home: Home, _beside: Path, say: Say) -> None:
    with open_desk(home) as desk:
        desk.keeping.erase(desk.keeping.plan_erasure(EVA))
        say("erased")


def _erased(home: Home, _beside: Path, said: Sequence[str]) -> None:
    with Desk.open(home, settings()) as desk:
        assert desk.count() in (HELD, HELD * 2 // 3)
    if said:
        _no_byte_of_her(home)


def _erase_again(home: Home, beside: Path, _said: Sequence[str]) -> None:
    with Desk.open(home, settings()) as desk, suppress(NothingMatched):
        # it was done before: asking again takes its last bytes off the disk
        desk.keeping.erase(desk.keeping.plan_erasure(EVA))
    with Desk.open(home, settings()) as desk:
        assert desk.count() == desk.count("tag:vip") == HELD * 2 // 3
    _no_byte_of_her(home)


def _no_byte_of_her(home: Home) -> None:
    for path in home.root.rglob("*"):
        assert path.is_dir() or b"eva@nordmail" not in path.read_bytes().lower(), path


# settings ----------------------------------------------------------------------------------
def _write(home: Home, _beside: Path, say: Say) -> None:
    for number in range(2):
        write_private(home.root / "config.toml", b"x" * 100 * (number + 1))
        say(str(number))


def _written(home: Home, _beside: Path, said: Sequence[str]) -> None:
    sizes = {0: (0, 100), 1: (100, 200), 2: (200,)}
    file = home.root / "config.toml"
    assert (file.stat().st_size if file.exists() else 0) in sizes[len(said)]


def _write_again(home: Home, beside: Path, _said: Sequence[str]) -> None:
    _write(home, beside, lambda _line: None)
    _written(home, beside, ["0", "1"])


WAYS = (
    Way("new desk", _first, _first_there, _first_again, lambda home, _beside: shutil.rmtree(home.root)),
    Way("mail in", _take, _took, _take_again),
    Way("decisions", _decide, _decided, _decide_again),
    Way("replies", _reply, _replied, _reply_again),
    Way("bulk", _bulk, _bulk_there, _bulk_again, _planned),
    Way("search index", _settle, _searchable, _settle_again, _many_segments),
    Way("backup", _backup, _backup_whole, _backup_again),
    Way("restore", _restore, _restored, _restore_again, _made_backup),
    Way("export", _export, _exported, _export_again),
    Way("rebuild", _rebuild, _rebuilt, _rebuild_again, _spoil_views),
    Way("upgrade", _upgrade, _upgraded, _upgraded, as_version_2),
    Way("fsck", _fsck, _always, _fsck_again, _damage),
    Way("salvage", _fsck, _nothing_yet, _salvaged, _cut),
    Way("erase", _erase, _erased, _erase_again),
    Way("settings", _write, _written, _write_again),
)
