"""What changed while a reply was written: from what to what, by whom, with the new words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.decisions import add_note, add_tag, assign, claim, release, set_priority, set_status, snooze, undo
from core.desk import Desk
from core.meanwhile import Change, Overtaken, changes_since, sentence
from tests.core.mails import arrival, mail
from tests.core.test_replies import opened


def said(desk: Desk, code: str, **fields: object) -> list[str]:
    return [sentence(c) for c in changes_since(desk, code, desk.replies.start(code, text="Hi.").seen)]


def test_a_field_is_told_with_what_stood_in_it_before(desk: Desk, open_desk: Callable[[str], Desk]) -> None:
    code = opened(desk)
    desk.do(assign(code, "Yuki"))
    draft = desk.replies.start(code, text="Hi.")
    ren = open_desk("Ren")
    ren.do(set_status(code, "solved"), set_status(code, "closed"), assign(code, "Ren"), set_priority(code, "high"))
    found = changes_since(desk, code, draft.seen)
    assert [(c.by, c.field, c.old, c.new) for c in found] == [
        ("Ren", "status", "open", "solved"),
        ("Ren", "status", "solved", "closed"),
        ("Ren", "assignee", "Yuki", "Ren"),
        ("Ren", "priority", "normal", "high"),
    ]
    assert sentence(found[0]) == "Ren has changed the status since you began: open → solved."


def test_new_mail_and_notes_come_with_their_words(desk: Desk, open_desk: Callable[[str], Desk]) -> None:
    code = opened(desk)
    draft = desk.replies.start(code, text="Hi.")
    desk.take_in([arrival(2, mail(2, refs=(1,)))])
    open_desk("Ren").do(add_note(code, "Do not answer yet:\nthe parcel was found."))
    by_kind: dict[str, Change] = {c.kind: c for c in changes_since(desk, code, draft.seen)}
    assert by_kind.keys() == {"message", "note"}
    assert by_kind["note"].text == "Do not answer yet:\nthe parcel was found." and by_kind["note"].by == "Ren"
    assert by_kind["message"].text.strip()
    with pytest.raises(Overtaken) as error:
        desk.replies.queue(draft)
    assert {c.kind for c in error.value.changes} == {"message", "note"}


def test_ones_own_acts_tags_and_claims_are_no_change_but_move_what_stood_before(
    desk: Desk, open_desk: Callable[[str], Desk]
) -> None:
    code = opened(desk)
    draft = desk.replies.start(code, text="Hi.")
    ren = open_desk("Ren")
    ren.do(add_tag(code, "x"), claim(code), release(code))
    desk.do(set_status(code, "pending"))
    assert changes_since(desk, code, draft.seen) == []
    ren.do(set_status(code, "solved"))
    (change,) = changes_since(desk, code, draft.seen)
    assert (change.old, change.new) == ("pending", "solved")


def test_what_was_taken_back_is_told_as_taken_back(desk: Desk, open_desk: Callable[[str], Desk]) -> None:
    code, ren = opened(desk), open_desk("Ren")
    draft = desk.replies.start(code, text="Hi.")
    ren.do(snooze(code, None, until_reply=True))
    assert [c.new for c in changes_since(desk, code, draft.seen)] == ["reply"]
    ren.do(undo(ren.ledger.events_of([code])[-1].id))
    assert [c.kind for c in changes_since(desk, code, draft.seen)] == ["undo"]
    assert sentence(changes_since(desk, code, draft.seen)[0]) == "Ren has taken something back since you began."


def test_who_looks_again_has_seen_it(desk: Desk, open_desk: Callable[[str], Desk]) -> None:
    code = opened(desk)
    open_desk("Ren").do(set_status(code, "solved"))
    assert said(desk, code) == []
