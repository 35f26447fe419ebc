from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from config.home import Home
from core.arrivals import FolderState, Place, SetAside
from core.desk import Desk
from core.identity import new_message_id
from core.mail.message import Message
from core.mail.parse import parse
from tests.core.conftest import settings
from tests.core.mails import US, arrival, mail, name


def grouping(desk: Desk) -> set[frozenset[str]]:
    """The tickets of a desk as sets of Message-IDs."""
    return {frozenset(e.message_id or "" for e in desk.entries(t.code) if e.kind == "message") for t in desk.rows("")}


def test_a_mail_opens_a_ticket_and_its_answer_joins_it(desk: Desk) -> None:
    taken = desk.take_in([arrival(1, mail(1))])
    assert taken.fetched == 1
    (ticket,) = desk.rows("")
    assert taken.opened == {ticket.code}
    assert (ticket.status, ticket.messages, ticket.subject) == ("open", 1, "Where is my parcel?")
    assert (ticket.customer.name, ticket.customer.address) == ("Hanako", "hanako@customer.example")

    taken = desk.take_in([arrival(2, mail(2, refs=(1,)))])
    assert taken.changed == {ticket.code}
    assert desk.ticket(ticket.code).messages == 2


def test_the_same_place_twice_changes_nothing(desk: Desk) -> None:
    desk.take_in([arrival(1, mail(1))])
    before = desk.stamp()
    again = desk.take_in([arrival(1, mail(1))])
    assert (again.fetched, again.opened, again.changed) == (0, frozenset(), frozenset())
    assert desk.rows("")[0].messages == 1
    assert not desk.changed_since(before)[1]


def test_the_same_mail_in_another_folder_stands_in_the_ticket_once(desk: Desk) -> None:
    desk.take_in([arrival(1, mail(1)), arrival(9, mail(1), folder="Archive", role="archive")])
    assert [t.messages for t in desk.rows("")] == [1]


def test_another_uidvalidity_gains_no_ticket_a_message(desk: Desk) -> None:
    desk.take_in([arrival(1, mail(1))])
    renewed = arrival(1, mail(1))
    renewed = type(renewed)(Place("support", "INBOX", 2, 1), "inbox", (), renewed.internal_date, renewed.raw)
    desk.take_in([renewed])
    assert [t.messages for t in desk.rows("")] == [1]


def test_a_uid_that_a_restored_server_gives_again_loses_no_message(desk: Desk) -> None:
    desk.take_in([arrival(1, mail(1))])
    assert desk.take_in([arrival(1, mail(2, subject="Other"))]).fetched == 1
    assert desk.count("") == 2
    for raw in (mail(1), mail(2, subject="Other")):
        assert desk.take_in([arrival(1, raw)]).fetched == 0


def test_a_stranger_who_knows_a_message_id_does_not_get_into_the_ticket(desk: Desk) -> None:
    desk.take_in([arrival(1, mail(1))])
    (ticket,) = desk.rows("")
    desk.take_in([arrival(2, mail(2, sender="mallory@evil.example", refs=(1,), subject="Re: Where is my parcel?"))])
    assert desk.ticket(ticket.code).messages == 1
    other = next(t for t in desk.rows("") if t.code != ticket.code)
    assert other.may_belong_to == (ticket.code,)


def test_a_colleague_of_the_customer_in_copy_takes_part(desk: Desk) -> None:
    first = mail(1, headers={"Cc": "taro@customer.example"})
    desk.take_in([arrival(1, first), arrival(2, mail(2, sender="taro@customer.example", refs=(1,)))])
    assert [t.messages for t in desk.rows("")] == [2]


def test_an_id_of_ours_lets_anybody_join_and_a_forged_one_nobody(desk: Desk) -> None:
    desk.take_in([arrival(1, mail(1))])
    (ticket,) = desk.rows("")
    ours = new_message_id(ticket.code, "shop.example", desk.key)
    forged = new_message_id(ticket.code, "shop.example", b"x" * 32)
    sent_on = mail(2, sender="boss@customer.example", headers={"References": f"<{ours}>"})
    desk.take_in([arrival(2, sent_on)])
    assert desk.ticket(ticket.code).messages == 2
    desk.take_in([arrival(3, mail(3, sender="mallory@evil.example", headers={"References": f"<{forged}>"}))])
    assert desk.ticket(ticket.code).messages == 2


def test_the_same_subject_alone_is_a_suggestion_never_a_join(desk: Desk) -> None:
    desk.take_in([arrival(1, mail(1)), arrival(2, mail(2, subject="Re: Where is my parcel?"))])
    assert sorted(t.messages for t in desk.rows("")) == [1, 1]
    newest = max(desk.rows(""), key=lambda t: t.created)
    oldest = min(desk.rows(""), key=lambda t: t.created)
    assert newest.may_belong_to == (oldest.code,)


def test_two_mails_with_one_message_id_and_different_text_are_both_kept(desk: Desk) -> None:
    desk.take_in([arrival(1, mail(1, body="one")), arrival(2, mail(1, body="two"))])
    texts = {e.text.strip() for t in desk.rows("") for e in desk.entries(t.code) if e.kind == "message"}
    assert texts == {"one", "two"}


def test_mail_from_the_sent_folder_is_ours_and_makes_the_ticket_pending(desk: Desk) -> None:
    answer = mail(2, sender=US, to="hanako@customer.example", refs=(1,), subject="Re: Where is my parcel?")
    desk.take_in([arrival(1, mail(1)), arrival(1, answer, folder="Sent", role="sent")])
    (ticket,) = desk.rows("")
    assert (ticket.status, ticket.messages, ticket.last_direction) == ("pending", 2, "out")


def test_a_thread_is_one_ticket_in_whatever_order_its_mails_come(tmp_path: Path) -> None:
    answer = mail(2, sender=US, to="hanako@customer.example", refs=(1,))
    thread = [
        arrival(1, mail(1)),
        arrival(7, answer, folder="Sent", role="sent"),
        arrival(3, mail(3, refs=(1, 2))),
        arrival(4, mail(4, refs=(1, 2, 3))),
    ]
    for number, order in enumerate(itertools.permutations(thread)):
        with Desk.open(Home(tmp_path / str(number)), settings()) as desk:
            for one in order:
                desk.take_in([one])
            (ticket,) = desk.rows("")
            assert (ticket.messages, ticket.status) == (4, "open"), [a.place for a in order]


def test_many_threads_group_alike_whatever_the_batches(tmp_path: Path) -> None:
    chance = random.Random(7)
    everything = []
    for root in range(0, 40, 4):
        who = f"c{root}@customer.example"
        everything += [
            arrival(root + 1, mail(root + 1, sender=who, subject=f"Matter {root}")),
            arrival(root + 2, mail(root + 2, sender=who, subject=f"Matter {root}", refs=(root + 1,))),
            arrival(root + 3, mail(root + 3, sender=who, subject=f"Matter {root}", refs=(root + 2,))),
        ]
    found = []
    for number in range(4):
        with Desk.open(Home(tmp_path / str(number)), settings()) as desk:
            rest = everything[:]
            while rest:
                size = chance.randint(1, 9)
                desk.take_in(rest[:size])
                rest = rest[size:]
            found.append(grouping(desk))
        chance.shuffle(everything)
    assert all(groups == found[0] for groups in found)
    assert len(found[0]) == 10


def test_the_folders_state_is_kept_with_the_messages(desk: Desk) -> None:
    state = FolderState("support", "INBOX", 1, uidnext=2, highestmodseq=9, done="1")
    desk.take_in([arrival(1, mail(1))], state)
    assert desk.folder_state("support", "INBOX") == state
    assert desk.folder_state("support", "Sent") is None


def test_what_is_set_aside_is_listed_once(desk: Desk) -> None:
    place = Place("support", "INBOX", 1, 5)
    assert desk.take_in([], aside=[SetAside(place, "the server sent no body")]).set_aside == 1
    assert desk.take_in([], aside=[SetAside(place, "the server sent no body")]).set_aside == 0
    assert [(s.place, s.reason) for s in desk.set_aside()] == [(place, "the server sent no body")]


def test_a_ticket_is_found_by_code_in_any_form_and_by_its_beginning(desk: Desk) -> None:
    desk.take_in([arrival(1, mail(1))])
    code = desk.rows("")[0].code
    for typed in (code, code.lower(), code.replace("-", ""), code[:4].lower()):
        assert desk.ticket(typed).code == code


def test_free_words_find_a_ticket_by_its_text(desk: Desk) -> None:
    desk.take_in(
        [
            arrival(1, mail(1, body="返金をお願いします")),
            arrival(2, mail(2, subject="Invoice", body="please")),
        ]
    )
    assert [t.subject for t in desk.rows("返金")] == ["Where is my parcel?"]
    assert [t.subject for t in desk.rows("invoi")] == ["Invoice"]
    assert desk.count("status:open") == 2


def test_mail_read_elsewhere_is_not_unread_here(desk: Desk) -> None:
    desk.take_in([arrival(1, mail(1)), arrival(2, mail(2, subject="Other"), flags=("\\Seen",))])
    unread = {t.subject: t.unread for t in desk.rows("")}
    assert unread == {"Where is my parcel?": True, "Other": False}
    code = next(t.code for t in desk.rows("") if t.unread)
    desk.mark_read(code)
    assert not desk.ticket(code).unread


def test_imported_history_starts_no_clock_until_somebody_writes_again(desk: Desk) -> None:
    desk.take_in([replace(arrival(1, mail(1)), history=True)])
    (ticket,) = desk.rows("")
    assert (ticket.status, ticket.waiting_since) == ("open", None)
    after = desk.next_ticket()
    assert after is not None
    assert after[1] == "open longest"
    desk.take_in([arrival(2, mail(2, refs=(1,)))])
    assert desk.ticket(ticket.code).waiting_since == desk.entries(ticket.code)[-1].at


def test_a_mail_too_large_to_fetch_says_that_only_its_beginning_is_here(desk: Desk) -> None:
    desk.take_in([replace(arrival(1, mail(1)), whole_size=60_000_000)])
    (entry,) = desk.entries(desk.rows("")[0].code)
    assert entry.kind == "message"
    assert "only the beginning was fetched of 60000000 bytes" in entry.warnings


def test_the_exact_bytes_of_a_mail_are_kept(desk: Desk) -> None:
    raw = mail(1).replace(b"\n", b"\r\n") + b"\x00\xff trailing"
    desk.take_in([arrival(1, raw)])
    (entry,) = desk.entries(desk.rows("")[0].code)
    assert entry.kind == "message"
    assert desk.raw(entry.raw) == raw
    assert entry.message_id == name(1).strip("<>")


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"\xff\xfe\x00 nothing", b"From: =?x?q?=\r\nSubject: [/]\r\n\r\n"])
def test_odd_bytes_become_a_ticket_and_stop_nothing(open_desk: Callable[[str], Desk], raw: bytes) -> None:
    desk = open_desk("Yuki")
    assert desk.take_in([arrival(1, raw), arrival(2, mail(2))]).fetched == 2
    assert desk.count("") == 2


def test_a_message_that_breaks_its_reader_stops_no_batch(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def parse_or_raise(raw: bytes) -> Message:
        if b"poison" in raw:
            raise MemoryError
        return parse(raw)

    monkeypatch.setattr("core.mail.guard.parse", parse_or_raise)
    batch = [arrival(1, mail(1)), arrival(2, mail(2, subject="Odd", body="poison")), arrival(3, mail(3))]
    assert desk.take_in(batch).fetched == 3
    (odd,) = [t for t in desk.rows("") if t.subject == "Odd"]
    (message,) = [e for e in desk.entries(odd.code) if e.kind == "message"]
    assert any("the message is kept" in w for w in message.warnings)
