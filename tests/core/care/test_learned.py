"""Moods read from learned weights together with words: what is no complaint about us is none."""

from __future__ import annotations

import pytest

from core.care.learned import WINDOW, learned, stretches
from core.care.moods import RISKS, mood
from core.care.not_ours import about_us


@pytest.mark.parametrize(
    "said",
    [
        "前の会社の製品は最悪でしたが、御社に替えてから快適です。",
        "If it turns out to be broken, how would I return it?",
        "解約した場合、データはどうなりますか。",
        "Some reviews complain about noise. How loud is it?",
    ],
)
def test_what_is_no_complaint_about_us_is_taken_out(said: str) -> None:
    assert mood(said).mood not in RISKS
    assert len(about_us(said).strip()) < len(said)


def test_one_complaint_in_a_long_calm_mail_is_seen() -> None:
    calm = "来週の打ち合わせの日程についてご連絡いたします。火曜日の午後であれば参加できます。" * 20
    bad = "何度も連絡しているのに返事がなく、対応の悪さにがっかりしています。もう解約します。"
    assert mood(calm).mood not in RISKS
    assert mood(calm + bad + calm).mood in RISKS


def test_a_risk_says_which_words_told_it() -> None:
    assert mood("I was told Monday. It is Thursday and nobody has called me back. Not good enough.").words


def test_long_texts_are_read_in_stretches_that_lose_nothing_of_their_beginning() -> None:
    text = "あいうえおかきくけこ。" * 100
    assert text.startswith("".join(stretches(text))[:WINDOW])
    assert learned("risk", japanese=True).score("") == learned("risk", japanese=True).bias
