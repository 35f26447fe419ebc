"""Passwords: asked of a command, else of the keyring, else of a 0600 file; never in settings, argv or log.

Nothing here puts a password, or the output of a password command, into an error.
"""

from __future__ import annotations

import contextlib
import importlib.util
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from config.errors import ConfigError, MadoError, TryLater
from config.files import refuse_if_shared, write_private
from config.home import Home
from config.languages import translator
from config.settings import Mailbox

_ = translator("cli")
SERVICE = "madoguchi"
COMMAND_SECONDS = 60
Kept = Literal["command", "keyring", "file"]


def password_for(mailbox: Mailbox, home: Home) -> str:
    """The password of a mailbox, "" where it signs in by OAuth2 (mailsync/oauth.py has the token then).

    Raises ConfigError (none kept, others can read it), TryLater (a slow command).
    """
    if mailbox.oauth is not None:
        return ""
    if mailbox.password_command:
        return _from_command(mailbox)
    found = _from_keyring(mailbox)
    if found is None:
        found = _from_file(password_file(mailbox.name, home))
    if found is None:
        raise ConfigError(
            _("No password is kept for the mailbox {name}.").format(name=mailbox.name),
            hint=_("Run `mado mailbox password {name}`, or set mailboxes.{name}.password_command.").format(
                name=mailbox.name
            ),
            code="no_password",
        )
    return found


def store_password(mailbox: Mailbox, home: Home, password: str) -> Kept:
    """Keep a password in the keyring where one works, else in `secrets/NAME` (0600); says where. Raises MadoError."""
    ring = keyring_library()
    if ring is not None:
        try:
            ring.set_password(SERVICE, _account(mailbox), password)
        except ring.errors.KeyringError:
            pass  # A locked or absent keyring is ordinary on servers: the file is the next place.
        else:
            return "keyring"
    home.ensure()
    write_private(password_file(mailbox.name, home), password.encode("utf-8") + b"\n")
    return "file"


def forget_password(mailbox: Mailbox, home: Home) -> None:
    """Remove what `store_password` kept, wherever it is. Raises MadoError."""
    ring = keyring_library()
    if ring is not None:
        with contextlib.suppress(ring.errors.KeyringError):  # there was none to delete
            ring.delete_password(SERVICE, _account(mailbox))
    try:
        password_file(mailbox.name, home).unlink(missing_ok=True)
    except OSError as error:
        raise MadoError(_("Could not remove the password: {reason}.").format(reason=error.strerror)) from None


def password_file(name: str, home: Home) -> Path:
    """Where a mailbox's password stands when neither a command nor a keyring has it."""
    return home.secrets_folder / name


def _from_command(mailbox: Mailbox) -> str:
    return secret_from(
        mailbox.password_command,
        hint=_("Check mailboxes.{name}.password_command; no shell is involved.").format(name=mailbox.name),
    )


def secret_from(words: Sequence[str], *, hint: str) -> str:
    """The first line that a command prints. Raises ConfigError (`hint` where it cannot be run), TryLater."""
    program = words[0]
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_SECONDS)
    except subprocess.TimeoutExpired:
        raise TryLater(
            _("The password command {program} did not answer within {seconds} seconds.").format(
                program=program, seconds=COMMAND_SECONDS
            ),
            hint=_("Does it wait for a passphrase? Unlock it first, then try again."),
        ) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("its words hold a NUL character")
        raise ConfigError(
            _("Could not run the password command {program}: {reason}.").format(program=program, reason=reason),
            hint=hint,
        ) from None
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    if done.returncode or not lines or not lines[0]:
        raise ConfigError(
            _("The password command {program} gave no password (exit code {status}).").format(
                program=program, status=done.returncode
            ),
            hint=_("Run it by hand: the first line it prints must be the password."),
        )
    return lines[0]


def _from_keyring(mailbox: Mailbox) -> str | None:
    ring = keyring_library()
    if ring is None:
        return None
    try:
        found = ring.get_password(SERVICE, _account(mailbox))
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


def _account(mailbox: Mailbox) -> str:
    return f"{mailbox.user} {mailbox.imap.host}"


def _from_file(path: Path) -> str | None:
    if not path.exists():
        return None
    refuse_if_shared(path.parent)
    refuse_if_shared(path)
    try:
        lines = path.read_bytes().decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ConfigError(
            _("Could not read the password in {path}.").format(path=path),
            hint=_("It must be UTF-8 text, one line, and yours to read."),
        ) from None
    return lines[0] if lines else None
