"""Whom a reply goes to, what is handed on, and what a mail from outside may not bring about by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from config.errors import Refused
from config.settings import Agent
from core.decisions import add_note, claim
from core.desk import Desk
from core.drafts import Queued
from core.entries import MessageEntry
from core.mail.message import Address
from core.mail.parse import parse
from core.outbox_settled import next_recipients
from core.outcome import Outcome
from core.overtaken import stop_overtaken
from tests.core.mails import US, arrival, mail

LATER = timedelta(days=2)
EVE = Address("", "eve@elsewhere.example")


def opened(desk: Desk, raw: bytes | None = None, uid: int = 1) -> str:
    intake = desk.take_in([arrival(uid, raw if raw is not None else mail(uid))])
    return next(iter(intake.opened | intake.changed))


def codes(desk: Desk, draft: object) -> list[str]:
    return [p.code for p in desk.replies.check(draft)]  # type: ignore[arg-type]  # test shorthand


# who gets it ------------------------------------------------------------------------------


def test_a_reply_to_that_changed_in_the_thread_is_asked_about(desk: Desk) -> None:
    code = opened(desk)
    desk.take_in([arrival(2, mail(2, refs=(1,), headers={"Reply-To": EVE.address}))])
    draft = desk.replies.start(code, text="Hi.")
    assert draft.to == (EVE,)
    with pytest.raises(Refused) as error:
        desk.replies.queue(draft)
    assert error.value.code == "reply_to_changed" and EVE.address in error.value.message
    assert desk.replies.queue(draft, override=True).to == (EVE.address,)


def test_a_reply_to_from_the_beginning_is_followed(desk: Desk) -> None:
    code = opened(desk, mail(1, headers={"Reply-To": "sales@customer.example"}))
    desk.take_in([arrival(2, mail(2, refs=(1,), headers={"Reply-To": "sales@customer.example"}))])
    assert codes(desk, desk.replies.start(code, text="Hi.")) == []


def test_somebody_new_in_cc_is_not_written_to_without_a_question(desk: Desk) -> None:
    code = opened(desk, mail(1, to=f"{US}, taro@customer.example"))
    desk.take_in([arrival(2, mail(2, refs=(1,), headers={"Cc": f"taro@customer.example, {EVE.address}"}))])
    draft = desk.replies.start(code, text="Hi.", reply_all=True)
    assert codes(desk, draft) == ["new_cc"]
    assert codes(desk, replace(draft, cc=tuple(a for a in draft.cc if a != EVE))) == []
    assert desk.replies.start(code, text="Hi.").cc == ()


def test_each_blind_copy_has_an_envelope_of_its_own_and_stands_in_no_byte(desk: Desk) -> None:
    draft = desk.replies.start(opened(desk), text="Hi.")
    entry = desk.replies.queue(replace(draft, bcc=(Address("", "a@x.example"), Address("", "b@x.example"))))
    raw = desk.raw(entry.raw)
    assert b"x.example" not in raw and b"cc:" not in raw.lower()
    envelopes = []
    while entry.state == "queued":
        envelopes.append(next_recipients(entry))
        assert desk.outbox.sender.begin(entry.id)
        entry = desk.outbox.sender.finish(entry.id, Outcome(accepted=envelopes[-1], phase="data"))
    assert envelopes == [("hanako@customer.example",), ("a@x.example",), ("b@x.example",)]
    assert entry.state == "sent"


def test_an_unknown_blind_copy_says_nothing_of_the_others(desk: Desk) -> None:
    draft = desk.replies.start(opened(desk), text="Hi.")
    entry = desk.replies.queue(replace(draft, bcc=(Address("", "a@x.example"),)))
    desk.outbox.sender.begin(entry.id)
    entry = desk.outbox.sender.finish(entry.id, Outcome(accepted=next_recipients(entry), unknown=True, phase="data"))
    assert entry.unsure == ("hanako@customer.example",)
    entry = desk.outbox.resolve(entry.id, sent=True)
    assert (entry.state, next_recipients(entry)) == ("queued", ("a@x.example",))


# handing on -------------------------------------------------------------------------------


def test_a_message_is_handed_on_with_comment_and_files_and_no_note(desk: Desk) -> None:
    from email import message_from_bytes, policy

    whole = message_from_bytes(mail(1, body="The invoice is wrong. {{agent.name}}"), policy=policy.default)
    whole.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="請求書.pdf")
    code = opened(desk, whole.as_bytes())
    desk.do(add_note(code, "SECRET"))
    draft = desk.replies.forward(code, [Address("Accounts", "accounts@partner.example")], text="Please look.")
    sent = parse(desk.raw(desk.replies.queue(draft).raw))
    assert [a.address for a in sent.to] == ["accounts@partner.example"]
    assert sent.subject == "Fwd: Where is my parcel?" and [a.filename for a in sent.attachments] == ["請求書.pdf"]
    assert sent.text.startswith("Please look.\n") and "The invoice is wrong. {{agent.name}}" in sent.text
    assert "From: Hanako <hanako@customer.example>" in sent.text and "SECRET" not in sent.text
    assert draft.then == "open"


def test_an_agents_signature_stands_above_the_mailboxs(desk: Desk) -> None:
    desk.settings = replace(desk.settings, agent=Agent("Yuki", signature="Yuki Mori ({{agent.name}})"))
    body = desk.replies.start(opened(desk), text="Hi.").body
    assert "\n-- \nYuki Mori (Yuki)\n" in body


# overtaken --------------------------------------------------------------------------------


@pytest.fixture
def waiting(desk: Desk) -> Queued:
    return desk.replies.queue(desk.replies.start(opened(desk), text="Hi."))


def test_a_waiting_reply_stops_when_the_customer_writes_first(desk: Desk, waiting: Queued) -> None:
    desk.take_in([arrival(2, mail(2, refs=(1,)))])
    stopped = desk.outbox.entry(waiting.id)
    assert stopped.state == "refused" and "Hanako" in (stopped.error or "")
    assert desk.outbox.due(datetime.now(UTC) + LATER) == []
    again = desk.outbox.retry(waiting.id)
    assert (again.state, stop_overtaken(desk)) == ("queued", [])
    assert [e.data["reasons"] for e in desk.ledger.events_of([waiting.ticket]) if e.kind == "override"] == [
        ["collision"]
    ]


def test_a_reply_for_later_is_taken_back_when_the_customer_writes_first(desk: Desk) -> None:
    code = opened(desk)
    draft = desk.replies.start(code, text="Did it arrive?")
    entry = desk.replies.queue(draft, not_before=datetime.now(UTC) + LATER)
    desk.take_in([arrival(2, mail(2, refs=(1,)))])
    assert desk.outbox.entry(entry.id).state == "cancelled"
    kept = desk.replies.saved(code)
    assert kept is not None and kept.body == draft.body


def test_an_absence_notice_stops_nothing(desk: Desk, waiting: Queued) -> None:
    desk.take_in([arrival(2, mail(2, refs=(1,), headers={"Auto-Submitted": "auto-replied"}))])
    assert desk.outbox.entry(waiting.id).state == "queued"


def test_an_answer_given_elsewhere_stops_the_reply(desk: Desk, waiting: Queued) -> None:
    other = mail(3, sender=US, to="hanako@customer.example", refs=(1,))
    desk.take_in([arrival(3, other, role="sent", folder="Sent")])
    assert desk.outbox.entry(waiting.id).state == "refused"


def test_a_colleagues_claim_stops_what_waits(desk: Desk, waiting: Queued, open_desk: Callable[[str], Desk]) -> None:
    open_desk("Ren").do(claim(waiting.ticket))
    assert [e.state for e in stop_overtaken(desk)] == ["refused"]


def test_a_second_reply_sent_by_override_is_not_stopped_by_the_first(desk: Desk, waiting: Queued) -> None:
    second = desk.replies.queue(desk.replies.start(waiting.ticket, text="And more."), override=True)
    desk.outbox.sender.begin(waiting.id)
    desk.outbox.sender.finish(waiting.id, Outcome(accepted=waiting.to, phase="data"))
    assert stop_overtaken(desk) == [] and desk.outbox.entry(second.id).state == "queued"
    assert len([e for e in desk.entries(waiting.ticket) if isinstance(e, MessageEntry)]) == 3
