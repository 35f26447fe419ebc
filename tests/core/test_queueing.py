"""The blocks of a plan on their way into the outbox: the same mails, whoever makes them, whatever becomes of them."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes

import pytest

from core.bulk import queueing
from core.bulk.apply import pending, tally
from core.bulk.make import make_plan
from core.bulk.plan import Plan
from core.bulk.queueing import Queueing
from core.desk import Desk
from core.drafts import Queued
from core.forked_process import Forked, forked, may_fork
from core.helper_process import asked, ended
from core.outcome import Outcome
from tests.core.mails import arrival, mail

PEOPLE = 12
CANNED = "---\nname: recall\n---\n{{customer.greeting}}\n\nWe will send the new part by Friday.\n"


@pytest.fixture
def plan(desk: Desk) -> Plan:
    desk.home.canned_folder.mkdir(exist_ok=True)
    (desk.home.canned_folder / "recall.md").write_text(CANNED, encoding="utf-8")
    letters = [(n, mail(n, sender=f"Name{n} <c{n}@x.example>", subject="Bulk")) for n in range(1, PEOPLE + 1)]
    desk.take_in([arrival(n, raw) for n, raw in letters])
    return make_plan(desk, "subject:Bulk", "recall")


@pytest.fixture(params=["a fork", "Python anew"])
def quick(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A process for every plan, which is up before the second batch."""
    monkeypatch.setattr(queueing, "may_fork", lambda: request.param == "a fork" and may_fork())
    monkeypatch.setattr(queueing, "WORTH_A_FORK", 1)
    monkeypatch.setattr(queueing, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(queueing, "cores", lambda: 2)

    def is_up(self: Queueing) -> bool:
        return self._up is not None and self._up.result() is not None

    monkeypatch.setattr(Queueing, "_is_up", is_up)


def all_of(desk: Desk, plan: Plan, kill_at: int = 0) -> tuple[list[Queued], int]:
    """Every entry, and how many batches the process answered."""
    queued: list[Queued] = []
    answered = 0
    with Queueing(desk, plan, pending(desk, plan), 3) as steps:
        for number, step in enumerate(steps, 1):
            queued += step.queued
            answered += number > 1 and steps._up is not None
            if number == kill_at and steps._process is not None:
                steps._process.kill()
                steps._process.wait()
    return queued, answered


def said(desk: Desk, entry: Queued) -> tuple[object, ...]:
    message = message_from_bytes(desk.raw(entry.raw))
    return entry.to, message["To"], message["Subject"], message["Message-ID"].strip("<>"), message.get_payload()


@pytest.mark.usefixtures("quick")
def test_a_process_beside_this_one_queues_what_this_one_would(desk: Desk, plan: Plan) -> None:
    queued, answered = all_of(desk, plan)
    assert answered == 4
    assert tally(desk, plan).queued == PEOPLE
    for block, entry in zip(plan.blocks, queued, strict=True):
        to, _written, subject, name, body = said(desk, entry)
        assert (to, subject, name) == ((block.to[0].address,), block.subject, entry.message_id)
        assert str(body).replace("\r\n", "\n") == block.body
    kept = {e.id: e._replace(refused_recipients={}) for e in desk.outbox.of_plan(plan.id)}
    assert kept == {e.id: e for e in queued}
    assert pending(desk, plan) == []


@pytest.mark.usefixtures("quick")
def test_a_process_that_dies_leaves_no_block_out_and_queues_none_twice(desk: Desk, plan: Plan) -> None:
    queued, _answered = all_of(desk, plan, kill_at=2)
    assert [e.to[0] for e in queued] == [b.to[0].address for b in plan.blocks]
    assert len({e.message_id for e in desk.outbox.of_plan(plan.id)}) == PEOPLE == len(desk.outbox.of_plan(plan.id))


def test_a_desk_whose_database_is_open_elsewhere_in_this_process_is_not_forked(
    desk: Desk, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite would take the parent's locks for the child's."""
    monkeypatch.setattr(queueing, "WORTH_A_FORK", 1)
    monkeypatch.setattr(queueing, "cores", lambda: 2)
    with Desk.open(desk.home, desk.settings) as other:
        assert other.rows("")
        with Queueing(desk, plan, plan.blocks, 3) as steps:
            assert steps._process is None
    with desk.store.snapshot():
        assert not desk.store.let_go()
    alone = may_fork()
    with Queueing(desk, plan, plan.blocks, 3) as steps:
        assert isinstance(steps._process, Forked) == alone
    assert tally(desk, plan).queued == 0


def test_a_fork_ends_with_its_parent_and_holds_none_of_its_connections(desk: Desk, plan: Plan) -> None:
    """What the parent closes is closed at once, though the child lives on."""
    near, far = socket.socketpair()
    assert desk.store.let_go()
    child = forked(lambda number: number + 1)
    assert child is not None
    assert asked(child, 41) == 42
    near.close()
    far.settimeout(5)
    assert far.recv(1) == b""
    ended(child)
    assert child.poll() == 0
    far.close()
    assert pending(desk, plan)


@pytest.mark.usefixtures("quick")
def test_what_changed_after_the_plan_is_skipped_by_the_process_too(desk: Desk, plan: Plan) -> None:
    last = plan.blocks[-1]
    number = int(last.to[0].address.partition("@")[0].removeprefix("c"))
    desk.take_in([arrival(99, mail(99, sender=f"<{last.to[0].address}>", subject="Re: Bulk", refs=(number,)))])
    with Queueing(desk, plan, plan.blocks, 3) as steps:
        skipped = [s for step in steps for s in step.skipped]
    assert [(s.ticket, s.code) for s in skipped] == [(last.ticket, "changed")]
    assert tally(desk, plan).queued == PEOPLE - 1


def test_what_is_known_since_a_mail_was_made_is_what_its_bytes_tell(desk: Desk, plan: Plan) -> None:
    """A mail that left is kept alike, whether this process has made it or has to read it."""
    queued, _answered = all_of(desk, plan)
    made = [desk.outbox.made.take(e.raw) for e in queued]
    assert all(one is not None for one in made)
    desk.outbox.made.remember([one for one in made[::2] if one is not None])
    _leave(desk, queued)
    assert [desk.outbox.made.take(e.raw) for e in queued] == [None] * len(queued)
    kept = [_kept(desk, e) for e in queued]
    assert len({repr(k) for k in kept}) == 1
    assert kept[0]["kinds"] == ["open", "promise", "sent"]


def _leave(desk: Desk, queued: Sequence[Queued]) -> None:
    begun = desk.outbox.sender.begin_many([e.id for e in queued], "b")
    outcomes = [(e.id, Outcome(accepted=e.to, phase="data")) for e in begun]
    desk.outbox.sender.finish_many(outcomes, now=datetime.now(UTC))


def _kept(desk: Desk, entry: Queued) -> dict[str, object]:
    """What stands in the ticket of a mail, but for what is its own."""
    doc = desk.store.table("messages").having("message_id", entry.message_id)[0]
    text = desk.store.table("texts").get(doc_id=doc.doc_id)
    number = entry.to[0].partition("@")[0].removeprefix("c")
    events = desk.store.table("events").having("ticket", entry.ticket)
    own = {"message_id", "in_reply_to", "refs", "to", "raw", "name", "ticket", "home", "size", "at", "arrived"}
    return {
        "doc": {k: v for k, v in doc.items() if k not in own},
        "set": sorted(k for k in own if doc.get(k)),
        "text": {k: v.replace(f"Name{number}", "Name") for k, v in text.items()},
        "promises": [(e["data"]["text"], e["data"]["due"]) for e in events if e["kind"] == "promise"],
        "kinds": sorted(e["kind"] for e in events),
        "found": entry.ticket in desk.codes(f"Name{number} part"),
    }


def test_the_numbers_of_a_table_are_found_in_memory_as_on_disk(desk: Desk, plan: Plan) -> None:
    tickets = desk.store.table("tickets")
    docs = sorted(tickets.all(), key=lambda d: int(d.doc_id))
    first, second = docs[0]["customer"], docs[1]["customer"]
    with desk.store.remembering():
        tickets.put(docs[0].doc_id, {**docs[0], "customer": second})
        fresh = tickets.next_id()
        tickets.put(fresh, {**docs[0], "code": "AAAA-0001", "customer": second})
        inside = tickets.numbered("customer", [first, second])
        assert {d.doc_id for d in inside} == {docs[0].doc_id, docs[1].doc_id, fresh}
    assert [d.doc_id for d in tickets.numbered("customer", [first])] == []
    assert tickets.numbered("customer", [second]) == inside
