"""Suggested answers, storms and hooks."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from tinydb import where

from core import decisions
from core.care.hooks import run_hooks
from core.care.storm import begin, collect, end, lasting, storms
from core.care.suggest import suggestions
from core.desk import Desk
from tests.core.mails import NOON, arrival, mail


def _canned(desk: Desk, name: str, text: str) -> None:
    desk.home.canned_folder.mkdir(exist_ok=True)
    (desk.home.canned_folder / f"{name}.en.md").write_text(f"---\nname: {name}\n---\n{text}\n", encoding="utf-8")


def _take(desk: Desk, number: int, **fields: object) -> str:
    intake = desk.take_in([arrival(number, mail(number, **fields))])  # type: ignore[arg-type]  # passed on as they are
    return next(iter(intake.opened | intake.changed))


def test_the_response_about_the_matter_comes_first_and_come_backs_take_it_down(desk: Desk) -> None:
    _canned(desk, "refund", "Your refund was issued to your card.")
    _canned(desk, "delivery", "Your parcel is on its way, the courier will bring it.")
    _canned(desk, "refund-slow", "Your refund takes five days to reach your card.")
    code = _take(desk, 1, subject="Refund", body="Where is the refund for my card?")
    first, *_rest = suggestions(desk, code)
    assert first.kind == "canned"
    assert first.name.startswith("refund")
    assert "refund" in first.words
    assert all(s.name != "delivery" for s in suggestions(desk, code, most=2))


def test_an_answer_to_the_same_matter_is_suggested_with_how_it_went(desk: Desk) -> None:
    old = _take(desk, 1, subject="Dishwasher leaks", body="My Kobold dishwasher leaks at the gasket.")
    queued = desk.replies.queue(
        desk.replies.start(old, text="Hello, please press the Kobold gasket until it clicks.")
    )
    desk.record_sent(queued)
    new = _take(desk, 5, sender="Bob <bob@other.example>", subject="Leak", body="The gasket of my Kobold leaks.")
    found = [s for s in suggestions(desk, new) if s.kind == "answer"]
    assert [s.name for s in found] == [old]
    assert "until it clicks" in found[0].text
    assert found[0].came_back == 0


def test_many_alike_are_a_storm_and_others_are_not(desk: Desk) -> None:
    alike = [
        _take(
            desk,
            n,
            sender=f"C{n} <c{n}@x.example>",
            subject=f"Login down {n}",
            body="The login page shows error 503.",
        )
        for n in range(1, 7)
    ]
    _take(desk, 8, sender="Z <z@x.example>", subject="Colours", body="Which colours do the cups have?")
    (storm,) = storms(desk, NOON + timedelta(minutes=30), minutes=60, least=5)
    assert sorted(storm.codes) == sorted(alike)
    assert storm.customers == 6
    assert "login" in storm.words
    assert storms(desk, NOON + timedelta(days=2), minutes=60) == []


def _outage(desk: Desk, number: int, body: str = "The login page shows error 503.") -> str:
    return _take(desk, number, sender=f"C{number} <c{number}@x.example>", subject="Login down", body=body)


def test_newcomers_of_a_storm_get_its_tag_until_it_is_over(desk: Desk) -> None:
    for n in range(1, 7):
        _outage(desk, n)
    (storm,) = storms(desk, NOON + timedelta(minutes=30), minutes=60, least=5)
    desk.do(*(decisions.add_tag(code, "outage") for code in storm.codes), begin(storm, "outage"))
    (going,) = lasting(desk)
    # the fixture's mails are of another day than the log's clock: the storm began when its mails came
    _moved(desk, NOON)
    new, other = _outage(desk, 20), _take(desk, 21, sender="Z <z@x.example>", subject="Colours", body="Which cups?")
    assert collect(desk) == [new]
    assert collect(desk) == []
    assert desk.ticket(new).tags == ("outage",)
    assert desk.ticket(other).tags == ()
    desk.do(end("outage"))
    late = _outage(desk, 22)
    assert (collect(desk), lasting(desk), desk.ticket(late).tags) == ([], [], ())
    assert set(desk.codes("tag:outage", 0, 20)) == {*storm.codes, new}
    assert going.tag == "outage"


def test_taking_back_the_end_lets_a_storm_collect_again(desk: Desk) -> None:
    codes = [_outage(desk, n) for n in range(1, 7)]
    (storm,) = storms(desk, NOON + timedelta(minutes=30), minutes=60, least=5)
    desk.do(begin(storm, "outage"))
    _moved(desk, NOON)
    desk.do(end("outage"))
    assert collect(desk) == []
    desk.undo_last()
    assert sorted(collect(desk)) == sorted(codes)


def _moved(desk: Desk, to: datetime) -> None:
    """Date the storm's events as its mails are dated."""
    table = desk.store.table("events")
    with desk.store.transaction():
        for doc in table.search(where("kind") == "storm"):
            table.put(doc.doc_id, {**doc, "at": to.isoformat()})


def _hook(desk: Desk, name: str, script: str, mode: int = 0o700) -> Path:
    folder = desk.home.root / "hooks"
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(mode)
    return file


def test_a_hook_is_told_what_is_new_and_may_draft_but_nothing_leaves(desk: Desk, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    _hook(desk, "open-draft", f'cat >> {seen}; echo \'{{"draft": "Hello, we look into it."}}\'')
    _take(desk, 1)
    assert run_hooks(desk) == []
    code = _take(desk, 2, sender="Bob <bob@other.example>", subject="Broken cup")
    (told,) = run_hooks(desk)
    assert (told.hook, told.event, told.ticket, told.error) == ("open-draft", "open", code, None)
    said = json.loads(seen.read_text(encoding="utf-8"))
    assert said["ticket"]["subject"] == "Broken cup"
    saved = desk.replies.saved(code)
    assert saved is not None
    assert "we look into it" in saved.body
    assert desk.outbox.queued() == []
    assert run_hooks(desk) == []


def test_a_hook_that_fails_hangs_or_talks_nonsense_stops_nothing(desk: Desk) -> None:
    _hook(desk, "any-1-fails", "exit 3")
    _hook(desk, "any-2-hangs", "sleep 30")
    _hook(desk, "any-3-nonsense", "echo no json")
    _hook(desk, "any-4-shared", "exit 0", 0o777)
    _hook(desk, "status", "exit 0")
    code = _take(desk, 1)
    run_hooks(desk)
    desk.do(decisions.set_status(code, "solved"))
    told = run_hooks(desk, seconds=0.3)
    assert [(t.hook, t.error is None) for t in told] == [
        ("any-4-shared", False),  # told of, and not run
        ("any-1-fails", False),
        ("any-2-hangs", False),
        ("any-3-nonsense", False),
        ("status", True),
    ]
