"""One decision carried on from a ticket's document is what folding all of its mail and log anew would make of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import orjson

from core import decisions
from core.care.facts import UNANSWERED
from core.desk import Desk
from core.events import RULE, Event, Placed, Seen
from core.fold import Record, fold_ticket
from core.fold_step import STEPS, step
from core.problems import OPEN_QUESTION
from tests.core.mails import US, arrival, mail
from tests.core.test_fold import OWN, record

CODE = "K7F2-9QXM"
COUNT = 20_000 if os.environ.get("MADO_TORTURE") else 1_000
_PEOPLE = ("Yuki", "Yuki", "Aya", RULE)
_STATUSES = ("open", "pending", "solved", "closed", "spam")
_DUES = (None, "2026-11-20T12:02:30+00:00", "2026-12-01T09:00:00+00:00")
_IDS = ("e1", "e2", "e3")


def _time(luck: Random) -> str:
    """Often the same second as another, now and then the next day."""
    return luck.choice([f"2026-11-20T12:0{n}:00+00:00" for n in range(8)] + ["2026-11-21T09:00:00+00:00"])


_DATA: dict[str, Callable[[Random], dict[str, Any]]] = {
    "status": lambda luck: {"status": luck.choice(_STATUSES)},
    "sent": lambda luck: {"status": luck.choice(_STATUSES), "checks": luck.choice([[], [OPEN_QUESTION]])},
    "assign": lambda luck: {"assignee": luck.choice(["Aya", None])},
    "priority": lambda luck: {"priority": luck.choice(["high", "normal"])},
    "tag": lambda luck: {"tag": luck.choice("ab")},
    "untag": lambda luck: {"tag": "a", "adds": luck.sample(_IDS, 2)},
    "claim": lambda luck: luck.choice([{}, {"force": True}]),
    "release": lambda luck: {},
    "note": lambda luck: {"text": luck.choice(["hm", "@aya and @yuki: see", "@ren"])},
    "snooze": lambda luck: luck.choice(
        [
            {"until": None, "until_reply": True},
            {"until": None, "until_reply": False},
            {"until": "2026-11-25T09:00:00+09:00", "until_reply": False},
            {"until": "2026-12-01T08:00:00+00:00", "until_reply": False, "promise": "e1", "before": 3600},
        ]
    ),
    "promise": lambda luck: {"text": "We will get back to you", "due": luck.choice(_DUES)},
    "promise.keep": lambda luck: {"promise": luck.choice(_IDS)},
    "promise.move": lambda luck: {"promise": luck.choice(_IDS), "due": luck.choice(_DUES)},
    "undo": lambda luck: {"event": luck.choice(_IDS)},
    "approval.ask": lambda luck: {},
    "approval.return": lambda luck: {"ask": luck.choice(_IDS)},
}


def _records(luck: Random) -> list[Record]:
    found = []
    for number in luck.sample(range(1, 10), luck.randint(1, 6)):
        fields: dict[str, Any] = {
            "auto": luck.random() < 0.3,
            "bounce": ["hanako@customer.example", "5.1.1", "failed", None] if luck.random() < 0.2 else None,
            "at": _time(luck),
            # most as long as names are, some as short as one that was cut
            "name": f"m{number:02}" + ("x" * 12 if luck.random() < 0.9 else ""),
            "asks": luck.random() < 0.5,
            "mood": luck.choice([None, "unhappy", "praise", "thanks_only"]),
            "history": luck.choice([None, None, True, "aged"]),
        }
        found.append(record(number, luck.choice(["in", "in", "out"]), **fields))
    return found


def _event(luck: Random, position: int, kind: str, records: list[Record]) -> Event:
    names = [r.doc["name"] for r in records]
    seen = Seen(position - 1, tuple(luck.sample(names, luck.randint(0, min(2, len(names))))))
    placed = Placed(luck.choice(["one", "other"]), 1, position, 1_795_000_000 + position, luck.choice([0, 1000]))
    team = placed if luck.random() < 0.3 else None
    data, by = _DATA[kind](luck), luck.choice(_PEOPLE)
    return Event(f"e{position}", kind, CODE, data, by, _time(luck), seen, position, team)


def _ticket(luck: Random) -> tuple[list[Record], list[Event], Event]:
    """A ticket's mail, its log, and one decision more: mostly such as a desk takes it, by somebody who saw it all."""
    records = _records(luck)
    events = [_event(luck, n, luck.choice(list(_DATA)), records) for n in range(1, luck.randint(1, 7))]
    last = _event(luck, len(events) + 1, luck.choice([*sorted(STEPS), "status", "undo", "untag", "sent"]), records)
    last = replace(last, id="new")  # nothing before it can be about it
    if luck.random() < 0.7:
        newest = tuple(fold_ticket(CODE, records, events, OWN)["newest"])
        last = replace(last, seen=replace(last.seen, messages=newest), team=None)
    return records, events, replace(last, at="2026-11-22T09:00:00+00:00") if luck.random() < 0.7 else last


def _bytes(doc: dict[str, Any]) -> bytes:
    return orjson.dumps(doc, option=orjson.OPT_SORT_KEYS)


def test_a_step_says_what_the_fold_says() -> None:
    first, told = int(os.environ.get("MADO_SEED", "0")) * COUNT, 0
    for seed in range(first, first + COUNT):
        records, events, last = _ticket(Random(seed))
        before = fold_ticket(CODE, records, events, OWN)
        kept = _bytes(before)
        after = step(before, last)
        assert _bytes(before) == kept, f"{seed}: the document it begins from is left alone"
        if after is not None:
            told += 1
            assert _bytes(after) == _bytes(fold_ticket(CODE, records, [*events, last], OWN)), seed
    assert told > COUNT / 4, "many are told by a step, or nothing is tested here"


def test_every_plain_decision_is_told_by_a_step() -> None:
    records = [record(1, name="m" * 20, asks=True)]
    doc = fold_ticket(CODE, records, [], OWN)
    at = "2026-11-22T09:00:00+00:00"
    plain: dict[str, dict[str, Any]] = {
        "status": {"status": "solved"},
        "assign": {"assignee": "Aya"},
        "priority": {"priority": "high"},
        "tag": {"tag": "a"},
        "claim": {},
        "release": {},
        "note": {"text": "hm"},
        "snooze": {"until": None, "until_reply": True},
    }
    for kind, data in plain.items():
        event = Event("e1", kind, CODE, data, "Yuki", at, Seen(0, tuple(doc["newest"])), 1)
        after = step(doc, event)
        assert after is not None, kind
        assert after["updated"] == at
        if kind == "status":
            assert [fact[0] for fact in after["facts"]] == [UNANSWERED]


def test_a_step_is_not_taken_where_more_has_to_be_known() -> None:
    doc = fold_ticket(CODE, [record(1, name="m" * 20)], [], OWN)
    solved = Event(
        "e1", "status", CODE, {"status": "solved"}, "Yuki", "2026-11-22T09:00:00+00:00", Seen(0, ("m" * 20,))
    )
    older = {key: value for key, value in doc.items() if key != "turn"}
    assert step(doc, solved) is not None
    assert step(doc, replace(solved, seen=Seen())) is None, "its author had not seen the mail"
    assert step(doc, replace(solved, at="2026-11-19T09:00:00+00:00")) is None, "the mail has a date after it"
    assert step(doc, replace(solved, by=RULE)) is None
    assert step(older, solved) is None, "the document is of an older version"


def test_a_document_of_an_older_version_is_folded_whole_and_steps_on_from_there(desk: Desk) -> None:
    desk.take_in([arrival(1, mail(1)), arrival(2, mail(2, sender=US, refs=(1,)), role="sent", folder="Sent")])
    code = desk.rows()[0].code
    doc = desk.ledger.ticket_doc(code)
    older = {key: value for key, value in doc.items() if key not in ("turn", "asked")}
    with desk.store.transaction():
        desk.store.table("tickets").put(doc.doc_id, older)
    assert desk.keeping.rebuild(verify=True).differences == (), "what it does not hold yet is no difference"
    desk.do(decisions.set_status(code, "open"))
    assert desk.ledger.ticket_doc(code).keys() == doc.keys()
    desk.do(decisions.set_status(code, "solved"), decisions.add_note(code, "done"))
    assert desk.keeping.rebuild(verify=True).differences == ()
