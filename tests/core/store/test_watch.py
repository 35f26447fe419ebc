"""Who waits hears of a commit at once, whoever made it; and is not woken for nothing."""

from __future__ import annotations

import os
import select
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from config.home import Home
from core.store import Store
from core.store.watch import Watch, _Kqueue


@pytest.mark.parametrize("polling", [False, True])
def test_a_commit_of_somebody_else_ends_the_wait(home: Home, polling: bool) -> None:
    with (
        Store.open(home) as store,
        Store.open(home) as other,
        Watch(store.engine.lock_file, polling=polling) as watch,
    ):
        assert not watch.wait(0)
        before = store.stamp()
        writer = threading.Timer(0.01, lambda: other.set_meta("key", "value"))
        writer.start()
        assert watch.wait(30)
        assert store.stamp() > before
        writer.join()
        watch.take()
        assert not watch.wait(0)


def test_what_was_committed_before_the_wait_is_not_missed(home: Home) -> None:
    with Store.open(home) as store, store.watch() as watch:
        store.set_meta("key", "value")
        assert watch.wait(0)


def test_reading_and_what_was_taken_back_wake_nobody(home: Home) -> None:
    with Store.open(home) as store, store.watch() as watch:
        store.table("tickets").total()
        with pytest.raises(ZeroDivisionError), store.transaction():
            store.set_meta("key", "value")
            raise ZeroDivisionError
        assert not watch.wait(0)


class _Queue:
    """What the watch asks of kqueue, as kqueue(2) describes it; a pipe stands for the kernel's own descriptor."""

    def __init__(self) -> None:
        self.wanted: list[tuple[Any, ...]] = []
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self.closed = False

    def fileno(self) -> int:
        return self._read

    def control(self, changes: list[tuple[Any, ...]] | None, most: int, _timeout: float | None = None) -> list[bytes]:
        self.wanted += changes or []
        try:
            return [os.read(self._read, 64)] if most else []
        except BlockingIOError:
            return []

    def written(self) -> None:
        """The kernel notes a write to a watched file."""
        os.write(self._write, b"x")

    def close(self) -> None:
        os.close(self._read)
        os.close(self._write)
        self.closed = True


def _kernel(queue: _Queue) -> SimpleNamespace:
    """The names of `select` on macOS, with the values of its sys/event.h."""
    return SimpleNamespace(
        kqueue=lambda: queue,
        kevent=lambda ident, filter, flags, fflags: (ident, filter, flags, fflags),  # noqa: A002 (its own name)
        KQ_FILTER_VNODE=-4,
        KQ_EV_ADD=0x1,
        KQ_EV_CLEAR=0x20,
        KQ_NOTE_WRITE=0x2,
    )


def test_where_the_kernel_has_kqueue_it_is_asked_for_writes_to_the_file_and_wakes_who_waits(tmp_path: Path) -> None:
    path, queue = tmp_path / "lock", _Queue()
    path.write_bytes(b"1")
    source = _Kqueue(path, _kernel(queue))
    ((ident, filtered, flags, noted),) = queue.wanted
    assert os.path.samestat(os.fstat(ident), path.stat())
    assert (filtered, flags, noted) == (-4, 0x21, 0x2)
    assert not source.take()
    assert not select.select([source.descriptor], [], [], 0)[0]
    queue.written()
    assert select.select([source.descriptor], [], [], 30)[0]
    assert source.take()
    assert not source.take()
    source.close()
    assert queue.closed
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(ident)


def test_a_kqueue_that_cannot_be_had_leaves_no_file_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, queue = tmp_path / "lock", _Queue()
    path.write_bytes(b"1")
    opened: list[int] = []
    really = os.open

    def noted(name: Path, flags: int) -> int:
        opened.append(really(name, flags))
        return opened[-1]

    def none_left(*_args: object) -> None:
        raise OSError(24, "Too many open files")

    kernel = _kernel(queue)
    kernel.kqueue = none_left
    with monkeypatch.context() as patched:
        patched.setattr("core.store.watch.os.open", noted)
        with pytest.raises(OSError, match="Too many"):
            _Kqueue(path, kernel)
    (left,) = opened
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(left)
    queue.close()
