"""Damage anywhere is found and named, what can be mended is, and nothing is ever silently wrong."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from config.errors import MadoError
from config.home import Home
from core import decisions
from core.arrivals import FolderState
from core.desk import Desk
from core.fsck import Checked, without
from core.fsck_home import check_home
from tests.core.conftest import settings
from tests.core.mails import arrival, mail
from tests.pieces import luck

MANY = bool(os.environ.get("MADO_TORTURE"))


def _filled(home: Home, mails: int) -> None:
    with Desk.open(home, settings()) as desk:
        people = ("Hanako <hanako@customer.example>", "Bob <bob@other.example>")
        batch = [
            arrival(
                n,
                mail(
                    n,
                    sender=people[n % 2],
                    subject=f"返金 {n}",
                    body=f"word{n} " * 30,
                    refs=(n - 2,) if n % 6 else (),
                ),
            )
            for n in range(1, mails + 1)
        ]
        desk.take_in(batch, FolderState("support", "INBOX", 1, mails + 1, None, f"1:{mails}"))
        for number, ticket in enumerate(desk.rows()):
            desk.do(decisions.add_note(ticket.code, f"note {number}"), decisions.add_tag(ticket.code, "vip"))
        desk.do(decisions.expect("bob@other.example", "soon"))
        draft = desk.replies.start(desk.rows()[0].code, text="hello")
        desk.replies.save(draft)
        desk.store.engine.checkpoint()
        for ticket in desk.rows()[:5]:
            desk.do(decisions.add_note(ticket.code, "in the log alone"))
        desk.mark_read(ticket.code)
        # as a killed process leaves it: closing would move the log into the database
        shutil.copytree(home.root, home.root.with_name("kept"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home to copy from; nobody writes into it."""
    folder = tmp_path_factory.mktemp("whole")
    _filled(Home(folder / "home"), 40)
    return Home(folder / "kept")


@pytest.fixture
def copy(whole: Home, tmp_path: Path) -> Home:
    return _copied(whole, tmp_path / "home")


def _copied(whole: Home, root: Path) -> Home:
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(whole.root, root)
    return Home(root)


def _check(home: Home, *, accept: bool = False) -> Checked:
    return check_home(home, settings(), lambda _done, _total: None, accept=accept)


def _state(home: Home) -> dict[str, Any]:
    """Everything that a person can see, without what a repair may renumber."""
    with Desk.open(home, settings()) as desk:
        tickets = {t.code: t for t in desk.rows()}
        return {
            "tickets": {c: (t.status, t.subject, t.tags, t.notes, t.messages) for c, t in tickets.items()},
            "whose": {c: t.customer.name for c, t in tickets.items()},
            "entries": {c: [(e.kind, e.at, getattr(e, "text", "")) for e in desk.entries(c)] for c in tickets},
            "raw": sorted(
                desk.raw(d["raw"]) for d in desk.store.table("messages") if desk.store.raw.contains(d["raw"])
            ),
            "found": {w: sorted(t.code for t in desk.rows(w)) for w in ("返", "word7", "bob", '"word9 word9"')},
            "queries": {q: desk.count(q) for q in ("status:open", "tag:vip", "from:bob@other.example", "is:unread")},
            "persons": [(p["name"], p["addresses"], p["expectation"]) for p in desk.customers()],
            "drafts": [d.body for d in desk.replies.drafts()],
        }


def _read(home: Home) -> set[str]:
    """Every text that a person would read."""
    with Desk.open(home, settings()) as desk:
        desk.rows("word7"), desk.customers(), desk.replies.drafts()
        return {getattr(e, "text", "") for t in desk.rows() for e in desk.entries(t.code)}


def _damaged(noise: random.Random, home: Home) -> str:
    """Flip some bits of one file, or cut it."""
    log = home.store_file.with_name("store.sqlite3-wal")
    lock = home.store_file.with_name("store.sqlite3-lock")
    pack = home.raw_folder / "000001.pack"
    path = noise.choice([home.store_file] * 4 + [log] * 3 + [pack] * 2 + [lock])
    data = bytearray(path.read_bytes())
    if noise.random() < 0.15:
        data = data[: noise.randrange(len(data))]
        how = f"{path.name} cut to {len(data)}"
    else:
        places = [noise.randrange(len(data)) for _flip in range(noise.choice([1, 1, 2, 8]))]
        for place in places:
            data[place] ^= 1 << noise.randrange(8)
        how = f"{path.name} flipped at {places}"
    path.write_bytes(data)
    return how


@pytest.mark.timeout(900 if MANY else 60)
@pytest.mark.parametrize("block", range(20 if MANY else 1))
def test_flipped_and_cut_bytes_are_found_named_and_never_silently_wrong(
    whole: Home, tmp_path: Path, block: int, record_property: Callable[[str, object], None]
) -> None:
    before = _state(_copied(whole, tmp_path / "before"))
    told = {text for entries in before["entries"].values() for _kind, _at, text in entries}
    noise = luck(block)
    rounds = 50 if MANY else 8
    record_property("damages", rounds)
    for _turn in range(rounds):
        home = _copied(whole, tmp_path / "home")
        how = _damaged(noise, home)
        with suppress(MadoError):  # before anybody has checked: words and what is right, or a sentence
            assert _read(home) <= told, how
        try:
            checked = _check(home)
        except MadoError as error:
            assert error.hint, how  # the file is beyond recognition: said, with what to do
            continue
        after = _state(home)
        if not checked.lost:
            assert after == before, (how, checked.findings)
        assert all(f.text for f in checked.findings)
        with Desk.open(home, settings()) as desk:
            desk.take_in([arrival(99, mail(99, subject="still works"))])
            assert desk.count("still") == 1, how


def test_damaged_raw_mail_is_named_and_comes_back_with_the_next_fetch(copy: Home) -> None:
    pack = copy.raw_folder / "000001.pack"
    data = bytearray(pack.read_bytes())
    data[len(data) // 2] ^= 4
    pack.write_bytes(data)
    checked = _check(copy)
    (lost,) = checked.findings
    assert (lost.what, lost.state) == ("raw", "lost")
    assert lost.ticket and lost.message_id
    number = int(lost.message_id[1:].partition("@")[0])
    with Desk.open(copy, settings()) as desk:
        state = desk.folder_state("support", "INBOX")
        assert state is not None
        assert state.done == without("1:40", number)
        people = ("Hanako <hanako@customer.example>", "Bob <bob@other.example>")
        again = mail(
            number,
            sender=people[number % 2],
            subject=f"返金 {number}",
            body=f"word{number} " * 30,
            refs=(number - 2,) if number % 6 else (),
        )
        desk.take_in([arrival(number, again)])
    assert _check(copy).findings == ()


def test_a_damaged_event_is_lost_until_it_is_accepted(copy: Home) -> None:
    with Desk.open(copy, settings()) as desk:
        (note,) = [d for d in desk.store.table("events") if d["kind"] == "note"][:1]
        _spoil(desk, "events", note.doc_id)
    for _again in range(2):
        (lost,) = _check(copy).findings
        assert (lost.what, lost.state, lost.ticket) == ("event", "lost", note["ticket"])
        assert "note by Yuki" in lost.text
    assert _check(copy, accept=True).lost == 1
    assert _check(copy).findings == ()


@pytest.mark.parametrize("table", ["tickets", "messages", "texts", "customers"])
def test_damaged_views_are_computed_anew(whole: Home, copy: Home, table: str) -> None:
    before = _state(_copied(whole, copy.root.with_name("before")))
    with Desk.open(copy, settings()) as desk:
        for doc in list(desk.store.table(table))[:2]:
            _spoil(desk, table, doc.doc_id)
    checked = _check(copy)
    assert [f.state for f in checked.findings] == ["repaired"] * 2
    assert _state(copy) == before


def test_what_is_indexed_of_a_document_is_checked_against_it(whole: Home, copy: Home) -> None:
    before = _state(_copied(whole, copy.root.with_name("before")))
    with Desk.open(copy, settings()) as desk, desk.store.engine.transaction() as session:
        session.run("UPDATE d_tickets SET c_status = 'closed' WHERE id < 4")
        session.run("DELETE FROM m_tickets_tags WHERE id = 5")
    checked = _check(copy)
    assert len(checked.findings) == 4
    assert checked.lost == 0
    assert _state(copy) == before


def test_a_row_of_an_index_that_became_another_ones_twin_is_mended(whole: Home, copy: Home) -> None:
    before = _state(_copied(whole, copy.root.with_name("before")))
    with Desk.open(copy, settings()):
        pass  # its log is moved into the file
    data, fifth = copy.store_file.read_bytes(), b"\x03\x01\x13\x05vip"
    assert fifth in data, "the tag of the fifth ticket"
    copy.store_file.write_bytes(data.replace(fifth, b"\x03\x01\x13\x04vip"))
    checked = _check(copy)
    assert [(f.what, f.state) for f in checked.findings][:1] == [("database", "repaired")]
    assert checked.lost == 0
    assert _state(copy) == before
    assert _check(copy).findings == ()


def _spoil(desk: Desk, table: str, doc_id: int) -> None:
    with desk.store.engine.transaction() as session:
        session.run(f"UPDATE d_{table} SET body = CAST(x'00112233' || body AS BLOB) WHERE id = ?", (doc_id,))


@pytest.mark.parametrize(
    ("done", "uid", "left"),
    [
        ("1:9", 5, "1:4,6:9"),
        ("1:9", 1, "2:9"),
        ("1:9", 9, "1:8"),
        ("3,5", 5, "3"),
        ("4", 4, ""),
        ("1:3,7", 5, "1:3,7"),
    ],
)
def test_one_number_is_taken_out_of_a_sequence_set(done: str, uid: int, left: str) -> None:
    assert without(done, uid) == left


def test_a_table_that_is_declared_otherwise_is_made_anew(whole: Home, copy: Home) -> None:
    before = _state(_copied(whole, copy.root.with_name("before")))
    with Desk.open(copy, settings()) as desk, desk.store.engine.transaction() as session:
        session.run("PRAGMA writable_schema = ON")
        session.run("UPDATE sqlite_master SET sql = replace(sql, 'pack ', 'qack ') WHERE name = 'packs'")
    checked = _check(copy)
    assert checked.findings[0].what == "database"
    assert checked.lost == 0
    assert _state(copy) == before


def test_of_a_database_that_was_cut_in_half_all_mail_is_there_again(whole: Home, copy: Home) -> None:
    before = _state(_copied(whole, copy.root.with_name("before")))
    data = copy.store_file.read_bytes()
    copy.store_file.write_bytes(data[: len(data) // 2])
    checked = _check(copy)
    assert checked.findings[0].what == "database"
    assert _state(copy)["raw"] == before["raw"]
    with Desk.open(copy, settings()) as desk:
        assert desk.keeping.rebuild(verify=True).differences == ()
    assert copy.root.joinpath("store.sqlite3.damaged").exists()


def test_where_the_database_is_beyond_recognition_all_mail_comes_back_and_the_lost_log_is_said(
    whole: Home, copy: Home
) -> None:
    before = _state(_copied(whole, copy.root.with_name("before")))
    data = bytearray(copy.store_file.read_bytes())
    data[:5000] = bytes(5000)
    copy.store_file.write_bytes(data)
    for tail in ("-wal", "-shm"):
        copy.store_file.with_name(f"store.sqlite3{tail}").unlink(missing_ok=True)
    with pytest.raises(MadoError) as caught:
        Desk.open(copy, settings())
    assert caught.value.code == "not_a_store"
    assert "mado fsck" in caught.value.hint
    checked = _check(copy)
    assert {f.what for f in checked.findings if f.state == "lost"} == {"log", "key"}
    assert all("\n" not in f.text for f in checked.findings)
    assert _state(copy)["raw"] == before["raw"]
    assert _check(copy).lost == 2
    _check(copy, accept=True)
    assert _check(copy).findings == ()


def test_a_file_of_another_program_without_raw_mail_beside_it_is_left_alone(home: Home) -> None:
    home.ensure().store_file.write_bytes(b"a letter\n" * 1000)
    with pytest.raises(MadoError) as caught:
        _check(home)
    assert caught.value.code == "not_a_store"
    assert home.store_file.read_bytes() == b"a letter\n" * 1000


def test_where_the_database_was_deleted_it_is_said_and_all_mail_comes_back(whole: Home, copy: Home) -> None:
    before = _state(_copied(whole, copy.root.with_name("before")))
    for path in copy.root.glob("store.sqlite3*"):
        if not path.name.endswith("-lock"):
            path.unlink()
    with Desk.open(copy, settings()) as desk:
        assert desk.count() == 0
        assert desk.store.lost_commits() > 0
    assert _check(copy).lost == 1
    assert _state(copy)["raw"] == before["raw"]
    _check(copy, accept=True)
    assert _check(copy).findings == ()
