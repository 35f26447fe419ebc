"""Quoted history of more programs and languages goes, with quotation marks and without."""

from __future__ import annotations

import pytest

from core.mail.reply_text import reply_text
from tests.core.mail.quote_headers_more import LABELS, ODD, PROGRAMS, WEBMAIL

OWN = "Thanks, that works for me."
OLD = ("first old line", "second old line")
NEEDS_MARKS = {
    "app en2",
    "odd gnus",
    "odd gnus2",
    "odd alone",
    "odd alone2",
    "odd pine",
    "odd shuriken",
    "odd groupwise",
}
"""Said without a date or an address, or a quote themselves: without marks after them they may be the writer's own."""
HEADERS = {
    **{f"webmail {name}": header for name, header in WEBMAIL.items()},
    **{f"app {name}": header for name, header in PROGRAMS.items()},
    **{f"odd {name}": header for name, header in ODD.items()},
}


def _block(labels: tuple[str, str, str, str]) -> str:
    values = ("Alice Smith <alice@example.com>", "Tuesday, November 24, 2026 10:15", "desk@shop.example", "Re: order")
    return "\n".join(f"{label} {value}" for label, value in zip(labels, values, strict=True))


@pytest.mark.parametrize("name", HEADERS)
def test_what_is_introduced_goes(name: str) -> None:
    header = HEADERS[name]
    marked = "\n".join(f"> {line}" for line in OLD)
    assert reply_text(f"{OWN}\n\n{header}\n{marked}\n") == OWN
    if name not in NEEDS_MARKS and "fwd" not in name:
        assert reply_text("\n".join([OWN, "", header, "", *OLD])) == OWN


@pytest.mark.parametrize("language", LABELS)
def test_a_block_of_labels_ends_the_answer(language: str) -> None:
    block = _block(LABELS[language])
    bold = _block(tuple(f"*{label}*" for label in LABELS[language]))  # type: ignore[arg-type]  # still four
    for header in (block, bold, "_" * 32 + "\n" + block):
        assert reply_text("\n".join([OWN, "", header, "", *OLD])) == OWN


def test_names_and_times_above_no_labels_are_kept() -> None:
    for text in ("Anna Test\n24.11.2026 10:15\n\nwould suit me.", "To\nbe or not\n\nSubject\nmatters."):
        assert reply_text(text) == text


def test_a_title_between_dashes_that_says_who_wrote_ends_the_answer() -> None:
    quoted = "---- 窓口 担当さんは書きました ----\n\nお世話になっております。\n"
    assert reply_text(f"ありがとうございます。\n\n{quoted}") == "ありがとうございます。"
