"""Text that a person hands over in a file or through a pipe."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from config.errors import MadoError, UsageError
from config.languages import translator
from config.reasons import reason as refused_because

_ = translator("cli")
LARGEST = 2_000_000


def text_from(file: str) -> str:
    """The text of a file, or of standard input for `-`. Raises UsageError (not UTF-8, too large), MadoError."""
    try:
        if file == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(file).open("rb") as opened:
                data = opened.read(LARGEST + 1)
    except OSError as error:
        said = _("Could not read {file}: {reason}.")
        raise MadoError(said.format(file=file, reason=refused_because(error))) from None
    if len(data) > LARGEST:
        raise UsageError(_("{file} is too large for a text (2 MB at most).").format(file=file))
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise UsageError(
            _("{file} is not UTF-8 text.").format(file=file), hint=f"iconv -f SHIFT_JIS -t UTF-8 {file}"
        ) from None


def values_of(sets: Sequence[str]) -> dict[str, str]:
    """What `--set KEY=VALUE` says, by its keys. Raises UsageError."""
    values: dict[str, str] = {}
    for said in sets:
        key, equals, value = said.partition("=")
        if not equals or not key.strip():
            raise UsageError(_("Not KEY=VALUE: {text!r}.").format(text=said))
        values[key.strip()] = value
    return values
