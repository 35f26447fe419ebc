"""What `mado login` brought: the tokens of a mailbox, in the keyring or a 0600 file, never in settings."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from config.errors import ConfigError
from config.files import refuse_if_shared, write_private
from config.languages import translator
from config.secrets import Kept, keyring_library
from config.settings import Mailbox, OAuth

_ = translator("cli")
SERVICE = "madoguchi oauth"


@dataclass(frozen=True, slots=True)
class Tokens:
    """One sign-in. `expires` is Unix time; `client_secret` belongs to the registration, "" where it has none."""

    access: str
    refresh: str = ""
    expires: float = 0.0
    client_secret: str = ""

    def __repr__(self) -> str:
        """Nothing of it may end in a log."""
        return "Tokens(…)"


def load_tokens(mailbox: Mailbox, oauth: OAuth) -> Tokens:
    """The tokens that are kept. Raises ConfigError where there are none, or where others can read them."""
    text = _from_keyring(mailbox) or _from_file(token_file(mailbox, oauth))
    if text is None:
        raise ConfigError(
            _("Nobody has signed in to the mailbox {name} yet.").format(name=mailbox.name),
            hint=f"mado login {mailbox.name}",
            code="no_token",
        )
    try:
        values = json.loads(text)
        return Tokens(
            str(values["access"]), str(values["refresh"]), float(values["expires"]), str(values["client_secret"])
        )
    except (ValueError, KeyError, TypeError):
        raise ConfigError(
            _("The sign-in kept for the mailbox {name} cannot be read.").format(name=mailbox.name),
            hint=f"mado login {mailbox.name}",
            code="no_token",
        ) from None


def store_tokens(mailbox: Mailbox, oauth: OAuth, tokens: Tokens) -> Kept:
    """Keep tokens in the keyring where one works, else in a 0600 file; says where. Raises MadoError."""
    text = json.dumps(asdict(tokens))
    ring = keyring_library()
    if ring is not None:
        try:
            ring.set_password(SERVICE, _account(mailbox), text)
        except ring.errors.KeyringError:
            pass  # a locked or absent keyring is ordinary on servers: the file is the next place
        else:
            return "keyring"
    write_private(token_file(mailbox, oauth), text.encode("utf-8") + b"\n")
    return "file"


def forget_tokens(mailbox: Mailbox, oauth: OAuth) -> None:
    """Remove what is kept, wherever it is. Raises OSError."""
    ring = keyring_library()
    if ring is not None:
        with contextlib.suppress(ring.errors.KeyringError):  # there was none to delete
            ring.delete_password(SERVICE, _account(mailbox))
    token_file(mailbox, oauth).unlink(missing_ok=True)


def token_file(mailbox: Mailbox, oauth: OAuth) -> Path:
    """Where tokens stand when no keyring has them; a mailbox's name holds no dot, so it is no password's file."""
    return oauth.secrets / f"{mailbox.name}.oauth.json"


def _account(mailbox: Mailbox) -> str:
    return f"{mailbox.user} {mailbox.imap.host}"


def _from_keyring(mailbox: Mailbox) -> str | None:
    ring = keyring_library()
    if ring is None:
        return None
    try:
        found = ring.get_password(SERVICE, _account(mailbox))
    except ring.errors.KeyringError:
        return None
    return str(found) if found else None


def _from_file(path: Path) -> str | None:
    if not path.exists():
        return None
    refuse_if_shared(path.parent)
    refuse_if_shared(path)
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
