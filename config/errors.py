"""What can go wrong, in words for people: one exception family and the exit codes of the command line."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes that scripts rely on (docs: command line)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    LATER = 3
    NOTHING = 4
    REFUSED = 5
    INTERRUPTED = 130


class MadoError(Exception):
    """Something a person must hear of: what happened, and what to do next.

    `code` is a stable word for scripts, `message` says what happened and what was kept,
    `hint` says what to do next. Neither may hold a secret or unclean text from mail.
    """

    exit_code: ExitCode = ExitCode.FAILED
    code: str = "failed"

    def __init__(self, message: str, *, hint: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code is not None:
            self.code = code


class UsageError(MadoError):
    """Wrong usage or wrong configuration: exit 2."""

    exit_code = ExitCode.USAGE
    code = "usage"


class ConfigError(UsageError):
    """A setting is missing or wrong; the message names file, key and the nearest known key."""

    code = "config"


class TryLater(MadoError):
    """The network or a lock is in the way: exit 3, the same call may work later."""

    exit_code = ExitCode.LATER
    code = "later"


class NothingMatched(MadoError):
    """No ticket, customer or canned response answers to that name: exit 4."""

    exit_code = ExitCode.NOTHING
    code = "nothing"


class Refused(MadoError):
    """A check stopped it (collision, unfilled placeholder …): exit 5."""

    exit_code = ExitCode.REFUSED
    code = "refused"
