"""Pieces that several canned responses share: `{{> closing}}` stands for the text of the response `closing`.

Only the files of the canned folder are put together so, before any value is filled in: what a customer
wrote can include nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from config.languages import translator
from core.canned_file import CannedResponse

_ = translator("core")
_INCLUDE = re.compile(r"\{\{>\s*([^{}\n]{1,80}?)\s*\}\}")
_DEEPEST = 5
_LONGEST = 100_000


def with_includes(
    responses: Sequence[CannedResponse],
) -> tuple[list[CannedResponse], list[tuple[Path, str]]]:
    """The responses with their included pieces in place, and those that cannot be, each with the reason."""
    whole: list[CannedResponse] = []
    wrong: list[tuple[Path, str]] = []
    for response in responses:
        try:
            whole.append(replace(response, text=_put_together(response.text, response, responses, ())))
        except ValueError as error:
            wrong.append((response.path, str(error)))
    return whole, wrong


def _put_together(text: str, of: CannedResponse, responses: Sequence[CannedResponse], above: tuple[Path, ...]) -> str:
    if "{{>" not in text:
        return text
    if of.path in above or len(above) >= _DEEPEST:
        raise ValueError(_("{name} includes itself, or pieces lie too deep in each other").format(name=of.key))

    def piece(found: re.Match[str]) -> str:
        other = _named(found[1], of.lang, responses)
        if other is None:
            raise ValueError(_("the piece {name} that it includes is not there").format(name=found[1]))
        return _put_together(other.text, other, responses, (*above, of.path))

    done = _INCLUDE.sub(piece, text)
    if len(done) > _LONGEST:
        raise ValueError(_("with its pieces it is longer than {n} characters").format(n=_LONGEST))
    return done


def _named(name: str, lang: str, responses: Sequence[CannedResponse]) -> CannedResponse | None:
    wanted = name.strip().casefold().removesuffix(".md")
    found = [r for r in responses if wanted in (r.key.casefold(), r.path.stem.casefold(), r.name.casefold())]
    return min(found, key=lambda r: (r.lang != lang, r.lang != "", r.path.name), default=None)
