"""Words beside the tables: one that was altered is named and read as it was, or said to be gone; never another."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from config.errors import MadoError
from config.home import Home
from core.desk import Desk
from core.fsck_home import check_home
from core.store import Store
from core.store.repair import structure
from core.store.session import Session
from core.store.words import Words, altered_words
from tests.core.conftest import settings
from tests.core.mails import arrival, mail

WORDS = {"key": "ab" * 32, "team mark": "3 17", "latest event": "2026-05-01T10:00:00+00:00", "名": "窓口 " * 40}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    home = Home(tmp_path / "home").ensure()
    with Store.open(home) as store:
        for key, word in WORDS.items():
            store.set_meta(key, word)
        store.engine.checkpoint()
    return home.store_file


def _alter(path: Path, sql: str, *parameters: object) -> None:
    with sqlite3.connect(path) as conn:
        conn.execute(sql, parameters)
    conn.close()


@pytest.mark.parametrize("column", ["value", "again", "proof"])
def test_a_word_whose_copy_or_checksum_was_altered_is_read_as_it_was(path: Path, column: str) -> None:
    _alter(path, f"UPDATE meta SET {column} = 7 WHERE key = 'team mark'")
    with Store.open(Home(path.parent)) as store:
        assert store.meta("team mark") == "3 17"
        assert altered_words(store.engine.session) == {"team mark": "3 17"}


def test_a_name_that_was_altered_in_any_byte_is_found_again(path: Path) -> None:
    for place in range(len("team mark")):
        name = bytearray(b"team mark")
        name[place] ^= 0x81
        _alter(path, "UPDATE meta SET key = CAST(? AS TEXT) WHERE value = '3 17'", bytes(name))
        with Store.open(Home(path.parent)) as store:
            assert store.meta("team mark") == "3 17"
            assert list(altered_words(store.engine.session)) == ["team mark"]
        with sqlite3.connect(path) as conn:
            conn.execute("DELETE FROM meta WHERE value = '3 17'")
        conn.close()
        with Store.open(Home(path.parent)) as store:
            store.set_meta("team mark", "3 17")


def test_a_word_of_which_nothing_tells_any_more_is_refused_and_named(path: Path) -> None:
    _alter(path, "UPDATE meta SET value = 'x', again = 'y' WHERE key = 'team mark'")
    with Store.open(Home(path.parent)) as store:
        with pytest.raises(MadoError, match="team mark"):
            store.meta("team mark")
        assert store.meta("key") == WORDS["key"]


def test_whatever_byte_of_their_page_is_altered_no_word_is_silently_another(path: Path, tmp_path: Path) -> None:
    with sqlite3.connect(path) as conn:
        ((page,),) = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'meta'")
    conn.close()
    whole = path.read_bytes()
    start = (page - 1) * 4096
    used = [n for n in range(start, start + 4096) if whole[n]]
    broken = tmp_path / "broken"
    for place in random.Random(8).sample(used, 120):
        shutil.rmtree(broken, ignore_errors=True)
        broken.mkdir()
        file = broken / path.name
        file.write_bytes(whole[:place] + bytes((whole[place] ^ (1 << place % 8),)) + whole[place + 1 :])
        session = Session(file)
        try:
            words = Words(file)
            for key, word in WORDS.items():
                try:
                    found = words.read(session, key)
                except MadoError:
                    continue
                assert found == word or structure(session), (place - start, key, found)
        finally:
            session.close()


def test_fsck_names_an_altered_word_and_writes_it_as_it_was(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with Desk.open(home, settings()) as desk:
        desk.take_in([arrival(1, mail(1))])
        kept = desk.store.meta("key")
        desk.store.engine.checkpoint()
    _alter(home.store_file, "UPDATE meta SET value = 'f' || substr(value, 2) WHERE key = 'key'")
    found = check_home(home, settings(), lambda _done, _total: None)
    assert [(f.what, f.state) for f in found.findings] == [("word", "repaired")]
    assert "'key'" in found.findings[0].text
    with Desk.open(home, settings()) as desk:
        assert desk.store.meta("key") == kept
    assert check_home(home, settings(), lambda _done, _total: None).findings == ()


def test_a_word_that_is_lost_is_said_so_until_it_is_accepted(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with Desk.open(home, settings()) as desk:
        desk.store.set_meta("bulk 7", "{}")
    _alter(home.store_file, "UPDATE meta SET value = 'x', again = 'y' WHERE key = 'bulk 7'")
    for _twice in range(2):
        assert check_home(home, settings(), lambda _done, _total: None).lost == 1
    check_home(home, settings(), lambda _done, _total: None, accept=True)
    assert check_home(home, settings(), lambda _done, _total: None).findings == ()


def test_a_desk_whose_key_is_gone_does_not_quietly_get_another(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with Desk.open(home, settings()) as desk:
        desk.take_in([arrival(1, mail(1))])
        desk.store.engine.checkpoint()
    _alter(home.store_file, "UPDATE meta SET value = 'x', again = 'y' WHERE key = 'key'")
    with pytest.raises(MadoError, match="key"):
        Desk.open(home, settings()).close()
    found = check_home(home, settings(), lambda _done, _total: None)
    assert ("key", "lost") in [(f.what, f.state) for f in found.findings]
    with Desk.open(home, settings()) as desk:
        assert len(desk.rows()) == 1
    _alter(home.store_file, "DELETE FROM meta WHERE key = 'key'")
    with pytest.raises(MadoError, match="key"):
        Desk.open(home, settings()).close()
