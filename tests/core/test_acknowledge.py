"""Automatic confirmations: off by default, never a loop, never a way to write to others through us."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from config.home import Home
from core.arrivals import Arrival, Place
from core.desk import Desk
from core.mail.parse import parse
from tests.core.conftest import settings
from tests.core.mails import US, mail

TEXT = "---\nsubject: We have your mail\n---\n{{customer.greeting}}\nWe answer soon. {{ticket.code}}\n"


@pytest.fixture
def desk(home: Home) -> Desk:
    return confirming(home)


def confirming(home: Home, per_hour: int = 30, **changes: str) -> Desk:
    said = settings()
    box = replace(said.mailboxes[0], acknowledge="received", acknowledge_per_hour=per_hour, **changes)  # type: ignore[arg-type]  # test shorthand
    opened = Desk.open(home, replace(said, mailboxes=(box,)))
    home.canned_folder.mkdir(exist_ok=True)
    (home.canned_folder / "received.md").write_text(TEXT)
    return opened


def came(desk: Desk, number: int, raw: bytes) -> list[bytes]:
    """What is queued after a mail came just now."""
    now = datetime.now(UTC)
    fresh = raw.replace(b"Date: ", f"Date: {format_datetime(now)}\r\nX-Old: ".encode(), 1)
    desk.take_in([Arrival(Place("support", "INBOX", 1, number), "inbox", (), now, fresh)])
    return [desk.raw(e.raw) for e in desk.outbox.waiting()]


def test_a_new_mail_is_confirmed_without_a_word_of_its_own(desk: Desk) -> None:
    (raw,) = came(desk, 1, mail(1, sender="BUY NOW <v@victim.example>", subject="CHEAP", body="CLICK"))
    sent = parse(raw)
    assert sent.auto_submitted and [a.address for a in sent.to] == ["v@victim.example"]
    assert sent.subject == "We have your mail" and "Hello,\nWe answer soon." in sent.text
    assert not any(word in raw for word in (b"BUY", b"CHEAP", b"CLICK"))
    (entry,) = desk.outbox.waiting()
    draft = desk.replies.start(entry.ticket, text="Hi.")
    assert desk.replies.check(draft) == []


def test_a_confirmation_lists_the_public_answers_that_fit_and_no_other(desk: Desk) -> None:
    folder = desk.home.canned_folder
    said = "{{customer.greeting}}\nWe answer soon.\n\nPerhaps this helps:\n{{answers}}\n\nYours\n"
    (folder / "received.md").write_text(f"---\nsubject: We have your mail\n---\n{said}")
    for name, public, subject, text in (
        ("password", "yes", "How to reset your password", "Press Forgotten, then follow the link."),
        ("invoice", "yes", "Where your invoice is", "It stands under Orders."),
        ("secret", "no", "Password of our vault", "Never say password reset."),
    ):
        (folder / f"{name}.md").write_text(f"---\nsubject: {subject}\npublic: {public}\n---\n{text}\n")
    (raw,) = came(desk, 1, mail(1, subject="Help", body="I forgot my PASSWORD, how do I reset it? EVIL"))
    text = parse(raw).text
    assert "Perhaps this helps:\n* How to reset your password\nPress Forgotten" in text and "Yours" in text
    assert not any(word in text for word in ("invoice", "vault", "EVIL", "Help"))
    raws = came(desk, 2, mail(2, sender="Bob <bob@x.example>", subject="Hm", body="Nothing of that."))
    (other,) = [parse(r).text for r in raws if b"bob@x.example" in r]
    assert "Perhaps" not in other and "We answer soon.\n\nYours" in other


def test_by_default_nothing_is_confirmed(home: Home) -> None:
    with Desk.open(home, settings()) as plain:
        assert came(plain, 1, mail(1)) == []


@pytest.mark.parametrize(
    "raw",
    [
        mail(1, headers={"Auto-Submitted": "auto-replied"}),
        mail(1, headers={"List-Id": "<talk.x.example>"}),
        mail(1, headers={"Return-Path": "<>"}),
        mail(1, headers={"Precedence": "bulk"}),
        mail(1, sender=US),
        mail(1, sender="no-reply@x.example"),
        mail(1, sender="MAILER-DAEMON@x.example"),
        mail(1, to="somebody@else.example"),
    ],
)
def test_programs_lists_ourselves_and_nobody_are_not_answered(desk: Desk, raw: bytes) -> None:
    assert came(desk, 1, raw) == []


def test_old_mail_is_not_answered(desk: Desk) -> None:
    place = Place("support", "INBOX", 1, 1)
    desk.take_in([Arrival(place, "inbox", (), datetime(2026, 1, 1, tzinfo=UTC), mail(1))])
    assert desk.outbox.waiting() == []


def test_two_a_day_to_one_address_and_a_limit_an_hour(home: Home, tmp_path: object) -> None:
    with confirming(home, per_hour=3) as desk:
        for number in range(1, 6):
            came(desk, number, mail(number, subject=f"Matter {number}"))
        assert len(desk.outbox.waiting()) == 2
        for number in range(6, 9):
            came(desk, number, mail(number, sender=f"c{number}@x.example", subject=f"Matter {number}"))
        assert len(desk.outbox.waiting()) == 3


def test_two_consoles_that_confirm_do_not_play_ping_pong(desk: Desk, tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    with confirming(Home(tmp_path / "other"), email="help@other.example") as other:
        (first,) = came(desk, 1, mail(1, sender="help@other.example"))
        assert came(other, 1, first) == []
