from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest

from cli.output import put_csv
from tests.cli.calling import Mado, process
from tests.cli.mails import folder_with, mail

TICKET_KEYS = {
    *("code", "subject", "status", "assignee", "priority", "tags", "customer", "mailbox", "created", "updated"),
    *("waiting_since", "snoozed_until", "messages", "notes", "unread", "may_belong_to", "flags"),
}
MESSAGE_KEYS = {
    *("kind", "id", "at", "by", "message_id", "direction", "from", "to", "cc", "subject", "text", "reply_text"),
    *("attachments", "warnings"),
}


def test_tickets_without_a_query_lists_all_of_them(shop: Mado) -> None:
    tickets = shop("tickets", "--jsonl").lines
    assert sorted(t["subject"] for t in tickets) == ["Refund please", "Thanks", "返金のお願い"]


def test_a_ticket_in_json_has_every_key_of_the_contract(shop: Mado) -> None:
    for ticket in shop("tickets", "--jsonl").lines:
        assert set(ticket) >= TICKET_KEYS
        assert set(ticket["customer"]) == {"name", "address"}
        for key in ("created", "updated"):
            assert datetime.fromisoformat(ticket[key]).utcoffset() is not None
            assert ticket[key].endswith("+09:00")
        assert ticket["assignee"] is None
        assert ticket["snoozed_until"] is None


def test_one_ticket_shows_its_messages_oldest_first(shop: Mado, codes: dict[str, str]) -> None:
    ticket = shop("ticket", codes["Hanako"], "--json").json
    messages = [e for e in ticket["entries"] if e["kind"] == "message"]
    assert [m["message_id"] for m in messages] == ["m1@customer.example", "m3@customer.example"]
    assert set(messages[0]) >= MESSAGE_KEYS
    assert messages[0]["direction"] == "in"
    assert messages[0]["from"] == {"name": "Hanako", "address": "hanako@customer.example"}
    assert messages[0]["text"].strip() == "お世話になります。返金してください。"
    assert ticket["claim"] is None


def test_a_code_is_taken_without_hyphen_in_any_case_and_by_its_beginning(shop: Mado, codes: dict[str, str]) -> None:
    code = codes["Bob"]
    for typed in (code.lower(), code.replace("-", ""), code[:4]):
        assert shop("ticket", typed, "--ids").out.strip() == code


def test_an_unknown_code_exits_4_in_one_sentence(shop: Mado) -> None:
    said = shop("ticket", "ZZZZ-ZZZZ", code=4)
    assert said.out == ""
    assert "ZZZZ-ZZZZ" in said.err
    assert shop("ticket", "ZZZZ-ZZZZ", "--json", code=4).error["code"] == "no_ticket"


def test_a_query_finds_and_nothing_found_exits_4(shop: Mado, codes: dict[str, str]) -> None:
    assert shop("tickets", "refund", "--ids").out.split() == [codes["Bob"]]
    assert shop("tickets", "返", "--ids").out.split() == [codes["Hanako"]]
    assert shop("tickets", "from:bob@other.example", "--ids").out.split() == [codes["Bob"]]
    assert shop("tickets", "nosuchword", code=4).out == ""


def test_an_unknown_field_is_wrong_usage_that_names_the_nearest(shop: Mado) -> None:
    assert "status" in shop("tickets", "statsu:open", code=2).err


def test_a_limit_is_kept(shop: Mado) -> None:
    assert len(shop("tickets", "--ids", "--limit", "2").out.split()) == 2


def test_an_empty_desk_is_no_error(mado: Mado) -> None:
    assert mado("tickets").out == ""
    assert mado("tickets", "--json").json == []
    assert mado("customers", "--json").json == []
    assert mado("outbox", "--json").json == []


def test_csv_has_a_row_a_ticket(shop: Mado) -> None:
    rows = list(csv.DictReader(io.StringIO(shop("tickets", "--csv").out)))
    assert {row["customer_address"] for row in rows} == {
        "hanako@customer.example",
        "bob@other.example",
        "carol@third.example",
    }


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    put_csv(("a", "b"), [("=cmd|' /C calc'!A0", -1), ("@x", ["+1", "b"])])
    assert capfdbinary.readouterr().out.decode().splitlines() == ["a,b", "'=cmd|' /C calc'!A0,-1", "'@x,+1 b"]


def test_text_in_a_pipe_has_no_colour_and_no_control_sequence(mado: Mado, tmp_path: Path) -> None:
    evil = mail(
        5, sender="Eve <eve@evil.example>", subject="=?utf-8?q?a=1B]0;owned=07b=1B[2Jc?=", body="x\x1b[31mred\x9b2J"
    )
    mado("import", str(folder_with(tmp_path / "evil", evil)))
    code = mado("tickets", "--ids").out.strip()
    for words in (
        ("tickets",),
        ("ticket", code),
        ("ticket", code, "--whole"),
        ("search", "owned"),
        ("tickets", "--json"),
    ):
        out = mado(*words).out
        assert not any(c < " " and c not in "\n\t" or "\x7f" <= c <= "\x9f" for c in out)


def test_markup_in_a_subject_stays_as_it_is(mado: Mado, tmp_path: Path) -> None:
    mado("import", str(folder_with(tmp_path / "odd", mail(6, subject="Re: [/b] {x} %s $HOME"))))
    assert "[/b] {x} %s $HOME" in mado("tickets").out


def test_search_shows_the_place(shop: Mado) -> None:
    out = shop("search", "money").out
    assert "Refund please" in out
    assert "I want my money back." in out
    assert shop("search", "nosuchword", code=4).out == ""
    (found,) = shop("search", "money", "--by", "relevance", "--json").json
    (span,) = found["match"]["spans"]
    assert found["match"]["text"][span[0] : span[1]] == "money"
    assert shop("search", "money", "--ids").out.split() == [found["code"]]


def test_next_says_which_and_why(shop: Mado) -> None:
    said = shop("next", "--json").json
    assert said["why"]
    assert said["entries"]
    assert shop("next").out.startswith("Because: ")


def test_next_with_nothing_to_do_exits_4(mado: Mado) -> None:
    mado("next", code=4)


def test_views_have_counts(shop: Mado) -> None:
    views = {v["name"]: v["count"] for v in shop("views", "--json").json}
    assert views["inbox"] == 3
    assert views["all"] == 3
    assert views["snoozed"] == 0


def test_customers_and_one_of_them(shop: Mado) -> None:
    assert len(shop("customers", "--jsonl").lines) == 3
    assert shop("customers", "hanako", "--ids").out.strip() == "hanako@customer.example"
    shop("customers", "nobody-here", code=4)
    customer = shop("customer", "hanako@customer.example", "--json").json
    assert customer["name"] == "Hanako"
    assert customer["messages"] == 2
    assert [t["subject"] for t in customer["tickets"]] == ["返金のお願い"]
    shop("customer", "nobody@customer.example", code=4)


def test_customers_are_merged_unmerged_and_expected_of(shop: Mado) -> None:
    shop("customer", "merge", "hanako@customer.example", "bob@other.example")
    assert len(shop("customer", "hanako@customer.example", "--json").json["addresses"]) == 2
    shop("customer", "unmerge", "bob@other.example")
    assert shop("customer", "hanako@customer.example", "--json").json["addresses"] == ["hanako@customer.example"]
    shop("customer", "expect", "bob@other.example", "Answers within a day")
    assert "Answers within a day" in shop("customer", "bob@other.example").out
    shop("customer", "merge", "bob@other.example", code=2)


def test_the_exact_bytes_of_a_message_come_out(shop: Mado, codes: dict[str, str]) -> None:
    assert "Subject: Refund please\r\n" in process(
        ["--home", str(shop.home), "ticket", codes["Bob"], "--raw", "1"]
    ).out.replace("\r\r", "\r")
    shop("ticket", codes["Bob"], "--raw", "7", code=2)
