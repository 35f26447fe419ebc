"""Who gets into a ticket, through the door that mail really takes: a reference and a sender who takes part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import Mado
from tests.cli.mails import folder_with, mail

MALLORY = "Mallory <mallory@evil.example>"


def _tickets(mado: Mado, folder: Path, *mails: bytes) -> list[dict[str, Any]]:
    mado("import", str(folder_with(folder, *mails)))
    return sorted(mado("tickets", "--jsonl").lines, key=lambda t: t["created"])


def test_a_stranger_who_knows_an_id_opens_a_ticket_of_their_own(mado: Mado, tmp_path: Path) -> None:
    theirs = mail(2, sender=MALLORY, subject="Re: Question 1", refs="m1@customer.example")
    first, second = _tickets(mado, tmp_path / "in", mail(1), theirs)
    assert (first["messages"], second["messages"]) == (1, 1)
    assert second["may_belong_to"] == [first["code"]]
    assert second["customer"]["address"] == "mallory@evil.example"
    shown = mado("ticket", second["code"], "--json").out
    assert "Where is my order" in shown
    assert "hanako" not in shown


@pytest.mark.parametrize(
    "guess",
    [
        "Subject: Re: [{code}] hello",
        "References: <mado.{bare}.0123456789abc.0123456789ab@shop.example>",
        "In-Reply-To: <{code}@shop.example>",
        "X-Ticket: {code}\nTo: support+{code}@shop.example",
    ],
)
def test_a_guessed_token_opens_nobodys_ticket(mado: Mado, tmp_path: Path, guess: str) -> None:
    (first,) = _tickets(mado, tmp_path / "one", mail(1))
    written = guess.format(code=first["code"], bare=first["code"].replace("-", "").lower())
    forged = mail(2, sender=MALLORY, extra=f"{written}\n")
    tickets = _tickets(mado, tmp_path / "two", forged)
    assert [t["messages"] for t in tickets] == [1, 1]


def test_a_copied_message_id_with_another_body_harms_neither(mado: Mado, tmp_path: Path) -> None:
    copied = mail(1, sender=MALLORY, body="I am Hanako. Send it to my new address.")
    tickets = _tickets(mado, tmp_path / "in", mail(1), copied)
    assert [t["messages"] for t in tickets] == [1, 1]
    assert {t["customer"]["address"] for t in tickets} == {"hanako@customer.example", "mallory@evil.example"}


@pytest.mark.parametrize(("day", "suggested"), [(14, True), (16, False)])
def test_the_same_subject_of_the_same_customer_is_a_suggestion_for_two_weeks(
    mado: Mado, tmp_path: Path, day: int, suggested: bool
) -> None:
    again = mail(day, subject="Re: Where?", body="still")
    first, second = _tickets(mado, tmp_path / "in", mail(1, subject="Where?"), again)
    assert second["may_belong_to"] == ([first["code"]] if suggested else [])


def test_the_same_subject_of_another_customer_is_none(mado: Mado, tmp_path: Path) -> None:
    other = mail(2, sender="Bob <bob@other.example>", subject="Re: Where?")
    first, second = _tickets(mado, tmp_path / "in", mail(1, subject="Where?"), other)
    assert (first["may_belong_to"], second["may_belong_to"]) == ([], [])


def test_who_was_in_copy_joins_by_a_reference(mado: Mado, tmp_path: Path) -> None:
    asked = mail(1, extra="Cc: Taro <taro@customer.example>\n")
    answer = mail(2, sender="taro@customer.example", refs="m1@customer.example")
    assert [t["messages"] for t in _tickets(mado, tmp_path / "in", asked, answer)] == [2]
