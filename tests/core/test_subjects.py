from __future__ import annotations

import pytest

from core.subjects import base_subject, reply_subject


@pytest.mark.parametrize(
    "subject",
    [
        "Parcel",
        "Re: Parcel",
        "RE: FW: Parcel",
        "Re[2]: parcel",
        "[shop] Re: Parcel",
        "AW: WG: Parcel",
        "Re：Parcel",
    ],
)
def test_reply_marks_and_list_tags_do_not_change_the_matter(subject: str) -> None:
    assert base_subject(subject) == "parcel"


def test_japanese_marks_are_known() -> None:
    assert base_subject("返信: 転送: 湯呑みの件") == "湯呑みの件"


def test_a_tag_alone_is_a_subject() -> None:
    assert base_subject("[urgent]") == "[urgent]"


@pytest.mark.parametrize("subject", ["Parcel", "Re: Parcel", "re: RE: Parcel", "Re[3]: Parcel", "AW: Parcel"])
def test_an_answer_says_re_once(subject: str) -> None:
    assert reply_subject(subject) == "Re: Parcel"


def test_an_answer_to_no_subject_is_just_re() -> None:
    assert reply_subject("") == "Re:"
