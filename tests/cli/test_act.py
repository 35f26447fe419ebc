from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.cli.calling import Mado


def _ticket(mado: Mado, code: str) -> dict[str, object]:
    shape: dict[str, object] = mado("ticket", code, "--json").json
    return shape


@pytest.mark.parametrize(
    ("verb", "status"),
    [("pending", "pending"), ("solve", "solved"), ("close", "closed"), ("spam", "spam")],
)
def test_a_verb_sets_the_status_and_open_takes_it_back(
    shop: Mado, codes: dict[str, str], verb: str, status: str
) -> None:
    shop(verb, codes["Bob"])
    assert _ticket(shop, codes["Bob"])["status"] == status
    shop("open", codes["Bob"])
    assert _ticket(shop, codes["Bob"])["status"] == "open"


def test_a_verb_takes_several_codes_and_says_each_on_stderr(shop: Mado, codes: dict[str, str]) -> None:
    said = shop("close", codes["Bob"], codes["Carol"])
    assert said.out == ""
    assert said.err.splitlines() == [f"{codes['Bob']}: closed", f"{codes['Carol']}: closed"]
    assert shop("--quiet", "close", codes["Hanako"]).err == ""


def test_codes_come_from_a_pipe(shop: Mado) -> None:
    shop("tag", "-", "outage", stdin=shop("tickets", "--ids").out)
    assert all(t["tags"] == ["outage"] for t in shop("tickets", "--jsonl").lines)
    shop("close", "-", stdin=shop("tickets", "tag:outage", "--ids").out)
    assert {t["status"] for t in shop("tickets", "--jsonl").lines} == {"closed"}


def test_an_empty_pipe_does_nothing_and_exits_4(shop: Mado) -> None:
    shop("close", "-", code=4)


def test_what_cannot_be_done_is_said_and_the_rest_is_done(shop: Mado, codes: dict[str, str]) -> None:
    said = shop("close", codes["Bob"], "ZZZZ-ZZZZ", codes["Carol"], code=4)
    assert "ZZZZ-ZZZZ" in said.err
    assert {_ticket(shop, codes[n])["status"] for n in ("Bob", "Carol")} == {"closed"}


def test_with_json_the_tickets_come_out_as_they_are_now(shop: Mado, codes: dict[str, str]) -> None:
    said = shop("solve", codes["Bob"], "--json")
    assert [t["status"] for t in said.json] == ["solved"]
    assert shop("solve", codes["Bob"], "--ids").out.strip() == codes["Bob"]


def test_assigning_to_a_name_to_me_and_to_nobody(shop: Mado, codes: dict[str, str]) -> None:
    for name, expected in (("bob", "bob"), ("me", "alice"), ("nobody", None)):
        shop("assign", codes["Hanako"], codes["Bob"], name)
        assert _ticket(shop, codes["Bob"])["assignee"] == expected
    shop("assign", codes["Bob"], code=2)


def test_tags_go_on_and_off(shop: Mado, codes: dict[str, str]) -> None:
    shop("tag", codes["Bob"], "refund")
    shop("tag", codes["Bob"], "返金")
    assert sorted(_ticket(shop, codes["Bob"])["tags"]) == ["refund", "返金"]  # type: ignore[call-overload]  # JSON
    shop("untag", codes["Bob"], "refund")
    assert _ticket(shop, codes["Bob"])["tags"] == ["返金"]
    shop("tag", codes["Bob"], "two words", code=2)


def test_priority_is_one_of_three_words(shop: Mado, codes: dict[str, str]) -> None:
    shop("priority", codes["Bob"], "high")
    assert _ticket(shop, codes["Bob"])["priority"] == "high"
    assert "normal" in shop("priority", codes["Bob"], "urgent", code=2).err


@pytest.mark.parametrize(
    "when", [("3d",), ("明日", "9:00"), ("明日 9:00",), ("tomorrow", "at", "9"), ("2100-01-01",)]
)
def test_snoozing_takes_times_in_one_word_or_in_several(
    shop: Mado, codes: dict[str, str], when: tuple[str, ...]
) -> None:
    shop("snooze", codes["Bob"], codes["Carol"], *when)
    until = _ticket(shop, codes["Carol"])["snoozed_until"]
    assert isinstance(until, str)
    assert datetime.fromisoformat(until) > datetime.now().astimezone() + timedelta(minutes=1)
    shop("snooze", codes["Carol"], "off")
    assert _ticket(shop, codes["Carol"])["snoozed_until"] is None


def test_snoozing_until_a_reply_has_no_end(shop: Mado, codes: dict[str, str]) -> None:
    shop("snooze", codes["Bob"], "reply")
    assert str(_ticket(shop, codes["Bob"])["snoozed_until"]).startswith("9999")
    assert "until a reply comes" in shop("ticket", codes["Bob"]).out


def test_snoozing_until_yesterday_is_wrong_usage(shop: Mado, codes: dict[str, str]) -> None:
    shop("snooze", codes["Bob"], "2020-01-01", code=2)
    shop("snooze", codes["Bob"], "soonish", code=2)


def test_merged_tickets_answer_to_both_codes(shop: Mado, codes: dict[str, str]) -> None:
    shop("merge", codes["Bob"], codes["Carol"])
    assert len(shop("tickets", "--ids").out.split()) == 2
    kept = {_ticket(shop, codes[n])["code"] for n in ("Bob", "Carol")}
    assert len(kept) == 1
    shop("merge", codes["Bob"], code=2)


def test_a_note_is_an_entry_and_no_message(shop: Mado, codes: dict[str, str]) -> None:
    shop("note", codes["Bob"], "電話しました\x1b[31m")
    shop("note", codes["Bob"], "--file", "-", stdin="two\nlines\n")
    ticket = _ticket(shop, codes["Bob"])
    entries = ticket["entries"]
    assert isinstance(entries, list)
    notes = [e for e in entries if e["kind"] == "note"]
    assert [n["text"] for n in notes] == ["電話しました[31m", "two\nlines"]
    assert notes[0]["by"] == "alice"
    assert (ticket["notes"], ticket["messages"]) == (2, 1)
    shop("note", codes["Bob"], "  ", code=2)


def test_undo_takes_back_the_last_decision(shop: Mado, codes: dict[str, str]) -> None:
    shop("close", codes["Bob"])
    shop("undo")
    assert _ticket(shop, codes["Bob"])["status"] == "open"
    shop("undo", code=4)


def test_undo_with_a_code_takes_back_the_last_decision_on_it(shop: Mado, codes: dict[str, str]) -> None:
    shop("tag", codes["Bob"], "a")
    shop("solve", codes["Bob"])
    shop("close", codes["Carol"])
    shop("undo", codes["Bob"])
    assert _ticket(shop, codes["Bob"])["status"] == "open"
    shop("undo", codes["Bob"])
    assert _ticket(shop, codes["Bob"])["tags"] == []
    assert _ticket(shop, codes["Carol"])["status"] == "closed"
    shop("undo", codes["Bob"], code=4)


def test_a_claim_is_held_by_one_agent(shop: Mado, codes: dict[str, str]) -> None:
    shop("claim", codes["Bob"])
    shop("claim", codes["Bob"])
    assert _ticket(shop, codes["Bob"])["claim"]["by"] == "alice"  # type: ignore[index]  # JSON
    shop("config", "set", "agent.name", "bob")
    said = shop("claim", codes["Bob"], codes["Carol"], "--json", code=5)
    assert said.error["code"] == "claimed"
    assert "alice" in said.error["message"]
    assert _ticket(shop, codes["Carol"])["claim"]["by"] == "bob"  # type: ignore[index]  # JSON
    shop("config", "set", "agent.name", "alice")
    shop("release", codes["Bob"])
    assert _ticket(shop, codes["Bob"])["claim"] is None


def test_a_message_is_split_off_by_its_number_and_undo_brings_it_back(shop: Mado, codes: dict[str, str]) -> None:
    new = shop("split", codes["Hanako"], "2").out.strip()
    assert len(_ticket(shop, new)["entries"]) == 2  # type: ignore[arg-type]  # message and event
    assert _ticket(shop, codes["Hanako"])["messages"] == 1
    assert shop("undo", "--log", "--json").json[0]["kind"] == "split"
    shop("undo")
    assert _ticket(shop, codes["Hanako"])["messages"] == 2


def test_a_message_nobody_knows_is_not_split_off(shop: Mado, codes: dict[str, str]) -> None:
    shop("split", codes["Hanako"], "7", code=2)
    shop("split", codes["Hanako"], "abcdef0", code=4)
    shop("split", codes["Hanako"], "1", code=2)


def test_one_of_several_decisions_is_taken_back_by_its_id(shop: Mado, codes: dict[str, str]) -> None:
    shop("tag", codes["Bob"], "a")
    shop("tag", codes["Bob"], "b")
    first = shop("undo", "--log", "--json").json[1]["id"]
    shop("undo", "--event", first[:8])
    assert _ticket(shop, codes["Bob"])["tags"] == ["b"]


def test_a_note_on_a_person_and_the_preview_of_a_merge(shop: Mado) -> None:
    people = {c["name"]: c["addresses"][0] for c in shop("customers", "--json").json}
    shop("customer", "note", people["Bob"], "calls in the morning")
    assert [n["text"] for n in shop("customer", people["Bob"], "--json").json["notes"]] == ["calls in the morning"]
    said = shop("customer", "merge", people["Bob"], people["Carol"], "--preview", "--json").json
    assert [len(p["addresses"]) for p in said["after"]] == [2]
    assert len(shop("customers", "--json").json) == 3
    shop("customer", "merge", people["Bob"], people["Carol"])
    assert "Carol" in shop("customer", "unmerge", people["Carol"], "--preview").out
