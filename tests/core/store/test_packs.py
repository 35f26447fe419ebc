"""Raw mail in packs: exact, deduplicated, safe against torn tails and damage."""

from __future__ import annotations

import base64
import hashlib
import os
import random
import stat
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.home import Home
from core.store import Store
from core.store.packs import Packs, RawDamaged
from core.store.records import HEAD_SIZE, pack_record, unpack_record

FEW = [b"From: a@example.com\r\n\r\n" + bytes(range(256)) * n for n in (0, 1, 3, 40)]


def packs_of(home: Home) -> list[Path]:
    return sorted(home.raw_folder.glob("*.pack"))


def commit(store: Store) -> None:
    store.set_meta("commit", str(store.stamp()))


def put_all(store: Store, raws: list[bytes]) -> list[str]:
    names = [store.raw.put(raw) for raw in raws]
    store.raw.sync()
    return names


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=3000))
def test_any_bytes_come_back_exactly(store: Store, raw: bytes) -> None:
    assert store.raw.get(store.raw.put(raw)) == raw


def test_equal_bytes_are_kept_once_also_after_a_restart(store: Store, home: Home) -> None:
    names = put_all(store, FEW + FEW)
    commit(store)
    size = packs_of(home)[0].stat().st_size
    store.close()
    with Store.open(home) as again:
        assert put_all(again, FEW) == names[:4] == names[4:]
        assert all(again.raw.contains(name) for name in names)
    assert packs_of(home)[0].stat().st_size == size


def test_what_was_put_without_a_commit_is_found_again(store: Store, home: Home) -> None:
    names = put_all(store, FEW)
    size = packs_of(home)[0].stat().st_size
    store.close()
    with Store.open(home) as again:
        assert put_all(again, FEW) == names
        assert packs_of(home)[0].stat().st_size == size
        assert [again.raw.get(name) for name in names] == FEW


def test_unknown_bytes_are_a_key_error(store: Store) -> None:
    assert not store.raw.contains("0" * 64)
    with pytest.raises(KeyError):
        store.raw.get("0" * 64)


def test_full_packs_are_closed_and_never_change(store: Store, home: Home) -> None:
    packs = Packs(home.raw_folder, store.engine, pack_bytes=2000)
    noise = random.Random(3)
    raws = [noise.randbytes(700) for _number in range(12)]
    names = [packs.put(raw) for raw in raws[:6]]
    closed = {p: p.read_bytes() for p in packs_of(home)[:-1]}
    names += [packs.put(raw) for raw in raws[6:]]
    packs.sync()
    commit(store)
    assert len(closed) >= 1
    assert all(path.read_bytes() == data for path, data in closed.items())
    assert [packs.get(name) for name in names] == raws
    packs.close()


def test_files_are_private(store: Store, home: Home) -> None:
    put_all(store, FEW)
    commit(store)
    for path in [*home.root.glob("store*"), *home.raw_folder.iterdir()]:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE(home.raw_folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "tail", [b"", b"\0" * 37, b"\xabMDR", random.Random(5).randbytes(90), b"\xabMDR" + b"\1" * 60]
)
def test_a_torn_tail_costs_only_itself(home: Home, tail: bytes) -> None:
    with Store.open(home) as store:
        names = put_all(store, FEW)
    whole = packs_of(home)[0].read_bytes()
    ends = [len(whole) - cut for cut in range(0, len(whole), 41)]
    for end in ends:
        packs_of(home)[0].write_bytes(whole[:end] + tail)
        with Store.open(home) as store:
            assert put_all(store, FEW) == names
            assert [store.raw.get(name) for name in names] == FEW


def test_a_damaged_record_is_named_and_the_others_stay_readable(store: Store, home: Home) -> None:
    names = put_all(store, FEW)
    commit(store)
    store.close()
    data = bytearray(packs_of(home)[0].read_bytes())
    noise = random.Random(5)
    for _turn in range(40):
        place, bit = noise.randrange(len(data)), 1 << noise.randrange(8)
        data[place] ^= bit
        packs_of(home)[0].write_bytes(data)
        with Store.open(home) as again:
            wrong = [damaged.sha256 for damaged in again.raw.damage()]
            assert len(wrong) == 1
            for name, raw in zip(names, FEW, strict=True):
                if name in wrong:
                    with pytest.raises(RawDamaged, match=name):
                        again.raw.get(name)
                else:
                    assert again.raw.get(name) == raw
            assert len(list(again.raw.gaps())) == 1
        data[place] ^= bit


def test_damage_in_the_middle_is_not_cut_off_as_a_torn_tail(home: Home) -> None:
    with Store.open(home) as store:
        names = put_all(store, FEW)
    data = bytearray(packs_of(home)[0].read_bytes())
    data[HEAD_SIZE + 3] ^= 0xFF
    packs_of(home)[0].write_bytes(data)
    with Store.open(home) as store:
        assert store.raw.put(b"something new")
        assert [store.raw.get(name) for name in names[1:]] == FEW[1:]
        assert packs_of(home)[0].read_bytes().startswith(bytes(data))


def test_a_pack_that_is_gone_is_damage_of_its_messages(store: Store, home: Home) -> None:
    names = put_all(store, FEW)
    commit(store)
    store.close()
    packs_of(home)[0].unlink()
    with Store.open(home) as again:
        assert {d.sha256 for d in again.raw.damage()} == set(names)
        assert put_all(again, [b"new mail goes on"])


def test_who_syncs_keeps_nobody_from_putting_and_reading(
    store: Store, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = store.raw.put(FEW[1])
    begun, go_on, fsync = threading.Event(), threading.Event(), os.fsync

    def slow(fd: int) -> None:
        begun.set()
        assert go_on.wait(20)
        fsync(fd)

    monkeypatch.setattr(os, "fsync", slow)
    syncing = threading.Thread(target=store.raw.sync)
    syncing.start()
    assert begun.wait(20)
    later = store.raw.put(FEW[2])
    assert [store.raw.get(n) for n in (name, later)] == FEW[1:3]
    go_on.set()
    syncing.join()
    monkeypatch.setattr(os, "fsync", fsync)
    commit(store)
    with Store.open(home) as again:
        assert [again.raw.get(n) for n in (name, later)] == FEW[1:3]


def test_what_was_put_while_another_synced_is_synced_before_the_index_names_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    fsync = os.fsync

    def noted(fd: int) -> None:
        fsync(fd)
        if not synced:
            store.raw.put(FEW[2])  # comes too late for the one that is under way
        synced.append(os.fstat(fd).st_size)

    monkeypatch.setattr(os, "fsync", noted)
    store.raw.put(FEW[1])
    store.raw.sync()
    before = len(synced)
    commit(store)
    assert len(synced) > before
    assert store.engine.session.rows("SELECT count(*) FROM raw") == [(2,)]


def test_text_is_deflated_and_what_is_packed_already_is_kept_as_it_is() -> None:
    dice = random.Random(7)
    text = "\r\n".join(" ".join(dice.choices(["refund", "order", "parcel", "thanks"], k=9)) for _ in range(900))
    photo = base64.encodebytes(dice.randbytes(40_000))
    for raw, most in ((text.encode(), 0.6), (text[:900].encode(), 0.8), (photo, 1.01)):
        sha = hashlib.sha256(raw).digest()
        record = pack_record(raw, sha)
        assert unpack_record(record, sha) == raw
        assert len(record) <= len(raw) * most
    assert len(pack_record(photo, hashlib.sha256(photo).digest())) == HEAD_SIZE + len(photo)


@given(cuts=st.lists(st.integers(0, 3000), max_size=3))
@settings(max_examples=30, deadline=None)
def test_a_batch_is_whole_wherever_the_system_writes_only_a_part_of_it(cuts: list[int]) -> None:
    raws = [bytes([65 + number]) * number * 7 + random.Random(number).randbytes(90) for number in range(9)]
    left = list(cuts)

    def some(fd: int, pieces: list[bytes], place: int) -> int:
        whole = b"".join(pieces)
        return os.pwrite(fd, whole[: left.pop() % len(whole)] if left else whole, place)

    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "pwritev", some)
        with Store.open(Home(Path(folder)).ensure()) as store:
            store.raw.put_all(raws)
            store.raw.sync()
            commit(store)
            assert not [*store.raw.gaps(), *store.raw.damage()]
            assert len({store.raw.put(raw) for raw in raws}) == len(raws)
