"""Customers of the practice counter answer our mails, in their thread, their language and their own manner."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from cli.demo.answers import AnsweringCustomers
from cli.demo.servers import EmbeddedServers
from core.mail.message import Message
from core.mail.parse import parse

US = "support@aoi-tea.example"


@pytest.fixture
def counter() -> Iterator[tuple[EmbeddedServers, AnsweringCustomers]]:
    with EmbeddedServers(US) as servers, AnsweringCustomers(servers, delay=0) as customers:
        yield servers, customers


def send(servers: EmbeddedServers, to: str, number: int, *, text: str = "Hello", **headers: str) -> str:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Aoi Tea <{US}>", to, "Re: 領収書"
    mail["Message-ID"], mail["Date"] = f"<ours-{number}@aoi-tea.example>", datetime.now(UTC)
    mail["References"] = "<root@example.jp>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    with smtplib.SMTP(servers.host, servers.smtp_port, timeout=10) as smtp:
        smtp.send_message(mail)
    return f"ours-{number}@aoi-tea.example"


def inbox(servers: EmbeddedServers) -> list[Message]:
    return [parse(stored.raw) for stored in servers.stored("INBOX")]


def test_the_reader_answers_in_the_thread_and_quotes_us(
    counter: tuple[EmbeddedServers, AnsweringCustomers],
) -> None:
    servers, customers = counter
    ours = send(servers, "髙橋 美咲 <misaki.takahashi@takahashi-sekkei.example.jp>", 1, text="領収書をお送りします。")
    answer_id = customers.wait_for_answer(ours, 5)
    [answer] = inbox(servers)
    assert answer.message_id == answer_id
    assert (answer.in_reply_to, answer.references) == (ours, ("root@example.jp", ours))
    assert answer.sender is not None and answer.sender.address == "misaki.takahashi@takahashi-sekkei.example.jp"
    assert answer.subject == "Re: 領収書"
    assert "宛名の「髙」も確認いたしました" in answer.text and "領収書をお送りします。" in answer.text
    assert answer.charset == "iso-2022-jp"
    assert answer.warnings == ()


def test_a_thread_ends_with_thanks_and_then_silence(counter: tuple[EmbeddedServers, AnsweringCustomers]) -> None:
    servers, customers = counter
    answered = [customers.wait_for_answer(send(servers, "emily.carter@example.com", n), 2) for n in (1, 2)]
    assert all(answered)
    assert customers.wait_for_answer(send(servers, "emily.carter@example.com", 3), 0.3) is None
    last = inbox(servers)[-1].text
    assert any(word in last for word in ("All sorted", "thanks again"))


@pytest.mark.parametrize(
    ("to", "headers"),
    [
        ("no-reply@parcel.example.net", {}),
        ("MAILER-DAEMON@mx.example.ne.jp", {}),
        ("emily.carter@example.com", {"Auto_Submitted": "auto-replied"}),
    ],
)
def test_nobody_answers_a_machine_or_an_automatic_mail(
    counter: tuple[EmbeddedServers, AnsweringCustomers], to: str, headers: dict[str, str]
) -> None:
    servers, customers = counter
    assert customers.wait_for_answer(send(servers, to, 1, **headers), 0.3) is None
    assert inbox(servers) == []


@pytest.mark.parametrize(("text", "expected"), [("お待たせしました。", "ありがとう"), ("Here it is.", "hank")])
def test_a_stranger_answers_in_the_language_we_wrote(
    counter: tuple[EmbeddedServers, AnsweringCustomers], text: str, expected: str
) -> None:
    servers, customers = counter
    assert customers.wait_for_answer(send(servers, "somebody@example.org", 1, text=text), 5)
    assert expected in inbox(servers)[0].text


def test_leaving_stops_those_who_have_not_answered_yet() -> None:
    with EmbeddedServers(US) as servers:
        with AnsweringCustomers(servers, delay=3600) as customers:
            send(servers, "emily.carter@example.com", 1)
            assert customers.wait_for_answer("ours-1@aoi-tea.example", 0.05) is None
        assert inbox(servers) == []
