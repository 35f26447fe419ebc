"""Cyrus and Courier out of Debian's packages, unpacked into a cache folder and never installed.

Debian's three IMAP servers exclude each other, so installing one removes another. `python3 -m tests.servers.packages`
downloads what is missing (12 MB); it needs the standard library and `apt-get` only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_CYRUS = ("cyrus-imapd", "cyrus-common", "sasl2-bin", "libical3", "libclamav12", "libzephyr4", "libpcre3", "libltdl7")
_COURIER = ("courier-imap", "courier-base", "courier-authlib", "libcourier-unicode4", "libidn12")
# Courier's imapd waits more than a second at every look into a folder where no gamin answers.
_GAMIN = ("libgamin0", "gamin", "libglib2.0-0", "libpcre2-8-0")
PACKAGES = (*_CYRUS, "libmspack0", *_COURIER, *_GAMIN)
_LIBRARIES = ("usr/lib/{machine}-linux-gnu", "lib/{machine}-linux-gnu", "usr/lib", "usr/lib/courier-authlib")
_SECONDS = 240


def cache() -> Path:
    """Where the packages lie: `MADO_SERVERS_CACHE`, else a folder of the user's cache."""
    named = os.environ.get("MADO_SERVERS_CACHE")
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(named) if named else base / "madoguchi-servers"


def unpacked() -> Path:
    """The root folder of the unpacked packages."""
    return cache() / "root"


def missing(program: str) -> str:
    """Why a program of the packages cannot be run here; "" where it can. `program` is a path below their root."""
    if (unpacked() / program).exists():
        return ""
    return f"{Path(program).name} is not unpacked (Debian: python3 -m tests.servers.packages)"


def environment(root: Path) -> dict[str, str]:
    """What a program below `root` needs to find its libraries."""
    machine = os.uname().machine
    return {**os.environ, "LD_LIBRARY_PATH": ":".join(str(root / p.format(machine=machine)) for p in _LIBRARIES)}


def fetch() -> None:
    """Download and unpack what is missing. Raises CalledProcessError, TimeoutExpired, OSError."""
    whole = cache() / "whole"
    there = whole.read_text().split() if whole.exists() else []
    wanted = [package for package in PACKAGES if package not in there]
    if not wanted:
        return
    downloads = cache() / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["apt-get", "download", "-qq", *wanted], cwd=downloads, check=True, timeout=_SECONDS,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for package in wanted:
        newest = max(downloads.glob(f"{package}_*.deb"), key=lambda path: path.stat().st_mtime)
        subprocess.run(["dpkg", "-x", str(newest), str(unpacked())], check=True, timeout=_SECONDS)
    shutil.rmtree(downloads)
    whole.write_text(" ".join([*there, *wanted]))


if __name__ == "__main__":
    try:
        fetch()
    except (OSError, subprocess.SubprocessError) as error:
        sys.exit(f"Cyrus and Courier could not be fetched: {error}")
