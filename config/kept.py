"""Where a secret is kept on this machine: in the keyring where one works, else in a file of 0600."""

from __future__ import annotations

import contextlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from config.files import refuse_if_shared, write_private

Kept = Literal["command", "keyring", "file"]


@dataclass(frozen=True, slots=True)
class Safe:
    """One secret's place: its entry in the keyring, and its file. What it holds is text."""

    service: str
    account: str
    file: Path

    def put(self, text: str) -> Kept:
        """Keep it; says where. Raises MadoError where the file cannot be written."""
        ring = keyring_library()
        if ring is not None:
            try:
                ring.set_password(self.service, self.account, text)
            except ring.errors.KeyringError:
                pass  # a locked or absent keyring is ordinary on servers: the file is the next place
            else:
                return "keyring"
        write_private(self.file, text.encode("utf-8") + b"\n")
        return "file"

    def get(self) -> str | None:
        """What is kept, else None. Raises ConfigError (others can read it), OSError, UnicodeDecodeError."""
        found = self._in_keyring()
        if found is not None or not self.file.exists():
            return found
        refuse_if_shared(self.file.parent)
        refuse_if_shared(self.file)
        return self.file.read_bytes().decode("utf-8")

    def forget(self) -> None:
        """Remove it, wherever it is. Raises OSError."""
        ring = keyring_library()
        if ring is not None:
            with contextlib.suppress(ring.errors.KeyringError):  # there was none to delete
                ring.delete_password(self.service, self.account)
        self.file.unlink(missing_ok=True)

    def _in_keyring(self) -> str | None:
        ring = keyring_library()
        if ring is None:
            return None
        try:
            found = ring.get_password(self.service, self.account)
        except ring.errors.KeyringError:
            return None
        return str(found) if found else None


def keyring_library() -> Any:
    """The keyring library where it is installed and has a backend that works, else None."""
    if importlib.util.find_spec("keyring") is None:
        return None
    import keyring
    import keyring.errors

    return keyring if keyring.get_keyring().priority >= 1 else None
