"""A person who was erased is in no file any more, in no form, and nothing brings them back."""

from __future__ import annotations

import base64
import os
import quopri
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.errors import NothingMatched, Refused
from config.home import Home
from core import decisions
from core.arrivals import SetAside
from core.desk import Desk
from core.erase_names import Called
from core.store.records import Record, unpack_record
from core.store.repair import pack_files, scan_pack
from core.store.values import Unreadable, decode
from tests.core.conftest import settings
from tests.core.mails import US, arrival, mail

EVA = "Eva Lindqvist <eva.lindqvist@nordmail.example>"
WORDS = ("eva.lindqvist@nordmail.example", "Lindqvist", "Kühlschrank", "冷蔵庫故障", "zebrafinch")
OTHERS = ("Hanako <hanako@customer.example>", "Bob <bob@other.example>")


def _forms(word: str) -> Iterator[bytes]:
    """A word as it may stand in a file: as it is, folded, in other charsets and encodings."""
    for text in {word, word.lower(), word.upper()}:
        for charset in ("utf-8", "utf-16-le", "iso-2022-jp", "shift_jis", "latin-1"):
            try:
                raw = text.encode(charset)
            except UnicodeEncodeError:
                continue
            yield raw
            yield quopri.encodestring(raw).strip()
        for shift in range(3):  # wherever it begins within a group of three bytes
            yield base64.b64encode(b"x" * shift + text.encode())[4 if shift else 0 : -4]


def _everything(home: Home) -> Iterator[tuple[str, bytes]]:
    """Every byte of a home as it stands, and everything that we keep deflated, inflated."""
    for path in sorted(p for p in home.root.rglob("*") if p.is_file()):
        yield str(path), path.read_bytes()
    for path in pack_files(home.raw_folder).values():
        with path.open("rb") as file:
            for found in scan_pack(path):
                assert isinstance(found, Record)
                raw = unpack_record(os.pread(file.fileno(), found.size, found.place), found.sha)
                assert raw is not None
                yield f"{path} {found.place}", raw
    with sqlite3.connect(home.store_file) as conn:
        tables = [n for (n,) in conn.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%'")]
        for table in tables:
            for row in conn.execute(f'SELECT * FROM "{table}"'):
                yield table, b" ".join(_shown(v) for v in row)
        for table in ("grams", "starts"):
            conn.execute(f"CREATE VIRTUAL TABLE temp.v_{table} USING fts5vocab(main, {table}, row)")
            yield table, " ".join(t for (t,) in conn.execute(f"SELECT term FROM temp.v_{table}")).encode()
    conn.close()


def _shown(value: object) -> bytes:
    if not isinstance(value, bytes):
        return str(value).encode("utf-8", "replace")
    try:
        return repr(decode(value)).encode("utf-8", "replace")
    except (Unreadable, zlib.error, ValueError):
        return value


def found_in(home: Home) -> set[tuple[str, str]]:
    """Where in a home which of the words stands."""
    wanted = {form: word for word in WORDS for form in _forms(word) if len(form) >= 5}
    return {(where, word) for where, data in _everything(home) for form, word in wanted.items() if form in data}


def _history(desk: Desk) -> None:
    base = [
        mail(
            1, sender=EVA, subject="Kühlschrank 冷蔵庫故障", body="Der Kühlschrank zebrafinch 冷蔵庫故障です。\n" * 5
        ),
        mail(2, sender=EVA, subject="Re: Kühlschrank 冷蔵庫故障", body="zebrafinch?", refs=(1,)),
        mail(3, sender=OTHERS[0], subject="Parcel", body="Where is it?"),
        mail(4, sender=OTHERS[1], subject="Other", body="> eva.lindqvist@nordmail.example wrote: zebrafinch"),
        mail(5, sender=OTHERS[1], subject="Bill", body="My bill."),
        mail(6, sender=OTHERS[0], subject="Re: Parcel", body="Hello?", refs=(3,), headers={"Cc": EVA}),
    ]
    desk.take_in([arrival(n, raw) for n, raw in enumerate(base, 1)])
    ours = mail(7, sender=US, to=EVA, subject="Re: Kühlschrank 冷蔵庫故障", body="Dear Lindqvist", refs=(1,))
    desk.take_in([arrival(7, ours, role="sent", folder="Sent")])
    aside = SetAside(arrival(8, b"").place, "too odd", mail(8, sender=EVA, body="zebrafinch"))
    desk.take_in([], aside=[aside])
    code = desk.customer("eva.lindqvist@nordmail.example").tickets[0].code
    other = next(t.code for t in desk.rows() if t.subject == "Bill")
    desk.do(decisions.add_note(code, "Lindqvist is cross"), decisions.add_tag(code, "fridge"))
    desk.do(decisions.add_note(other, "ask eva.lindqvist@nordmail.example"))
    desk.do(decisions.add_note(other, "call Bob"))
    desk.do(decisions.expect("eva.lindqvist@nordmail.example", "zebrafinch"))
    desk.mark_read(code)
    draft = desk.replies.start(code, text="Dear Eva Lindqvist, zebrafinch")
    desk.replies.save(draft)
    desk.replies.discard(draft.id)  # an old draft is still in a freed page
    desk.replies.save(desk.replies.start(code, text="Dear Eva Lindqvist"))


def _erase(desk: Desk) -> None:
    desk.keeping.erase(desk.keeping.plan_erasure("eva.lindqvist@nordmail.example"))


def test_not_one_byte_of_them_is_left_in_any_form(desk: Desk, home: Home) -> None:
    _history(desk)
    assert {word for _where, word in found_in(home)} == set(WORDS)  # the search does find them
    _erase(desk)
    desk.close()
    assert found_in(home) == set()


def test_the_consoles_first_picture_goes_with_them(desk: Desk, home: Home) -> None:
    _history(desk)
    home.window_file.write_text("their name and subject", encoding="utf-8")
    _erase(desk)
    assert not home.window_file.exists()


def test_what_belongs_to_others_stays(desk: Desk) -> None:
    _history(desk)
    _erase(desk)
    assert sorted(t.subject for t in desk.rows()) == ["Bill", "Parcel"]
    bill = next(t for t in desk.rows() if t.subject == "Bill")
    assert [e.text for e in desk.entries(bill.code) if e.kind == "note"] == ["call Bob"]
    assert desk.count("hello") == 0  # she was in copy of that one
    assert desk.count("parcel") == 1
    with pytest.raises(NothingMatched):
        desk.customer("eva.lindqvist@nordmail.example")
    assert desk.keeping.rebuild(verify=True).differences == ()
    assert desk.keeping.fsck().findings == ()


def test_what_colleagues_wrote_of_them_goes_by_name_where_they_took_part_and_by_their_tickets_code(
    desk: Desk, home: Home
) -> None:
    _history(desk)
    theirs = desk.customer("eva.lindqvist@nordmail.example").tickets[0].code
    parcel, bill = (next(t.code for t in desk.rows() if t.subject == s) for s in ("Parcel", "Bill"))
    gone = ("Lindqvist, Eva called again", "Frau LINDQVIST will call", f"the same as {theirs}")
    for code, text in zip((parcel, parcel, bill), gone, strict=True):
        desk.do(decisions.add_note(code, text))
    desk.do(decisions.add_note(parcel, "an evangelist from Lindqvistholm"), decisions.add_note(bill, "Eva is closed"))
    _erase(desk)
    kept = [e.text for code in (parcel, bill) for e in desk.entries(code) if e.kind == "note"]
    assert kept == ["an evangelist from Lindqvistholm", "call Bob", "Eva is closed"]
    desk.close()
    everything = [data for _where, data in _everything(home)]
    assert not [word for word in ("called again", "LINDQVIST will") for data in everything if word.encode() in data]
    assert [data for data in everything if b"Lindqvistholm" in data]  # the search does find what stays


@pytest.mark.parametrize(
    ("name", "text", "whole", "part"),
    [
        ("田中 一郎", "田中一郎へ電話", True, True),
        ("田中 一郎", "田中様より", False, True),
        ("田中 一郎", "田中町の店", False, False),
        ("Anna Lee", "LEE, Anna", True, True),
        ("Anna Lee", "ask Anna", False, True),
        ("Anna Lee", "Lee", False, False),
        ("Anna Lee", "Annabel Leeds", False, False),
        ("", "anything", False, False),
    ],
)
def test_a_name_is_known_as_people_write_it(name: str, text: str, whole: bool, part: bool) -> None:
    called = Called([name])
    assert (called.whole_in(text), called.stands_in(text)) == (whole, part)


def test_mail_that_only_names_them_can_be_kept(desk: Desk) -> None:
    _history(desk)
    desk.keeping.erase(desk.keeping.plan_erasure("eva.lindqvist@nordmail.example", mentions=False))
    assert sorted(t.subject for t in desk.rows()) == ["Bill", "Other", "Parcel"]


def test_neither_sync_nor_rebuild_brings_them_back_but_a_new_mail_is_taken_in(desk: Desk, home: Home) -> None:
    _history(desk)
    _erase(desk)
    again = [
        mail(1, sender=EVA, subject="Kühlschrank 冷蔵庫故障", body="zebrafinch"),
        mail(30, sender=EVA, body="older"),
    ]
    done = desk.take_in([arrival(101 + n, raw) for n, raw in enumerate(again)])
    assert (done.fetched, done.opened) == (0, frozenset())
    desk.keeping.rebuild()
    with pytest.raises(NothingMatched):
        desk.customer("eva.lindqvist@nordmail.example")
    later = mail(9, sender=EVA, subject="New").replace(b"20 Nov 2026", b"20 Dec 2099")
    fresh = arrival(201, later)
    desk.take_in([type(fresh)(fresh.place, "inbox", (), None, later)])
    assert desk.customer("eva.lindqvist@nordmail.example").counts == {"open": 1}


def test_a_reply_that_may_still_leave_stops_it(desk: Desk) -> None:
    _history(desk)
    code = desk.customer("eva.lindqvist@nordmail.example").tickets[0].code
    queued = desk.replies.queue(desk.replies.start(code, text="Good day."), override=True)
    with pytest.raises(Refused, match=queued.id):
        desk.keeping.plan_erasure("eva.lindqvist@nordmail.example")
    desk.outbox.cancel(queued.id)
    desk.keeping.plan_erasure("eva.lindqvist@nordmail.example")


def test_our_own_address_is_nobody_to_erase(desk: Desk) -> None:
    with pytest.raises(Refused):
        desk.keeping.plan_erasure(US)


def test_another_console_goes_on_meanwhile_and_afterwards(
    desk: Desk, open_desk: Callable[[str], Desk], home: Home, tmp_path: Path
) -> None:
    _history(desk)
    other = open_desk("Aya")
    bill = next(t.code for t in other.rows() if t.subject == "Bill")
    read = [other.raw(d["raw"]) for d in other.store.table("messages")]
    assert len(read) == 7
    _erase(desk)
    other.do(decisions.add_note(bill, "still here"))
    other.take_in([arrival(300, mail(40, sender=OTHERS[1], subject="Fresh"))])
    assert other.count("fresh") == 1
    for doc in other.store.table("messages"):
        assert other.raw(doc["raw"])
    other.close()
    desk.close()
    assert found_in(home) == set()
    with Desk.open(home, settings()) as again:
        assert again.keeping.fsck().findings == ()


def test_files_beside_the_store_forget_them_too_and_what_is_written_by_hand_is_named(
    desk: Desk, home: Home, tmp_path: Path
) -> None:
    _history(desk)
    draft = desk.replies.drafts()[0].id
    address = "eva.lindqvist@nordmail.example"
    home.root.joinpath("views.toml").write_text(
        '[views]\n"Eva" = "from:EVA.Lindqvist@nordmail.example"\n"cross" = "\\"Eva Lindqvist\\" tag:a"\n'
        '"late" = "waiting:>4h"\n'
    )
    home.root.joinpath("mado.log").write_text(f"12:00 sent\n12:01 refused {address}\n")
    home.root.joinpath("send-support.journal").write_text(f'["dot", "x", ["{address}"]]\n["dot", "y", ["bob"]]\n')
    leftovers = (f"reply-{draft}.txt", "reply-abc.txt", ".window-x1", ".config.toml.12", "sync-status.json")
    for name in leftovers:
        home.root.joinpath(name).write_text(f"Dear Lindqvist, {address}")
    home.root.joinpath("reply-bob.txt").write_text("Dear Bob, being written just now")
    home.canned_folder.mkdir()
    by_hand = home.canned_folder / "hers.md"
    by_hand.write_text(f"Write to {address}")
    desk.keeping.backup(tmp_path / "desk.tar")
    desk.keeping.export(tmp_path / "out")
    desk.keeping.backup(tmp_path / "gone.tar")
    tmp_path.joinpath("gone.tar").unlink()

    plan = desk.keeping.plan_erasure(address)
    assert plan.by_hand == [by_hand]
    assert plan.copies == [tmp_path / "desk.tar", tmp_path / "out"]
    desk.keeping.erase(plan)
    assert plan.by_hand == [by_hand]
    by_hand.unlink()
    desk.close()
    assert found_in(home) == set()
    assert home.root.joinpath("views.toml").read_text() == '[views]\n"late" = "waiting:>4h"\n'
    assert home.root.joinpath("mado.log").read_text() == "12:00 sent\n"
    assert home.root.joinpath("send-support.journal").read_text() == '["dot", "y", ["bob"]]\n'
    assert not any(home.root.joinpath(name).exists() for name in leftovers)
    assert home.root.joinpath("reply-bob.txt").exists()


def test_raw_copies_that_nothing_refers_to_go_as_well(desk: Desk, home: Home) -> None:
    _history(desk)
    desk.store.raw.put(mail(90, sender=OTHERS[0], to=EVA, body="made and never sent: zebrafinch"))
    kept = desk.store.raw.put(mail(91, sender=OTHERS[0], body="nobody's"))
    _erase(desk)
    assert b"nobody's" in desk.raw(kept)
    desk.close()
    assert found_in(home) == set()
