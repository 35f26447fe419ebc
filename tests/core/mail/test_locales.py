"""Quotes are found in the mail of many languages, whatever order and marks their programs' translations choose."""

from __future__ import annotations

import pytest

from core.mail.reply_text import reply_text
from tests.core.mail.locale_samples import ATTRIBUTIONS, HEADERS

ANSWER = "Thank you, that works for me.\nSee you soon."
QUOTED = "> Old text\n> more old\n"
UNENDED = ("my",)
"""Without a colon at the end: marks must follow, and the line be whole."""
HISTORY = "Old text\nmore old\n"


def _ids(samples: list[tuple[str, str]]) -> list[str]:
    return [f"{locale}-{n}" for n, (locale, _) in enumerate(samples)]


@pytest.mark.parametrize(("locale", "header"), ATTRIBUTIONS, ids=_ids(ATTRIBUTIONS))
def test_a_line_that_says_who_wrote_goes_with_the_quote(locale: str, header: str) -> None:
    wrapped = header if locale in UNENDED else header.replace(" <", "\n<", 1)
    for line in (header, wrapped):
        assert reply_text(f"{ANSWER}\n\n{line}\n\n{QUOTED}") == ANSWER, locale
    assert reply_text(f"{ANSWER}\n{header}\n{QUOTED}") == ANSWER
    assert reply_text(f"{header}\n{QUOTED}\n{ANSWER}\n") == ANSWER


@pytest.mark.parametrize(("locale", "header"), ATTRIBUTIONS, ids=_ids(ATTRIBUTIONS))
def test_it_ends_the_answer_where_the_quote_bears_no_marks(locale: str, header: str) -> None:
    if not header.startswith(">") and locale not in UNENDED:
        assert reply_text(f"{ANSWER}\r\n\r\n{header}\r\n\r\n{HISTORY}") == ANSWER, locale


@pytest.mark.parametrize(("locale", "header"), HEADERS, ids=_ids(HEADERS))
def test_header_lines_in_the_reader_s_language_end_the_answer(locale: str, header: str) -> None:
    for above in ("\n\n", "\n", f"\n\n{'_' * 32}\n"):
        assert reply_text(f"{ANSWER}{above}{header}\n\n{HISTORY}") == ANSWER, locale
    bold = "\n".join("*" + line.replace(": ", ":* ", 1) for line in header.split("\n"))
    assert reply_text(f"{ANSWER}\n\n{bold}\n\n{HISTORY}") == ANSWER
