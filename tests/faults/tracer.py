"""Something goes wrong at one certain system call of a child: its end, a full disk, a bad disk, half a write.

The child is forked, asks to be traced (ptrace) and lets the kernel stop it (seccomp) before each call that changes a
file. Those that touch the folder under test are counted; at a chosen one the tracer acts. The kernel itself does the
short write. Nothing is preloaded and nothing installed. Linux on x86-64 only.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import struct
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Fault = Literal["kill", "full", "short", "eio", "broken", "none"]
"""`full`: half of that write, then no room; `short`: half of it, once; `eio`: once; `broken`: from there on."""

MISSING = "" if sys.platform == "linux" and platform.machine() == "x86_64" else "needs Linux on x86-64"
_WRITE, _OPEN, _PWRITE, _WRITEV, _FSYNC, _FDATASYNC, _FTRUNCATE = 1, 2, 18, 20, 74, 75, 77
_RENAME, _MKDIR, _RMDIR, _UNLINK, _CHMOD, _FCHMOD, _PWRITEV, _PWRITEV2 = 82, 83, 84, 87, 90, 91, 296, 328
_OPENAT, _MKDIRAT, _UNLINKAT, _RENAMEAT, _FALLOCATE, _RENAMEAT2 = 257, 258, 263, 264, 285, 316
_VECTORS = {_WRITEV, _PWRITEV, _PWRITEV2}
_BY_FD = {_WRITE, _PWRITE, *_VECTORS, _FSYNC, _FDATASYNC, _FTRUNCATE, _FCHMOD, _FALLOCATE}
_BY_PATH = {_OPEN: 0, _RENAME: 0, _MKDIR: 0, _RMDIR: 0, _UNLINK: 0, _CHMOD: 0}
_BY_PATH |= {_OPENAT: 1, _MKDIRAT: 1, _UNLINKAT: 1, _RENAMEAT: 1, _RENAMEAT2: 1}
_NEEDS_ROOM = {_WRITE, _PWRITE, *_VECTORS, _OPEN, _OPENAT, _MKDIR, _MKDIRAT, _FALLOCATE}
_MAKES = os.O_CREAT
_LENGTH = {_WRITE, _PWRITE, *_VECTORS}
"""Of these half is left: of the bytes, or of the pieces."""
_REGS = struct.Struct("27Q")
_RDI, _RSI, _RDX, _RAX, _NR = 14, 13, 12, 10, 15
_ARGS = (_RDI, _RSI, _RDX)
_TRACEME, _CONT, _GETREGS, _SETREGS, _SETOPTIONS, _EVENT_SECCOMP = 0, 7, 12, 13, 0x4200, 7
_TRACE_SECCOMP, _EXIT_KILL = 1 << 7, 1 << 20
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: what it said line by line, its positions, the exception that it ended with ("" for none)."""

    said: tuple[str, ...]
    positions: int
    hit: str
    killed: bool
    failed: str


def run(act: Callable[[Callable[[str], None]], None], folder: Path, fault: Fault, position: int) -> Ended:
    """Run `act(say)` in a child; the `position`-th call (from 0) that changes something in `folder` meets the fault.

    What it says has been said when `say` returns, also where it is killed right after.
    """
    sys.stdout.flush()
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        _in_child(act, reader, writer)
    os.close(writer)
    try:
        tracing = _Tracing(child, str(folder), fault, position)
        killed = tracing.follow()
    finally:
        said = read_all(reader)
    lines = said.decode("utf-8", "replace").split("\n")
    failed = next((line[1:].replace("\r", "\n") for line in lines if line.startswith("!")), "")
    kept = tuple(line for line in lines[:-1] if not line.startswith("!"))
    return Ended(kept, tracing.seen, tracing.hit, killed, failed)


def _in_child(act: Callable[[Callable[[str], None]], None], reader: int, writer: int) -> None:
    """Never returns."""
    code = 0
    try:
        os.close(reader)
        _libc().ptrace(_TRACEME, 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        _stop_me_before_writes()
        act(lambda line: say_to(writer, line))
    except BaseException:  # noqa: BLE001 - handed to the parent
        code = 1
        say_to(writer, "!" + traceback.format_exc().replace("\n", "\r"))
    finally:
        os._exit(code)


def say_to(writer: int, line: str) -> None:
    """Hand a line to the parent."""
    os.write(writer, line.encode() + b"\n")


def read_all(reader: int) -> bytes:
    """What a child said, until it has ended; closes the pipe."""
    with open(reader, "rb") as file:
        return file.read()


def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    libc.ptrace.restype = ctypes.c_long
    return libc


def _stop_me_before_writes() -> None:
    """A filter that hands each of these calls to the tracer and lets all others pass."""
    numbers = sorted(_BY_FD | _BY_PATH.keys())
    code = [struct.pack("HBBI", 0x20, 0, 0, 0)]  # load the number of the call
    for left, number in zip(range(len(numbers), 0, -1), numbers, strict=True):
        code.append(struct.pack("HBBI", 0x15, left, 0, number))  # equal: jump to the last instruction
    code.append(struct.pack("HBBI", 0x06, 0, 0, 0x7FFF0000))  # allow
    code.append(struct.pack("HBBI", 0x06, 0, 0, 0x7FF00000))  # trace
    program = b"".join(code)
    buffer = ctypes.create_string_buffer(program, len(program))
    prog = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(code), ctypes.addressof(buffer)), 16)
    prctl = _libc().prctl
    prctl.argtypes = [ctypes.c_int, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong]
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or prctl(_PR_SET_SECCOMP, _FILTER, ctypes.addressof(prog), 0, 0):
        raise OSError(ctypes.get_errno(), "no seccomp filter here")


class _Tracing:
    def __init__(self, child: int, folder: str, fault: Fault, position: int) -> None:
        self._child, self._folder, self._fault, self._position = child, folder, fault, position
        self._ptrace = _libc().ptrace
        self._buffer = ctypes.create_string_buffer(_REGS.size)
        self._memory = -1
        self.seen = 0
        self.hit = ""

    def follow(self) -> bool:
        """Until the child's end; whether it was killed."""
        os.waitpid(self._child, 0)
        self._request(_SETOPTIONS, _TRACE_SECCOMP | _EXIT_KILL)
        self._memory = os.open(f"/proc/{self._child}/mem", os.O_RDONLY)
        try:
            signal_number = 0
            while True:
                self._request(_CONT, signal_number)
                _pid, status = os.waitpid(self._child, 0)
                if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                    return os.WIFSIGNALED(status)
                signal_number = os.WSTOPSIG(status)
                if status >> 16 == _EVENT_SECCOMP:
                    signal_number = 0
                    self._before_call()
        finally:
            os.close(self._memory)

    def _request(self, request: int, data: int) -> None:
        self._ptrace(request, self._child, None, data)

    def _before_call(self) -> None:
        self._ptrace(_GETREGS, self._child, None, ctypes.addressof(self._buffer))
        regs = list(_REGS.unpack(self._buffer.raw))
        number = regs[_NR]
        name = self._path(number, regs)
        if not name.startswith(self._folder):
            return
        position, self.seen = self.seen, self.seen + 1
        if position == self._position:
            self.hit = f"{number} {name.removeprefix(self._folder)}"
        if self._fault == "kill" and position == self._position:
            os.kill(self._child, signal.SIGKILL)
        elif (
            self._fault == "eio"
            and position == self._position
            or self._fault == "broken"
            and position >= self._position
        ):
            self._refuse(regs, errno.EIO)
        elif self._fault in ("short", "full") and position == self._position and number in _LENGTH:
            self._shorten(regs)
        elif self._fault == "full" and position >= self._position and number in _NEEDS_ROOM:
            self._refuse(regs, errno.ENOSPC)

    def _path(self, number: int, regs: list[int]) -> str:
        """The file that a call is about; "" where it changes none."""
        if number in _BY_FD:
            try:
                return str(Path(f"/proc/{self._child}/fd/{regs[_RDI]}").readlink())
            except OSError:
                return ""
        place = _BY_PATH[number]
        if number in (_OPEN, _OPENAT) and not regs[_ARGS[place + 1]] & _MAKES:
            return ""
        try:
            data = os.pread(self._memory, 512, regs[_ARGS[place]])
        except OSError:
            return ""
        return data.partition(b"\0")[0].decode("utf-8", "replace")

    def _refuse(self, regs: list[int], error: int) -> None:
        """The call does not take place and answers with an error."""
        regs[_NR], regs[_RAX] = 2**64 - 1, 2**64 - error
        self._set(regs)

    def _shorten(self, regs: list[int]) -> None:
        regs[_RDX] = max(1, regs[_RDX] // 2)
        self._set(regs)

    def _set(self, regs: list[int]) -> None:
        ctypes.memmove(self._buffer, _REGS.pack(*regs), _REGS.size)
        self._ptrace(_SETREGS, self._child, None, ctypes.addressof(self._buffer))
