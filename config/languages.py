"""The two languages of the product: gettext catalogues, one domain a room, English as the source."""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "ja")
_LOCALE = Path(__file__).parent / "locale"
_current = ""


def language() -> str:
    """The language in force: what `set_language` chose, else MADO_LANG, else the locale's, else English."""
    if _current:
        return _current
    for name in ("MADO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        word = os.environ.get(name, "")[:2].lower()
        if word in LANGUAGES:
            return word
        if word and name != "MADO_LANG":
            break
    return "en"


def set_language(code: str | None) -> None:
    """Choose the language for this process; None goes back to what the environment says."""
    global _current
    _current = code if code in LANGUAGES else ""


@cache
def _catalogue(domain: str, code: str) -> gettext.NullTranslations:
    return gettext.translation(domain, str(_LOCALE), languages=[code], fallback=True)


def translator(domain: str) -> Callable[[str], str]:
    """The `_` of a room: looks its English text up in the language in force at each call."""

    def translate(text: str) -> str:
        return _catalogue(domain, language()).gettext(text)

    return translate


def translated(domain: str, text: str, code: str) -> str:
    """One text of a room in a given language, whatever the language in force (for finding by either name)."""
    return _catalogue(domain, code).gettext(text)
