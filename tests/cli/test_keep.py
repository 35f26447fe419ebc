"""Keeping the data, as an admin does it at the command line."""

from __future__ import annotations

import csv
import json
import mailbox
from pathlib import Path

from tinydb import TinyDB

from tests.cli.calling import Mado
from tests.cli.mails import SHOP, folder_with, mail


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(data)


def test_a_rebuild_verifies_on_imported_mail_and_after_decisions(shop: Mado, codes: dict[str, str]) -> None:
    shop("solve", codes["Bob"])
    shop("note", codes["Hanako"], "call back")
    shop("merge", codes["Bob"], codes["Carol"])
    shop("customer", "expect", "bob@other.example", "soon")
    said = shop("rebuild", "--verify", "--json").json
    assert (said["equal"], said["messages"], said["tickets"]) == (True, 4, 2)
    before = shop("tickets", "--jsonl").out
    shop("rebuild")
    assert shop("tickets", "--jsonl").out == before


def test_fsck_names_damaged_raw_mail_until_it_is_imported_again(shop: Mado, tmp_path: Path) -> None:
    assert shop("fsck", "--json").json["findings"] == []
    _flip(shop.home / "raw" / "000001.pack")
    said = shop("fsck", "--json", code=1).json
    assert said["lost"] == 1
    (found,) = said["findings"]
    assert found["what"] == "raw"
    assert found["ticket"] and found["message_id"]
    assert found["ticket"] in shop("fsck", code=1).out
    assert shop("tickets", "--ids").out.count("\n") == 3
    shop("import", str(tmp_path / "shop"))
    shop("fsck")


def test_a_backup_restores_into_an_empty_home_and_nowhere_else(shop: Mado, tmp_path: Path) -> None:
    shop("canned", "new", "mine", code=None)
    file = tmp_path / "desk.tar"
    shop("backup", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    assert shop("backup", str(file), code=2).err
    again = Mado(tmp_path / "again")
    said = again("restore", str(file), "--json").json
    assert (said["equal"], said["counts"]["messages"], said["raw"]) == (True, 4, 4)
    for words in (("tickets", "--jsonl"), ("customers", "--jsonl"), ("search", "返金", "--jsonl"), ("config", "get")):
        assert again(*words).out == shop(*words).out
    assert again.home.stat().st_mode & 0o777 == 0o700
    assert "not empty" in again("restore", str(file), code=5).err
    again("rebuild", "--verify")


def test_a_damaged_backup_restores_nothing(shop: Mado, tmp_path: Path) -> None:
    file = tmp_path / "desk.tar"
    shop("backup", str(file))
    whole = file.read_bytes()
    for data in (whole[: len(whole) // 2], whole.replace(b"SQLite format 3", b"SQLite format 4", 1), b"a letter\n"):
        file.write_bytes(data)
        again = Mado(tmp_path / "again")
        assert again("restore", str(file), "--json", code=1).error["code"] == "bad_backup"
        assert not again.home.exists()
        assert [p.name for p in tmp_path.glob(".*")] == []


def test_an_export_opens_in_other_programs(mado: Mado, tmp_path: Path) -> None:
    risky = mail(9, sender="=cmd <x@evil.example>", subject="=1+1", body="From here on\nhello")
    mado("import", str(folder_with(tmp_path / "mails", *SHOP, risky)))
    folder = tmp_path / "out"
    mado("export", str(folder))
    with TinyDB(folder / "desk.json") as plain:
        assert len(plain.table("tickets")) == 4
    kept = mailbox.mbox(folder / "mail.mbox")
    assert sorted(m["Message-ID"] for m in kept) == sorted(f"<m{n}@customer.example>" for n in (1, 2, 3, 4, 9))
    rows = list(csv.DictReader((folder / "tickets.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert {r["subject"] for r in rows} == {"返金のお願い", "Refund please", "Thanks", "'=1+1"}
    assert all(json.loads(line)["position"] for line in (folder / "log.jsonl").read_text().splitlines())
    mado("export", str(folder), code=5)
    again = Mado(tmp_path / "again")
    servers = ["--imap", "127.0.0.1:9", "--smtp", "127.0.0.1:9"]
    again("init", "--name", "a", "--email", "support@shop.example", *servers)
    assert again("import", str(folder / "mail.mbox"), "--json").json["messages"] == 5
    assert len(again("tickets", "here", "--ids").out.split()) == 1


def test_what_a_customer_is_handed_holds_no_note(shop: Mado, codes: dict[str, str], tmp_path: Path) -> None:
    shop("note", codes["Hanako"], "difficult person")
    shop("customer", "expect", "hanako@customer.example", "the world")
    said = shop("customer", "export", "hanako@customer.example")
    assert "difficult" not in said.out
    assert "the world" not in said.out
    assert [m["subject"] for m in said.json["messages"]] == ["返金のお願い", "Re: 返金のお願い"]
    shop("customer", "hanako@customer.example", "export", str(tmp_path / "hers"))
    assert len(mailbox.mbox(tmp_path / "hers" / "mail.mbox")) == 2


def test_an_erased_customer_is_gone_and_stays_gone(shop: Mado, tmp_path: Path) -> None:
    refused = shop("customer", "erase", "bob@other.example", "--json", code=5)
    assert refused.error["code"] == "not_confirmed"
    said = shop("customer", "erase", "bob@other.example", "--yes", "--json").json
    assert (said["messages"], len(said["tickets"])) == (1, 1)
    for path in shop.home.rglob("*"):
        assert path.is_dir() or b"bob@other" not in path.read_bytes()
    assert shop("import", str(tmp_path / "shop"), "--json").json["messages"] == 0
    shop("customer", "bob@other.example", code=4)
    shop("rebuild", "--verify")
    shop("fsck")


def test_what_a_person_set_up_by_hand_is_in_the_backup(shop: Mado, tmp_path: Path) -> None:
    shop.home.joinpath("views.toml").write_text('[views]\n"late" = "waiting:>4h"\n')
    shop.home.joinpath("macros").mkdir()
    shop.home.joinpath("macros", "thanks.toml").write_text('title = "Thanks"\n')
    shop("backup", str(tmp_path / "desk.tar"))
    again = Mado(tmp_path / "again")
    again("restore", str(tmp_path / "desk.tar"))
    for name in ("views.toml", "macros/thanks.toml", "config.toml"):
        assert again.home.joinpath(name).read_text() == shop.home.joinpath(name).read_text()
