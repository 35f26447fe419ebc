"""Passwords: asked of a command, else of the keyring, else of a 0600 file; never in settings, argv or log.

Nothing here puts a password, or the output of a password command, into an error.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from config.errors import ConfigError, MadoError, TryLater
from config.home import Home
from config.kept import Kept, Safe
from config.languages import translator
from config.reasons import reason as refused_because
from config.settings import Mailbox

_ = translator("cli")
SERVICE = "madoguchi"
COMMAND_SECONDS = 60


def password_for(mailbox: Mailbox, home: Home) -> str:
    """The password of a mailbox, "" where it signs in by OAuth2 (mailsync/oauth.py has the token then).

    Raises ConfigError (none kept, others can read it), TryLater (a slow command).
    """
    if mailbox.oauth is not None:
        return ""
    if mailbox.password_command:
        return _from_command(mailbox)
    found = _kept(mailbox, home)
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
    home.ensure()
    return _safe(mailbox, home).put(password)


def forget_password(mailbox: Mailbox, home: Home) -> None:
    """Remove what `store_password` kept, wherever it is. Raises MadoError."""
    try:
        _safe(mailbox, home).forget()
    except OSError as error:
        raise MadoError(_("Could not remove the password: {reason}.").format(reason=refused_because(error))) from None


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
        reason = refused_because(error) if isinstance(error, OSError) else _("its words hold a NUL character")
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


def _safe(mailbox: Mailbox, home: Home) -> Safe:
    return Safe(SERVICE, f"{mailbox.user} {mailbox.imap.host}", password_file(mailbox.name, home))


def _kept(mailbox: Mailbox, home: Home) -> str | None:
    try:
        first = (_safe(mailbox, home).get() or "").partition("\n")[0].removesuffix("\r")
    except (OSError, UnicodeDecodeError):
        raise ConfigError(
            _("Could not read the password in {path}.").format(path=password_file(mailbox.name, home)),
            hint=_("It must be UTF-8 text, one line, and yours to read."),
        ) from None
    return first or None
