"""Folders and files that this user may not read or write: one clear sentence each, and nothing is changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.home import Home
from tests.faults import nobody
from tests.faults.ways import HELD, fill

SETTINGS = """
[agent]
name = "Yuki"

[mailboxes.support]
email = "support@shop.example"
user = "support"
from_name = "Shop"
imap = { host = "127.0.0.1", port = 9, security = "none" }
smtp = { host = "127.0.0.1", port = 9, security = "none" }
"""
READ = ("tickets", "--ids")


@pytest.fixture
def home() -> Iterator[Path]:
    with nobody.folder() as folder:
        home = Home(folder / "home")
        fill(home)
        home.config_file.write_text(SETTINGS)
        home.config_file.chmod(0o600)
        nobody.hand_over(home.root)
        yield home.root


def _everything(home: Path) -> dict[str, bytes]:
    files = (p for p in home.rglob("*") if p.is_file() and not p.name.endswith(("-shm", "-wal")))
    return {str(p): p.read_bytes() for p in files}


def _mode(name: str, mode: int) -> Callable[[Path], None]:
    return lambda home: (home / name).chmod(mode)


def _other(name: str) -> Callable[[Path], None]:
    return lambda home: nobody.take_away(home / name)


def test_as_it_is_it_works(home: Path) -> None:
    done = nobody.mado(home, *READ)
    assert (done.code, done.out.count("\n"), done.err) == (0, HELD, "")


@pytest.mark.parametrize(
    ("spoil", "names"),
    [
        (_mode("", 0o500), ""),
        (_mode("", 0o000), ""),
        (_other(""), ""),
        (_mode("store.sqlite3", 0o000), "store.sqlite3"),
        (_other("store.sqlite3"), "store.sqlite3"),
        (_mode("store.sqlite3-lock", 0o000), "store.sqlite3-lock"),
        (_other("config.toml"), "config.toml"),
    ],
    ids=[
        "read-only folder", "closed folder", "another's folder", "closed store", "another's store",
        "closed lock", "another's settings",
    ],
)  # fmt: skip
def test_what_may_not_be_written_is_said_in_one_sentence(
    home: Path, spoil: Callable[[Path], None], names: str
) -> None:
    before = _everything(home)
    spoil(home)
    done = nobody.mado(home, *READ, "--json")
    assert done.code in (1, 2), done
    told = json.loads(done.err)["error"]
    assert told["code"] in ("read_only", "config", "disk"), told
    assert str(home / names) in told["message"], told
    assert told["hint"]
    japanese = nobody.mado(home, "--lang", "ja", *READ)
    assert japanese.code == done.code
    assert any("ぁ" <= c <= "ん" for c in japanese.err), japanese.err
    home.chmod(0o700)
    for name in before:
        Path(name).chmod(0o600)
    assert _everything(home) == before


def _packs_closed(home: Path) -> None:
    for path in (home / "raw").glob("*.pack"):
        path.chmod(0o400)


def test_a_store_that_may_be_read_only_is_read_and_says_what_it_cannot(home: Path) -> None:
    (home / "store.sqlite3").chmod(0o400)
    listed = nobody.mado(home, *READ)
    assert (listed.code, listed.out.count("\n")) == (0, HELD)
    done = nobody.mado(home, "note", listed.out.split()[0], "hello", "--json")
    told = json.loads(done.err)["error"]
    assert (done.code, told["code"]) == (1, "read_only")
    assert str(home / "store.sqlite3") in told["message"] and told["hint"]


@pytest.mark.parametrize("spoil", [_packs_closed, _mode("raw", 0o000), _other("raw")])
def test_without_the_packs_tickets_are_read_and_only_what_needs_them_is_refused(
    home: Path, spoil: Callable[[Path], None], tmp_path: Path
) -> None:
    spoil(home)
    assert nobody.mado(home, *READ).out.count("\n") == HELD
    mail = home.parent / "new.eml"
    mail.write_bytes(b"From: a@b.example\nSubject: new\n\nhello\n")
    done = nobody.mado(home, "import", str(mail), "--json")
    assert done.code == 1, done
    told = json.loads(done.err)["error"]
    assert told["code"] in ("read_only", "disk") and str(home / "raw") in told["message"], told
    (home / "raw").chmod(0o700)
    for path in (home / "raw").iterdir():
        path.chmod(0o600)
    nobody.hand_over(home / "raw")
    assert nobody.mado(home, "import", str(mail)).code == 0
    assert nobody.mado(home, "fsck").code == 0


def test_what_others_may_read_is_closed_or_named(home: Path) -> None:
    (home / "store.sqlite3").chmod(0o644)
    assert nobody.mado(home, *READ).code == 0
    assert (home / "store.sqlite3").stat().st_mode & 0o777 == 0o600


def test_a_store_that_was_read_only_for_a_while_is_written_again(home: Path) -> None:
    code = nobody.mado(home, *READ).out.split()[0]
    store = home / "store.sqlite3"
    store.chmod(0o400)
    refused = nobody.mado(home, "solve", code)
    assert (refused.code, str(store) in refused.err) == (1, True)
    store.chmod(0o600)
    done = nobody.mado(home, "solve", code)
    assert (done.code, done.err) == (0, f"{code}: solved\n")
