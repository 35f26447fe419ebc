"""What can be clipped from a mail: sentences that say something, and what kind each seems to be."""

from __future__ import annotations

from core.care.clipping import clippable, guessed_kind, says_something
from core.desk import Desk
from tests.core.mails import arrival, mail


def test_greetings_farewells_and_bare_thanks_are_not_offered(desk: Desk) -> None:
    body = (
        "Hello,\n\nThank you for the quick answer. I wish you wrapped presents. "
        "The parcel was lovely.\n\nBest regards\nHanako"
    )
    intake = desk.take_in([arrival(1, mail(1, body=body))])
    offered = clippable(desk, next(iter(intake.opened)))
    assert offered == ["I wish you wrapped presents.", "The parcel was lovely."]


def test_the_same_in_japanese() -> None:
    said = [
        "お世話になっております。",
        "田中です。",
        "ありがとうございました。",
        "よろしくお願いいたします。",
        "山田 太郎",
    ]
    assert [s for s in said if says_something(s)] == []
    kept = ["包装を選べるとうれしいです。", "箱の中で湯のみが割れていました。", "対応が丁寧で感動しました。"]
    assert [s for s in kept if says_something(s)] == kept
    assert [guessed_kind(s) for s in kept[1:]] == ["complaint", "praise"]
