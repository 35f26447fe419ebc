"""Commands run by somebody whom the file system may refuse something: never root, also where the tests are root's."""

from __future__ import annotations

import importlib
import io
import os
import pkgutil
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.faults.tracer import read_all

NOBODY = 65534


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command came to."""

    code: int
    out: str
    err: str


@contextmanager
def folder() -> Iterator[Path]:
    """A folder of that user's."""
    path = Path(tempfile.mkdtemp(prefix="mado-nobody-"))
    try:
        path.chmod(0o755)
        hand_over(path)
        yield path
    finally:
        for found in [path, *path.rglob("*")]:
            with suppress(OSError):
                if found.is_dir() and not found.is_symlink():
                    found.chmod(0o700)
        shutil.rmtree(path)


def hand_over(path: Path) -> None:
    """Give a folder with all that is in it to that user."""
    if os.geteuid() == 0:
        for found in [path, *path.rglob("*")]:
            os.chown(found, NOBODY, NOBODY, follow_symlinks=False)


def take_away(path: Path) -> None:
    """Make it somebody else's; who is not root can only lock himself out, which is refused in the same way."""
    if os.geteuid() == 0:
        os.chown(path, 0, 0)
    path.chmod(0o700 if path.is_dir() else 0o600)
    if os.geteuid() != 0:
        path.chmod(0)


def mado(home: Path, *words: str) -> Answer:
    """Run a command as that user, in a child of this process."""
    _load_all()
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _in_child(writer, ["--home", str(home), *words])
    os.close(writer)
    code, out, err = read_all(reader).decode().split("\0")
    os.waitpid(child, 0)
    return Answer(int(code), out, err)


def _in_child(writer: int, words: Sequence[str]) -> None:
    """Never returns."""
    out, err, code = io.StringIO(), io.StringIO(), -1
    try:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        os.chdir("/")
        from cli.main import run

        with redirect_stdout(out), redirect_stderr(err):
            code = int(run(words))
    except BaseException:  # noqa: BLE001 - shown by the parent
        err.write(traceback.format_exc())
    finally:
        with suppress(BaseException), open(writer, "w", encoding="utf-8") as file:
            file.write(f"{code}\0{out.getvalue()}\0{err.getvalue()}")
        os._exit(0)


def _load_all() -> None:
    """The child may not be allowed to read where Python's modules are."""
    for name in ("config", "core", "mailsync", "cli"):
        package = sys.modules.get(name) or importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not found.name.startswith("cli.demo") and not found.name.endswith("__main__"):
                importlib.import_module(found.name)
