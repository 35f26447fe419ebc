"""Answering on a real desk: whom it goes to, what is quoted, what stops it, and that notes never leave."""

from __future__ import annotations

import email
import itertools
import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.errors import NothingMatched, Refused
from config.home import Home
from core.bulk.apply import now_for_all, queue_blocks
from core.bulk.file import write_plan
from core.bulk.make import make_plan
from core.canned import install_starter
from core.decisions import add_note, add_tag, claim
from core.desk import Desk
from core.drafts import Queued
from core.identity import ticket_of_message_id
from core.mail.message import Address
from core.mail.parse import parse
from core.placeholders import Context
from tests.core.mails import NOON, US, arrival, mail, name

JAPANESE = "お世話になっております。カップが割れていました。"


def opened(desk: Desk, raw: bytes | None = None, uid: int = 1) -> str:
    """A ticket with one message."""
    intake = desk.take_in([arrival(uid, raw if raw is not None else mail(uid))])
    return next(iter(intake.opened | intake.changed))


def bytes_of(desk: Desk, code: str, text: str = "We look into it.", **changes: object) -> bytes:
    draft = replace(desk.replies.start(code, text=text), **changes)  # type: ignore[arg-type]  # test shorthand
    return desk.raw(desk.replies.queue(draft).raw)


# whom, what -------------------------------------------------------------------------------


def test_a_reply_goes_to_the_writer_in_their_thread(desk: Desk) -> None:
    code = opened(desk, mail(2, refs=(0, 1)))
    raw = bytes_of(desk, code)
    message = parse(raw)
    assert [a.address for a in message.to] == ["hanako@customer.example"]
    assert message.in_reply_to == name(2).strip("<>")
    assert message.references == tuple(name(i).strip("<>") for i in (0, 1, 2))
    assert message.subject == "Re: Where is my parcel?"
    assert message.message_id and ticket_of_message_id(message.message_id, desk.key) == code
    assert message.sender == Address("Shop", US)


def test_reply_to_is_followed_and_we_never_write_to_ourselves(desk: Desk) -> None:
    code = opened(desk, mail(1, headers={"Reply-To": f"<{US}>, Sales <sales@customer.example>"}))
    assert [a.address for a in desk.replies.start(code).to] == ["sales@customer.example"]


def test_a_mail_from_our_own_address_is_answered_to_the_ticket_customer(desk: Desk) -> None:
    code = opened(desk, mail(1))
    desk.take_in(
        [arrival(2, mail(2, sender=US, to="hanako@customer.example", refs=(1,)), role="sent", folder="Sent")]
    )
    assert [a.address for a in desk.replies.start(code).to] == ["hanako@customer.example"]


def test_reply_all_takes_the_others_but_not_us(desk: Desk) -> None:
    code = opened(desk, mail(1, to=f"{US}, Taro <taro@customer.example>"))
    assert desk.replies.start(code).cc == ()
    assert [a.address for a in desk.replies.start(code, reply_all=True).cc] == ["taro@customer.example"]


def test_re_stands_once_however_often_it_stood_before(desk: Desk) -> None:
    code = opened(desk, mail(1, subject="RE: Re[2]: 返信: Cup"))
    assert desk.replies.start(code).subject == "Re: Cup"


def test_the_customers_words_are_quoted_with_a_line_in_their_language(desk: Desk) -> None:
    english = desk.replies.start(opened(desk, mail(1, body="My cup broke.\n\nHelp!"))).body
    assert re.search(r"^On \w{3}, Nov 20, 2026 at \d\d:\d\d, Hanako <hanako@customer.example> wrote:$", english, re.M)
    assert "> My cup broke.\n>\n> Help!" in english
    japanese = desk.replies.start(opened(desk, mail(5, sender="山田 太郎 <t@c.example>", body=JAPANESE), 5)).body
    assert re.search(r"^2026年11月20日\(金\) \d\d:\d\d 山田 太郎 様 <t@c.example>:$", japanese, re.M)
    assert f"> {JAPANESE}" in japanese


def test_our_quotation_is_recognised_as_one(desk: Desk) -> None:
    for number, body in enumerate((JAPANESE, "My cup broke."), 1):
        around = desk.replies.around.frame(desk.replies.start(opened(desk, mail(number, body=body), number)))
        text = parse(mail(9, body=around.around("ありがとうございます。"))).reply_text
        assert text.strip() == "ありがとうございます。"


def test_an_answer_goes_in_the_charset_the_customer_used(desk: Desk) -> None:
    raw = (
        b"From: =?ISO-2022-JP?B?GyRCOzNFREJATzobKEI=?= <t@c.example>\r\nTo: support@shop.example\r\n"
        b"Subject: =?ISO-2022-JP?B?GyRCTWokXyReJDkbKEI=?=\r\nMessage-ID: <j@c.example>\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=ISO-2022-JP\r\n\r\n"
    ) + JAPANESE.encode("iso2022_jp")
    code = opened(desk, raw)
    assert b"charset=ISO-2022-JP" in bytes_of(desk, code, "承知いたしました。")
    assert b"charset=utf-8" in bytes_of(desk, opened(desk, raw.replace(b"<j@", b"<k@"), 2), "①をご覧ください。")


def test_nothing_of_this_machine_is_in_the_headers(desk: Desk) -> None:
    import getpass
    import socket

    head = bytes_of(desk, opened(desk)).partition(b"\r\n\r\n")[0].decode()
    words = re.findall(r"[\w-]+", head)  # a short name may stand by chance within a Message-ID's random letters
    assert not {*socket.gethostname().split("."), getpass.getuser()} & set(words)
    assert {k.lower() for k in email.message_from_string(head)} == {
        "from", "to", "subject", "date", "message-id", "in-reply-to", "references",
        "mime-version", "content-type", "content-transfer-encoding",
    }  # fmt: skip


# canned -----------------------------------------------------------------------------------


def test_a_canned_response_comes_in_the_customers_language(desk: Desk, home: Home) -> None:
    install_starter(home.canned_folder)
    japanese = desk.replies.start(
        opened(desk, mail(1, sender="山田 太郎 <t@c.example>", body=JAPANESE)), canned="received"
    )
    assert japanese.body.startswith("山田 太郎 様\n\n") and "Shopの Yuki" not in japanese.body
    assert japanese.canned == ("received",)
    english = desk.replies.start(opened(desk, mail(2), 2), canned="received")
    assert english.body.startswith("Dear Hanako,\n\n")
    assert desk.replies.check(english) == []


def test_an_unfilled_placeholder_refuses_even_with_override(desk: Desk, home: Home) -> None:
    install_starter(home.canned_folder)
    code = opened(desk)
    draft = desk.replies.start(code, canned="order-status", values={"order number": "7"})
    for override in (False, True):
        with pytest.raises(Refused) as error:
            desk.replies.queue(draft, override=override)
        assert error.value.exit_code == 5 and error.value.code == "unfilled_placeholder"
        assert "order status" in error.value.message
    assert desk.outbox.waiting() == []
    full = {"order number": "7", "order status": "shipped"}
    assert desk.replies.queue(desk.replies.start(code, canned="order-status", values=full)).state == "queued"


def test_what_a_customer_wrote_is_never_taken_for_a_placeholder(desk: Desk, home: Home) -> None:
    install_starter(home.canned_folder)
    evil = mail(1, sender='"{{agent.name}}" <t@c.example>', subject="{{ticket.code}}", body="{{?pay}} {{date}}")
    code = opened(desk, evil)
    draft = desk.replies.start(code, canned="received")
    assert draft.body.startswith("Dear {{agent.name}},")
    queued = desk.replies.queue(draft)
    text = parse(desk.raw(queued.raw)).text
    assert text.startswith("Dear {{agent.name}},") and "{{?pay}} {{date}}" in text
    assert queued.subject == "Re: {{ticket.code}}"


def test_an_unknown_canned_response_is_said(desk: Desk) -> None:
    with pytest.raises(NothingMatched):
        desk.replies.start(opened(desk), canned="nothing")


# checks -----------------------------------------------------------------------------------


def codes(desk: Desk, draft: object) -> list[str]:
    return [p.code for p in desk.replies.check(draft)]  # type: ignore[arg-type]  # test shorthand


def test_an_empty_reply_is_refused(desk: Desk) -> None:
    draft = desk.replies.start(opened(desk))
    assert codes(desk, draft) == ["empty_body"]
    assert codes(desk, replace(draft, body="Hello." + draft.body)) == []


def test_a_reply_to_nobody_or_to_nonsense_is_refused(desk: Desk) -> None:
    draft = desk.replies.start(opened(desk), text="Hi.")
    assert codes(desk, replace(draft, to=())) == ["no_recipient"]
    assert codes(desk, replace(draft, to=(Address("", "x y@z\r\nBcc: e@e"),))) == ["bad_address"]


def test_a_message_that_came_since_stops_the_reply_unless_overridden(desk: Desk) -> None:
    code = opened(desk)
    draft = desk.replies.start(code, text="Hi.")
    desk.take_in([arrival(2, mail(2, refs=(1,)))])
    with pytest.raises(Refused) as error:
        desk.replies.queue(draft)
    assert error.value.code == "collision" and "Hanako" in error.value.message
    entry = desk.replies.queue(draft, override=True)
    assert entry.state == "queued"
    logged = [e for e in desk.ledger.events_of([code]) if e.kind == "override"]
    assert [(e.by, e.data) for e in logged] == [("Yuki", {"outbox": entry.id, "reasons": ["collision"]})]


def test_an_old_message_fetched_late_does_not_stop_what_is_begun_after_it(desk: Desk) -> None:
    code = opened(desk, mail(5), 5)
    desk.take_in([arrival(1, mail(4, refs=(5,)))])
    assert codes(desk, desk.replies.start(code, text="Hi.")) == []


def test_a_colleagues_note_stops_the_reply_and_ones_own_acts_do_not(
    desk: Desk, open_desk: Callable[[str], Desk]
) -> None:
    code = opened(desk)
    draft = desk.replies.start(code, text="Hi.")
    desk.do(add_note(code, "mine"), add_tag(code, "x"))
    assert codes(desk, draft) == []
    open_desk("Ren").do(add_note(code, "do not answer yet"))
    assert codes(desk, draft) == ["collision"]


def test_a_colleagues_claim_stops_the_reply(desk: Desk, open_desk: Callable[[str], Desk]) -> None:
    code = opened(desk)
    open_desk("Ren").do(claim(code))
    with pytest.raises(Refused) as error:
        desk.replies.queue(desk.replies.start(code, text="Hi."))
    assert error.value.code == "claimed" and "Ren" in error.value.message
    desk_of_ren = open_desk("Ren")
    assert desk_of_ren.replies.queue(desk_of_ren.replies.start(code, text="Hi.")).by == "Ren"


def test_a_second_reply_while_one_waits_is_stopped(desk: Desk) -> None:
    code = opened(desk)
    desk.replies.queue(desk.replies.start(code, text="Hi."))
    assert codes(desk, desk.replies.start(code, text="Hi again.")) == ["collision"]


def test_queueing_a_draft_twice_queues_it_once(desk: Desk) -> None:
    draft = desk.replies.start(opened(desk), text="Hi.")
    assert desk.replies.queue(draft).id == desk.replies.queue(draft).id
    with pytest.raises(Refused) as error:
        desk.replies.queue(replace(draft, body="Something else."))
    assert error.value.code == "already_queued"
    assert len(desk.outbox.waiting()) == 1


# drafts and the undo window ---------------------------------------------------------------


def test_a_draft_is_kept_and_found_again(desk: Desk, open_desk: Callable[[str], Desk], tmp_path: Path) -> None:
    code = opened(desk)
    draft = replace(desk.replies.start(code, text="Hälf written…"), attachments=(tmp_path / "a.pdf",))
    desk.replies.save(draft)
    assert open_desk("Yuki").replies.saved(code) == draft
    desk.replies.discard(draft.id)
    assert desk.replies.saved(code) is None


def test_a_reply_waits_for_the_undo_window_and_comes_back_unchanged(desk: Desk) -> None:
    draft = desk.replies.start(opened(desk), text="Hi.")
    desk.replies.save(draft)
    queued = desk.replies.queue(draft)
    assert desk.replies.saved(draft.ticket) is None
    assert desk.outbox.due(datetime.now(UTC)) == []
    assert desk.outbox.due(datetime.now(UTC) + timedelta(seconds=desk.settings.undo_seconds + 1)) == [
        desk.outbox.entry(queued.id)
    ]
    assert desk.outbox.cancel(queued.id).state == "cancelled"
    back = desk.replies.saved(draft.ticket)
    assert back is not None and replace(back, id=draft.id) == draft
    assert desk.replies.queue(back).state == "queued"


def test_a_reply_for_later_carries_the_time_it_leaves(desk: Desk) -> None:
    when = NOON.replace(year=2099)
    queued = desk.replies.queue(desk.replies.start(opened(desk), text="Hi."), not_before=when)
    assert queued.not_before == when
    assert b"Date: Fri, 20 Nov 2099 12:00:00 +0000" in desk.raw(queued.raw)


def test_an_attachment_is_read_when_the_reply_is_queued(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "見積書.pdf"
    file.write_bytes(b"%PDF one")
    draft = replace(desk.replies.start(opened(desk), text="Hi."), attachments=(file,))
    queued = desk.replies.queue(draft)
    file.write_bytes(b"%PDF two")
    assert [a.filename for a in parse(desk.raw(queued.raw)).attachments] == ["見積書.pdf"]
    assert b"JVBERiBvbmU=" in desk.raw(queued.raw)


def test_the_context_of_a_draft_is_for_its_own_recipient(desk: Desk) -> None:
    context = desk.replies.around.context(desk.replies.start(opened(desk)))
    assert isinstance(context, Context)
    assert (context.customer_name, context.customer_address, context.agent_name) == (
        "Hanako",
        "hanako@customer.example",
        "Yuki",
    )


# notes ------------------------------------------------------------------------------------

_thousands = itertools.count(1000, 1000)
_STEPS = st.lists(
    st.sampled_from(["note", "reply", "canned", "all", "mail", "cancel", "draft", "forward", "bulk", "tag"]),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=10_000 if os.environ.get("MADO_TORTURE") else 12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(_STEPS)
def test_whatever_is_done_in_whatever_order_no_note_reaches_outgoing_bytes(
    desk: Desk, home: Home, steps: list[str]
) -> None:
    install_starter(home.canned_folder)
    first = next(_thousands)
    code = opened(desk, mail(first), first)
    desk.do(add_note(code, "SECRETNOTE {{customer.name}}"))
    queued: list[Queued] = []
    for number, step in enumerate(steps, first + 1):
        if step == "note":
            desk.do(add_note(code, f"> SECRETNOTE {number}"))
        elif step == "mail":
            desk.take_in([arrival(number, mail(number, refs=(first,)))])
        elif step == "cancel" and queued:
            desk.outbox.cancel(queued[-1].id)
        elif step == "draft":
            desk.replies.save(desk.replies.start(code, text="later"))
        elif step in ("reply", "canned", "all"):
            how = {"canned": "received"} if step == "canned" else {"text": "Hello."}
            draft = desk.replies.start(code, reply_all=step == "all", **how)  # type: ignore[arg-type]  # test shorthand
            queued.append(desk.replies.queue(draft, override=True))
        elif step == "forward":
            queued.append(desk.replies.queue(desk.replies.forward(code, [Address("", "p@x.example")]), override=True))
        elif step == "tag":
            desk.do(add_tag(code, f"SECRETNOTE{number}"))
        elif step == "bulk":
            plan = make_plan(desk, "", "received")
            assert "SECRETNOTE" not in write_plan(plan)
            queued += queue_blocks(desk, plan, plan.blocks, now_for_all)[0]
    for entry in queued:
        raw = desk.raw(entry.raw)
        assert b"SECRETNOTE" not in raw and "SECRETNOTE" not in parse(raw).text
