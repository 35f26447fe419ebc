"""One sync and one sender of a mailbox at a time, whoever runs it: file locks that die with their process."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from config.errors import TryLater
from config.home import Home
from config.languages import translator

_ = translator("mailsync")

_PATIENCE = 10.0
_PAUSE = 0.05
_LOOK_AGAIN = 0.5


@contextmanager
def sync_lock(
    home: Home, mailbox: str, *, stopped: Callable[[], bool], patience: float = _PATIENCE
) -> Iterator[None]:
    """Hold the lock of a mailbox. Raises TryLater if somebody else holds it for `patience` seconds."""
    handle = os.open(home.root / lock_name("sync", mailbox), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        limit = time.monotonic() + patience
        while not _taken(handle):
            if stopped() or time.monotonic() > limit:
                raise TryLater(
                    _("Another mado is just syncing this mailbox; nothing was changed."),
                    hint=_("Wait until it has finished. An open console keeps the mailbox up to date by itself."),
                    code="busy",
                )
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


@contextmanager
def watch_lock(
    home: Home, mailbox: str, *, wait: Callable[[float], bool], standing_by: Callable[[int], None]
) -> Iterator[bool]:
    """Be the one that stays with a mailbox. While another process does, wait until it goes; False if told to stop.

    `standing_by` hears once of the other's process id (0 where unknown); `wait(seconds)` is True for the stop.
    """
    handle = os.open(home.root / lock_name("watch", mailbox), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        told = False
        while not (mine := _taken(handle)):
            if not told:
                told = True
                standing_by(_number_in(handle))
            if wait(_LOOK_AGAIN):
                break
        if mine:
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode("ascii"), 0)
        yield mine
    finally:
        os.close(handle)


def _number_in(handle: int) -> int:
    text = os.pread(handle, 20, 0)
    return int(text) if text.isdigit() else 0


@contextmanager
def sender_lock(home: Home, mailbox: str) -> Iterator[bool]:
    """One sender of a mailbox's outbox at a time; False where somebody else is sending just now."""
    handle = os.open(home.root / lock_name("send", mailbox), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _taken(handle)
    finally:
        os.close(handle)


def lock_name(purpose: str, mailbox: str) -> str:
    """The lock's file name: any mailbox's name makes a plain one."""
    return f"{purpose}-{hashlib.sha256(mailbox.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}.lock"


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
