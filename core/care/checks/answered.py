"""Questions of the customer that the reply has no word on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from config.languages import translator
from core.care.checks.case import Case
from core.care.questions import questions
from core.problems import Problem

_ = translator("core")
_JA_WORD = re.compile("[\u4e00-\u9fff々]{2,}|[\u30a0-\u30ff]{3,}|[a-z]{3,}|[0-9]{3,}")
_EN_WORD = re.compile(r"[a-z]{4,}|\d{3,}")
_COMMON_TEXT = (
    "hello there dear thanks thank 教 可能 場合 必要 質問 回答 連絡 返信 確認 状況 方法 商"
    "品 注文 当日 対応 利用 購入 希望 お願 今回 "
    "以下 件 何時 何故 about could would should there their them this that what when where which have "
    "does with from will your please know want like need tell also just than then into only some more "
    "very much many long able been "
)
_COMMON = frozenset(_COMMON_TEXT.split())


def check_answered(case: Case) -> Iterator[Problem]:
    """unanswered_question (hint), for each question none of whose own words comes up in the reply."""
    for question in untouched(case.asked, case.own):
        if " ".join(question.split()) not in case.ticked:
            said = _("Not answered yet: {question}").format(question=" ".join(question.split()))
            yield Problem("hint", "unanswered_question", said, question)


def untouched(asked: str, own: str) -> list[str]:
    """The questions of a mail, as they stand in it, none of whose own words comes up in our words."""
    if not asked.strip():
        return []
    said = unicodedata.normalize("NFKC", own).casefold()
    return [q.text for q in questions(asked) if not touched(q.text, said)]


def touched(question: str, said: str) -> bool:
    """Whether our words (NFKC, case folded) take a question's own words up; one that has none counts as taken "
    "up."""
    words = _words(question)
    return not words or any(word in said for word in words)


def _words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    found = (
        {w[:2] if w[0] > "\u4dff" else w for w in _JA_WORD.findall(plain)}
        if re.search("[\u3040-\u9fff]", plain)
        else {w[:5] for w in _EN_WORD.findall(plain)}
    )
    return found - _COMMON
