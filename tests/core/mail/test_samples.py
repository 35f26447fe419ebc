"""Replies, introductions of quotes, reports and people's mail, kept as data: samples/*.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.mail.parse import parse
from core.mail.reply_text import reply_text

ANSWER = "Thanks, that works.\nSee you soon."
QUOTED = "> Old text one\n> more old\n"
DATES = ("2026-11-21 10:15", "Sat, 21 Nov 2026 10:15:03 +0900")
SENDERS = ("Alice Example", "Alice Example <alice@example.com>", "alice@example.com")


def _samples(name: str) -> Any:
    return json.loads((Path(__file__).parent / "samples" / f"{name}.json").read_text(encoding="utf-8"))


def _named(name: str) -> list[Any]:
    return [pytest.param(sample, id=sample["name"]) for sample in _samples(name)]


@pytest.mark.parametrize("sample", _named("replies"))
def test_of_a_reply_what_is_new_is_left(sample: dict[str, str]) -> None:
    assert reply_text(sample["text"]) == sample["new"]


@pytest.mark.parametrize(("language", "forms"), _samples("introductions").items())
def test_an_introduction_is_known_with_the_date_or_the_name_first(language: str, forms: list[str]) -> None:
    for form in forms:
        for date in DATES:
            for sender in SENDERS:
                header = form.format(d=date, s=sender)
                assert reply_text(f"{ANSWER}\n\n{header}\n{QUOTED}") == ANSWER, (language, header)


@pytest.mark.parametrize("sample", _named("reports"))
def test_a_report_says_whom_it_is_about(sample: dict[str, str | None]) -> None:
    bounce = parse(str(sample["mail"]).encode()).bounce
    assert bounce is not None
    assert bounce.action == sample["action"]
    assert sample["recipient"] in (None, bounce.recipient)
    assert sample["status"] in (None, bounce.status)


@pytest.mark.parametrize("sample", _named("people"))
def test_a_person_or_a_courier_reports_no_mail(sample: dict[str, str]) -> None:
    assert parse(sample["mail"].encode()).bounce is None


@pytest.mark.parametrize(
    ("value", "addresses"),
    [
        ("Ann <a@b.example>，Bob <b@b.example>", [("Ann", "a@b.example"), ("Bob", "b@b.example")]),
        ("Ann <a@b.example>、b@b.example", [("Ann", "a@b.example"), ("", "b@b.example")]),
    ],
)
def test_wide_commas_part_addresses(value: str, addresses: list[tuple[str, str]]) -> None:
    found = parse(f"To: {value}\n\nhello\n".encode()).to
    assert [(one.name, one.address) for one in found] == addresses
