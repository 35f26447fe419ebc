"""What `mado login` brought: the tokens of a mailbox, in the keyring or a 0600 file, never in settings."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from config.errors import ConfigError
from config.kept import Kept, Safe
from config.languages import translator
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
    try:
        text = _safe(mailbox, oauth).get()
    except (OSError, UnicodeDecodeError):
        text = None
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
    return _safe(mailbox, oauth).put(json.dumps(asdict(tokens)))


def forget_tokens(mailbox: Mailbox, oauth: OAuth) -> None:
    """Remove what is kept, wherever it is. Raises OSError."""
    _safe(mailbox, oauth).forget()


def token_file(mailbox: Mailbox, oauth: OAuth) -> Path:
    """Where tokens stand when no keyring has them; a mailbox's name holds no dot, so it is no password's file."""
    return oauth.secrets / f"{mailbox.name}.oauth.json"


def _safe(mailbox: Mailbox, oauth: OAuth) -> Safe:
    return Safe(SERVICE, f"{mailbox.user} {mailbox.imap.host}", token_file(mailbox, oauth))
