"""What goes wrong with files becomes a sentence, and nothing that was saved is lost."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from tinydb import where

from config.errors import MadoError, TryLater
from config.home import Home
from core.store import Store
from core.store.lock import WriteLock
from core.store.session import open_sessions
from core.store.troubles import friendly

FILL = """
import resource, signal, sys
from pathlib import Path
from config.errors import MadoError
from config.home import Home
from core.store import Store

sys.dont_write_bytecode = True  # half a compiled module would stay for all that come after
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store.open(Home(Path(sys.argv[1])))
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
noise = open("/dev/urandom", "rb")
try:
    for number in range(100000):
        raw = store.raw.put(noise.read(3000))
        store.raw.sync()
        with store.transaction():
            for _turn in range(5):
                store.table("messages").insert({"ticket": str(number), "raw": raw, "noise": noise.read(800).hex()})
        print(number, flush=True)
except MadoError as error:
    print(error.code, error.message, error.hint, sep="|", file=sys.stderr)
store.close()
"""


@pytest.mark.parametrize("limit", [60_000, 300_000, 1_000_000, 2_500_000])
def test_on_a_full_disk_the_last_step_is_refused_and_the_rest_is_kept(home: Home, limit: int) -> None:
    Store.open(home).close()
    root = Path(__file__).parents[3]
    argv = [sys.executable, "-c", FILL, str(home.root), str(limit)]
    done = subprocess.run(argv, capture_output=True, text=True, cwd=root, check=True)
    code, message, hint = done.stderr.strip().split("|")
    assert code in ("disk_full", "disk")
    assert "safe" in message
    assert hint
    acknowledged = done.stdout.split()
    with Store.open(home) as store:
        messages = store.table("messages")
        for number in acknowledged:
            assert messages.total(where("ticket") == number) == 5
        assert messages.total() == 5 * len(acknowledged)
        for doc in messages:
            assert len(store.raw.get(doc["raw"])) == 3000
        assert store.raw.get(store.raw.put(b"goes on")) == b"goes on"
        messages.insert({"ticket": "goes on"})


def test_a_store_of_a_newer_version_is_refused_and_left_alone(home: Home) -> None:
    Store.open(home).close()
    with sqlite3.connect(home.store_file) as conn:
        conn.execute("PRAGMA user_version = 99")
    conn.close()
    before = home.store_file.read_bytes()
    with pytest.raises(MadoError) as caught:
        Store.open(home)
    assert caught.value.code == "newer_store"
    assert "99" in caught.value.message
    assert caught.value.hint
    assert home.store_file.read_bytes() == before


@pytest.mark.parametrize("content", [b"this is a letter\n" * 100, random.Random(5).randbytes(8192), b"\0" * 5000])
def test_a_file_that_is_no_database_is_refused_and_left_alone(home: Home, content: bytes) -> None:
    home.store_file.write_bytes(content)
    with pytest.raises(MadoError) as caught:
        Store.open(home)
    assert caught.value.code == "not_a_store"
    assert home.store_file.read_bytes() == content


def test_a_database_of_another_program_is_refused_and_left_alone(home: Home) -> None:
    with sqlite3.connect(home.store_file) as conn:
        conn.execute("CREATE TABLE theirs(a)")
    conn.close()
    before = home.store_file.read_bytes()
    with pytest.raises(MadoError) as caught:
        Store.open(home)
    assert caught.value.code == "not_a_store"
    assert home.store_file.read_bytes() == before


def test_an_empty_file_becomes_a_store(home: Home) -> None:
    home.store_file.touch()
    with Store.open(home) as store:
        assert store.table("tickets").insert({"code": "A"}) == 1


def test_a_folder_where_the_file_should_be_is_said_so(home: Home) -> None:
    home.store_file.mkdir()
    with pytest.raises(MadoError) as caught:
        Store.open(home)
    assert str(home.store_file) in caught.value.message


def test_open_modes_are_closed_again(home: Home) -> None:
    Store.open(home).close()
    home.store_file.chmod(0o644)
    Store.open(home).close()
    assert home.store_file.stat().st_mode & 0o777 == 0o600


def test_a_lock_held_too_long_is_try_again_later(home: Home) -> None:
    path = home.root / "lock"
    holder, waiter = WriteLock(path), WriteLock(path)
    holder.acquire()
    with pytest.raises(TryLater):
        waiter.acquire(patience=0.02)
    holder.release()
    waiter.acquire(patience=0.02)
    holder.close()
    waiter.close()


def test_flipped_bytes_are_told_or_harmless_but_never_a_traceback(home: Home) -> None:
    with Store.open(home) as store, store.transaction():
        for number in range(200):
            store.table("tickets").insert({"code": str(number), "status": "open", "tags": ["x"]})
    whole = home.store_file.read_bytes()
    noise = random.Random(11)
    for _turn in range(60):
        data = bytearray(whole)
        for _flip in range(8):
            data[noise.randrange(100, len(data))] ^= 1 << noise.randrange(8)
        for left in home.root.glob("store.sqlite3-*"):
            left.unlink()
        home.store_file.write_bytes(data)
        try:
            with Store.open(home) as store:
                for doc in store.table("tickets"):
                    assert doc == {"code": str(doc.doc_id - 1), "status": "open", "tags": ["x"]}
                store.table("tickets").window(where("status") == "open", order_by="updated", stop=50)
                store.table("tickets").insert({"code": "200", "status": "open", "tags": ["x"]})
        except MadoError as error:
            assert error.hint


def test_a_document_whose_id_was_altered_is_told_and_not_taken_for_another(home: Home) -> None:
    with Store.open(home) as store, store.transaction():
        for number in range(200):
            store.table("things").insert({"number": number})
    data = home.store_file.read_bytes()
    # A cell of a table's leaf: its size, its id (145 in two bytes), the size of its header and the columns' types.
    at = data.index(b'{"number":144}') - 8
    found = data.rindex(b"\x81\x11", at - 8, at + 8)
    home.store_file.write_bytes(data[:found] + b"\x91\x11" + data[found + 2 :])
    with Store.open(home) as store:
        assert [doc["number"] for doc in store.table("things")] == [n for n in range(200) if n != 144]
        assert store.damage() == [("things", 2193)]


def test_a_store_that_could_not_be_opened_leaves_no_database_open(home: Home) -> None:
    before = open_sessions()
    home.store_file.write_bytes(b"no database at all" * 99)
    with pytest.raises(MadoError):
        Store.open(home)
    assert open_sessions() == before


def test_a_damaged_document_is_named_and_the_rest_stays_usable(home: Home) -> None:
    with Store.open(home) as store:
        store.table("tickets").insert_multiple([{"code": f"CODE-{n}"} for n in range(5)])
        store.engine.checkpoint()
    data = home.store_file.read_bytes()
    assert data.count(b'"CODE-2"') == 1
    home.store_file.write_bytes(data.replace(b'"CODE-2"', b'"CODE-7"'))
    with Store.open(home) as store:
        assert [d["code"] for d in store.table("tickets")] == ["CODE-0", "CODE-1", "CODE-3", "CODE-4"]
        assert store.damage() == [("tickets", 3)]
        with pytest.raises(MadoError, match="Document 3 of tickets"):
            store.table("tickets").get(doc_id=3)
        store.table("tickets").put(3, {"code": "CODE-2"})
        assert store.damage() == []


@pytest.mark.parametrize(("room", "code"), [(0, "disk_full"), (5, "disk")])
def test_a_file_that_cannot_grow_is_a_full_disk_where_there_is_no_room(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, room: int, code: str
) -> None:
    told = sqlite3.OperationalError("disk I/O error")
    told.sqlite_errorcode, told.sqlite_errorname = 4874, "SQLITE_IOERR_SHMSIZE"
    monkeypatch.setattr("os.statvfs", lambda _path: SimpleNamespace(f_bavail=room))
    found = friendly(told, tmp_path / "store.sqlite3")
    assert found is not None
    assert found.code == code
