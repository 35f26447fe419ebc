"""Forms and the receiving server's verdict: what the admin said makes of a message."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from config.home import Home
from config.settings import Form
from core.arrivals import FolderState
from core.desk import Desk
from core.recipients import answer_to
from tests.tui.seeded import BOX, letter, settings

FORM = Form("form@web.example", "メールアドレス", "お名前")


def _desk(tmp_path: Path) -> Desk:
    box = replace(BOX, authserv_id="mx.desk.example")
    return Desk.open(Home(tmp_path / "home"), replace(settings("en"), mailboxes=(box,), forms=(FORM,)))


def _one(desk: Desk, sender: str, text: str, top: bytes = b"") -> str:
    arrival = letter(1, sender, "お問い合わせ", text)
    desk.take_in([replace(arrival, raw=top + arrival.raw)], FolderState(BOX.name, "INBOX", 1))
    (ticket,) = desk.rows()
    return ticket.code


def test_the_customer_of_a_form_stands_in_its_text(tmp_path: Path) -> None:
    with _desk(tmp_path) as desk:
        text = "【お名前】佐藤 花子\n■メールアドレス：hanako@example.jp\n内容：湯のみの色"
        code = _one(desk, "Web form <form@web.example>", text, b"Auto-Submitted: auto-generated\r\n")
        ticket = desk.ticket(code)
        assert (ticket.customer.name, ticket.customer.address) == ("佐藤 花子", "hanako@example.jp")
        assert ticket.status == "open"
        (message,) = [e for e in desk.entries(code) if e.kind == "message"]
        assert [a.address for a in answer_to(message, ticket, {BOX.email})] == ["hanako@example.jp"]


def test_a_form_that_names_nobody_and_other_senders_stay_what_they_are(tmp_path: Path) -> None:
    with _desk(tmp_path) as desk:
        code = _one(desk, "Anna <anna@example.com>", "メールアドレス：hanako@example.jp")
        assert desk.ticket(code).customer.address == "anna@example.com"


def test_a_sender_that_our_server_could_not_confirm_is_shown(tmp_path: Path) -> None:
    top = b"Authentication-Results: mx.desk.example; dmarc=fail\r\n"
    with _desk(tmp_path) as desk:
        code = _one(desk, "Bank <info@bank.example>", "Hello", top)
        (message,) = [e for e in desk.entries(code) if e.kind == "message"]
        assert message.warnings == ("the receiving server could not confirm the sender: dmarc=fail",)


def test_what_was_read_by_other_settings_is_no_difference_until_it_is_read_anew(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    before = settings("en")
    alias = replace(BOX, aliases=("shop@web.example",), authserv_id="mx.desk.example")
    after = replace(before, mailboxes=(alias,), forms=(FORM,))
    filled_in = "メールアドレス：hanako@example.jp"
    top = b"Authentication-Results: mx.desk.example; dmarc=fail\r\n"

    def take(desk: Desk, number: int) -> None:
        form = letter(number, "Web form <form@web.example>", f"Form {number}", filled_in)
        own = letter(number + 1, "Shop <shop@web.example>", f"Ours {number}", "Hello")
        desk.take_in([replace(form, raw=top + form.raw), own], FolderState(BOX.name, "INBOX", 1))

    with Desk.open(home, before) as desk:
        take(desk, 1)
        assert not desk.keeping.rebuild(verify=True).settings_changed
    with Desk.open(home, after) as desk:
        assert desk.keeping.rebuild(verify=True).differences == ()
        take(desk, 3)
        told = desk.keeping.rebuild(verify=True)
        assert (told.differences, told.settings_changed) == ((), True)
        assert desk.count("from:hanako@example.jp") == 1
        assert desk.keeping.fsck().findings == ()
        desk.keeping.rebuild()
        assert desk.count("from:hanako@example.jp") == 2
        told = desk.keeping.rebuild(verify=True)
        assert (told.differences, told.settings_changed) == ((), False)
    with Desk.open(home, before) as desk:
        assert desk.keeping.rebuild(verify=True).differences == ()
        desk.store.table("tickets").update({"status": "closed"})
        assert {d.what for d in desk.keeping.rebuild(verify=True).differences} == {"ticket"}
